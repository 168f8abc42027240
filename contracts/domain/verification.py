"""The verdict on a contract document: every rule a check by name. A document is valid when all of them
hold."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from contracts.domain import checks_content, checks_signatures
from contracts.domain.evidence import SIDES, Evidence, Finding, Side, take_apart


@dataclass(frozen=True)
class Check:
    """A rule that was judged; `detail` says what is wrong, and is empty where nothing is."""

    name: str
    passed: bool
    detail: str


@dataclass(frozen=True)
class Verdict:
    """`unknown` are codes of what nobody can tell from the document alone (UNKNOWN explains them),
    `statement` is what was signed, where it could be read, and `unjudged` the checks that something failed
    before."""

    valid: bool
    checks: tuple[Check, ...]
    unknown: tuple[str, ...]
    statement: dict[str, Any] | None
    unjudged: tuple[str, ...] = ()


UNKNOWN: Final = {
    "seller_key_holder": "who holds the seller's key: no fingerprint to expect was given",
    "buyer_key_holder": "who holds the buyer's key: no fingerprint to expect was given",
    "room_key_holder": "which room this is: no fingerprint of a room's key to expect was given",
}


def verify(
    document: bytes, *, seller: str | None = None, buyer: str | None = None, room: str | None = None
) -> Verdict:
    """Judges a contract document offline; `seller`, `buyer`, `room` are fingerprints that the caller expects.

    Raises canonical.Unreadable for what is no JSON text (or over 64 KiB), and nothing else whatever it is
    given.
    """
    given: dict[Side, str | None] = {"seller": seller, "buyer": buyer, "room": room}
    expected = {side: fingerprint for side, fingerprint in given.items() if fingerprint is not None}
    evidence = take_apart(document, expected)
    findings = {name: check(evidence) for name, check in CHECKS.items()}
    findings |= {f"expected_{side}": _expected(evidence, side) for side in expected}
    return Verdict(
        valid=all(finding == "" for finding in findings.values()),
        checks=tuple(Check(name, not found, found) for name, found in findings.items() if found is not None),
        unknown=tuple(f"{side}_key_holder" for side in SIDES if side not in expected),
        statement=_readable_statement(evidence),
        unjudged=tuple(name for name, finding in findings.items() if finding is None),
    )


def _readable_statement(evidence: Evidence) -> dict[str, Any] | None:
    # A text with two readings is not shown as if it had one.
    if evidence.signed is None or evidence.signed.faults or not isinstance(evidence.signed.value, dict):
        return None
    return evidence.signed.value


def _expected(evidence: Evidence, side: Side) -> Finding:
    """expected_seller, expected_buyer, expected_room: the key is the one that the caller knows. A contract
    among three fresh keys is as valid as any; only this ties it to somebody."""
    signer = evidence.signers.get(side)
    if signer is None or signer.key is None:
        return None
    return (
        "" if checks_signatures.fingerprint(signer.key) == evidence.expected[side] else "another key signed"
    )


CHECKS: Final[dict[str, Callable[[Evidence], Finding]]] = {
    check.__name__: check
    for check in (
        checks_content.document_json,
        checks_content.document_members,
        checks_content.payload_encoding,
        checks_content.payload_json,
        checks_content.payload_canonical,
        checks_content.payload_types,
        checks_content.statement_matches,
        checks_content.outcome_agrees,
        checks_content.price_agrees,
        checks_signatures.three_signatures,
        checks_signatures.signature_members,
        checks_signatures.header_encoding,
        checks_signatures.header_members,
        checks_signatures.header_algorithm,
        checks_signatures.header_type,
        checks_signatures.key_sound,
        checks_signatures.key_id,
        checks_signatures.key_party,
        checks_signatures.distinct_keys,
        checks_signatures.signature_encoding,
        checks_signatures.signature_canonical,
        checks_signatures.signature_valid,
    )
}
