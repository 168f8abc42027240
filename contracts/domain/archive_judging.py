"""An archive of contracts, judged as it is read: every contract, and whether what is there is what was packed."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Any, Final

from contracts.domain import archive, export
from contracts.domain.canonical import NotRepresentable, Unreadable, canonical, strict_loads
from contracts.domain.export import Finding, LineVerdict

_MEMBERS: Final = {"type", "market", "asked", "contracts", "digest"}
_TOLD_AT_ONCE: Final = 5
"""Differences of one SHA256SUMS that are told; whoever made them can make any number."""


@dataclass(frozen=True)
class Judged:
    """What came of one entry. name: the entry's. findings: what is wrong with the archive there. contract: the verdict
    on the contract that is complete with it, if one is; unreadable: why that is no JSON text."""

    name: str
    findings: tuple[Finding, ...] = ()
    contract: LineVerdict | None = None
    unreadable: str | None = None


def judge(opened: IO[bytes], *, jwks: Sequence[Mapping[str, Any]] | None = None) -> Iterator[Judged]:
    """Each entry judged, then the whole of it. Raises archive.Broken where it cannot be read on, and nothing else."""
    course = _Course(jwks)
    for name, content in archive.entries(opened):
        yield course.take(name, content)
    yield course.end()


class _Course:
    """How far an archive has been read. What an entry may be follows from what came before it."""

    def __init__(self, jwks: Sequence[Mapping[str, Any]] | None) -> None:
        self._jwks = jwks
        self._part = 1
        self._lines: list[str] = []
        self._whole = hashlib.sha256()
        self._contracts = 0
        self._last_room = ""
        self._market: str | None = None
        self._begun: tuple[str, bytes] | None = None  # the contract whose evidence is due
        self._is_closed = False

    def take(self, name: str, content: bytes) -> Judged:
        """The next entry."""
        if self._is_closed:
            return Judged(name, (Finding("entry_order", "it stands after the manifest"),))
        if name == archive.MANIFEST:
            return Judged(name, (*self._left_open(), *self._manifest(content)))
        found = archive.FILE.fullmatch(name)
        if found is None:
            return Judged(name, (Finding("entry_name", "no file of an archive has such a name"),))
        if found["part"] != archive.folder(self._part):
            return Judged(name, (Finding("entry_order", "its folder is not the next one"),))
        if found["kind"] is None:
            return Judged(name, (*self._evidence_lacks(), *self._sums(content)))
        if found["kind"] == "contract":
            return Judged(name, (*self._evidence_lacks(), *self._begin(found["room"], content)))
        return self._finish(name, found["room"], content)

    def end(self) -> Judged:
        """There are no more."""
        if self._is_closed:
            return Judged(archive.MANIFEST)
        missing = Finding("manifest", "there is none: the archive was cut off")
        return Judged(archive.MANIFEST, (*self._left_open(), missing))

    def _begin(self, room: str, content: bytes) -> Iterator[Finding]:
        if room <= self._last_room:
            yield Finding("entry_order", "the contract is there twice, or out of its order")
            return
        if len(self._lines) >= 2 * archive.IN_A_PART:
            yield Finding("entry_order", f"a folder has {archive.IN_A_PART} contracts at most")
            return
        self._last_room = room
        self._contracts += 1
        self._lines.append(archive.sum_line(f"{room}.contract.json", content))
        self._begun = room, content

    def _finish(self, name: str, room: str, content: bytes) -> Judged:
        if self._begun is None or self._begun[0] != room:
            return Judged(name, (Finding("entry_order", "its contract is not the entry before it"),))
        document, self._begun = self._begun[1], None
        self._lines.append(archive.sum_line(f"{room}.evidence.json", content))
        try:
            proofs = strict_loads(content)
            if not export.has_sides(proofs):
                return Judged(name, (Finding("evidence", "not exactly that of a seller and a buyer"),))
            verdict = export.judge_pair(document, proofs, jwks=self._jwks)
        except Unreadable as reason:
            return Judged(name, unreadable=reason.code)
        return Judged(name, tuple(self._out_of_place(room, verdict)), verdict)

    def _out_of_place(self, room: str, verdict: LineVerdict) -> Iterator[Finding]:
        if verdict.room is None:
            return  # what is wrong with the statement is told
        if verdict.room != room:
            yield Finding("entry_name", "it is named for another room than its statement")
        self._market = self._market or verdict.market
        if verdict.market != self._market:
            yield Finding("market", "its statement is of another market than those before it")

    def _evidence_lacks(self) -> Iterator[Finding]:
        if self._begun is not None:
            yield Finding("entry_order", f"the evidence of room {self._begun[0]} is missing before it")
            self._begun = None

    def _sums(self, content: bytes) -> Iterator[Finding]:
        expected = "".join(self._lines).encode()
        if content != expected or not expected:
            yield from _differences(expected, content)
        self._whole.update(content)
        self._part, self._lines = self._part + 1, []

    def _left_open(self) -> Iterator[Finding]:
        yield from self._evidence_lacks()
        if self._lines:
            yield Finding("sums", f"{archive.folder(self._part)}/{archive.SUMS} is missing before it")

    def _manifest(self, content: bytes) -> Iterator[Finding]:
        self._is_closed = True
        told = _told(content)
        if told is None:
            yield Finding("manifest", "it is not written as a manifest is")
            return
        if told["contracts"] != self._contracts:
            yield Finding(
                "manifest", f"it says {told['contracts']} contracts, and there are {self._contracts}"
            )
        if told["digest"] != f"sha256:{self._whole.hexdigest()}":
            yield Finding("manifest", "its digest is not that of the sums that are there")
        if self._market not in (None, told["market"]):
            yield Finding("manifest", "it names another market than the statements")


def _told(content: bytes) -> dict[str, Any] | None:
    """A manifest's members; None where it is not written as one."""
    try:
        told = strict_loads(content)
        if not isinstance(told, dict) or told.keys() != _MEMBERS or canonical(told) != content:
            return None
    except (Unreadable, NotRepresentable):
        return None
    types = (isinstance(told["market"], str), isinstance(told["asked"], dict), type(told["contracts"]) is int)
    return told if told["type"] == archive.TYPE and all(types) else None


def _differences(expected: bytes, found: bytes) -> Iterator[Finding]:
    """Which files are not as their sums say: changed, missing, or beyond what was summed up."""
    there, summed = (_by_name(text) for text in (expected, found))
    wrong = [name for name in {**summed, **there} if there.get(name) != summed.get(name)]
    for name in wrong[:_TOLD_AT_ONCE]:
        told = (
            "is not there"
            if name not in there
            else "is not summed up"
            if name not in summed
            else "was changed"
        )
        yield Finding("sums", f"{name} {told}")
    if len(wrong) > _TOLD_AT_ONCE or not wrong:
        yield Finding("sums", "they are not those of the files before it")


def _by_name(sums: bytes) -> dict[str, str]:
    lines = sums.decode("ascii", "backslashreplace").splitlines()
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
