"""One line of an auditor's export, judged: a contract, and what proved the owners that its statement names."""

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
    """What is wrong in a line. `check` is a name, `detail` says more and repeats nothing of the line."""

    check: str
    detail: str


@dataclass(frozen=True)
class LineVerdict:
    """room: the room's id, where the statement could be read. owners: how many the statement names.
    unknown: what nobody can tell from the line alone, in sentences."""

    findings: tuple[Finding, ...]
    room: str | None
    owners: int
    unknown: tuple[str, ...]

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
    contract = verification.verify(json.dumps(found["contract"], ensure_ascii=False).encode())
    failed = [Finding(check.name, check.detail) for check in contract.checks if not check.passed]
    if contract.statement is None or any(one.check == "payload_types" for one in failed):
        return LineVerdict(tuple(failed), None, 0, ())
    parties = contract.statement["parties"]
    proofs = [_owner(side, parties[side], found["evidence"][side], jwks) for side in PARTIES]
    return LineVerdict(
        findings=(*failed, *(one.finding for one in proofs if one.finding is not None)),
        room=contract.statement["room"]["id"],
        owners=sum(parties[side]["owner"] is not None for side in PARTIES),
        unknown=tuple(dict.fromkeys(said for one in proofs for said in one.unknown)),
    )


def _broken(check: str, detail: str) -> LineVerdict:
    return LineVerdict((Finding(check, detail),), None, 0, ())


def _has_shape(value: object) -> TypeGuard[dict[str, Any]]:
    return (
        isinstance(value, dict)
        and value.keys() == {"contract", "evidence"}
        and isinstance(value["evidence"], dict)
        and value["evidence"].keys() == set(PARTIES)
        and all(isinstance(value["evidence"][side], list) for side in PARTIES)
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
