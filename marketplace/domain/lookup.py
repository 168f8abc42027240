"""What a search looks up: a listing as a set of terms, and what somebody typed as the same kind of terms.

A term of text is a run of letters and digits, folded; terms that stand for a market, a category or an attribute
begin with an underscore, which no term of text can. Nothing here is a query language: whatever is typed is words.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from marketplace.domain.listing import ListingRow

LONGEST_TERM: Final = 64
LONGEST_NAME: Final = 200
MOST_TERMS: Final = 4000
MOST_WORDS_ASKED: Final = 16
LARGEST_NUMBER: Final = Decimal(10) ** 13

# Chinese and Japanese are written without spaces: there each character is a word.
_WORD: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_\u3040-\u30ff\u3400-\u9fff]+")
_NUMBER: Final = re.compile(r"\s*(-?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]{1,4})?)(?![0-9.,]*[0-9])")


@dataclass(frozen=True)
class Asked:
    """Terms that must all be there; the last word of what was typed may be the beginning of one.

    is_impossible: something was typed and there is no word in it, so that nothing holds it.
    """

    terms: tuple[str, ...] = ()
    beginning: str = ""
    is_impossible: bool = False

    def __bool__(self) -> bool:
        return bool(self.terms or self.beginning)


def fold(text: str) -> str:
    """What two spellings of a name share: case and white space aside; at most 200 characters of it."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())[:LONGEST_NAME]


def words(text: str) -> list[str]:
    """The words of a text, folded, without accents, as often as they come; each of at most 64 characters."""
    bare = "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))
    return [found[:LONGEST_TERM] for found in _WORD.findall(bare.casefold())]


def asked(text: str) -> Asked:
    """What somebody typed. A space at its end says that the last word is a whole one."""
    found = words(text)[:MOST_WORDS_ASKED]
    if not found:
        return Asked(is_impossible=bool(text.strip()))
    if text[-1].isspace():
        return Asked(tuple(found))
    return Asked(tuple(found[:-1]), found[-1])


def market_term(tenant_id: UUID) -> str:
    return f"_m{tenant_id.hex}"


def category_term(category: str) -> str:
    return "_c" + _short(fold(category))


def value_term(name: str, value: str) -> str:
    """That an attribute of this name has exactly this value, case aside."""
    return "_v" + _short(f"{fold(name)}\0{fold(value)}")


def word_term(name: str, word: str) -> str:
    """That an attribute of this name has this folded word in it."""
    return "_w" + _short(f"{fold(name)}\0{word}")


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def terms_of(listing: ListingRow, tenant_id: UUID) -> list[str]:
    """All terms of a listing, each once. Only what its public part says is in them."""
    found = dict.fromkeys((market_term(tenant_id), category_term(listing.category)))
    for name, value in _pairs(listing.attributes):
        found[value_term(name, value)] = None
        found.update(dict.fromkeys(word_term(name, one) for one in words(value)))
    values = " ".join(value for _, value in _pairs(listing.attributes))
    for text in (listing.title, listing.category, values, listing.description):
        found.update(dict.fromkeys(words(text)))
    return list(found)[:MOST_TERMS]


def numbers_of(attributes: Mapping[str, Any]) -> dict[str, Decimal]:
    """The attributes that begin with a number ("61,400 miles"), by folded name."""
    read = ((fold(name), number(value)) for name, value in attributes.items() if isinstance(value, str))
    return {name: found for name, found in read if found is not None}


def number(text: str) -> Decimal | None:
    """The number that a text begins with; None where it begins with none, or with none that is kept."""
    found = _NUMBER.match(text)
    read = Decimal(found[1].replace(",", "")) if found and len(found[1]) <= LONGEST_TERM else None
    return read if read is not None and abs(read) < LARGEST_NUMBER else None


def _pairs(attributes: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in attributes.items():
        several: Iterable[str] = value if isinstance(value, list) else [value]
        for one in several:
            yield name, one
