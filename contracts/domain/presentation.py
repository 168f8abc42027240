"""A verdict in the words of a page. static/js/verify/show.js says the same in the visitor's browser."""

import json
from collections.abc import Mapping
from typing import Any, Final

from contracts.domain.canonical import Unreadable, digest, strict_loads
from contracts.domain.explained import EXPLAINED, UNREADABLE
from contracts.domain.verification import UNKNOWN, Check, Verdict, verify

NOBODY: Final = "nobody verified"
_WORDS: Final = {"yes": "yes", "no": "no", "unjudged": "not judged", "unasked": "not asked", "waiting": ""}


def waiting() -> dict[str, Any]:
    """What a page shows before anything was judged: the checks to come, each with `state` "waiting"."""
    return _page("none", "", [_row(name, "waiting", "") for name in EXPLAINED])


def unreadable(code: str) -> dict[str, Any]:
    """What a page shows of what is no document. code: as canonical.Unreadable has it."""
    return {**waiting(), "state": "unreadable", "headline": f"Unreadable: {UNREADABLE[code]}."}


def judged(document: bytes, expected: Mapping[str, str]) -> dict[str, Any]:
    """What a page shows of a document: its `state` (valid, invalid, unreadable), a `headline`, `rows` of checks,
    `facts` of what was signed and the statement `as_json` (both empty where it is no statement), and what is `unknown`.

    expected: fingerprints by side.
    """
    try:
        verdict = verify(document, **expected)
    except Unreadable as refused:
        return unreadable(refused.code)
    rows = [_judged_row(verdict, name) for name in EXPLAINED]
    page = _page("valid" if verdict.valid else "invalid", _headline(verdict), rows)
    shown = json.dumps(verdict.statement, indent=2, ensure_ascii=False) if _is_typed(verdict) else ""
    unknown = [{**one, "is_known": one["code"] not in verdict.unknown} for one in page["unknown"]]
    return {**page, "unknown": unknown, "facts": _facts(verdict, document), "as_json": printable(shown)}


def printable(text: str) -> str:
    """The text with what a terminal or a page would act upon (escape sequences, direction marks) spelled as JSON
    escapes: a contract's title could otherwise repaint the verdict."""
    return "".join(one if one.isprintable() or one == "\n" else _escaped(one) for one in text)


def _escaped(character: str) -> str:
    return json.dumps(character)[1:-1] if ord(character) >= 0x80 else f"\\u{ord(character):04x}"


def _page(state: str, headline: str, rows: list[dict[str, str]]) -> dict[str, Any]:
    unknown = [{"code": code, "told": told, "is_known": False} for code, told in UNKNOWN.items()]
    words = {"unreadable": UNREADABLE, "words": _WORDS, "nobody": NOBODY}
    return {
        "state": state,
        "headline": headline,
        "rows": rows,
        "facts": {},
        "as_json": "",
        "unknown": unknown,
        "words": words,
    }


def _headline(verdict: Verdict) -> str:
    if verdict.valid:
        return f"Valid: all {len(verdict.checks)} checks hold."
    failing = sum(not check.passed for check in verdict.checks)
    unjudged = f", {len(verdict.unjudged)} could not be judged" if verdict.unjudged else ""
    return f"Not valid: {failing} {'check fails' if failing == 1 else 'checks fail'}{unjudged}."


def _judged_row(verdict: Verdict, name: str) -> dict[str, str]:
    found = next((check for check in verdict.checks if check.name == name), None)
    if found is None:
        return _row(name, "unjudged" if name in verdict.unjudged else "unasked", "")
    return _row(name, "yes" if found.passed else "no", found.detail)


def _row(name: str, state: str, detail: str) -> dict[str, str]:
    return {"name": name, "told": EXPLAINED[name], "state": state, "word": _WORDS[state], "detail": detail}


def _is_typed(verdict: Verdict) -> bool:
    """Whether what was signed is a statement in all its parts. What is none is not shown as if it were."""
    return verdict.statement is not None and Check("payload_types", True, "") in verdict.checks


def _facts(verdict: Verdict, document: bytes) -> dict[str, str]:
    statement = verdict.statement
    if statement is None or not _is_typed(verdict):
        return {}
    listing, outcome, parties = statement["listing"], statement["outcome"], statement["parties"]
    facts = {
        "outcome": f"A deal at {outcome['price']} {listing['currency']}" if outcome["deal"] else "No deal",
        "bits": outcome["bits"],
        "title": listing["title"],
        "asking": f"{listing['asking_price']} {listing['currency']}",
        "market": statement["tenant"],
        "decided": statement["decided_at"],
        "seller_human": parties["seller"]["owner"] or NOBODY,
        "seller_key": parties["seller"]["fingerprint"],
        "buyer_human": parties["buyer"]["owner"] or NOBODY,
        "buyer_key": parties["buyer"]["fingerprint"],
        "room_key": statement["room"]["fingerprint"],
        "room": statement["room"]["id"],
        "digest": _digest(document),
    }
    return {slot: printable(text) for slot, text in facts.items()}


def _digest(document: bytes) -> str:
    try:
        return digest(strict_loads(document))
    except ValueError:
        return "none: programs read this document differently"
