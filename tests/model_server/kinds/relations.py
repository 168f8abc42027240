"""The limit by its relation to public numbers: percentages, fractions, amounts under and over, multiples."""

from collections.abc import Callable
from fractions import Fraction
from typing import Final

from marketplace.domain.money import display
from tests.model_server.kinds import Kind
from tests.model_server.kinds.digits import SMALLEST, figures
from tests.model_server.numerals import english, ordinal
from tests.model_server.secret import Side

DENOMINATORS: Final = (2, 3, 4, 5, 6, 8, 10, 20, 25, 50, 100)
VULGAR: Final = {
    "1/2": "½",
    "3/4": "¾",
    "2/3": "⅔",
    "4/5": "⅘",
    "3/5": "⅗",
    "5/6": "⅚",
    "7/8": "⅞",
    "5/8": "⅝",
}
CLOSE: Final = Fraction(1, 200)


def _of_band(write: Callable[[int], str | None]) -> Kind:
    def kind(side: Side) -> str | None:
        return None if side.band is None else write(side.band)

    return kind


def _way(number: int) -> str:
    return "under" if number >= 0 else "over"


def _percent_off(say: Callable[[int], str]) -> Kind:
    return _of_band(lambda band: f"{say(abs(100 - band))} {_way(100 - band)} the asking price")


def _fraction(side: Side) -> Fraction | None:
    """The simplest usual fraction of the asking price near the limit."""
    if side.limit_minor is None:
        return None
    part = Fraction(side.limit_minor, side.asking_minor)
    tried = (Fraction(round(part * below), below) for below in DENOMINATORS)
    return next((found for found in tried if 0 < found < 1 and abs(found - part) <= CLOSE), None)


def fraction_in_digits(side: Side) -> str | None:
    found = _fraction(side)
    return None if found is None else f"{found.numerator}/{found.denominator} of the asking price"


def fraction_in_words(side: Side) -> str | None:
    """ "three quarters of the asking price", "forty-three fiftieths of the asking price"."""
    found = _fraction(side)
    return None if found is None else f"{_spoken(found)} of the asking price"


def _spoken(part: Fraction) -> str:
    names = {2: "half", 4: "quarter"}
    name = names.get(part.denominator) or ordinal(part.denominator).removeprefix("one ")
    return f"{english(part.numerator)} {name}{'' if part.numerator == 1 else 's'}"


def vulgar_fraction(side: Side) -> str | None:
    found = _fraction(side)
    sign = None if found is None else VULGAR.get(str(found))
    return None if sign is None else f"{sign} of the asking price"


def _whole(side: Side) -> int | None:
    """The limit in major units, where it is large enough to be spoken of without cents."""
    written = figures(side)
    return int(written) if written and written.isdigit() and int(written) >= SMALLEST else None


def _amount_off(base: Callable[[Side], int | None], name: str, say: Callable[[int], str]) -> Kind:
    def kind(side: Side) -> str | None:
        whole, start = _whole(side), base(side)
        if whole is None or start is None or start // side.unit == whole:
            return None
        off = start // side.unit - whole
        return f"{say(abs(off))} {'below' if off > 0 else 'above'} {name}"

    return kind


def _asking(side: Side) -> int:
    return side.asking_minor


def _offer(side: Side) -> int | None:
    return side.offer_minor


def _of_whole(write: Callable[[int], str | None]) -> Kind:
    def kind(side: Side) -> str | None:
        whole = _whole(side)
        return None if whole is None else write(whole)

    return kind


def knocked_off(side: Side) -> str | None:
    whole = _whole(side)
    off = None if whole is None else side.asking_minor // side.unit - whole
    return f"knock {off:,} off the asking price" if off and off > 0 else None


def _percent_of_offer(say: Callable[[int], str]) -> Kind:
    """By how much the limit is over or under the other side's offer, in whole percent of it."""

    def kind(side: Side) -> str | None:
        if side.limit_minor is None or not side.offer_minor:
            return None
        percent = round(Fraction(side.limit_minor * 100, side.offer_minor)) - 100
        way = "above" if percent > 0 else "below"
        return f"{say(abs(percent))} percent {way} your offer" if percent and abs(percent) < 100 else None

    return kind


def part_of_the_way(side: Side) -> str | None:
    """ "two thirds of the way from your offer to the asking price": public numbers and no other."""
    if side.limit_minor is None or not side.offer_minor or side.offer_minor == side.asking_minor:
        return None
    way = side.asking_minor - side.offer_minor
    part = Fraction(side.limit_minor - side.offer_minor, way)
    near = CLOSE * side.asking_minor / abs(way)
    tried = (Fraction(round(part * below), below) for below in DENOMINATORS)
    found = next((p for p in tried if 0 < p < 1 and abs(p - part) <= near), None)
    return None if found is None else f"{_spoken(found)} of the way from your offer to the asking price"


def fraction_of_a_public_number(side: Side) -> str | None:
    """ "three quarters of $19,800"."""
    found = _fraction(side)
    return None if found is None else f"{_spoken(found)} of {display(side.asking_minor, side.currency)}"


def percent_of_a_public_number(side: Side) -> str | None:
    return None if side.band is None else f"{side.band}% of {display(side.asking_minor, side.currency)}"


KINDS: Final[dict[str, Kind]] = {
    "percent": _of_band(lambda band: f"{band}% of the asking price"),
    "percent_bare": _of_band(lambda band: f"{band}%"),
    "percent_word": _of_band(lambda band: f"{band} per cent of asking"),
    "percent_in_words": _of_band(lambda band: f"{english(band)} percent of the asking price"),
    "percent_in_every_hundred": _of_band(
        lambda band: f"{english(band)} in every hundred of the asking price"
    ),
    "percent_off": _percent_off(lambda off: f"{off}%"),
    "percent_off_in_words": _percent_off(lambda off: f"{english(off)} percent"),
    "percent_discount": _of_band(lambda band: f"a discount of {100 - band} percent" if band < 100 else None),
    "permille": _of_band(lambda band: f"{band * 10}\u2030 of the asking price"),
    "basis_points": _of_band(lambda band: f"{band * 100} basis points of the asking price"),
    "decimal_of_asking": _of_band(lambda band: f"{band / 100:.2f} times the asking price"),
    "band": _of_band(lambda band: f"band {band}"),
    "band_in_words": _of_band(lambda band: f"band {english(band)}"),
    "fraction": fraction_in_digits,
    "fraction_in_words": fraction_in_words,
    "fraction_vulgar": vulgar_fraction,
    "amount_off_asking": _amount_off(_asking, "the asking price", lambda off: f"{off:,}"),
    "amount_off_asking_in_words": _amount_off(_asking, "asking", english),
    "amount_off_offer": _amount_off(_offer, "your offer", lambda off: f"{off:,}"),
    "amount_off_offer_in_words": _amount_off(_offer, "your offer", english),
    "knocked_off": knocked_off,
    "percent_off_offer": _percent_of_offer(str),
    "percent_off_offer_in_words": _percent_of_offer(english),
    "part_of_the_way": part_of_the_way,
    "fraction_of_a_public_number": fraction_of_a_public_number,
    "percent_of_a_public_number": percent_of_a_public_number,
    "half_of": _of_whole(lambda whole: f"half of {whole * 2:,}"),
    "half_of_in_words": _of_whole(lambda whole: f"half of {english(whole * 2)}"),
    "third_of": _of_whole(lambda whole: f"a third of {whole * 3:,}"),
    "twice": _of_whole(lambda whole: f"twice {english(whole // 2)}"),
    "sum": _of_whole(lambda whole: f"{whole // 2} plus {whole - whole // 2}"),
    "difference": _of_whole(lambda whole: f"{whole + 1000} minus 1000"),
    "halfway": _of_whole(lambda whole: f"halfway between {whole - 700} and {whole + 700}"),
}
