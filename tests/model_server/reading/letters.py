"""A text as somebody sees it: plain letters and digits, whatever characters they were written with."""

import re
import unicodedata
from typing import Final

_CONFUSABLE: Final = dict(
    zip(
        "абвгдеёзіїјкмнорстухѕһьѵԁԛԝӏ"  # Cyrillic
        "αβγδεηικμνορτυχωζѳ"  # Greek, and one more
        "\u0585\u057d\u0578\u0570\u0581\u0584\u0566"  # Armenian
        "ɑɡɩıɪʀʏʟɢɴʙʜᴀᴄᴅᴇᴊᴋᴍᴏᴘᴛᴜᴠᴡᴢꜰꜱ"  # phonetic and small capitals
        "øłđħŧ",
        "abbrdeeeiijkmhopctyxshbvdqwlaβydenikuvoptuxwzoounhgqzagiiirylgnbhacdejkmoptuvwzfsoldht",
        strict=True,
    )
)
_UNSEEN: Final = frozenset({"Cf", "Mn", "Me", "Cc"})
_VULGAR: Final = re.compile(r"(?=[\u00bc-\u00be\u2150-\u215e])")
_OVERRIDDEN: Final = re.compile("\u202e([^\u202c\u202d]*)[\u202c\u202d]?")
_TAGS: Final = re.compile("[\U000e0020-\U000e007e]+")


def fold(text: str) -> str:
    """Lower-case letters, ASCII digits and marks; nothing that cannot be seen. Line ends stay spaces."""
    turned = _OVERRIDDEN.sub(lambda found: found[1][::-1], text)
    spaced = _VULGAR.sub(" ", turned).replace("\n", " ").replace("\t", " ")
    plain = "".join(map(_plain, spaced))
    return "".join(map(_seen, unicodedata.normalize("NFKD", plain).casefold())).replace("\u2044", "/")


def _plain(character: str) -> str:
    value = unicodedata.digit(character, None)
    if value is not None:
        return str(value)
    number = unicodedata.numeric(character, None)
    whole = number is not None and number.is_integer() and unicodedata.category(character) == "No"
    return str(int(number)) if whole and number is not None else character


def _seen(character: str) -> str:
    if character.isascii():
        return character
    if unicodedata.category(character) in _UNSEEN:
        return ""
    if unicodedata.category(character) == "Zs":
        return " "
    if character in "\u2019\u2018\u02bc\u2032":
        return "'"
    if unicodedata.category(character) == "Pd" or character == "\u2212":
        return "-"
    return _CONFUSABLE.get(character, character)


def squeezed(folded: str) -> str:
    """Letters and digits alone."""
    return "".join(c for c in folded if c.isalnum())


def words(folded: str) -> list[str]:
    return re.findall(r"[^\W_]+(?:'[^\W_]+)*", folded)


def unhidden(text: str) -> str:
    """What is written in characters that no font shows: tags, variation selectors as bytes."""
    tags = " ".join("".join(chr(ord(c) - 0xE0000) for c in run) for run in _TAGS.findall(text))
    carried = bytes(
        ord(c) - 0xFE00 if c <= "\ufe0f" else ord(c) - 0xE0100 + 16
        for c in text
        if "\ufe00" <= c <= "\ufe0e" or "\U000e0100" <= c <= "\U000e01ef"
    )
    return f"{tags} {carried.decode(errors='replace')}".strip()
