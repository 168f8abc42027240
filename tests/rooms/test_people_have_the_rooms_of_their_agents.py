"""A person sees the rooms, talks and contracts of their own agents, as long as the agents are theirs; nobody else's."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from agents import ownership
from agents.models import Agent, Tenant, User
from marketplace.models import Policy
from tests.parties import Answer, Party, Person, Workshop, answer, browser, member
from tests.rooms.test_a_room_keeps_to_what_its_seller_consented_to import republished

pytestmark = pytest.mark.django_db(transaction=True)

MINE = "/rooms/"


def page(path: str, viewer: User | None, host: str = "cars.localhost") -> Answer:
    client = browser()
    if viewer is not None:
        client.force_login(viewer)
    return answer(client.get(path, headers={"host": host}))


def text(shown: Answer) -> str:
    assert shown.status == 200
    return shown.raw.decode()


def keeper(party: Party, tenant: Tenant) -> Person:
    """The person whose agent it is."""
    person = member(tenant)
    party.get("agents/me")
    ownership.keep(Agent.objects.get(fingerprint=party.fingerprint), person.user.pk, timezone.now())
    return person


@pytest.fixture
def seller(workshop: Workshop, alice: Party, cars: Tenant) -> Person:
    return keeper(alice, cars)


@pytest.fixture
def buyer(workshop: Workshop, bob: Party, cars: Tenant) -> Person:
    return keeper(bob, cars)


def test_both_sides_people_read_all_that_their_room_published(
    signing_room: Callable[..., str], seller: Person, buyer: Person, alice: Party, bob: Party
) -> None:
    room_id = signing_room()
    for person, own, role in ((seller, alice, "seller"), (buyer, bob, "buyer")):
        told = text(page(f"/rooms/{room_id}/", person.user))
        assert told.count('<li class="turn"') == 11
        assert 'class="byte"' in told
        assert f"Your agent <code>{own.fingerprint[:16]}</code> is the {role} here." in told
        assert len(person.get(f"rooms/{room_id}/transcript").body["turns"]) == 10
    for party in (alice, bob):
        party.sign(room_id)
    contract = bob.get(f"rooms/{room_id}").body["contract"].rpartition("/")[2]
    for person in (seller, buyer):
        assert text(page(f"/contracts/{contract}/", person.user))
        assert [one["id"] for one in person.get("contracts").body["results"]] == [contract]


def test_who_owns_no_agent_in_it_finds_a_room_as_absent_as_none(
    signing_room: Callable[..., str], seller: Person, charlie: Party, cars: Tenant, bob: Party, alice: Party
) -> None:
    room_id, stranger = signing_room(), keeper(charlie, cars)
    for path in ("/rooms/{}/", "/api/v1/rooms/{}/transcript"):
        hidden, absent = (page(path.format(one), stranger.user) for one in (room_id, uuid4()))
        assert (hidden.status, hidden.raw) == (404, absent.raw)
    for party in (alice, bob):
        party.sign(room_id)
    contract = bob.get(f"rooms/{room_id}").body["contract"].rpartition("/")[2]
    hidden, absent = (page(f"/contracts/{one}/", stranger.user) for one in (contract, uuid4()))
    assert (hidden.status, hidden.raw) == (404, absent.raw)
    assert page(f"/rooms/{room_id}/", seller.user, "bikes.localhost").status == 404
    assert room_id[-12:] not in text(page(MINE, stranger.user))
    assert room_id[-12:] not in text(page(MINE, seller.user, "bikes.localhost"))


def test_what_an_agent_given_up_does_is_seen_no_more(
    signing_room: Callable[..., str], seller: Person, alice: Party
) -> None:
    room_id = signing_room()
    assert page(f"/rooms/{room_id}/", seller.user).status == 200
    agent = Agent.objects.get(fingerprint=alice.fingerprint)
    ownership.give_up(seller.user.pk, agent.pk, timezone.now())
    assert page(f"/rooms/{room_id}/", seller.user).status == 404
    assert room_id[-12:] not in text(page(MINE, seller.user))


def test_an_auditor_has_no_side_and_no_rooms_of_their_own(
    signing_room: Callable[..., str], auditor: Person
) -> None:
    room_id = signing_room()
    assert 'id="own"' not in text(page(f"/rooms/{room_id}/", auditor.user))
    assert "No room of yours is live." in text(page(MINE, auditor.user))


def test_a_visitor_is_asked_to_sign_in(cars: Tenant) -> None:
    asked = page(MINE, None)
    assert (asked.status, asked.headers["Location"]) == (302, "/sign-in/?next=/rooms/")


def test_each_room_says_what_it_waits_for(
    signing_room: Callable[..., str],
    workshop: Workshop,
    seller: Person,
    buyer: Person,
    alice: Party,
    bob: Party,
) -> None:
    room_id = signing_room()
    for person, role in ((seller, "seller"), (buyer, "buyer")):
        told = text(page(MINE, person.user))
        assert f"Your signature, as its {role}: a deal at $16,400" in told
        assert room_id[-12:] in told
    bob.sign(room_id)
    assert "Signed by you; the seller&#x27;s signature is awaited: a deal" in text(page(MINE, buyer.user))
    alice.sign(room_id)
    told = text(page(MINE, seller.user))
    assert "Signed by all three: a deal at $16,400" in told
    assert "Waiting for you" not in told


def test_a_room_that_waits_says_whose_yes_it_waits_for(
    workshop: Workshop, seller: Person, buyer: Person, alice: Party, bob: Party
) -> None:
    offered = alice.offer(consent="exact")
    republished(workshop)
    assert bob.join(offered).body["waiting_for"] == ["seller_consent"]
    assert "Waits for your yes to what runs here now" in text(page(MINE, seller.user))
    told = text(page(MINE, buyer.user))
    assert "the seller&#x27;s yes to what runs here now" in told
    assert "Waiting for you" not in told


def test_what_ended_without_an_outcome_says_why(
    workshop: Workshop, seller: Person, buyer: Person, alice: Party, bob: Party
) -> None:
    listing = alice.offer()
    bob.join(listing)
    alice.post(f"listings/{listing.body['listing']['id']}/withdraw")
    told = text(page(MINE, buyer.user))
    assert "Ended early" in told
    assert "The seller withdrew the listing." in told
    assert "deal" not in told


def test_the_list_takes_as_many_queries_for_many_rooms_as_for_one(
    signing_room: Callable[..., str], workshop: Workshop, seller: Person, buyer: Person, alice: Party, bob: Party,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    signing_room()
    offered = [alice.offer(title=title, consent="exact") for title in ("one", "two", "three")]
    republished(workshop)  # so that rooms on them wait for a consent that is looked up
    client, counts = browser(), []
    client.force_login(seller.user)
    for some in (offered[:1], offered[1:]):
        for listing in some:
            bob.join(listing)
        with django_assert_max_num_queries(12) as asked:
            text(answer(client.get(MINE, headers={"host": "cars.localhost"})))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_an_address_to_hand_on_is_shown_where_everybody_may_watch(
    signing_room: Callable[..., str], seller: Person, cars: Tenant
) -> None:
    room_id = signing_room()
    assert "Share this room" not in text(page(f"/rooms/{room_id}/", seller.user))
    Policy.objects.filter(tenant=cars).update(transcripts_public=True)
    for viewer in (seller.user, None):
        told = text(page(f"/rooms/{room_id}/", viewer))
        assert f'data-address="http://cars.localhost/rooms/{room_id}/"' in told
