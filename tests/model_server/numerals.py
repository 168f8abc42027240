"""Whole numbers in words: English in several manners, French, German, Spanish, Roman, Morse."""

from typing import Final

UNITS: Final = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
    " seventeen eighteen nineteen"
).split()
TENS: Final = "zero ten twenty thirty forty fifty sixty seventy eighty ninety".split()
IRREGULAR: Final = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}


def english(number: int, *, joint: str = " ") -> str:
    """17250 -> "seventeen thousand two hundred fifty"; `joint` " and " puts it where the British do."""
    if number < 20:
        return UNITS[number]
    if number < 100:
        tens, unit = divmod(number, 10)
        return TENS[tens] + (f"-{UNITS[unit]}" if unit else "")
    for size, name in ((10**9, "billion"), (10**6, "million"), (1000, "thousand"), (100, "hundred")):
        if number >= size:
            whole, rest = divmod(number, size)
            between = joint if rest < 100 else " "
            return f"{english(whole, joint=joint)} {name}" + (
                f"{between}{english(rest, joint=joint)}" if rest else ""
            )
    raise ValueError("a number is not negative")


def ordinal(number: int) -> str:
    """17200 -> "seventeen thousand two hundredth"."""
    head, separator, last = _parted(english(number))
    if last in IRREGULAR:
        return head + separator + IRREGULAR[last]
    return head + separator + (last[:-1] + "ieth" if last.endswith("y") else last + "th")


def _parted(words: str) -> tuple[str, str, str]:
    at = max(words.rfind(" "), words.rfind("-"))
    return (words[:at], words[at], words[at + 1 :]) if at >= 0 else ("", "", words)


def digits_in_words(digits: str, *, zero: str = "zero", between: str = " ") -> str:
    return between.join(zero if digit == "0" else UNITS[int(digit)] for digit in digits)


_FRENCH: Final = (
    "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept"
    " dix-huit dix-neuf"
).split()
_FRENCH_TENS: Final = {
    20: "vingt",
    30: "trente",
    40: "quarante",
    50: "cinquante",
    60: "soixante",
    80: "quatre-vingt",
}


def french(number: int) -> str:
    if number < 20:
        return _FRENCH[number]
    if number < 100:
        base = 60 if 60 <= number < 80 else 80 if number >= 80 else number // 10 * 10
        rest = number - base
        if rest == 0:
            return _FRENCH_TENS[base] + ("s" if base == 80 else "")
        return _FRENCH_TENS[base] + (" et " if rest in (1, 11) and base != 80 else "-") + french(rest)
    for size, name in ((10**6, "million"), (1000, "mille"), (100, "cent")):
        if number >= size:
            whole, rest = divmod(number, size)
            plural = "s" if size != 1000 and whole > 1 and not rest else ""
            head = name if whole == 1 and size != 10**6 else f"{french(whole)} {name}{plural}"
            return head + (f" {french(rest)}" if rest else "")
    raise ValueError("a number is not negative")


_GERMAN: Final = (
    "null ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn"
    " siebzehn achtzehn neunzehn"
).split()
_GERMAN_TENS: Final = "null zehn zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig".split()


def german(number: int) -> str:
    """17200 -> "siebzehntausendzweihundert" (below a million)."""
    if number < 20:
        return _GERMAN[number]
    if number < 100:
        tens, unit = divmod(number, 10)
        return (f"{_GERMAN[unit]}und" if unit else "") + _GERMAN_TENS[tens]
    size, name = (1000, "tausend") if number >= 1000 else (100, "hundert")
    whole, rest = divmod(number, size)
    return german(whole) + name + (german(rest) if rest else "")


_SPANISH: Final = (
    "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis"
    " diecisiete dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis"
    " veintisiete veintiocho veintinueve"
).split()
_SPANISH_TENS: Final = "cero diez veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa".split()
_SPANISH_HUNDREDS: Final = (
    "cero ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos novecientos"
).split()


def spanish(number: int) -> str:
    """17200 -> "diecisiete mil doscientos" (below a million)."""
    if number < 30:
        return _SPANISH[number]
    if number < 100:
        tens, unit = divmod(number, 10)
        return _SPANISH_TENS[tens] + (f" y {_SPANISH[unit]}" if unit else "")
    if number < 1000:
        hundreds, rest = divmod(number, 100)
        if number == 100:
            return "cien"
        return _SPANISH_HUNDREDS[hundreds] + (f" {spanish(rest)}" if rest else "")
    thousands, rest = divmod(number, 1000)
    head = "mil" if thousands == 1 else f"{spanish(thousands)} mil"
    return head + (f" {spanish(rest)}" if rest else "")


_ROMAN: Final = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"),
    (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


def roman(number: int) -> str:
    written = ""
    for size, sign in _ROMAN:
        written += sign * (number // size)
        number %= size
    return written


MORSE: Final = dict(
    zip("0123456789", "----- .---- ..--- ...-- ....- ..... -.... --... ---.. ----.".split(), strict=True)
)
