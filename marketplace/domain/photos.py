"""What a photo may be: the bounds of what is sent, of what is published, and why one is refused."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

Kind = Literal["jpeg", "png", "webp"]

MOST_PHOTOS: Final = 12
"""Of one listing, those that are still being looked at included."""
MOST_PIXELS: Final = 50_000_000
LONGEST_EDGE: Final = 1600
SMALL_EDGE: Final = 400
"""Pixels of the longer edge of what is published, and of the small one beside it."""
MEDIA_TYPE: Final = "image/webp"
SENT_TYPES: Final = ("image/jpeg", "image/png", "image/webp")
LONGEST_HEAD: Final = 12


@dataclass(frozen=True)
class Keeping:
    """Where an installation keeps photos. most_bytes: of one that is sent. seconds: that a worker gives to one."""

    directory: Path
    most_bytes: int = 10 * 1024 * 1024
    seconds: float = 30


REASONS: Final = {
    "photo_unreadable": "It does not decode as JPEG, PNG or WebP.",
    "photo_too_many_pixels": f"It has more than {MOST_PIXELS // 1_000_000} million pixels.",
    "photo_repeated": "The listing shows this picture already.",
    "photo_lost": "What was sent is gone: send it again.",
    "listing_closed": "The listing was sold or withdrawn before the photo was ready.",
}
"""Why a worker refuses a photo, by code."""


class PhotoRefused(ValueError):
    """The photo is not published. `code` is one of REASONS."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def kind(head: bytes) -> Kind | None:
    """What a file says it is in its first bytes, and no proof of it: what it is shows when it is decoded."""
    if head.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head[:4] == b"RIFF" and head[8:LONGEST_HEAD] == b"WEBP":
        return "webp"
    return None


def name(sha256: str) -> str:
    """How a listing object names a photo: `sha256:` and the hash of the published bytes."""
    return f"sha256:{sha256}"


def address(listing_id: str, named: str) -> str:
    """Where a listing's photo is served, by its name in the listing object; the small one at `/small` below it."""
    return f"/listings/{listing_id}/photos/{named.removeprefix('sha256:')}"


def fitted(width: int, height: int, edge: int) -> tuple[int, int]:
    """The size in pixels once the longer edge is at most `edge`, as near as an attribute of HTML needs it."""
    scale = min(1.0, edge / max(width, height))
    return max(1, round(width * scale)), max(1, round(height * scale))
