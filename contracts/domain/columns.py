"""Contracts as the lines of a table: CSV by RFC 4180, in which no cell is a formula."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

COLUMNS: Final = (
    "contract",
    "room",
    "decided_at",
    "completed_at",
    "market",
    "listing",
    "title",
    "asking_price",
    "currency",
    "bits",
    "deal",
    "band",
    "price",
    "seller_fingerprint",
    "seller_owner",
    "buyer_fingerprint",
    "buyer_owner",
    "manifest_digest",
)
_BEGIN_A_FORMULA: Final = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"
"""Spreadsheets compute a cell that begins so, some also where these signs are full-width."""


def cells(contract_id: str, completed_at: str, statement: Mapping[str, Any]) -> tuple[object, ...]:
    """A contract's line, in the order of COLUMNS. None: an empty cell."""
    listing, outcome, parties = statement["listing"], statement["outcome"], statement["parties"]
    return (
        contract_id,
        statement["room"]["id"],
        statement["decided_at"],
        completed_at,
        statement["tenant"],
        *(listing[name] for name in ("id", "title", "asking_price", "currency")),
        outcome["bits"],
        "yes" if outcome["deal"] else "no",
        outcome["band"],
        outcome["price"],
        *(parties[side][name] for side in ("seller", "buyer") for name in ("fingerprint", "owner")),
        statement["manifest_digest"],
    )


def written(lines: Iterable[Sequence[object]]) -> bytes:
    """The lines in UTF-8, each ended by CR LF. What a spreadsheet would compute is told to be text by an apostrophe."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([_plain(cell) for cell in line] for line in lines)
    return text.getvalue().encode()


def _plain(cell: object) -> str:
    said = "" if cell is None else str(cell)
    return f"'{said}" if said.startswith(tuple(_BEGIN_A_FORMULA)) else said
