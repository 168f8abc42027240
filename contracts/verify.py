"""A stranger's verifier: `python -m contracts.verify contract.json [--seller FP] [--buyer FP] [--room FP]
[--json]`, and for what auditors take away `python -m contracts.verify --export FILE [--jwks FILE]`, `--archive FILE`.

Needs no Django, no room and no network: cryptography, rfc8785 and joserfc. `-` reads standard input. The exit
status is 0 for a valid contract, 1 for an invalid one, 2 for what cannot be read as one (or asked for so).
"""

import argparse
import io
import json
import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final

from contracts.domain import archive, archive_judging, export
from contracts.domain.canonical import Unreadable, strict_loads
from contracts.domain.evidence import MAX_BYTES
from contracts.domain.presentation import printable
from contracts.domain.verification import UNKNOWN, Verdict, verify

VALID: Final = 0
INVALID: Final = 1
UNREADABLE: Final = 2

_REASONS: Final = {
    "bad_utf8": "it is not UTF-8",
    "bad_json": "it is not JSON",
    "too_deep": "it is nested too deep",
    "too_large": f"it has more than {MAX_BYTES} bytes",
    "line_too_large": f"it has more than {export.MAX_BYTES} bytes",
    "no_jwks": "it is no JWK set",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command with these arguments (the process's own by default); returns its exit status."""
    options = _options(arguments)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a title must not stop a terminal's answer
    if options.export is not None:
        tally = _Tally("lines", "whether the export is whole: lines may be missing")
        return _judge_many(options.export, options.jwks, _judge_lines, tally)
    if options.archive is not None:
        tally = _Tally("entries", "whether these are all the contracts that the market had")
        return _judge_many(options.archive, options.jwks, _judge_entries, tally)
    try:
        document = _read(options.file)
        verdict = verify(document, seller=options.seller, buyer=options.buyer, room=options.room)
    except (OSError, Unreadable) as reason:
        return _say_unreadable(options.file, reason, as_json=options.json)
    _print(json.dumps(as_object(verdict), indent=2) if options.json else "\n".join(_lines(verdict)))
    return VALID if verdict.valid else INVALID


def as_object(verdict: Verdict) -> dict[str, Any]:
    """The verdict as --json prints it."""
    return {
        "valid": verdict.valid,
        "checks": [
            {"name": check.name, "passed": check.passed, "detail": check.detail} for check in verdict.checks
        ],
        "unjudged": list(verdict.unjudged),
        "unknown": list(verdict.unknown),
        "statement": verdict.statement,
    }


def _print(text: str) -> None:
    """Prints, and leaves the exit status to speak where the reader (`| head`) has gone."""
    try:
        print(text, flush=True)
    except BrokenPipeError:
        # What is left in the buffer would raise again when the interpreter ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = _parser()
    options = parser.parse_args(arguments)
    many = [one for one in (options.export, options.archive) if one is not None]
    if (options.file is not None) + len(many) != 1:
        parser.error("name one contract, or an export with --export, or an archive with --archive")
    if not many and options.jwks is not None:
        parser.error("--jwks goes with --export and --archive")
    if many and (options.json or options.seller or options.buyer or options.room):
        parser.error("--export and --archive go with --jwks and nothing else")
    return options


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m contracts.verify",
        description="Verify a contract offline.",
        epilog="Exit status: 0 valid, 1 invalid, 2 unreadable.",
    )
    parser.add_argument("file", nargs="?", help="the contract document, or - for standard input")
    for side in ("seller", "buyer", "room"):
        parser.add_argument(
            f"--{side}",
            type=_fingerprint,
            metavar="FP",
            help=f"the fingerprint that the {side}'s key must have",
        )
    parser.add_argument("--json", action="store_true", help="print the verdict as JSON")
    parser.add_argument("--export", metavar="FILE", help="judge an auditor's export line by line; - as above")
    parser.add_argument("--archive", metavar="FILE", help="judge an archive of contracts; - as above")
    parser.add_argument("--jwks", metavar="FILE", help="the SSO's keys, old ones too, as a JWK set")
    return parser


def _fingerprint(text: str) -> str:
    if not re.fullmatch(r"[0-9a-f]{64}", text):
        raise argparse.ArgumentTypeError("a fingerprint is 64 lower-case hex digits")
    return text


def _read(file: str) -> bytes:
    # One byte more than is allowed tells too much from enough, whatever the file's size.
    if file == "-":
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    with Path(file).open("rb") as opened:
        return opened.read(MAX_BYTES + 1)


def _say_unreadable(file: str, reason: OSError | Unreadable, *, as_json: bool) -> int:
    code = reason.code if isinstance(reason, Unreadable) else "no_file"
    if as_json:
        print(json.dumps({"unreadable": code}))
    told = _REASONS.get(code) if isinstance(reason, Unreadable) else reason.strerror
    print(f"{printable(file)} is unreadable: {told}", file=sys.stderr)
    return UNREADABLE


def _lines(verdict: Verdict) -> Iterator[str]:
    if verdict.statement is None:
        yield "What was signed cannot be read as one statement."
    else:
        yield "What was signed:"
        yield printable(json.dumps(verdict.statement, indent=2, ensure_ascii=False))
    yield ""
    yield "Checks:"
    for check in verdict.checks:
        yield f"  ok    {check.name}" if check.passed else f"  FAIL  {check.name}: {check.detail}"
    for name in verdict.unjudged:
        yield f"  --    {name}: not judged, because of a failure above"
    if verdict.unknown:
        yield ""
        yield "Not to be known from this document alone:"
        yield from (f"  {UNKNOWN[code]}" for code in verdict.unknown)
    yield ""
    yield "VALID" if verdict.valid else "INVALID"


@dataclass
class _Tally:
    """What was seen so far of what holds many. parts: what those are called; whole: what cannot be known of all of it.
    unknown: sentences, each once. broken: what is wrong beside the contracts."""

    parts: str
    whole: str
    contracts: int = 0
    invalid: int = 0
    unreadable: int = 0
    broken: int = 0
    owners: int = 0
    unknown: dict[str, None] = field(default_factory=dict)

    def add(self, verdict: export.LineVerdict) -> None:
        self.contracts += 1
        self.invalid += not verdict.valid
        self.owners += verdict.owners
        self.unknown |= dict.fromkeys(verdict.unknown)

    @property
    def status(self) -> int:
        """What fails a check outranks what is no JSON: nobody hides a changed contract behind that."""
        if self.invalid or self.broken:
            return INVALID
        return UNREADABLE if self.unreadable else VALID


Keys = Sequence[Mapping[str, Any]] | None


def _judge_many(
    file: str, jwks_file: str | None, judge: Callable[[IO[bytes], Keys, _Tally], None], tally: _Tally
) -> int:
    """Judges one after the other, says what is wrong in each, and sums up."""
    reading = jwks_file
    try:
        jwks = None if jwks_file is None else _jwks(jwks_file)
        reading = file
        with ExitStack() as closing:
            judge(
                sys.stdin.buffer if file == "-" else closing.enter_context(Path(file).open("rb")), jwks, tally
            )
    except (OSError, Unreadable) as reason:
        return _say_unreadable(str(reading), reason, as_json=False)
    _print("\n".join(_summary(tally)))
    return tally.status


def _jwks(file: str) -> list[Mapping[str, Any]]:
    """The keys of a JWK set (RFC 7517 section 5). Raises OSError and Unreadable."""
    found = strict_loads(_read(file))
    listed = found.get("keys") if isinstance(found, dict) else None
    if not isinstance(listed, list):
        raise Unreadable("no_jwks")
    return [one for one in listed if isinstance(one, dict)]


def _lines_of(opened: IO[bytes]) -> Iterator[bytes]:
    """Each line without its end; of one that is too long the beginning, which is too long too."""
    while line := opened.readline(export.MAX_BYTES + 2):
        yield line.removesuffix(b"\n")
        while not line.endswith(b"\n") and (line := opened.readline(export.MAX_BYTES)):
            pass


def _judge_lines(opened: IO[bytes], jwks: Keys, tally: _Tally) -> None:
    for number, line in enumerate(_lines_of(opened), 1):
        _judge_line(number, line, jwks, tally)


def _judge_line(number: int, line: bytes, jwks: Keys, tally: _Tally) -> None:
    try:
        verdict = export.judge(line, jwks=jwks)
    except Unreadable as reason:
        tally.unreadable += 1
        _print(f"line {number} is unreadable: {_REASONS.get(reason.code, reason.code)}")
        return
    tally.add(verdict)
    of = f" (room {verdict.room})" if verdict.room else ""
    _say_findings(f"line {number}{of}", verdict.findings)


def _say_findings(where: str, findings: Sequence[export.Finding]) -> None:
    for finding in findings:
        _print(printable(f"{where} FAIL  {finding.check}: {finding.detail}"))


def _judge_entries(opened: IO[bytes], jwks: Keys, tally: _Tally) -> None:
    try:
        for judged in archive_judging.judge(opened, jwks=jwks):
            _judge_entry(judged, tally)
    except archive.Broken as broken:
        tally.broken += broken.is_wrong
        tally.unreadable += not broken.is_wrong
        where = f"the archive, at {broken.name}:" if broken.name else "the archive:"
        _print(printable(f"{where} {broken}; nothing after that was read"))


def _judge_entry(judged: archive_judging.Judged, tally: _Tally) -> None:
    if judged.contract is not None:
        tally.add(judged.contract)
        _say_findings(judged.name, judged.contract.findings)
    if judged.unreadable is not None:
        tally.unreadable += 1
        told = _REASONS.get(judged.unreadable, judged.unreadable)
        _print(printable(f"{judged.name} or its contract is unreadable: {told}"))
    tally.broken += len(judged.findings)
    _say_findings(judged.name, judged.findings)


def _summary(tally: _Tally) -> Iterator[str]:
    wrong = f"; {tally.broken} faults of the archive itself" if tally.broken else ""
    yield (
        f"{tally.contracts} contracts, {tally.invalid} of them invalid; {tally.unreadable} {tally.parts} unreadable; "
        f"{tally.owners} owners named{wrong}"
    )
    yield "Not to be known from this alone:"
    yield f"  {tally.whole}"
    yield from (f"  {said}" for said in tally.unknown)
    yield {VALID: "VALID", INVALID: "INVALID", UNREADABLE: "UNREADABLE"}[tally.status]


if __name__ == "__main__":
    sys.exit(main())
