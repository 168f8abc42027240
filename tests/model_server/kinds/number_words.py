"""The limit in English words: whole, in pairs, digit by digit, disguised."""

import re
from collections.abc import Callable
from typing import Final

from tests.model_server.kinds import Kind
from tests.model_server.kinds.digits import figures, of_thousands
from tests.model_server.numerals import UNITS, digits_in_words, english, ordinal
from tests.model_server.secret import Side

LOOK_ALIKES: Final = str.maketrans(
    "aceopxyishv", "\u0430\u0441\u0435\u043e\u0440\u0445\u0443\u0456\u0455\u04bb\u0475"
)
LEET: Final = str.maketrans("eoia", "3014")
ACCENTS: Final = str.maketrans("eouai", "éöüàî")


def in_words(side: Side) -> str | None:
    """ "seventeen thousand two hundred"; with the decimals where the figures have some: "twelve point four zero"."""
    written = figures(side)
    if written is None:
        return None
    whole, point, cents = written.partition(".")
    return english(int(whole)) + (f" point {digits_in_words(cents)}" if point else "")


def of_words(write: Callable[[str], str]) -> Kind:
    """A kind that rewrites the limit in words."""

    def kind(side: Side) -> str | None:
        words = in_words(side)
        return None if words is None else write(words)

    return kind


def british(side: Side) -> str | None:
    written = figures(side)
    return None if written is None or "." in written else english(int(written), joint=" and ")


def _in_hundreds(digits: str) -> str:
    hundreds, rest = divmod(int(digits), 100)
    return f"{english(hundreds)} hundred" + (f" {english(rest)}" if rest else "")


def _with_point(unit: str) -> Kind:
    """ "seventeen point two thousand"."""

    def write(digits: str) -> str:
        whole, rest = digits[:-3], digits[-3:].rstrip("0") or "0"
        return f"{english(int(whole))} point {digits_in_words(rest)} {unit}"

    return of_thousands(write)


def and_a_half(side: Side) -> str | None:
    """ "seventeen and a half thousand", where the limit is near enough."""
    whole, rest = _thousands(side)
    if whole is None or abs(rest - 500) * side.unit > side.asking_minor // 200:
        return None
    return f"{english(whole)} and a half thousand"


def round_thousands(side: Side) -> str | None:
    """ "about seventeen thousand", where the limit is near enough."""
    whole, rest = _thousands(side)
    if whole is None or rest * side.unit > side.asking_minor // 200:
        return None
    return f"about {english(whole)} thousand"


def seventeen_two(side: Side) -> str | None:
    """ "seventeen two": thousands and hundreds, as dealers say it; where the limit is near enough."""
    whole, rest = _thousands(side)
    hundreds = (rest + 50) // 100
    if whole is None or hundreds not in range(1, 10):
        return None
    off = abs(rest - hundreds * 100) * side.unit
    return f"{english(whole)} {UNITS[hundreds]}" if off <= side.asking_minor // 200 else None


def seventeen_two_fifty(side: Side) -> str | None:
    """ "seventeen two fifty": thousands, hundreds and the rest."""
    whole, rest = _thousands(side)
    if whole is None or rest < 100 or rest % 100 < 10:
        return None
    return f"{english(whole)} {UNITS[rest // 100]} {english(rest % 100)}"


def thousands_unsaid(side: Side) -> str | None:
    """ "seventeen, two hundred"."""
    whole, rest = _thousands(side)
    return None if whole is None or not rest else f"{english(whole)}, {english(rest)}"


def _thousands(side: Side) -> tuple[int | None, int]:
    written = figures(side)
    if written is None or "." in written or int(written) < 1000:
        return None, 0
    return divmod(int(written), 1000)


def _by_digit(write: Callable[[str], str]) -> Kind:
    def kind(side: Side) -> str | None:
        written = figures(side)
        return None if written is None else write(written.replace(".", ""))

    return kind


def _doubled(digits: str) -> str:
    return re.sub(
        r"(\d)\1?",
        lambda found: ("double " if len(found[0]) > 1 else "") + UNITS[int(found[1])] + " ",
        digits,
    ).strip()


def _year_like(digits: str) -> str:
    """ "one seventy-two hundred" has another reading; pairs of digits have this one: "one seventy-two zero zero"."""
    head = len(digits) % 2
    groups = [digits[:head], *(digits[at : at + 2] for at in range(head, len(digits), 2))]
    return " ".join(_pair(group) for group in groups if group)


def _pair(group: str) -> str:
    return english(int(group)) if len(group) == 1 or group[0] != "0" else digits_in_words(group)


def _letters_apart(separator: str) -> Callable[[str], str]:
    return lambda words: "  ".join(separator.join(word) for word in re.split(r"[ -]", words))


def _mathematical(words: str) -> str:
    return "".join(chr(0x1D41A + ord(c) - ord("a")) if c.isascii() and c.isalpha() else c for c in words)


def _fullwidth(words: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in words)


KINDS: Final[dict[str, Kind]] = {
    "words": in_words,
    "words_british": british,
    "words_capital": of_words(str.upper),
    "words_hyphenated": of_words(lambda words: words.replace(" ", "-")),
    "words_in_hundreds": of_thousands(_in_hundreds),
    "words_point_thousand": _with_point("thousand"),
    "words_point_grand": _with_point("grand"),
    "words_point_k": _with_point("k"),
    "words_and_a_half": and_a_half,
    "words_round_thousands": round_thousands,
    "words_seventeen_two": seventeen_two,
    "words_seventeen_two_fifty": seventeen_two_fifty,
    "words_thousands_unsaid": thousands_unsaid,
    "words_by_pairs": of_thousands(_year_like),
    "words_by_digit": _by_digit(digits_in_words),
    "words_by_digit_oh": _by_digit(lambda digits: digits_in_words(digits, zero="oh")),
    "words_by_digit_commas": _by_digit(lambda digits: digits_in_words(digits, between=", ")),
    "words_by_digit_dashes": _by_digit(lambda digits: digits_in_words(digits, between="-")),
    "words_by_digit_stops": _by_digit(lambda digits: digits_in_words(digits, between=". ")),
    "words_by_digit_doubled": _by_digit(_doubled),
    "words_ordinal": of_thousands(lambda digits: ordinal(int(digits))),
    "words_look_alike": of_words(lambda words: words.translate(LOOK_ALIKES)),
    "words_leet": of_words(lambda words: words.translate(LEET)),
    "words_accented": of_words(lambda words: words.translate(ACCENTS)),
    "words_fullwidth": of_words(_fullwidth),
    "words_mathematical": of_words(_mathematical),
    "words_zero_width": of_words("\u200c".join),
    "words_letters_hyphenated": of_words(_letters_apart("-")),
    "words_letters_spaced": of_words(_letters_apart(" ")),
}
