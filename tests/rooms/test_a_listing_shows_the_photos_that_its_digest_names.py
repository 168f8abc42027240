"""Photos stand in the listing object by hash: changing them is an edit, and a room keeps what it was opened over."""

import hashlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from agents.models import Tenant, User
from contracts.domain.canonical import digest
from marketplace import media
from marketplace.domain.photos import MOST_PHOTOS
from marketplace.models import Listing, Photo, Policy
from rooms.actions import photos, process_photos
from tests import pictures
from tests.parties import Answer, Party, Workshop, browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("photos_dir")]
Watch = Callable[[], AbstractContextManager[None]]
Post = Callable[..., str]


@pytest.fixture
def posted(workshop: Workshop, alice: Party) -> Post:
    """Posts a listing with photos of these colours, which the worker has looked at; its path."""

    def post(*colours: str) -> str:
        listing: str = alice.offer(title=f"A car {uuid4()}").body["listing"]["id"]
        for colour in colours:
            assert alice.send_photo(listing, pictures.jpeg(colour=colour)).status == 201
        workshop.process_photos()
        return f"listings/{listing}"

    return post


def names(shown: Answer) -> list[str]:
    found: list[str] = [one["name"] for one in shown.body["photos"] if one["name"]]
    return found


def ids(shown: Answer) -> list[str]:
    return [one["id"] for one in shown.body["photos"]]


def fetched(path: str, host: str = "cars.localhost") -> Any:
    return browser().get(path, headers={"host": host})


def test_a_photo_is_shown_once_a_worker_has_looked_at_it(
    workshop: Workshop, alice: Party, bob: Party
) -> None:
    offered = alice.offer()
    path = f"listings/{offered.body['listing']['id']}"
    sent = alice.send_photo(offered.body["listing"]["id"], pictures.jpeg())
    waiting = {"state": "checking", "code": None, "name": None, "width": None, "height": None, "url": None}
    assert {name: one for name, one in sent.body["photos"][0].items() if name != "id"} == waiting
    assert sent.body["digest"] == offered.body["digest"] == bob.get(path).body["digest"]
    workshop.process_photos()
    found = alice.get(f"{path}/photos")
    shown = bob.get(path).body
    assert shown["listing"]["photos"] == names(found) != []
    assert shown["digest"] == digest(shown["listing"]) == found.body["digest"] != offered.body["digest"]


def test_the_digest_is_of_the_bytes_that_are_served(posted: Post, alice: Party) -> None:
    photo = alice.get(f"{posted('teal')}/photos").body["photos"][0]
    served = fetched(photo["url"])
    assert f"sha256:{hashlib.sha256(served.content).hexdigest()}" == photo["name"]
    assert fetched(photo["url"] + "/small").content != served.content


def test_photos_stand_in_the_order_that_their_seller_gives_them(
    posted: Post, alice: Party, bob: Party
) -> None:
    path = posted("teal", "navy", "olive")
    before = alice.get(f"{path}/photos")
    turned = alice.patch(f"{path}/photos", {"order": ids(before)[::-1]})
    assert names(turned) == names(before)[::-1] == bob.get(path).body["listing"]["photos"]
    assert turned.body["digest"] == bob.get(path).body["digest"] != before.body["digest"]


@pytest.mark.parametrize("change", ["one missing", "one twice", "another's", "one more"])
def test_an_order_names_each_photo_once(
    posted: Post, alice: Party, nothing_changes: Watch, change: str
) -> None:
    path = posted("teal", "navy")
    one, two = ids(alice.get(f"{path}/photos"))
    other = ids(alice.get(f"{posted('olive')}/photos"))[0]
    orders = {
        "one missing": [one],
        "one twice": [one, one],
        "another's": [one, other],
        "one more": [one, two, other],
    }
    with nothing_changes():
        found = alice.patch(f"{path}/photos", {"order": orders[change]})
    assert (found.status, found.code) == (422, "other_photos")


def test_a_photo_that_is_taken_off_is_gone_at_once_and_its_bytes_within_the_hour(
    posted: Post, workshop: Workshop, alice: Party, bob: Party
) -> None:
    path = posted("teal", "navy")
    photo, other = alice.get(f"{path}/photos").body["photos"]
    left = alice.call("DELETE", f"{path}/photos/{photo['id']}")
    assert (left.status, names(left)) == (200, [other["name"]])
    assert bob.get(path).body["listing"]["photos"] == [other["name"]]
    assert (fetched(photo["url"]).status_code, fetched(other["url"]).status_code) == (404, 200)
    sha256 = photo["name"].removeprefix("sha256:")
    later = workshop.now + photos.KEPT_AFTER + media.IN_FLIGHT + timedelta(seconds=5)
    process_photos.tidy(later)
    assert media.published(sha256, "whole") is None
    assert media.published(sha256, "small") is None
    assert media.published(other["name"].removeprefix("sha256:"), "whole") is not None
    assert not Photo.objects.filter(id=photo["id"]).exists()


def test_a_photo_that_is_taken_off_before_it_was_looked_at_is_destroyed_at_once(
    workshop: Workshop, alice: Party, photos_dir: Path, django_capture_on_commit_callbacks: Any
) -> None:
    listing = alice.offer().body["listing"]["id"]
    photo = alice.send_photo(listing, pictures.jpeg()).body["photos"][0]["id"]
    with django_capture_on_commit_callbacks(execute=True):
        alice.call("DELETE", f"listings/{listing}/photos/{photo}")
    workshop.process_photos()
    assert not [one for one in photos_dir.rglob("*") if one.is_file()]


def test_bytes_that_another_listing_shows_stay(posted: Post, workshop: Workshop, alice: Party) -> None:
    path, other = posted("teal"), posted("teal")
    photo, same = (alice.get(f"{one}/photos").body["photos"][0] for one in (path, other))
    assert photo["name"] == same["name"]
    alice.call("DELETE", f"{path}/photos/{photo['id']}")
    process_photos.tidy(workshop.now + timedelta(days=2))
    assert (fetched(photo["url"]).status_code, fetched(same["url"]).status_code) == (404, 200)


def test_a_room_keeps_the_photos_that_it_was_opened_over(
    posted: Post, workshop: Workshop, alice: Party, bob: Party, charlie: Party
) -> None:
    path = posted("teal", "navy")
    room = bob.join(bob.get(path)).body
    before = alice.get(f"{path}/photos")
    for photo in ids(before):
        alice.call("DELETE", f"{path}/photos/{photo}")
    process_photos.tidy(workshop.now + timedelta(days=400))
    shown = bob.get(f"rooms/{room['id']}").body
    assert shown["listing"]["photos"] == names(before)
    assert digest(shown["listing"]) == shown["listing_digest"] == room["listing_digest"]
    for name in names(before):
        address = f"rooms/{room['id']}/photos/{name.removeprefix('sha256:')}"
        for party in (alice, bob):
            kept = party.get(address)
            assert (kept.status, f"sha256:{hashlib.sha256(kept.raw).hexdigest()}") == (200, name)
        assert charlie.get(address).status == 404
    assert bob.get(f"rooms/{room['id']}/photos/{'0' * 64}").status == 404


def test_a_room_is_not_opened_over_photos_that_its_buyer_has_not_seen(
    posted: Post, workshop: Workshop, alice: Party, bob: Party
) -> None:
    path = posted("teal")
    seen = bob.get(path)
    alice.send_photo(path.removeprefix("listings/"), pictures.jpeg(colour="navy"))
    workshop.process_photos()
    found = bob.join(seen)
    assert (found.status, found.code, found.body["digest"]) == (
        409,
        "listing_changed",
        bob.get(path).body["digest"],
    )


@pytest.mark.parametrize("change", ["add", "arrange", "remove"])
@pytest.mark.parametrize("named", ["what stands", "another"])
def test_a_change_can_be_bound_to_what_was_read(
    posted: Post, alice: Party, nothing_changes: Watch, change: str, named: str
) -> None:
    path = posted("teal", "navy")
    before = alice.get(f"{path}/photos")
    assert before.headers["ETag"] == f'"{before.body["digest"]}"'
    tag = before.headers["ETag"] if named == "what stands" else '"sha256:' + "0" * 64 + '"'
    calls: dict[str, Callable[[], Answer]] = {
        "add": lambda: alice.send_photo(
            path.removeprefix("listings/"), pictures.webp(), "image/webp", **match
        ),
        "arrange": lambda: alice.call("PATCH", f"{path}/photos", {"order": ids(before)}, headers=match),
        "remove": lambda: alice.call("DELETE", f"{path}/photos/{ids(before)[0]}", headers=match),
    }
    match = {"if-match": tag}
    if named == "what stands":
        assert calls[change]().status in (200, 201)
        return
    with nothing_changes():
        found = calls[change]()
    assert (found.status, found.code, found.body["digest"]) == (412, "listing_changed", before.body["digest"])


def test_a_closed_listing_keeps_its_photos(
    posted: Post, workshop: Workshop, alice: Party, bob: Party
) -> None:
    """What was sent before is refused after: the digest of what was sold stays what it was."""
    path = posted("teal")
    listing = path.removeprefix("listings/")
    stands = alice.send_photo(listing, pictures.jpeg(colour="navy"))
    photo = stands.body["photos"][0]
    alice.post(f"{path}/withdraw")
    workshop.process_photos()
    found = alice.get(f"{path}/photos")
    assert [(one["state"], one["code"]) for one in found.body["photos"]] == [
        ("good", None),
        ("refused", "listing_closed"),
    ]
    assert found.body["digest"] == stands.body["digest"]
    answers = [
        alice.send_photo(listing, pictures.jpeg()),
        alice.patch(f"{path}/photos", {"order": [photo["id"]]}),
        alice.call("DELETE", f"{path}/photos/{photo['id']}"),
    ]
    assert {(one.status, one.code) for one in answers} == {(409, "listing_closed")}


def test_a_picture_is_shown_once_a_listing(posted: Post, alice: Party) -> None:
    found = alice.get(f"{posted('teal', 'teal')}/photos").body["photos"]
    assert [(one["state"], one["code"]) for one in found] == [("good", None), ("refused", "photo_repeated")]


def test_a_refused_photo_is_told_for_a_day(posted: Post, workshop: Workshop, alice: Party) -> None:
    path = posted()
    alice.send_photo(path.removeprefix("listings/"), pictures.TRUNCATED_JPEG)
    workshop.process_photos()
    for hours, told in ((23, 1), (25, 0)):
        process_photos.tidy(workshop.now + timedelta(hours=hours))
        assert len(alice.get(f"{path}/photos").body["photos"]) == told


def test_a_listing_has_a_dozen_photos_at_most(
    workshop: Workshop, alice: Party, nothing_changes: Watch
) -> None:
    """Those being looked at count; one that was taken off makes room for another."""
    listing = alice.offer().body["listing"]["id"]
    body = pictures.jpeg((8, 8))
    for _ in range(MOST_PHOTOS):
        assert alice.send_photo(listing, body).status == 201
    with nothing_changes():
        found = alice.send_photo(listing, body)
    assert (found.status, found.code) == (409, "too_many_photos")
    shown = alice.get(f"listings/{listing}/photos")
    alice.call("DELETE", f"listings/{listing}/photos/{ids(shown)[3]}")
    assert alice.send_photo(listing, body).status == 201


def test_of_a_thousand_photos_an_agent_sends_so_many_an_hour(
    workshop: Workshop, cars: Tenant, alice: Party, bob: Party, photos_dir: Path
) -> None:
    """Whether it takes them off again, or sends broken ones: what was sent counts."""
    Policy.objects.filter(tenant=cars).update(photos_per_hour=5)
    listing = alice.offer().body["listing"]["id"]
    answers = []
    for _ in range(9):
        sent = alice.send_photo(listing, pictures.JPEG_HEAD_ON_SCRIPT)
        answers.append((sent.status, sent.code))
        if sent.status == 201:
            alice.call("DELETE", f"listings/{listing}/photos/{ids(sent)[-1]}")
    assert answers == [(201, None)] * 5 + [(429, "photo_quota")] * 4
    assert 0 < int(alice.send_photo(listing, pictures.jpeg()).headers["Retry-After"]) <= 3600
    assert len(list(photos_dir.glob("originals/*"))) <= 5
    other = bob.offer().body["listing"]["id"]
    assert bob.send_photo(other, pictures.jpeg()).status == 201


def test_what_a_worker_lost_is_taken_up_again(workshop: Workshop, alice: Party, photos_dir: Path) -> None:
    """One that was killed after it claimed the photo: the lease runs out, and another one processes it."""
    listing = alice.offer().body["listing"]["id"]
    alice.send_photo(listing, pictures.jpeg())
    photo = Photo.objects.get()
    assert process_photos._claim(photo.id, workshop.now)
    workshop.process_photos()
    assert Photo.objects.get().state == "checking"
    workshop.later(seconds=process_photos.LEASE.total_seconds() + 1).process_photos()
    assert Photo.objects.get().state == "good"
    assert not list(photos_dir.glob("originals/*"))


def test_a_photo_that_nobody_was_rung_for_is_rung_for_again(
    workshop: Workshop, alice: Party, django_capture_on_commit_callbacks: Any
) -> None:
    """The bell was lost: the sweep rings once the photo has waited, and not for one that a worker has."""
    listing = alice.offer().body["listing"]["id"]
    alice.send_photo(listing, pictures.jpeg())

    def rings(now: Workshop) -> int:
        with django_capture_on_commit_callbacks() as rung:
            now.sweep()
        return len(rung)

    late = workshop.later(seconds=30)
    assert (rings(workshop), rings(late)) == (0, 1)
    assert process_photos._claim(Photo.objects.get().id, late.now)
    assert rings(late) == 0


def test_a_photo_whose_original_is_lost_says_so(workshop: Workshop, alice: Party) -> None:
    listing = alice.offer().body["listing"]["id"]
    alice.send_photo(listing, pictures.jpeg())
    media.destroy_original(Photo.objects.get().id)
    workshop.process_photos()
    assert Photo.objects.get().code == "photo_lost"


def test_an_original_that_a_killed_process_left_is_destroyed(
    workshop: Workshop, alice: Party, photos_dir: Path
) -> None:
    """Written and never committed, or processed and not yet unlinked; one that is waited for stays."""
    listing = alice.offer().body["listing"]["id"]
    alice.send_photo(listing, pictures.jpeg())
    media.keep_original(uuid4(), pictures.jpeg())
    (photos_dir / "originals" / ".half").write_bytes(pictures.jpeg())
    process_photos.tidy(workshop.now)
    assert len(list(photos_dir.glob("originals/*"))) == 3, "they may be of a transaction that has not ended"
    process_photos.tidy(workshop.now + media.IN_FLIGHT + timedelta(seconds=5))
    assert [one.name for one in photos_dir.glob("originals/*")] == [str(Photo.objects.get().id)]


def test_a_drafts_photos_are_its_listings_once_it_is_posted(
    posted: Post, workshop: Workshop, cars: Tenant, alice: Party, bob: Party
) -> None:
    """A person has no agent yet while the form is filled in. Nobody else's draft is taken by its id."""
    person, other = User.objects.create_user("Ada"), User.objects.create_user("Grace")
    draft, listing = uuid4(), Listing.objects.get(id=posted().removeprefix("listings/"))
    photos.add_to_draft(cars, person.pk, draft, pictures.jpeg(), now=workshop.now)
    workshop.process_photos()
    photos.adopt(listing, draft, other.pk)
    assert bob.get(f"listings/{listing.id}").body["listing"]["photos"] == []
    photos.adopt(listing, draft, person.pk)
    assert len(bob.get(f"listings/{listing.id}").body["listing"]["photos"]) == 1


def test_what_a_listing_shows_is_what_its_photos_say(posted: Post, workshop: Workshop, alice: Party) -> None:
    """The names on the listing's row follow from its photos' rows after every kind of change."""
    path = posted("teal", "navy", "olive")
    listing = path.removeprefix("listings/")
    one, two, three = ids(alice.get(f"{path}/photos"))
    changes: list[Callable[[], object]] = [
        lambda: alice.patch(f"{path}/photos", {"order": [three, one, two]}),
        lambda: alice.call("DELETE", f"{path}/photos/{one}"),
        lambda: alice.send_photo(listing, pictures.webp(), "image/webp"),
        workshop.process_photos,
        lambda: alice.patch(path, {"title": "Another title"}),
    ]
    for change in changes:
        change()
        rows = Photo.objects.filter(listing_id=listing, state="good", removed_at=None)
        assert Listing.objects.get(id=listing).photos == [f"sha256:{row.sha256}" for row in rows]
