"""What a person types and reads. Private terms come from a file, standard input or prompts, never from the
command line: other users of the machine can list that, and shells keep it."""

import getpass
import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from client import advice, exits
from client.errors import BargainError, LocalError
from contracts.domain.canonical import Unreadable, strict_loads
from marketplace.domain import terms
from marketplace.domain.terms import Terms, TermsRefused

STDIN: Final = "-"
MOST_INPUT_BYTES: Final = 262_144  # what the market takes at most


@dataclass(frozen=True)
class Screen:
    """Standard output for results, standard error for all else; `as_json` makes each result one JSON line."""

    as_json: bool

    def result(self, value: Mapping[str, Any], *lines: str) -> None:
        """A result: its JSON, or its lines."""
        said = (json.dumps(value, ensure_ascii=False),) if self.as_json else map(printable, lines)
        for line in said:
            sys.stdout.write(line + "\n")
        sys.stdout.flush()  # watch is piped

    def note(self, text: str) -> None:
        """Something that a person should know and a program may pass over."""
        sys.stderr.write(printable(text) + "\n")

    def error(self, error: BargainError) -> None:
        """One line: what went wrong and what to do next; under `--json` as an object."""
        following = advice.of(error)
        if self.as_json:
            told = {"error": error.code, "detail": error.detail, "next": following}
            self.note(json.dumps(told | {"exit": exits.of_error(error)}, ensure_ascii=False))
        else:
            self.note(f"bargain: {error.code}: {error.detail} -> {following}")


def printable(text: str) -> str:
    """Without what steers a terminal: titles and turns are other people's words."""
    return "".join(
        character if character.isprintable() else " " if character.isspace() else "\N{REPLACEMENT CHARACTER}"
        for character in text
    )


def read_bytes(source: str) -> bytes:
    """A file's bytes, or standard input's for "-". LocalError where it cannot be read or is too large."""
    try:
        data = sys.stdin.buffer.read(MOST_INPUT_BYTES + 1) if source == STDIN else Path(source).read_bytes()
    except OSError as failure:
        raise LocalError("unreadable_file", f"{source}: {failure.strerror}") from None
    if len(data) > MOST_INPUT_BYTES:
        raise LocalError("file_too_large", f"{source} has more than {MOST_INPUT_BYTES} bytes")
    return data


def read_text(source: str | None, question: str) -> str:
    """A text from a file, standard input or, where neither is named, a prompt."""
    if source is None:
        return _ask(question)
    try:
        return read_bytes(source).decode().strip()
    except UnicodeDecodeError:
        raise LocalError("unreadable_file", f"{source} is not UTF-8") from None


def read_object(source: str) -> dict[str, Any]:
    """A JSON object from a file or standard input."""
    try:
        value = strict_loads(read_bytes(source))
    except Unreadable as unreadable:
        raise LocalError("unreadable_file", f"{source} is no sound JSON ({unreadable.code})") from None
    if not isinstance(value, dict):
        raise LocalError("unreadable_file", f"{source} holds no JSON object")
    return value


def read_terms(source: str | None, currency: str) -> Terms:
    """Private terms in the protocol's JSON, from a file or standard input, or asked for one by one."""
    try:
        if source is None:
            return terms.parse(_ask_terms(currency), currency=currency)
        return terms.parse_bytes(read_bytes(source), currency=currency)
    except TermsRefused as refused:
        code, detail = refused.code, f"{refused.field or 'terms'}: {refused}"
    raise LocalError(code, detail)


def _ask_terms(currency: str) -> dict[str, object]:
    _must_be_a_person("private terms", "--terms FILE (or - for standard input)")
    asked: dict[str, object] = {
        "limit": getpass.getpass(f"Your limit in {currency}, not shown: ").strip(),
        "currency": currency,
        "urgency": _ask("Urgency, low, normal or high [normal]: ") or "normal",
    }
    dealbreakers = []
    while phrase := _ask("A dealbreaker, or nothing to go on: "):
        dealbreakers.append(phrase)
    return asked | {"dealbreakers": dealbreakers, "notes": _ask("Private notes, one line: ")}


def is_person() -> bool:
    """Whether somebody can be asked."""
    return sys.stdin.isatty()


def confirm(question: str) -> bool:
    """Whether a person says yes; without one, whoever wrote the command has said it."""
    return not is_person() or _ask(f"{question} [y/N] ").lower() in ("y", "yes")


def _ask(question: str) -> str:
    _must_be_a_person("this", "a file (or - for standard input)")
    sys.stderr.write(question)  # standard output is for results
    sys.stderr.flush()
    return input().strip()


def _must_be_a_person(what: str, instead: str) -> None:
    if not is_person():
        raise LocalError("no_terminal", f"no terminal to ask for {what}; give {instead}")
