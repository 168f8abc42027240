"""Two who change the same thing at the same time: one waits, sees what the other did, and goes on from there.

A row is held until both stand before it. On SQLite writers queue at the door of the whole database, so there the
order alone is tried; on PostgreSQL each of these fails without its lock.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import QuerySet

from agents.errors import NotFound
from agents.models import Agent, Tenant, User
from marketplace import drafts, gallery
from marketplace.models import Draft, Listing, Photo, Policy, SealedTerms
from rooms.actions import check_terms, erase, photos, process_photos
from rooms.models import Event, Receipt, Room
from tests import pictures
from tests.parties import Answer, Party, Workshop

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 20.0


def at_once(rows: "QuerySet[Any]", *works: Callable[[], object]) -> list[BaseException]:
    """Let works run into rows that are held, one after the other, then let go. What they raised."""
    raised: list[BaseException] = []

    def run(work: Callable[[], object]) -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - handed to the test
            raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    with ExitStack() as held:
        held.enter_context(_held(rows))
        for number, thread in enumerate(threads, start=1):
            thread.start()
            _await_blocked(number)
    for thread in threads:
        thread.join(PATIENCE)
        assert not thread.is_alive()
    return raised


@contextmanager
def _held(rows: "QuerySet[Any]") -> Iterator[None]:
    with transaction.atomic():
        assert list(rows.select_for_update(no_key=True))
        yield


def _await_blocked(count: int) -> None:
    """Until so many others wait for a lock, where the database tells."""
    if connection.vendor != "postgresql":
        return
    deadline = time.monotonic() + PATIENCE
    while True:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND cardinality(pg_blocking_pids(pid)) > 0"
            )
            if cursor.fetchone()[0] >= count:
                return
        assert time.monotonic() < deadline, "nobody waits"
        time.sleep(0.01)


def test_two_edits_of_one_listing_keep_what_each_said(workshop: Workshop, alice: Party) -> None:
    listing = alice.offer().body["listing"]["id"]
    rows = Listing.objects.filter(id=listing)
    raised = at_once(
        rows,
        lambda: alice.patch(f"listings/{listing}", {"title": "A new title"}),
        lambda: alice.patch(f"listings/{listing}", {"description": "A new description."}),
    )
    assert raised == []
    after = rows.get()
    assert (after.title, after.description) == ("A new title", "A new description.")


def test_the_last_of_a_quota_is_given_to_one_of_two(workshop: Workshop, alice: Party, cars: Tenant) -> None:
    alice.get("agents/me")
    Policy.objects.filter(tenant=cars).update(keys_per_agent=1)
    answers: list[Answer] = []
    work = partial(_answered, answers, alice, "sealing-keys", {})
    assert at_once(Agent.objects.filter(fingerprint=alice.fingerprint), work, work) == []
    assert sorted((one.status, one.code) for one in answers) == [(201, None), (429, "key_quota")]


def test_one_idempotency_key_opens_one_room_whatever_it_came_with(
    workshop: Workshop, alice: Party, bob: Party
) -> None:
    listings = [alice.offer(title=title).body for title in ("One thing", "Another thing")]
    bob.get("agents/me")
    answers: list[Answer] = []
    works = [partial(_joined, answers, bob, one) for one in listings]
    assert at_once(Listing.objects.all(), *works) == []
    assert sorted((one.status, one.code) for one in answers) == [(201, None), (422, "idempotency_key_reused")]


@pytest.fixture
def draft(workshop: Workshop, alice: Party, cars: Tenant, photos_dir: Path) -> Draft:
    """Alice's person's, with two photos of one picture that nobody has looked at."""
    person = User.objects.create_user("ada")
    alice.get("agents/me")
    Agent.objects.filter(fingerprint=alice.fingerprint).update(kept_by=person)
    begun = drafts.begin(cars, person.pk, workshop.now)
    for _ in range(2):
        photos.add_to_draft(begun, pictures.jpeg(), now=workshop.now)
    return begun


def test_two_workers_with_one_picture_of_a_draft_publish_it_once(workshop: Workshop, draft: Draft) -> None:
    works = [partial(process_photos.process, one.id, workshop.now) for one in gallery.of_draft(draft)]
    assert at_once(Draft.objects.all(), *works) == []
    found = Photo.objects.order_by("state").values_list("state", "code")
    assert list(found) == [("good", ""), ("refused", "photo_repeated")]


def test_a_photo_that_is_taken_out_while_its_draft_is_posted_is_shown_or_not_named(
    workshop: Workshop, draft: Draft, alice: Party
) -> None:
    workshop.process_photos()
    photo = gallery.of_draft(draft).get(state="good")
    answers: list[Answer] = []
    raised = at_once(
        Draft.objects.all(),
        lambda: answers.append(alice.offer(draft=str(draft.id))),
        lambda: drafts.remove_photo(draft, photo.id, workshop.now),
    )
    listing = Listing.objects.get()
    came_late = [type(one) for one in raised] == [NotFound]  # else it came first, and nothing is raised
    assert came_late or raised == []
    assert [one.id for one in gallery.shown(listing)] == ([photo.id] if came_late else [])
    named = [f"sha256:{photo.sha256}"] if came_late else []
    assert answers[0].body["listing"]["photos"] == listing.photos == named


def _answered(answers: list[Answer], party: Party, path: str, body: Any) -> None:
    answers.append(party.post(path, body))


def _joined(answers: list[Answer], party: Party, listing: Any) -> None:
    answers.append(party.join(listing, headers={"idempotency-key": "one and the same"}))


def test_two_workers_write_the_receipts_of_one_room_in_order(
    workshop: Workshop, signing_room: Callable[..., str], alice: Party, bob: Party
) -> None:
    room_id = signing_room()
    for party in (alice, bob):
        party.sign(room_id)
    keyring, later = workshop.worker.keyring, workshop.later(hours=2).now
    room = Room.objects.get(id=room_id)
    raised = at_once(
        Room.objects.filter(id=room_id),
        lambda: erase.erase_unneeded(keyring, later),
        lambda: erase.erase_room(room.id, keyring, later),
    )
    assert raised == []
    receipts = list(Receipt.objects.filter(room=room).order_by("seq"))
    assert [one.seq for one in receipts] == list(range(1, len(receipts) + 1))
    erased = [line["kind"] for line in receipts[-1].body["erased"]]
    assert sorted(erased) == ["buyer_terms", "seller_terms", "turns"]
    assert Event.objects.filter(room=room, kind="erased").count() == len(receipts)


def test_two_workers_erase_the_talk_of_one_room_once(
    workshop: Workshop, signing_room: Callable[..., str], alice: Party, bob: Party
) -> None:
    room_id = signing_room()
    for party in (alice, bob):
        party.sign(room_id)
    keyring, later = workshop.worker.keyring, workshop.later(hours=2).now
    erase.erase_unneeded(keyring, later)
    room = Room.objects.get(id=room_id)
    work = partial(erase.erase_room, room.id, keyring, later)
    assert at_once(Room.objects.filter(id=room_id), work, work) == []
    newest = Receipt.objects.filter(room=room).order_by("-seq")[0]
    assert [line["kind"] for line in newest.body["erased"]].count("turns") == 1


def test_a_second_check_of_the_same_terms_leaves_the_first_ones_verdict(
    workshop: Workshop, alice: Party, bob: Party
) -> None:
    shown = alice.offer().body
    content = {"limit": "no amount", "currency": "USD"}
    sealed = bob.seal(content, role="buyer", listing_id=shown["listing"]["id"])
    room_id = bob.join(shown, terms=None, sealed_terms=sealed).body["id"]
    rows = SealedTerms.objects.filter(role="buyer")
    terms_id, keyring = rows.get().id, workshop.worker.keyring
    raised = at_once(
        rows,
        lambda: check_terms.check(terms_id, keyring, workshop.now),
        lambda: check_terms.check(terms_id, keyring, workshop.now),
    )
    assert raised == []
    room = bob.get(f"rooms/{room_id}").body
    assert (room["status"], room["reason"]) == ("failed", "buyer_terms_refused")
    assert rows.get().code == room["terms_state"]["code"] == "bad_limit"
