"""Requests as the market's worker sends them."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import httpx

from tests.model_server.prompts import Asked

VOLVO: Mapping[str, Any] = {
    "title": "2016 Volvo V60 D4",
    "description": "Estate with a tow bar. New timing belt.",
    "category": "car",
    "attributes": {"fuel": "diesel", "equipment": ["tow bar", "heated seats"]},
    "asking_price": "$19,800",
}
PROFILE = "We want an estate with a tow bar."


def block(name: str, value: Mapping[str, Any]) -> str:
    return f"<<<{name}\n{json.dumps(value)}\n{name}>>>"


def speaking(
    *,
    side: str = "seller",
    number: int = 1,
    offer: str | None = "$19,206",
    listing: Mapping[str, Any] = VOLVO,
    profile: str = PROFILE,
    talk: Sequence[Mapping[str, Any]] = (),
    own: Mapping[str, Any] | None = None,
    withheld: Sequence[str] = (),
) -> dict[str, Any]:
    """A speaking call's body."""
    blocks = [block("PUBLIC DATA", {"listing": listing, "profile": profile, "talk": list(talk)})]
    if own is not None:
        blocks.append(block("YOUR SIDE", {"side": side, "notes": "", "dealbreakers": [], **own}))
    turn = {"side": side, "round": number, "rounds": 5, "offer": offer, "withheld": list(withheld)}
    return body("You speak for one side.", "\n".join([*blocks, block("TURN", turn)]))


def deciding(
    *,
    side: str = "seller",
    listing: Mapping[str, Any] = VOLVO,
    profile: str = PROFILE,
    talk: Sequence[Mapping[str, Any]] = (),
    vote_only: bool = False,
    **own: Any,
) -> dict[str, Any]:
    """A deciding call's body."""
    terms = {
        "limit": "$17,200",
        "limit_band": 87,
        "urgency": "normal",
        "notes": "",
        "dealbreakers": [],
        **own,
    }
    blocks = [
        block("PUBLIC DATA", {"listing": listing, "profile": profile, "talk": list(talk)}),
        block("YOUR SIDE", {"side": side, **terms}),
        block("ANSWER", {"vote_only": vote_only}),
    ]
    return body("You decide for one side.", "\n".join(blocks))


def body(rules: str, data: str) -> dict[str, Any]:
    messages = [{"role": "system", "content": rules}, {"role": "user", "content": data}]
    return {"model": "echo", "messages": messages, "temperature": 0.7, "max_tokens": 400}


def asked(request: Mapping[str, Any], number: int = 0) -> Asked:
    """The request as a behaviour gets it."""
    return Asked(number, json.dumps(request).encode())


def content(answer: httpx.Response) -> Any:
    return answer.json()["choices"][0]["message"]["content"]
