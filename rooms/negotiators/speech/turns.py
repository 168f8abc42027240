"""Stringing moves into a turn: how it begins, what comes before the offer, when it stops."""

from typing import Final

from rooms.domain.brief import SpeakingBrief
from rooms.negotiators.speech import moves
from rooms.negotiators.speech.moves import Move
from rooms.negotiators.speech.scene import Scene

LONGEST: Final = 600
"""Characters a line may have (PROTOCOL section 3)."""

Shape = tuple[Move, ...]

_SELLER_OPENS: Final[tuple[Shape, ...]] = (
    (moves.greet, moves.introduce, moves.offer),
    (moves.greet, moves.introduce, moves.praise, moves.offer),
    (moves.greet, moves.offer, moves.introduce),
    (moves.introduce, moves.think, moves.offer),
    (moves.greet, moves.introduce, moves.offer, moves.probe),
    (moves.greet, moves.quote, moves.offer, moves.think),
)
_BUYER_OPENS: Final[tuple[Shape, ...]] = (
    (moves.greet, moves.need, moves.raise_aspect, moves.offer),
    (moves.need, moves.react, moves.raise_aspect, moves.offer),
    (moves.greet, moves.need, moves.offer, moves.raise_aspect),
    (moves.greet, moves.need, moves.react, moves.offer),
    (moves.need, moves.react, moves.offer, moves.raise_aspect),
)
_SELLER_GOES_ON: Final[tuple[Shape, ...]] = (
    (moves.reply, moves.offer),
    (moves.reply, moves.react, moves.offer),
    (moves.reply, moves.offer, moves.probe),
    (moves.react, moves.offer, moves.reply),
    (moves.reply, moves.think, moves.offer),
    (moves.reply, moves.offer, moves.praise),
    (moves.reply, moves.praise, moves.react, moves.offer),
)
_BUYER_GOES_ON: Final[tuple[Shape, ...]] = (
    (moves.reply, moves.raise_aspect, moves.offer),
    (moves.reply, moves.react, moves.offer),
    (moves.reply, moves.offer, moves.raise_aspect),
    (moves.reply, moves.react, moves.offer, moves.raise_aspect),
    (moves.reply, moves.react, moves.raise_aspect, moves.offer),
    (moves.reply, moves.think, moves.offer),
)
_CLOSES: Final[tuple[Shape, ...]] = (
    (moves.reply, moves.offer, moves.farewell),
    (moves.reply, moves.sum_up, moves.offer, moves.farewell),
    (moves.sum_up, moves.offer, moves.farewell),
    (moves.react, moves.offer, moves.sum_up, moves.farewell),
)
# Without offers the talk is about the thing and the fit, and there is room for more of it.
_SELLER_OPENS_SEALED: Final[tuple[Shape, ...]] = (
    (moves.greet, moves.introduce, moves.think),
    (moves.greet, moves.introduce, moves.probe),
    (moves.greet, moves.quote, moves.praise),
)
_BUYER_OPENS_SEALED: Final[tuple[Shape, ...]] = (
    (moves.greet, moves.need, moves.raise_aspect),
    (moves.need, moves.raise_aspect, moves.think),
)
_SELLER_GOES_ON_SEALED: Final[tuple[Shape, ...]] = (
    (moves.reply, moves.praise),
    (moves.reply, moves.think),
    (moves.reply, moves.probe),
    (moves.reply, moves.quote),
)
_BUYER_GOES_ON_SEALED: Final[tuple[Shape, ...]] = (
    (moves.reply, moves.raise_aspect),
    (moves.reply, moves.think, moves.raise_aspect),
)
_CLOSES_SEALED: Final[tuple[Shape, ...]] = (
    (moves.reply, moves.judge_fit, moves.farewell),
    (moves.sum_up, moves.judge_fit, moves.farewell),
)
_SHAPES: Final = {
    ("seller", "opens", True): _SELLER_OPENS,
    ("buyer", "opens", True): _BUYER_OPENS,
    ("seller", "goes on", True): _SELLER_GOES_ON,
    ("buyer", "goes on", True): _BUYER_GOES_ON,
    ("seller", "closes", True): _CLOSES,
    ("buyer", "closes", True): _CLOSES,
    ("seller", "opens", False): _SELLER_OPENS_SEALED,
    ("buyer", "opens", False): _BUYER_OPENS_SEALED,
    ("seller", "goes on", False): _SELLER_GOES_ON_SEALED,
    ("buyer", "goes on", False): _BUYER_GOES_ON_SEALED,
    ("seller", "closes", False): _CLOSES_SEALED,
    ("buyer", "closes", False): _CLOSES_SEALED,
}
_TAKES: Final = 8
_FEWEST: Final = 2
"""Sentences below which a turn says something more."""


def compose(brief: SpeakingBrief) -> str:
    """One line for the brief: at most 600 characters, and none that the room has heard."""
    heard = {line.text for line in brief.transcript}
    for take in range(_TAKES):
        line = _fitted(_sentences(Scene(brief, take)))
        if line and line not in heard:
            return line
    return _last_resort(brief, heard)


def _sentences(scene: Scene) -> list[tuple[Move, str]]:
    brief = scene.brief
    stage = "opens" if brief.round == 1 else "closes" if brief.round == brief.rounds else "goes on"
    shapes = _SHAPES[brief.role, stage, brief.offer_band is not None]
    shape = shapes[int(scene.words.order("shape", [str(i) for i in range(len(shapes))])[0])]
    said = [(move, words) for move in _fitting(shape, scene) if (words := move(scene))]
    if len(said) < _FEWEST and (more := moves.elaborate(scene)):
        said.append((moves.elaborate, more))
    return said


def _fitting(shape: Shape, scene: Scene) -> Shape:
    """The shape, with a reply where a question was asked, and without an idle nod behind the offer."""
    asked = scene.heard.manner == "asked" or scene.heard.asks_for_needs
    answer = moves.need if scene.brief.round == 1 else moves.reply
    if asked and answer not in shape:
        at = 1 if shape[0] is moves.greet else 0
        return (*shape[:at], answer, *shape[at:])
    idle = not asked and scene.heard.aspect is None and scene.thanks_for is None
    drops = idle and (shape[0] is not moves.reply or not moves.heard_a_thought(scene))
    return tuple(move for move in shape if not (drops and move is moves.reply))


def _fitted(said: list[tuple[Move, str]]) -> str:
    """The sentences as one line; the least needed ones go where it would grow too long."""
    while said and len(" ".join(words for _, words in said)) > LONGEST:
        spare = [i for i, (move, _) in enumerate(said) if move is not moves.offer]
        if not spare:
            break
        del said[spare[-1]]
    return " ".join(words for _, words in said)


def _last_resort(brief: SpeakingBrief, heard: set[str]) -> str:
    """Where every phrase has been said (a transcript that no room of five rounds produces), plain and numbered
    by nothing: the offer alone, or a nod."""
    offer = Scene(brief).offers.amount(brief.offer_band)
    base = f"{offer}." if offer else "I'm listening."
    while base in heard:
        base += " Still listening." if offer is None else " As said."
    return base[:LONGEST]
