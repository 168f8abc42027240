"""A listing that is posted with a draft shows its photos from the start, and the draft is no more; all or nothing."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.utils import timezone

from agents.models import Agent, Tenant, User
from marketplace import drafts, gallery
from marketplace.models import Draft, Listing, Photo
from rooms.actions import photos, process_photos
from tests import pictures
from tests.parties import Party, Workshop

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("photos_dir")]
Watch = Callable[[], AbstractContextManager[None]]


@pytest.fixture
def ada(workshop: Workshop, alice: Party) -> User:
    """A person whose agent is Alice's key."""
    person = User.objects.create_user("Ada")
    assert alice.get("agents/me").status == 200
    Agent.objects.filter(fingerprint=alice.fingerprint).update(kept_by=person)
    return person


@pytest.fixture
def draft(cars: Tenant, ada: User, workshop: Workshop) -> Draft:
    return drafts.begin(cars, ada.pk, workshop.now)


def add(draft: Draft, *colours: str) -> None:
    for colour in colours:
        photos.add_to_draft(draft, pictures.jpeg(colour=colour), now=timezone.now())


def test_its_good_photos_are_the_listings_in_their_order_and_it_is_no_more(
    workshop: Workshop, draft: Draft, alice: Party, photos_dir: Path
) -> None:
    add(draft, "teal", "navy", "olive")
    photos.add_to_draft(draft, pictures.TRUNCATED_JPEG, now=workshop.now)
    workshop.process_photos()
    first, second, third = gallery.of_draft(draft).filter(state="good")
    drafts.move(draft, third.id, -2)
    drafts.remove_photo(draft, second.id, workshop.now)
    posted = alice.offer(draft=str(draft.id))
    assert posted.status == 201
    assert posted.body["listing"]["photos"] == [f"sha256:{one.sha256}" for one in (third, first)]
    assert not Draft.objects.exists()
    assert Photo.objects.filter(listing=None, removed_at=None).count() == 0
    process_photos.tidy(workshop.now + drafts.PHOTO_KEPT_AFTER + timedelta(days=2))
    assert Photo.objects.count() == 2
    assert list(photos_dir.glob("originals/*")) == []


def test_posting_it_again_with_the_same_key_is_the_same_listing(
    workshop: Workshop, draft: Draft, alice: Party
) -> None:
    add(draft, "teal")
    workshop.process_photos()
    bodies = []
    for _ in range(2):
        body = {
            "title": "A car", "asking_price": "20000.00", "currency": "USD", "draft": str(draft.id),
            "terms": {"limit": "15000.00", "currency": "USD"}, "manifest_digest": alice.manifest_digest(),
        }  # fmt: skip
        bodies.append(alice.post("listings", body, **{"idempotency-key": "one"}).body)
    assert bodies[0]["listing"] == bodies[1]["listing"]
    assert len(bodies[0]["listing"]["photos"]) == 1
    other = alice.post("listings", {**body, "draft": str(uuid4())}, **{"idempotency-key": "one"})
    assert other.code == "idempotency_key_reused"


def test_while_a_photo_is_looked_at_nothing_is_posted(
    workshop: Workshop, draft: Draft, alice: Party, nothing_changes: Watch
) -> None:
    add(draft, "teal")
    with nothing_changes():
        refused = alice.offer(draft=str(draft.id))
    assert (refused.status, refused.code) == (409, "photos_checking")
    workshop.process_photos()
    assert alice.offer(draft=str(draft.id)).status == 201


def test_nobody_else_posts_it_and_a_foreign_draft_looks_like_none(
    workshop: Workshop,
    bikes: Tenant,
    ada: User,
    draft: Draft,
    alice: Party,
    bob: Party,
    nothing_changes: Watch,
) -> None:
    elsewhere = drafts.begin(bikes, ada.pk, workshop.now)
    bob.get("agents/me")
    with nothing_changes():
        answers = [
            bob.offer(draft=str(draft.id)),
            bob.offer(draft=str(uuid4())),
            alice.offer(draft=str(elsewhere.id)),
        ]
    assert {(one.status, one.code) for one in answers} == {(422, "draft_unknown")}
    assert len({one.raw for one in answers}) == 1


def test_an_agent_that_was_given_up_posts_none(
    ada: User, draft: Draft, alice: Party, nothing_changes: Watch
) -> None:
    Agent.objects.filter(fingerprint=alice.fingerprint).update(kept_by=None)
    with nothing_changes():
        assert alice.offer(draft=str(draft.id)).code == "draft_unknown"


def test_a_draft_whose_post_is_refused_stands_with_its_photos(
    workshop: Workshop, draft: Draft, alice: Party, nothing_changes: Watch
) -> None:
    add(draft, "teal")
    workshop.process_photos()
    with nothing_changes():
        assert alice.offer("99999999.00", draft=str(draft.id)).code == "floor_above_scale"
        assert alice.offer(draft="none").code == "invalid"
        assert alice.patch(f"listings/{uuid4()}", {"draft": str(draft.id)}).code in ("invalid", "not_found")


def test_a_draft_that_is_deleted_takes_its_photos_along(
    workshop: Workshop, draft: Draft, photos_dir: Path
) -> None:
    add(draft, "teal", "navy")
    workshop.process_photos()
    add(draft, "olive")
    drafts.end(draft, workshop.now)
    drafts.end(draft, workshop.now)
    assert not Draft.objects.exists()
    assert list(photos_dir.glob("originals/*")) == []
    process_photos.tidy(timezone.now() + drafts.PHOTO_KEPT_AFTER)
    assert not Photo.objects.exists()


def test_a_draft_that_is_left_ends_by_itself(workshop: Workshop, draft: Draft) -> None:
    add(draft, "teal")
    process_photos.tidy(timezone.now() + drafts.KEPT - timedelta(minutes=1))
    assert Draft.objects.exists()
    process_photos.tidy(timezone.now() + drafts.KEPT + timedelta(minutes=1))
    assert not Draft.objects.exists()


def test_a_photo_that_comes_after_the_draft_is_gone_is_not_kept(
    workshop: Workshop, draft: Draft, photos_dir: Path
) -> None:
    drafts.end(draft, workshop.now)
    with pytest.raises(Exception, match="not_found"):
        photos.add_to_draft(draft, pictures.jpeg(), now=workshop.now)
    assert list(photos_dir.glob("originals/*")) == []
    assert Listing.objects.count() == 0
