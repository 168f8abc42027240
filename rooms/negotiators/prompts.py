"""Briefs as messages. The rules are versioned files (rooms/prompts), whose digest is in the manifest; what anybody
else wrote goes into fenced JSON, one line each, so that no text can forge a mark: a mark is a line of its own.

All calls of a room begin alike, the same rules and then public data that only grows, so that a provider that keeps the
beginning of a prompt ready need not read it again.
"""

import functools
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from contracts.domain.outcome import price
from marketplace.domain import money
from rooms.domain.brief import DecidingBrief, Line, PublicListing, SpeakingBrief

FOLDER: Final = Path(__file__).resolve().parent.parent / "prompts"
# JSON leaves these in a string, and some readers end a line at them.
_LINE_ENDS: Final = str.maketrans({mark: f"\\u{ord(mark):04x}" for mark in "\x7f\x85\u2028\u2029"})

Messages = list[dict[str, str]]


def speaking(brief: SpeakingBrief) -> Messages:
    """What a model is sent for one turn: public data, at level `guarded` its side's hints, and the turn."""
    rules = "speaking-guarded" if brief.offer_band is not None else "speaking-sealed"
    blocks = []
    if brief.hints.notes or brief.hints.dealbreakers:
        told = {"notes": brief.hints.notes, "dealbreakers": list(brief.hints.dealbreakers)}
        blocks.append(_fenced("YOUR SIDE", {"side": brief.role, **told}))
    turn = {"side": brief.role, "round": brief.round, "rounds": brief.rounds, "offer": _offer(brief)}
    blocks.append(_fenced("TURN", {**turn, "withheld": list(brief.withheld)}))
    return _messages(_public(brief), rules, blocks)


def deciding(brief: DecidingBrief) -> Messages:
    """What a model is sent for its side's decision: public data and all of that side's own terms."""
    terms = brief.terms
    own = {
        "side": brief.role,
        "limit": money.display(terms.limit_minor, terms.currency),
        "limit_band": brief.limit_band,
        "urgency": terms.urgency,
        "notes": terms.notes,
        "dealbreakers": list(terms.dealbreakers),
    }
    answer = _fenced("ANSWER", {"vote_only": brief.vote_only})
    rules = "deciding-sealed" if brief.vote_only else "deciding-guarded"
    return _messages(_public(brief), rules, [_fenced("YOUR SIDE", own), answer])


def _public(brief: SpeakingBrief | DecidingBrief) -> str:
    talk = [_said(line) for line in brief.transcript]
    return _fenced(
        "PUBLIC DATA", {"listing": _listing(brief.listing), "profile": brief.profile, "talk": talk}
    )


def _listing(listing: PublicListing) -> dict[str, Any]:
    return {
        "title": listing.title,
        "description": listing.description,
        "category": listing.category,
        "attributes": dict(listing.attributes),
        "asking_price": money.display(listing.asking_minor, listing.currency),
    }


def _said(line: Line) -> dict[str, Any]:
    return {"round": line.round, "persona": line.persona, "text": line.text}


def _offer(brief: SpeakingBrief) -> str | None:
    if brief.offer_band is None:
        return None
    return money.display(price(brief.offer_band, brief.listing.asking_minor), brief.listing.currency)


def _fenced(name: str, content: Mapping[str, Any]) -> str:
    line = json.dumps(content, ensure_ascii=False).translate(_LINE_ENDS)
    return f"<<<{name}\n{line}\n{name}>>>"


def _messages(public: str, rules: str, blocks: list[str]) -> Messages:
    return [
        {"role": "system", "content": _rules("room")},
        {"role": "user", "content": "\n".join([public, _rules(rules), *blocks])},
    ]


@functools.cache
def _rules(name: str) -> str:
    return (FOLDER / f"{name}.md").read_text().strip()
