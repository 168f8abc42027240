"""Ways to reach somebody outside the room: addresses, handles, messengers, links. Public ones may be said again."""

import re
from collections.abc import Callable
from typing import Final

_ENDINGS: Final = (
    "com|net|org|io|co|uk|de|fr|es|nl|pl|eu|info|biz|app|dev|xyz|shop|store|online|site|gg|ly|ru|cn|jp|ca|au|ch"
    "|se|dk|br|mx|ai|tv|link|live|page|club|cc|ws|ie|nz|za|tk|gl|onion"
)
_NAMED: Final = "com|net|org|io|co|app|info|biz|xyz|shop|store|online|site|gg|uk|de|fr|eu"
_STREET: Final = "street|st|road|rd|avenue|ave|lane|ln|dr|boulevard|blvd|ct|pl|terrace"
# These are streets behind a name, and else ordinary words: "12 miles each way", "20 minutes drive".
_STREET_TOO: Final = "drive|way|court|place|square"
_NO_NAME: Final = (
    "minutes?|mins?|hours?|miles?|km|kilomet\\w+|met\\w+|more|other|parking|good|nice|long|short|easy|each|this|that|the"
    "|a|still|some|same|right|first|better|tennis|market|work|city|town|car|test|hard|gb|tb|mb|inch|wheel|flash|disk|rear|front|four|two|left|right|long"
)
_WAYS: Final = tuple(
    re.compile(pattern)
    for pattern in (
        r"\b[a-z][a-z0-9+.\-]{1,20}://\S*",
        r"\bwww\s?\.\s?\S+",
        r"\b(?:mailto|tel|sms|javascript|data)\s?:\s?[\w+/(\"'][^\s]*",
        r"[\w.+\-]*@\s?\w[\w.\-]*",
        rf"\b[a-z0-9](?:[a-z0-9\-]{{0,62}}\.){{1,4}}(?:{_ENDINGS})\b(?:/\S*)?",
        rf"\b[a-z0-9\-]{{1,63}}\s?[(\[{{]?\s?\bd[o0]t\b\s?[)\]}}]?\s?(?:{_NAMED})\b",
        rf"\b[a-z0-9\-]{{2,63}}\s?[(\[{{]\s?\.\s?[)\]}}]\s?(?:{_NAMED})\b",
        r"\b\w+\s?[(\[{<]\s?at\s?[)\]}>]\s?\w+",
        r"\b(?:at|@)\s(?:g ?mail|hotmail|outlook|yahoo|proton ?mail|icloud|gmx)\b",
        r"\b(?:g ?mail|hotmail|proton ?mail|icloud mail|whats ?app|tele ?gram|we ?chat|snap ?chat|discord|viber|skype"
        r"|instagram|insta|facebook|face ?time|tik ?tok|linked ?in|twitter|messenger|threema|kik|i ?message"
        r"|venmo|pay ?pal|cash ?app|zelle|revolut)\b",
        r"\b(?:on|via|over|through|using|my|use) signal\b(?! light)|\bsignal (?:me|us|app|messenger)\b",
        r"\b(?:t|wa|fb|ig)\.me\b\S*",
        r"\b[a-z]{2}\d{2}(?: ?[a-z0-9]{4}){2,7}(?: ?[a-z0-9]{1,4})?\b(?<=\d)",
        rf"\b\d{{1,5}}[a-z]? (?:[a-z]+ ){{1,2}}(?:{_STREET})\b",
        rf"\b\d{{1,5}}[a-z]? (?!(?:{_NO_NAME})\b)[a-z]+ (?:{_STREET_TOO})\b",
        r"(?:\+|\b00)?\(?\d[\d\s().\-/]{6,20}\d",
    )
)
_LINKS: Final = re.compile(r"!?\[[^\]]{0,200}\]\s?\(|\]\s?\[|</?[a-z!][^>]{0,200}>?|<\s?(?:a|img|script)\b")
_MENTION: Final = re.compile(r"[\W_]+")
_PHONE_DIGITS: Final = 7


def reaches_out(folded: str, is_public: Callable[[str], bool]) -> bool:
    """Whether a folded line gives an address or a contact of which `is_public` is not true, or holds a link."""
    if _LINKS.search(folded):
        return True
    return any(
        not is_public(found[0].strip()) for way in _WAYS for found in way.finditer(folded) if _real(found[0])
    )


def _real(found: str) -> bool:
    """A row of marks and a few digits is no telephone number, and an amount is none either."""
    digits = sum(c.isdigit() for c in found)
    letters = any(c.isalpha() or c == "@" for c in found)
    return letters or (digits >= _PHONE_DIGITS and bool(re.search(r"[\s()\-/+]", found.strip())))
