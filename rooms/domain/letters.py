"""How a text looks to its reader: letters and digits in plain form, and what only pretends to be plain.

`fold` is what every other rule of the guard reads. `disguise` names what an honest line has no use for: characters
that nobody sees, letters that look like others, and scripts that the listing is not written in. The table of
look-alikes is our own, made by eye from the Unicode charts; it holds what is taken for a Latin letter at a glance.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, Literal, NamedTuple

Disguise = Literal["invisible", "look_alike", "script"]

_LOOK_ALIKES: Final = {
    # Cyrillic
    **dict(zip("аеорсухіјѕһԁԛԝвнкмтгпьёїӏʏ", "aeopcyxijshdqwbhkmtrnbeily", strict=True)),
    # Greek
    **dict(zip("αβγεηικνορτυχωϲϳ", "abyenikvoptuxwcj", strict=True)),
    # Armenian, Cherokee, Lisu and small capitals that pass for Latin
    **dict(zip("աոսցօհյքեղ", "wnugohjpen", strict=True)),
    **dict(zip("ᎪᏴᏟᎠᎬᎻᎫᏦᏞᎷᏢᎡᏚᎢᏙᎳᏃ", "abcdehjklmprstvwz", strict=True)),
    **dict(zip("ꓮꓐꓚꓓꓰꓝꓖꓧꓲꓙꓗꓡꓟꓠꓳꓑꓣꓢꓔꓴꓦꓪꓫꓬꓜ", "abcdefghijklmnoprstuvwxyz", strict=True)),
    **dict(zip("ᴀʙᴄᴅᴇɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡᴢɑɡɩıſ", "abcdeghijklmnoprstuvwzagiis", strict=True)),
}
_QUOTES: Final = dict.fromkeys("\u2018\u2019\u201b\u02bc\u00b4`\u2032\u02b9\uff07", "'")
_DASHES: Final = dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u02d7\ufe58\ufe63\uff0d", "-")
_POINTS: Final = {"\u066b": ".", "\u066c": ",", "\u00b7": ".", "\u2024": ".", "\u3002": ".", "\uff61": "."}
_SAME: Final = {
    "\u2026": "\u2026",
    **_QUOTES,
    **_DASHES,
    **_POINTS,
    "\u2044": "/",
    "\u2215": "/",
    "\u2236": ":",
}

_UNSEEN: Final = frozenset({"Cf", "Cc", "Co", "Cs", "Cn", "Zl", "Zp"})
_BLANKS: Final = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0\u3000\u1680"
    "\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2008\u200a\u205f"
)
_WHITE: Final = frozenset("\n\r\t")
_ORDINARY_LATIN: Final = 0x24F
_HARMLESS: Final = frozenset("ªº™℠©®№℃℉µ℞ʻʼ")
_PICTURED_NUMBERS: Final = re.compile(
    r"DIE FACE|DIGIT|NUMBER|KEYCAP|DOMINO|MAHJONG|PLAYING CARD|CLOCK FACE|TALLY|ROD NUMERAL"
    r"|INDICATOR SYMBOL|HUNDRED POINTS|BRAILLE|LATIN"
)
_NOT_ASCII: Final = re.compile(r"[^\x00-\x7f]")
_WORD: Final = re.compile(r"[^\W\d_]+")
_OWN_SCRIPT: Final = 5  # a script is the listing's own where it holds at least one letter in so many
_NEUTRAL: Final = frozenset({"MICRO", "OHM", "MASCULINE", "FEMININE", "MODIFIER", "KELVIN", "ANGSTROM"})
_JAPANESE: Final = {"HIRAGANA": "CJK", "KATAKANA": "CJK"}  # written side by side in one word


class Folded(NamedTuple):
    """One text twice, character by character: as shown (NFKC, plain digits) and as read (small, no accents)."""

    shown: str
    read: str


def fold(text: str) -> Folded:
    """Plain letters, digits and marks. Unseen characters are gone; fractions stand apart ("17½" -> "17 1/2")."""
    if text.isascii():
        return Folded(text, text.lower())
    shown = "".join(map(_shown, unicodedata.normalize("NFC", text)))
    read = "".join(map(_read, shown))
    return Folded(shown, read)


@lru_cache(maxsize=4096)
def _shown(character: str) -> str:
    """One character as it is meant; "" where nobody would see it."""
    if character.isascii() or character in _SAME:
        return _SAME.get(character, character)
    if character in _BLANKS or unicodedata.category(character)[0] in "CM":
        return " " if character.isspace() else ""
    return _digits(character) or "".join(
        _SAME.get(c, c) for c in unicodedata.normalize("NFKC", character) if unicodedata.category(c)[0] != "M"
    )


def _digits(character: str) -> str:
    """ "٣" -> "3", "⑩" -> "10", "½" -> " 1/2"; "" for what is no number (and for numbers that are words: 十)."""
    number = unicodedata.numeric(character, None)
    if number is None or unicodedata.category(character) not in {"Nd", "No"}:
        return ""
    if number == int(number):
        return str(int(number))
    return " " + unicodedata.normalize("NFKC", character).replace("\u2044", "/")


@lru_cache(maxsize=4096)
def _read(character: str) -> str:
    small = character.lower()
    if small.isascii():
        return small
    if not small[0].isalpha():
        return small[0]
    base = unicodedata.normalize("NFKD", small)[0]
    return _LOOK_ALIKES.get(base) or _LOOK_ALIKES.get(small) or (base if base.isascii() else small[0])


def disguise(text: str, listing: str, public: str) -> Disguise | None:
    """What hides in the characters of `text`, if anything does.

    `listing` decides which scripts are at home here; a foreign word passes where `public` has that very word.
    """
    if _all_ascii(text):
        return None
    composed = unicodedata.normalize("NFC", text)
    if any(_invisible(c) for c in composed):
        return "invisible"
    words = [word for word in _WORD.findall(composed) if not word.isascii()]
    known = frozenset(_WORD.findall(unicodedata.normalize("NFC", public))) if words else frozenset()
    strange = [word for word in words if word not in known]
    if any(_pretends(c) for c in _outside(composed, known)) or any(len(_scripts(w)) > 1 for w in strange):
        return "look_alike"
    home = _home_scripts(listing) if strange else frozenset()
    return "script" if any(_scripts(word) - home for word in strange) else None


def _all_ascii(text: str) -> bool:
    return text.isascii() and not any(c < " " and c not in _WHITE for c in text) and "\x7f" not in text


def _invisible(character: str) -> bool:
    if character in _WHITE or (" " <= character <= "~"):
        return False
    kind = unicodedata.category(character)
    return kind in _UNSEEN or character in _BLANKS or "VARIATION SELECTOR" in unicodedata.name(character, "")


def _outside(text: str, known: frozenset[str]) -> Iterator[str]:
    """The characters beyond ASCII that do not stand in a known word."""
    at = 0
    for word in _WORD.finditer(text):
        yield from _NOT_ASCII.findall(text[at : word.start()])
        if word[0] not in known:
            yield from _NOT_ASCII.findall(word[0])
        at = word.end()
    yield from _NOT_ASCII.findall(text[at:])


@lru_cache(maxsize=4096)
def _pretends(character: str) -> bool:
    """A letter in fancy dress (mathematical, full-width, circled, small capital), a pictured number, a heap of
    accents."""
    if character in _HARMLESS:
        return False
    kind = unicodedata.category(character)
    name = unicodedata.name(character, "")
    if kind == "Nl":
        return True
    if kind in {"Mn", "Me", "Mc"}:
        return name.startswith("COMBINING")
    if kind[0] == "L" and "LATIN" in name and ord(character) > _ORDINARY_LATIN:
        return not 0x1E00 <= ord(character) <= 0x1EFF
    compatible = unicodedata.normalize("NFKC", character)
    if kind[0] != "L" and _PICTURED_NUMBERS.search(name) and kind == "So":
        return True
    return compatible != character and any(c.isascii() and c.isalpha() for c in compatible)


def _home_scripts(listing: str) -> frozenset[str]:
    """Latin, and every script that holds a fair share of the listing's letters."""
    counted = Counter(_script(c) for c in listing if c.isalpha())
    total = sum(counted.values())
    return frozenset({"LATIN"} | {name for name, n in counted.items() if n * _OWN_SCRIPT >= total})


def _scripts(word: str) -> frozenset[str]:
    return frozenset({_script(c) for c in word} - {""})


@lru_cache(maxsize=4096)
def _script(character: str) -> str:
    if character.isascii():
        return "LATIN"
    first = unicodedata.name(character, "").split(" ")[0].partition("-")[0]
    return "" if first in _NEUTRAL or not character.isalpha() else _JAPANESE.get(first, first)
