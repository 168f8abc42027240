"""A listing's photos, as flows: sent, waited for, put in order, taken off.

What a listing shows is part of its digest, so each change is one more version that its rooms may be opened over: it is
remembered, if the market shows just the photos that it says are this agent's, and changed nothing else with them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Self

from client import memories
from client.calls import Call
from client.desk import path
from client.errors import LocalError
from client.flow import Flow, Sleep
from client.reader import Reader
from client.selling import Selling
from marketplace.domain import photos as rules

SECONDS_BETWEEN_LOOKS: Final = 0.5


@dataclass(frozen=True)
class Photo:
    """A photo as its seller sees it. `name` is what the listing says of it, `code` why it was refused."""

    id: str
    state: str
    code: str | None
    name: str | None
    url: str | None

    @classmethod
    def of(cls, value: object) -> Self:
        reader = Reader(value, "photo")
        rest = (reader.text_or_none(name) for name in ("code", "name", "url"))
        return cls(reader.text("id"), reader.text("state"), *rest)


class Photographing(Selling):
    """What a seller's agent does with pictures."""

    def photos(self, listing_id: str) -> Flow[list[Photo]]:
        """A listing's photos in order, those being looked at and those refused included."""
        return self._shown(listing_id, (yield from self.get("listings", listing_id, "photos")))

    def add_photo(self, listing_id: str, file: bytes, *, within: float = 60.0) -> Flow[Photo]:
        """Sends a JPEG, PNG or WebP and waits until the market has looked at it, at most `within` seconds.

        The answer may be refused, or still being looked at. Raises LocalError for what is no such file.
        """
        kind = rules.kind(file[: rules.LONGEST_HEAD])
        if kind is None:
            raise LocalError("no_photo", "a photo is a JPEG, PNG or WebP file")
        address = path("listings", listing_id, "photos")
        sent = yield from self.json(Call("POST", address, body=file, content_type=f"image/{kind}"))
        photo = self._shown(listing_id, sent)[-1]
        while photo.state == "checking" and within > 0:
            yield Sleep(SECONDS_BETWEEN_LOOKS)
            within -= SECONDS_BETWEEN_LOOKS
            shown = yield from self.photos(listing_id)
            photo = next((one for one in shown if one.id == photo.id), photo)
        return photo

    def arrange_photos(self, listing_id: str, order: Sequence[str]) -> Flow[list[Photo]]:
        """Puts the photos in this order of their ids."""
        call = Call("PATCH", path("listings", listing_id, "photos"), body={"order": list(order)})
        return self._shown(listing_id, (yield from self.json(call)))

    def remove_photo(self, listing_id: str, photo_id: str) -> Flow[list[Photo]]:
        """Takes a photo off; those that are left."""
        call = Call("DELETE", path("listings", listing_id, "photos", photo_id))
        return self._shown(listing_id, (yield from self.json(call)))

    def _shown(self, listing_id: str, answer: Any) -> list[Photo]:
        """The photos of an answer; the version of the listing that shows them is remembered."""
        reader = Reader(answer, "photos")
        photos = [Photo.of(one) for one in reader.items("photos")]
        before = self.records.published(listing_id)
        if before is not None:
            names = [one.name for one in photos if one.name is not None]
            after = memories.with_photos(before, names, reader.text("digest"))
            self.records.keep_published(listing_id, after)
        return photos
