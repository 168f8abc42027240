"""What auditors take away, judged one by one: a contract, and what proved the owners that its statement names."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeGuard

from agents.domain import evidence
from contracts.domain import verification
from contracts.domain.canonical import Unreadable, read

MAX_BYTES: Final = 262_144
"""Of a line. Keeps what is held in memory small, whatever the export's size."""
PARTIES: Final = ("seller", "buyer")


@dataclass(frozen=True)
class Finding:
    """What is wrong. `check` is a name, `detail` says more and repeats nothing of what was judged."""

    check: str
    detail: str


@dataclass(frozen=True)
class LineVerdict:
    """room, market: as the statement names them, where it could be read. owners: how many it names.
    unknown: what nobody can tell from this alone, in sentences."""

    findings: tuple[Finding, ...]
    room: str | None = None
    market: str | None = None
    owners: int = 0
    unknown: tuple[str, ...] = ()

    @property
    def valid(self) -> bool:
        """Whether nothing is wrong."""
        return not self.findings


def judge(line: bytes, *, jwks: Sequence[Mapping[str, Any]] | None = None) -> LineVerdict:
    """The verdict on a line without its line feed.

    jwks: the issuer's keys, where the judge has them from somewhere that it trusts. Raises canonical.Unreadable
    (`line_too_large` above MAX_BYTES, and the codes of what is no JSON text), and nothing else whatever it is given.
    """
    if len(line) > MAX_BYTES:
        raise Unreadable("line_too_large")
    reading = read(line)
    if reading.faults:  # one reader would see this contract or evidence, another that
        return _broken("line_json", ", ".join(reading.faults))
    found = reading.value
    if not _has_shape(found):
        return _broken("line_members", "not exactly a contract and the evidence of its seller and buyer")
    document = json.dumps(found["contract"], ensure_ascii=False).encode()
    return judge_pair(document, found["evidence"], jwks=jwks)


def judge_pair(
    document: bytes,
    proofs: Mapping[str, Sequence[object]],
    *,
    jwks: Sequence[Mapping[str, Any]] | None = None,
) -> LineVerdict:
    """The verdict on a contract document and `{"seller": […], "buyer": […]}`, its parties' evidence. Raises
    canonical.Unreadable for a document that is no JSON text."""
    contract = verification.verify(document)
    failed = [Finding(check.name, check.detail) for check in contract.checks if not check.passed]
    if contract.statement is None or any(one.check == "payload_types" for one in failed):
        return LineVerdict(tuple(failed))
    parties = contract.statement["parties"]
    judged = [_owner(side, parties[side], proofs[side], jwks) for side in PARTIES]
    return LineVerdict(
        findings=(*failed, *(one.finding for one in judged if one.finding is not None)),
        room=contract.statement["room"]["id"],
        market=contract.statement["tenant"],
        owners=sum(parties[side]["owner"] is not None for side in PARTIES),
        unknown=tuple(dict.fromkeys(said for one in judged for said in one.unknown)),
    )


def _broken(check: str, detail: str) -> LineVerdict:
    return LineVerdict((Finding(check, detail),))


def _has_shape(value: object) -> TypeGuard[dict[str, Any]]:
    return (
        isinstance(value, dict) and value.keys() == {"contract", "evidence"} and has_sides(value["evidence"])
    )


def has_sides(value: object) -> TypeGuard[dict[str, list[Any]]]:
    """Whether it is `{"seller": […], "buyer": […]}` and nothing more."""
    return (
        isinstance(value, dict)
        and value.keys() == set(PARTIES)
        and all(isinstance(value[side], list) for side in PARTIES)
    )


@dataclass(frozen=True)
class _Proof:
    finding: Finding | None = None
    unknown: tuple[str, ...] = ()


def _owner(
    side: str,
    party: Mapping[str, Any],
    documents: Sequence[object],
    jwks: Sequence[Mapping[str, Any]] | None,
) -> _Proof:
    """seller_owner, buyer_owner: one document at least proves this owner of this key. Others beside it do no harm."""
    if party["owner"] is None:
        return _Proof()
    told = f"{side}_owner"
    verdicts = [
        evidence.check(one, fingerprint=party["fingerprint"], owner=party["owner"], jwks=jwks)
        for one in documents
    ]
    good = next((one for one in verdicts if one.valid), None)
    if good is not None:
        return _Proof(unknown=good.unknown)
    if not verdicts:
        return _Proof(Finding(told, "there is no evidence"))
    names = dict.fromkeys(check.name for one in verdicts for check in one.checks if not check.passed)
    return _Proof(Finding(told, f"the evidence fails {', '.join(names)}"))
