"""One human, one room a listing: counted by verified owner and by key, whatever keys the human has."""

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from agents import ownership
from agents.models import Agent, Tenant
from contracts.domain.verification import verify
from marketplace.models import Policy
from rooms.models import Room
from tests.alien_sso import ADA, GRACE
from tests.parties import Answer, Party, Workshop, terms

Of = Callable[..., Party]


def allow(tenant: Tenant, **policy: Any) -> None:
    Policy.objects.filter(tenant=tenant).update(**policy)


def had(found: Answer) -> bool:
    return (found.status, found.code) == (409, "already_negotiated")


@pytest.mark.django_db
def test_another_key_of_the_same_human_gets_no_second_room(workshop: Workshop, alice: Party, of: Of) -> None:
    listing = alice.offer()
    assert of("Ada").join(listing).status == 201
    assert had(of("Ada").join(listing, "19000.00"))
    assert of("Grace").join(listing).status == 201
    assert Party().join(listing).status == 201, "who is nobody's is counted by key"


@pytest.mark.django_db
def test_the_seller_sees_how_many_were_refused_and_not_who(
    workshop: Workshop, alice: Party, of: Of, bob: Party
) -> None:
    listing = alice.offer()
    address = f"listings/{listing.body['listing']['id']}"
    first, second = of("Ada"), of("Ada")
    first.join(listing, headers={"idempotency-key": "once"})
    first.join(listing, headers={"idempotency-key": "once"})
    bob.join(listing, listing_digest="sha256:" + "0" * 64)
    assert alice.get(address).body["refused_joins"] == 0, "neither a request again nor a mistake counts"
    second.join(listing)
    alice.join(listing)
    told = alice.get(address)
    assert told.body["refused_joins"] == 2
    assert second.fingerprint.encode() not in told.raw
    assert "refused_joins" not in bob.get(address).body


@pytest.mark.django_db
def test_a_key_that_lost_its_owner_still_counts_for_both(workshop: Workshop, alice: Party, of: Of) -> None:
    listing = alice.offer()
    first = of("Ada")
    assert first.join(listing).status == 201
    ownership.end(Agent.objects.get(fingerprint=first.fingerprint), workshop.now)
    assert had(first.join(listing)), "the key had its room"
    assert had(of("Ada").join(listing)), "and so had the human"


@pytest.mark.django_db
def test_a_market_may_allow_more_rooms(workshop: Workshop, alice: Party, of: Of, cars: Tenant) -> None:
    allow(cars, rooms_per_owner_per_listing=2)
    listing = alice.offer()
    assert [of("Ada").join(listing).status for _ in range(3)] == [201, 201, 409]
    assert sorted(Room.objects.values_list("allowance_slot", flat=True)) == [0, 1]


@pytest.mark.django_db
def test_the_allowance_of_a_human_returns_after_the_window(workshop: Workshop, alice: Party, of: Of) -> None:
    listing = alice.offer()
    room = of("Ada").join(listing, "1000.00").body["id"]
    workshop.work()
    workshop.later(hours=73).sweep()
    assert had(of("Ada").join(listing))
    past = workshop.later(days=-31).now
    Room.objects.filter(id=room).update(opened_at=past)
    assert of("Ada").join(listing).status == 201


@pytest.mark.django_db
def test_nobody_bargains_with_themselves_by_another_key(workshop: Workshop, of: Of) -> None:
    listing = of("Ada").offer()
    found = of("Ada").join(listing)
    assert (found.status, found.code) == (409, "own_listing")
    assert of("Grace").join(listing).status == 201
    with pytest.raises(IntegrityError, match="room_has_two_owners"), transaction.atomic():
        Room.objects.update(buyer_owner=ADA)


@pytest.mark.django_db
def test_a_market_may_ask_for_a_human_behind_each_agent(
    workshop: Workshop, alice: Party, bob: Party, of: Of, cars: Tenant
) -> None:
    standing = alice.offer()
    allow(cars, require_verified_owner=True)
    assert (bob.offer().status, bob.offer().code) == (403, "verified_owner_required")
    assert bob.join(standing).code == "verified_owner_required"
    assert of("Ada").join(standing).code == "listing_closed", "its seller has none"
    seller = of("Grace")
    offered = seller.offer(title="Another car")
    assert of("Ada").join(offered).status == 201
    ownership.end(Agent.objects.get(fingerprint=seller.fingerprint), workshop.now)
    assert of("Alan").join(offered).code == "listing_closed"
    edited = seller.patch(
        f"listings/{offered.body['listing']['id']}",
        {"terms": terms("1.00"), "manifest_digest": seller.manifest_digest()},
    )
    assert edited.code == "verified_owner_required"


@pytest.mark.django_db
def test_deals_left_unsigned_are_counted_by_human(workshop: Workshop, alice: Party, of: Of) -> None:
    for number in range(2):
        of("Ada").join(alice.offer(title=f"Thing {number}"))
    workshop.work()
    workshop.later(hours=73).sweep()
    assert of("Ada").offer(title="Mine").code == "too_many_unsigned_deals"
    assert of("Grace").offer(title="Hers").status == 201


@pytest.mark.django_db
def test_the_statement_names_the_humans_and_the_room_does_not_before(
    workshop: Workshop, of: Of, alice: Party
) -> None:
    seller, buyer = of("Ada"), of("Grace")
    room = buyer.join(seller.offer()).body
    assert room["parties"]["seller"]["owner"] is None, "the other side's human is nobody's business yet"
    assert room["parties"]["buyer"]["owner"] == GRACE
    assert seller.get(f"rooms/{room['id']}").body["parties"]["buyer"]["owner"] is None
    workshop.work()
    statement = seller.get(f"rooms/{room['id']}").body["statement"]
    assert {side: one["owner"] for side, one in statement["parties"].items()} == {
        "seller": ADA,
        "buyer": GRACE,
    }
    seller.sign(room["id"])
    done = buyer.sign(room["id"]).body
    contract = buyer.get(done["contract"].removeprefix("/api/v1/"))
    assert verify(contract.raw, seller=seller.fingerprint, buyer=buyer.fingerprint).valid


@pytest.mark.django_db
def test_an_owner_whose_link_ended_is_not_named(workshop: Workshop, of: Of, alice: Party) -> None:
    buyer = of("Ada")
    room = buyer.join(alice.offer()).body["id"]
    ownership.end(Agent.objects.get(fingerprint=buyer.fingerprint), workshop.now)
    workshop.work()
    assert alice.get(f"rooms/{room}").body["statement"]["parties"]["buyer"]["owner"] is None


@pytest.mark.django_db(transaction=True)
def test_two_keys_of_one_human_at_once_get_one_room(workshop: Workshop, alice: Party, of: Of) -> None:
    listing = alice.offer().body
    parties = [of("Ada") for _ in range(6)]
    gate, found = threading.Barrier(len(parties)), []

    def join(party: Party) -> None:
        try:
            gate.wait(10)
            answer = party.join(listing)
            while answer.status == 503:
                time.sleep(0.05)
                answer = party.join(listing)
            found.append(answer.status)
        finally:
            connection.close()

    threads = [threading.Thread(target=join, args=(party,)) for party in parties]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(found) == [201, 409, 409, 409, 409, 409]
    assert Room.objects.filter(counts=True).count() == 1
