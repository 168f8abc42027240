"""Providers in trouble: slow, silent, refusing, cut off, or answering what nobody asked for.

A fault that has several forms takes them in turn, by the request's number, unless it is told which.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from tests.model_server.answers import Answer, Behaviour, as_json, completion, message, refusal
from tests.model_server.honest import Honest, draw
from tests.model_server.prompts import Asked

HONEST: Final = Honest()
STATUSES: Final = (500, 503, 502, 401, 400, 404)


@dataclass(frozen=True)
class Slow:
    """Answers as `then`, `seconds` later; nobody else waits for it."""

    seconds: float
    then: Behaviour = HONEST

    def __call__(self, asked: Asked) -> Answer:
        answer = self.then(asked)
        return replace(answer, after=answer.after + self.seconds)


@dataclass(frozen=True)
class RateLimited:
    """429 with Retry-After in seconds (9999: more than anybody waits); without the header where it is None."""

    retry_after: int | str | None = 1

    def __call__(self, _: Asked) -> Answer:
        headers = () if self.retry_after is None else (("Retry-After", str(self.retry_after)),)
        return refusal(429, "too many requests", headers=headers)


@dataclass(frozen=True)
class Failing:
    """An error status, with words that quote the request as some providers do where `quotes` is set."""

    status: int | None = None
    quotes: bool = False

    def __call__(self, asked: Asked) -> Answer:
        status = self.status or STATUSES[asked.number % len(STATUSES)]
        return refusal(status, f"cannot answer: {asked.user}" if self.quotes else "cannot answer")


@dataclass(frozen=True)
class Hanging:
    """Takes the request and never answers; the connection ends with the server."""

    def __call__(self, _: Asked) -> Answer:
        return Answer(b"", never=True)


CUTS: Final = ("half", "nothing", "too long", "too short")


@dataclass(frozen=True)
class CutOff:
    """A connection that ends in the middle, or a Content-Length that is not the body's."""

    cut: str | None = None
    then: Behaviour = HONEST

    def __call__(self, asked: Asked) -> Answer:
        answer = self.then(asked)
        size = len(answer.body)
        match self.cut or CUTS[asked.number % len(CUTS)]:
            case "half":
                return replace(answer, sent=size // 2)
            case "nothing":
                return replace(answer, sent=0)
            case "too long":
                return replace(answer, promised=size + 100)
            case _:
                return replace(answer, promised=size // 2)


@dataclass(frozen=True)
class Html:
    """A page of some proxy, with status 200."""

    page: str = (
        "<!doctype html><html><body><h1>Sign in to the network</h1><script>go()</script></body></html>"
    )

    def __call__(self, _: Asked) -> Answer:
        return Answer(self.page.encode(), content_type="text/html; charset=utf-8")


def _without(value: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: item for key, item in value.items() if key != name}


WRONG_SHAPES: Final[Mapping[str, Any]] = {
    "another API's": {"generated_text": "Hello."},
    "no choices": lambda asked: _without(message(asked, "Hello."), "choices"),
    "choices empty": lambda asked: {**message(asked, "Hello."), "choices": []},
    "choices null": lambda asked: {**message(asked, "Hello."), "choices": None},
    "no message": lambda asked: {**message(asked, ""), "choices": [{"index": 0, "finish_reason": "stop"}]},
    "content null": lambda asked: message(asked, None),
    "content a list": lambda asked: message(asked, [{"type": "text", "text": "Hello."}]),
    "content a number": lambda asked: message(asked, 42),
    "content empty": lambda asked: message(asked, ""),
    "no usage": lambda asked: _without(message(asked, "Hello."), "usage"),
    "an error with status 200": {"error": {"message": "overloaded", "code": 503}},
    "a list": [],
    "a string": "Hello.",
    "null": None,
}
"""Name -> JSON that is no completion, or what makes it of a request. "no usage" is sound but for its figures."""


@dataclass(frozen=True)
class WrongJson:
    """Valid JSON of another shape."""

    shape: str | None = None

    def __call__(self, asked: Asked) -> Answer:
        shapes = list(WRONG_SHAPES)
        shape = WRONG_SHAPES[self.shape or shapes[asked.number % len(shapes)]]
        return Answer(as_json(shape(asked) if callable(shape) else shape))


@dataclass(frozen=True)
class Huge:
    """A megabyte of words."""

    characters: int = 1_000_000

    def __call__(self, asked: Asked) -> Answer:
        phrase = "and on it goes, "
        return completion(asked, (phrase * (self.characters // len(phrase) + 1))[: self.characters])


BANDS: Final[Mapping[str, str]] = {
    "NaN": '{"vote":"rate","band":NaN}',
    "Infinity": '{"vote":"rate","band":Infinity}',
    "minus infinity": '{"vote":"rate","band":-Infinity}',
    "a string": '{"vote":"rate","band":"42"}',
    "above the scale": '{"vote":"rate","band":128}',
    "below the scale": '{"vote":"rate","band":-1}',
    "a fraction": '{"vote":"rate","band":4.5}',
    "a whole float": '{"vote":"rate","band":42.0}',
    "an exponent": '{"vote":"rate","band":4e1}',
    "overflowing": '{"vote":"rate","band":1e999}',
    "thousands of digits": '{"vote":"rate","band":' + "9" * 5000 + "}",
    "true": '{"vote":"rate","band":true}',
    "null": '{"vote":"rate","band":null}',
    "a list": '{"vote":"rate","band":[42]}',
    "missing": '{"vote":"rate"}',
    "another vote": '{"vote":"maybe","band":42}',
    "a boolean vote": '{"vote":true,"band":42}',
    "upper case": '{"Vote":"RATE","BAND":42}',
    "a member too many": '{"vote":"rate","band":42,"reason":"it fits"}',
    "prose around": 'My decision is {"vote":"rate","band":42}, since it fits.',
    "duplicate keys": '{"vote":"pass","vote":"rate","band":42,"band":0}',
    "trailing text": '{"vote":"rate","band":42} and that is final',
    "twice": '{"vote":"rate","band":42}\n{"vote":"pass","band":0}',
    "a code fence": '```json\n{"vote":"rate","band":42}\n```',
    "a comment": '{"vote":"rate", /* fits */ "band":42}',
    "a trailing comma": '{"vote":"rate","band":42,}',
    "single quotes": "{'vote':'rate','band':42}",
    "cut short": '{"vote":"rate","ba',
    "a byte order mark": '\ufeff{"vote":"rate","band":42}',
    "deeply nested": "[" * 50_000,
    "prose": "I would rate it.",
    "nothing": "",
}
"""Name -> an answer to a deciding call that is not exactly what was asked for."""


@dataclass(frozen=True)
class NotANumber:
    """Decides in a way that is no decision; speaks as `then`."""

    form: str | None = None
    then: Behaviour = HONEST

    def __call__(self, asked: Asked) -> Answer:
        if asked.call != "decide":
            return self.then(asked)
        forms = list(BANDS)
        return completion(asked, BANDS[self.form or forms[asked.number % len(forms)]])


@dataclass(frozen=True)
class Mixed:
    """Each behaviour at its rate (of 1), else `otherwise`: a function of the seed and the request's number."""

    rates: Mapping[Behaviour, float] = field(hash=False)
    seed: int = 0
    otherwise: Behaviour = HONEST

    def __post_init__(self) -> None:
        if not math.fsum(self.rates.values()) <= 1 + 1e-9:
            raise ValueError("rates add up to 1 at most")

    def __call__(self, asked: Asked) -> Answer:
        return self.which(asked.number)(asked)

    def which(self, number: int) -> Behaviour:
        """The behaviour that the request of this number meets."""
        drawn = draw(self.seed, "mixed", number) / 2**63
        for behaviour, rate in self.rates.items():
            if drawn < rate:
                return behaviour
            drawn -= rate
        return self.otherwise


@dataclass(eq=False)
class InTurn:
    """The first behaviour for the first request, and so on; the last stays."""

    behaviours: Sequence[Behaviour]
    met: int = 0

    def __call__(self, asked: Asked) -> Answer:
        behaviour = self.behaviours[min(self.met, len(self.behaviours) - 1)]
        self.met += 1
        return behaviour(asked)


@dataclass(frozen=True)
class ByCall:
    """One behaviour for speaking, another for deciding."""

    speak: Behaviour = HONEST
    decide: Behaviour = HONEST

    def __call__(self, asked: Asked) -> Answer:
        return (self.decide if asked.call == "decide" else self.speak)(asked)


def all_faults(*, seconds: float = 0.05) -> Iterable[Behaviour]:
    """One of each, quick ones and one that never answers."""
    return (
        Slow(seconds),
        RateLimited(1),
        RateLimited(9999),
        *(Failing(status) for status in STATUSES),
        Hanging(),
        *(CutOff(cut) for cut in CUTS),
        Html(),
        *(WrongJson(shape) for shape in WRONG_SHAPES),
        Huge(),
        *(NotANumber(form) for form in BANDS),
    )
