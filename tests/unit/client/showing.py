"""The photos of the small market: what comes is looked at when the test says so."""

import hashlib
from typing import Any

from contracts.domain.canonical import digest
from tests.unit.client.offers import Offers
from tests.unit.client.serving import Answer, Request


class Showing(Offers):
    def __init__(self, clock: Any) -> None:
        super().__init__(clock)
        self.photos: dict[str, list[dict[str, Any]]] = {}
        self.files: dict[str, bytes] = {}

    def look_at_photos(self, code: str | None = None) -> None:
        """code: why all that wait are refused; None: they are good."""
        for listing_id, photos in self.photos.items():
            for one in photos:
                if one["state"] == "checking":
                    name = f"sha256:{hashlib.sha256(self.files[one['id']]).hexdigest()}"
                    good = {"state": "good", "name": name, "url": f"/listings/{listing_id}/photos/{name[7:]}"}
                    one.update({"state": "refused", "code": code} if code else good)
            self._show(listing_id)

    def add_photo(self, listing_id: str, request: Request) -> Answer:
        photo = {"id": self.new_id(), "state": "checking", "code": None, "name": None, "url": None}
        self.files[str(photo["id"])] = request.body
        self.photos.setdefault(listing_id, []).append({**photo, "width": None, "height": None})
        return self.photos_answer(listing_id, 201)

    def arrange_photos(self, listing_id: str, request: Request) -> Answer:
        order = request.json["order"]
        self.photos[listing_id].sort(key=lambda one: order.index(one["id"]))
        return self.photos_answer(listing_id)

    def remove_photo(self, listing_id: str, photo_id: str) -> Answer:
        self.photos[listing_id] = [one for one in self.photos[listing_id] if one["id"] != photo_id]
        return self.photos_answer(listing_id)

    def photos_answer(self, listing_id: str, status: int = 200) -> Answer:
        self._show(listing_id)
        found = [dict(one) for one in self.photos.get(listing_id, [])]
        return Answer(status, {"photos": found, "digest": digest(self.listings[listing_id])})

    def _show(self, listing_id: str) -> None:
        shown = [one["name"] for one in self.photos.get(listing_id, []) if one["name"]]
        self.listings[listing_id] = {**self.listings[listing_id], "photos": shown}
