"""ETag, If-None-Match and If-Match: a listing's digest is what readers compare and writers build on."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from tests.parties import Party, Workshop

pytestmark = pytest.mark.django_db
Watch = Callable[[], AbstractContextManager[None]]
OTHER = '"sha256:' + "0" * 64 + '"'


def test_every_answer_with_a_listing_carries_its_digest_as_etag(workshop: Workshop, alice: Party) -> None:
    posted = alice.offer()
    path = f"listings/{posted.body['listing']['id']}"
    consent = {"manifest_digest": alice.manifest_digest(), "consent": "operator"}
    answers = [
        posted,
        alice.get(path),
        alice.patch(path, {"title": "New"}),
        alice.post(f"{path}/consent", consent),
        alice.post(f"{path}/withdraw"),
    ]
    for answer in answers:
        assert answer.headers["ETag"] == f'"{answer.body["digest"]}"'
    assert answers[0].headers["ETag"] != answers[2].headers["ETag"]


@pytest.mark.parametrize("known", ["{tag}", "W/{tag}", f"{OTHER}, {{tag}}", "*"])
def test_who_knows_the_listing_is_told_that_it_stands(
    workshop: Workshop, alice: Party, bob: Party, known: str
) -> None:
    posted = alice.offer()
    path, tag = f"listings/{posted.body['listing']['id']}", posted.headers["ETag"]
    whole = bob.get(path)
    found = bob.get(path, **{"if-none-match": known.format(tag=tag)})
    assert (found.status, found.raw, found.headers["ETag"]) == (304, b"", tag)
    assert found.headers["Content-Length"] == str(len(whole.raw))


def test_its_seller_and_who_asks_for_a_sold_one_get_it_whole(
    workshop: Workshop, alice: Party, bob: Party, signing_room: Callable[..., str]
) -> None:
    """The tag does not tell how the terms stand, nor that it was sold."""
    room = bob.get(f"rooms/{signing_room()}").body
    path = f"listings/{room['listing']['id']}"
    known = {"if-none-match": f'"{room["listing_digest"]}"'}
    assert bob.get(path, **known).status == 304
    assert alice.get(path, **known).status == 200
    for party in (alice, bob):
        party.sign(room["id"])
    assert bob.get(path, **known).body["status"] == "sold"


def test_no_cache_keeps_what_changes_beside_the_digest(workshop: Workshop, alice: Party, bob: Party) -> None:
    """A browser's cache would ask by ETag, hear that it stands, and go on showing an open listing."""
    posted = alice.offer()
    path = f"listings/{posted.body['listing']['id']}"
    known = {"if-none-match": posted.headers["ETag"]}
    for answer in (posted, bob.get(path), bob.get(path, **known)):
        assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("known", [OTHER, "sha256", ""])
def test_who_knows_another_one_gets_it_whole(workshop: Workshop, alice: Party, known: str) -> None:
    posted = alice.offer()
    found = alice.get(f"listings/{posted.body['listing']['id']}", **{"if-none-match": known})
    assert (found.status, found.body) == (200, posted.body)


@pytest.mark.parametrize("named", ["{tag}", f"{OTHER}, {{tag}}", "*"])
def test_a_change_to_what_was_read_is_taken(workshop: Workshop, alice: Party, named: str) -> None:
    posted = alice.offer()
    headers = {"if-match": named.format(tag=posted.headers["ETag"])}
    path = f"listings/{posted.body['listing']['id']}"
    found = alice.call("PATCH", path, {"title": "New"}, headers=headers)
    assert (found.status, found.body["listing"]["title"]) == (200, "New")


@pytest.mark.parametrize("named", [OTHER, "W/{tag}", "{bare}", ""])
def test_a_change_to_anything_else_is_refused_with_what_stands(
    workshop: Workshop, alice: Party, nothing_changes: Watch, named: str
) -> None:
    posted = alice.offer()
    tag, digest = posted.headers["ETag"], posted.body["digest"]
    headers = {"if-match": named.format(tag=tag, bare=digest)}
    path = f"listings/{posted.body['listing']['id']}"
    with nothing_changes():
        found = alice.call("PATCH", path, {"title": "New"}, headers=headers)
    assert (found.status, found.code, found.body["digest"]) == (412, "listing_changed", digest)


def test_of_two_changes_to_what_was_read_one_is_taken(workshop: Workshop, alice: Party) -> None:
    posted = alice.offer()
    headers = {"if-match": posted.headers["ETag"]}
    path = f"listings/{posted.body['listing']['id']}"
    answers = [alice.call("PATCH", path, {"title": title}, headers=headers) for title in ("One", "Two")]
    assert [one.status for one in answers] == [200, 412]
    assert alice.get(path).body["listing"]["title"] == "One"
