"""Where a page of the catalogue begins, as a caller carries it: behind or before one listing."""

import re
from dataclasses import dataclass
from uuid import UUID

_CURSOR = re.compile(r"([np])\.([0-9a-f]{32})\.([1-9][0-9]{0,14})")


class CursorRefused(ValueError):
    """A text that no page ever gave out."""

    def __init__(self) -> None:
        super().__init__("no cursor of ours")


@dataclass(frozen=True)
class Cursor:
    """asking_minor: what was asked for the listing then, so that a new price moves nobody's place."""

    listing_id: UUID
    asking_minor: int
    backwards: bool = False

    def __str__(self) -> str:
        return f"{'p' if self.backwards else 'n'}.{self.listing_id.hex}.{self.asking_minor}"

    @classmethod
    def parse(cls, text: str) -> "Cursor":
        """Raises CursorRefused."""
        found = _CURSOR.fullmatch(text)
        if found is None:
            raise CursorRefused
        return cls(UUID(hex=found[2]), int(found[3]), backwards=found[1] == "p")
