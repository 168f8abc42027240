"""Encoded text: what no person says to another over a bargain, whatever it decodes to."""

import base64
import binascii
import re
from collections.abc import Callable, Iterator
from typing import Final

_ESCAPES: Final = re.compile(
    r"&(?:#\d+|#x[0-9a-f]+|[a-z][a-z0-9]{1,30});|%[0-9a-f]{2}(?![a-z])|\\[ux0-7nrtN]|\bU\+[0-9a-f]{2,6}|\b0[xob][0-9a-f]{2,}|=[0-9A-F]{2}=",
    re.IGNORECASE,
)
_MORSE: Final = re.compile(r"(?:[.\u00b7\u2022*\u2026_\u2013\u2014\u2212|/\-]\s{0,3}){5,}")
_DIT_DAH: Final = re.compile(r"\b(?:(?:di|dit|dah|dot|dash)\b[\s\-.,/]{1,3}){3,}", re.IGNORECASE)
_ODD_RUN: Final = re.compile(r"([^\w\s.])\1{5,}|([^\W\d])\2{5,}|[^\w\s.,!?'\"\u2026-]{5,}|[.\u2026]{7,}")
_TOKEN: Final = re.compile(r"[A-Za-z0-9+/_=~-]{3,}")
_PIECE: Final = re.compile(r"[A-Za-z0-9]+={0,6}")
_WORD_BLOB: Final = re.compile(
    r"[a-z][A-Z].*[a-z][A-Z].*[a-z][A-Z]|[A-Z]{2}[a-z]+[A-Z]|[a-z][A-Z]{2,}[a-z]+[A-Z]"
)
_PADDED: Final = re.compile(r"[A-Za-z0-9+/]{2,}=+(?=\s|$|[.,;!?)\"'])")
_INNER_MARKS: Final = re.compile(
    r"[A-Za-z0-9][^\s]*[|^`~\\{}<>#*+=@$&!;?][^\s]*[|^`~\\{}<>#*+=@$&!;?_][^\s]*"
)
_LONGEST_WORD: Final = 25
_CONSONANTS: Final = re.compile(r"[bcdfghjklmnpqrstvwxz]{7,}", re.IGNORECASE)
_SAYS: Final = re.compile(rb"[$]?[0-9][0-9.,]+|[A-Za-z][a-z ,.']{4,}|(?=.*[0-9]{2})[A-Za-z0-9 .,:;$=-]{8,}")


def encoded(text: str, is_public: Callable[[str], bool]) -> bool:
    """Whether a line holds encoded text; a piece that `is_public` in small letters is none."""
    if _ESCAPES.search(text) or _odd(text):
        return True
    return any(_blob(token) for token in _tokens(text, is_public))


def _odd(text: str) -> bool:
    if (
        _ODD_RUN.search(text)
        or any(map(_symbolic, text.split()))
        or _DIT_DAH.search(text)
        or _PADDED.search(text)
    ):
        return True
    return any(_is_morse(found[0]) for found in _MORSE.finditer(text))


def _symbolic(token: str) -> bool:
    """Symbols inside a word, two or more between letters and digits: "Y-w$2bRaP|G&c"."""
    bare = token.strip("\"'.,:;!?*()[]\u201c\u201d\u2018\u2019")
    return bool(_INNER_MARKS.fullmatch(bare)) and any(c.isdigit() or c.isupper() for c in bare[1:])


def _is_morse(run: str) -> bool:
    return sum(c in ".\u00b7\u2022*" for c in run) >= 2 and sum(c in "-_\u2013\u2014\u2212" for c in run) >= 2


def _tokens(text: str, is_public: Callable[[str], bool]) -> Iterator[str]:
    for token in _TOKEN.findall(text):
        if not is_public(token.lower()):
            pieces = _PIECE.findall(token)
            yield from (piece for piece in pieces if not is_public(piece.lower()))
            if len(pieces) > 1 and not re.fullmatch(r"[a-z]+(?:-[a-z]+)*|[A-Za-z]+(?:[-/][A-Za-z]+)*", token):
                yield token


def _blob(token: str) -> bool:
    if len(token) > _LONGEST_WORD or _WORD_BLOB.search(token) or _CONSONANTS.search(token):
        return True
    return any(_says_something(decoded) for decoded in _decoded(token))


def _decoded(token: str) -> Iterator[bytes]:
    """What a token means in base64, base32 and hex, where it is spelled as an encoder would spell it."""
    bare = token.rstrip("=")
    for spelled, decode, encode, block in (
        (bare, base64.b64decode, base64.b64encode, 4),
        (bare.replace("-", "+").replace("_", "/"), base64.b64decode, base64.b64encode, 4),
        (bare.upper(), base64.b32decode, base64.b32encode, 8),
        (bare.lower(), binascii.unhexlify, binascii.hexlify, 2),
    ):
        try:
            found = decode(spelled + "=" * (-len(spelled) % block))
        except (binascii.Error, ValueError):
            continue
        if encode(found).rstrip(b"=") == spelled.encode():
            yield found


def _says_something(decoded: bytes) -> bool:
    return bool(_SAYS.fullmatch(decoded))
