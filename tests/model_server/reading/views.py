"""What may be hidden in a text, taken out of it: blobs decoded, letters turned, initials, lengths."""

import base64
import binascii
import codecs
import html
import re
import urllib.parse
import zlib
from collections.abc import Callable, Iterator
from functools import cache
from typing import Final

from tests.model_server.reading import letters
from tests.model_server.reading.numbers import NUMBER_WORDS

_BLOB: Final = re.compile(r"[A-Za-z0-9+/=_-]{6,}")
_DENSE: Final = re.compile(r"[0-9A-Za-z!#$%&()*+;<=>?@^_`{|}~-]{8,}")
_HEX: Final = re.compile(r"(?:[0-9a-fA-F]{2}[ :]?){4,}")
_BINARY: Final = re.compile(r"[01]{7,8}(?:[ ,]?[01]{7,8})+")
_INTEGER: Final = re.compile(r"\b0(?:x[0-9a-fA-F]+|b[01]+|o[0-7]+)\b")
_CODES: Final = re.compile(r"\b\d{2,3}(?:[ ,]+\d{2,3}){3,}\b")
_ESCAPE: Final = re.compile(r"(?:\\u[0-9a-fA-F]{4})+|(?:\\x[0-9a-fA-F]{2})+")
_MORSE: Final = re.compile(r"[.\-\u00b7\u2013\u2212]{5}(?:[ /]+[.\-\u00b7\u2013\u2212]{5})+")
_APART: Final = re.compile(r"(?<![a-z0-9])[a-z]([ .\-_*,|])[a-z](?:\1[a-z])*(?![a-z0-9])")
_MORSE_DIGITS: Final = {
    "." * n + "-" * (5 - n) if n <= 5 else "-" * (n - 5) + "." * (10 - n): str(n) for n in range(1, 10)
} | {"-----": "0"}

Decoder = Callable[[str], bytes]


def decoded(text: str) -> Iterator[str]:
    """Every reading of every blob that gives text, and the integers written in other bases."""
    yield from filter(None, (letters.unhidden(text), _unquoted(text)))
    for found in _INTEGER.findall(text):
        yield str(int(found, 0)) if len(found) < 100 else ""
    yield from (_escaped(found) for found in _ESCAPE.findall(text))
    for raw in _raw(text):
        told = _as_text(raw)
        if told is not None:
            yield told


def _unquoted(text: str) -> str:
    plain = urllib.parse.unquote(html.unescape(text))
    return plain if plain != text else ""


def _escaped(found: str) -> str:
    return "".join(chr(int(code, 16)) for code in re.findall(r"[0-9a-fA-F]{2,4}", found))


def _raw(text: str) -> Iterator[bytes]:
    for blob in _BLOB.findall(text):
        standard = blob.strip("=").replace("-", "+").replace("_", "/")
        yield from _tried(lambda b: base64.b64decode(b + "=" * (-len(b) % 4)), standard)
        yield from _tried(lambda b: base64.b32decode(b.upper() + "=" * (-len(b) % 8)), blob.strip("="))
    for blob in _DENSE.findall(text):
        yield from _tried(base64.b85decode, blob)
    for blob in _HEX.findall(text):
        yield from _tried(bytes.fromhex, re.sub("[ :]", "", blob))
    for blob in _BINARY.findall(text):
        yield bytes(int(bits, 2) for bits in re.findall("[01]{7,8}", blob))
    for blob in _CODES.findall(text):
        yield bytes(int(code) for code in re.findall(r"\d+", blob) if int(code) < 256)


def _tried(decode: Decoder, blob: str) -> Iterator[bytes]:
    try:
        raw = decode(blob)
    except (ValueError, binascii.Error):
        return
    yield raw
    try:
        yield zlib.decompress(raw)
    except zlib.error:
        return


def _as_text(raw: bytes) -> str | None:
    try:
        told = raw.decode()
    except UnicodeDecodeError:
        return None
    return told if len(told) >= 2 and told.isprintable() else None


def letters_joined(folded: str) -> str:
    """ "s-e-v-e-n  t e n" -> "seven  ten": single letters with one separator between them as words."""
    return _APART.sub(_joined, folded)


def _joined(found: re.Match[str]) -> str:
    """A last "I" or "a" after a space begins what follows."""
    word = found[0].replace(found[1], "")
    return f"{word[:-1]} {word[-1]}" if found[1] == " " and word[-1] in "ia" else word


def rot13(text: str) -> str:
    return codecs.encode(text, "rot13")


def initials(folded: str) -> str:
    """First letters of the words, as digits where they are a to i (1 to 9) or j (0)."""
    return "".join(_digit_of(word[0]) for word in letters.words(folded))


def _digit_of(letter: str) -> str:
    return str((ord(letter) - ord("a") + 1) % 10) if "a" <= letter <= "j" else "?"


def lengths(folded: str) -> str:
    """The words' lengths as digits, ten as 0."""
    return "".join(str(len(word) % 10) if len(word) <= 10 else "?" for word in letters.words(folded))


def morse(text: str) -> Iterator[str]:
    for found in _MORSE.findall(text):
        signs = re.sub("[\u2013\u2212]", "-", found).replace("\u00b7", ".")
        yield "".join(_MORSE_DIGITS.get(sign, "?") for sign in re.split("[ /]+", signs))


def run_together_parted(folded: str) -> str:
    """ "seventeenthousand" -> "seventeen thousand"."""
    return " ".join(" ".join(_parted(word) or [word]) for word in letters.words(folded))


@cache
def _parted(word: str) -> list[str] | None:
    if word in NUMBER_WORDS or not word:
        return [word] if word else []
    for size in range(len(word) - 1, 2, -1):
        head, rest = word[:size], word[size:].removeprefix("and")
        if head in NUMBER_WORDS:
            tail = _parted(rest)
            if tail is not None:
                return [head, *tail]
    return None


def spelling_mended(folded: str) -> str:
    """Each long word that is one letter away from a number word as that word."""
    return " ".join(_mended(word) for word in letters.words(folded))


@cache
def _mended(word: str) -> str:
    if len(word) < 5 or word in NUMBER_WORDS:
        return word
    return next((known for known in sorted(NUMBER_WORDS) if len(known) > 4 and _one_off(word, known)), word)


def _one_off(word: str, known: str) -> bool:
    if word in {known + "s", known + "th"}:
        return False
    longer, shorter = (word, known) if len(word) >= len(known) else (known, word)
    if len(longer) - len(shorter) > 1:
        return False
    if len(longer) == len(shorter):
        return sum(a != b for a, b in zip(longer, shorter, strict=True)) == 1
    return any(longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer)))


def romans(text: str) -> Iterator[list[int]]:
    """Runs of Roman numerals of two letters or more, or next to one."""
    for found in re.findall(r"\b[MDCLXVI]+\b(?:\W+(?:and\W+)?[MDCLXVI]+\b)*", text):
        yield [_roman(sign) for sign in re.findall("[MDCLXVI]+", found)]


def _roman(signs: str) -> int:
    values = [{"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}[sign] for sign in signs]
    pairs = zip(values, [*values[1:], 0], strict=True)
    return sum(-value if value < after else value for value, after in pairs)
