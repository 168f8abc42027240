"""One-time keys: signed by the room, claimed by one agent, good for one submission, for a time."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from agents.domain import keys
from agents.models import Tenant
from contracts.domain.canonical import canonical
from marketplace import queries as market
from marketplace.domain import sealing
from marketplace.domain.pool import Pool
from marketplace.models import Policy, SealingKey
from rooms.actions import mint
from rooms.vault import Keyring
from tests.parties import Party, Workshop, terms

pytestmark = pytest.mark.django_db
Watch = Callable[[], AbstractContextManager[None]]


def test_the_room_vouches_for_each_key(workshop: Workshop, alice: Party) -> None:
    claimed = alice.post("sealing-keys").body
    said = sealing.key_statement(
        key_id=claimed["key_id"],
        public_key=keys.from_base64url(claimed["public_key"]),
        expires_at=claimed["expires_at"],
    )
    room_key = keys.from_jwk(alice.get("manifest").body["manifest"]["room_key"])
    assert keys.verify(room_key, canonical(said), keys.from_base64url(claimed["signature"]))


def test_each_claim_hands_out_another_key(workshop: Workshop, alice: Party, bob: Party) -> None:
    claims = [party.post("sealing-keys").body["key_id"] for party in (alice, bob, alice)]
    assert len(set(claims)) == 3


def test_a_key_seals_once(workshop: Workshop, alice: Party, bob: Party, nothing_changes: Watch) -> None:
    listing, other = alice.offer(), alice.offer(title="Another car")
    key = bob.post("sealing-keys").body
    for first, sent in ((True, listing), (False, other)):
        sealed = bob.seal(terms("1.00"), role="buyer", listing_id=sent.body["listing"]["id"], key=key)
        if first:
            assert bob.join(sent, terms=None, sealed_terms=sealed).status == 201
            continue
        with nothing_changes():
            found = bob.join(sent, terms=None, sealed_terms=sealed)
        assert (found.status, found.code) == (409, "key_used")


def test_a_key_of_somebody_else_or_of_nobody_is_unknown(
    workshop: Workshop, alice: Party, bob: Party, nothing_changes: Watch
) -> None:
    sealed = bob.seal(terms("1.00"), role="seller", listing_id="", key=alice.post("sealing-keys").body)
    with nothing_changes():
        for key_id in (sealed["key_id"], str(uuid4())):
            found = bob.offer(terms=None, sealed_terms={**sealed, "key_id": key_id})
            assert (found.status, found.code) == (422, "key_unknown")
    assert alice.offer(terms=None, sealed_terms=sealed).status == 201, "its claimant still may"


def test_a_key_is_of_the_market_where_it_was_claimed(
    workshop: Workshop, alice: Party, nothing_changes: Watch
) -> None:
    sealed = alice.seal(terms("1.00"), role="seller", listing_id="")
    with nothing_changes():
        found = alice.at("bikes.localhost").offer(terms=None, sealed_terms=sealed)
    assert (found.status, found.code) == (422, "key_unknown")


def test_a_key_whose_time_is_over_seals_nothing(
    workshop: Workshop, alice: Party, nothing_changes: Watch
) -> None:
    sealed = alice.seal(terms("1.00"), role="seller", listing_id="")
    SealingKey.objects.filter(id=sealed["key_id"]).update(expires_at=workshop.now - timedelta(seconds=1))
    with nothing_changes():
        found = alice.offer(terms=None, sealed_terms=sealed)
    assert (found.status, found.code) == (409, "key_expired")


@pytest.mark.parametrize("key_id", ["", "x", "{}", "00000000-0000-0000-0000-00000000000G", "0" * 32, " "])
def test_what_is_no_key_id_is_refused(
    workshop: Workshop, alice: Party, nothing_changes: Watch, key_id: str
) -> None:
    sealed = alice.seal(terms("1.00"), role="seller", listing_id="")
    with nothing_changes():
        found = alice.offer(terms=None, sealed_terms={**sealed, "key_id": key_id})
    assert (found.status, found.body["errors"][0]["field"]) == (422, "sealed_terms.key_id")


def test_an_agent_submits_only_so_much_in_a_minute_whoever_seals(
    workshop: Workshop, cars: Tenant, alice: Party, bob: Party, nothing_changes: Watch
) -> None:
    Policy.objects.filter(tenant=cars).update(submissions_per_minute=2)
    assert alice.offer().status == 201
    assert alice.post("sealing-keys").status == 201
    with nothing_changes():
        for found in (alice.offer(), alice.post("sealing-keys")):
            assert (found.status, found.code) == (429, "key_quota")
            assert int(found.headers["Retry-After"]) > 0
    assert bob.offer().status == 201


def test_no_key_is_handed_out_that_could_hardly_be_used(
    workshop: Workshop, alice: Party, keyring: Keyring
) -> None:
    SealingKey.objects.update(expires_at=timezone.now() + timedelta(minutes=50))
    for found in (alice.post("sealing-keys"), alice.offer()):
        assert (found.status, found.code) == (503, "pool_empty")
    assert mint.top_up(keyring, market.pool_policy(), timezone.now()) == market.pool_policy().size
    assert alice.post("sealing-keys").status == 201


def test_an_agent_holds_only_so_many_unused_keys(
    workshop: Workshop, cars: Tenant, alice: Party, bob: Party, nothing_changes: Watch
) -> None:
    Policy.objects.filter(tenant=cars).update(keys_per_agent=2)
    sealed = alice.seal(terms("1.00"), role="seller", listing_id="")
    alice.post("sealing-keys")
    with nothing_changes():
        found = alice.post("sealing-keys")
    assert (found.status, found.code) == (429, "key_quota")
    assert int(found.headers["Retry-After"]) > 0
    assert bob.post("sealing-keys").status == 201
    assert alice.offer(terms=None, sealed_terms=sealed).status == 201
    assert alice.post("sealing-keys").status == 201, "one that was used counts no more"


def test_the_last_keys_are_kept_for_terms_that_the_server_seals(
    workshop: Workshop, alice: Party, bob: Party, nothing_changes: Watch
) -> None:
    free = SealingKey.objects.filter(claimed_at=None)
    SealingKey.objects.filter(id__in=free.values_list("id", flat=True)[5:]).delete()
    assert alice.post("sealing-keys").status == 201
    assert free.count() == 4
    with nothing_changes():
        found = alice.post("sealing-keys")
    assert (found.status, found.code) == (503, "pool_empty")
    assert int(found.headers["Retry-After"]) > 0
    for number in range(4):
        assert bob.offer(title=f"Car {number}").status == 201
    with nothing_changes():
        assert bob.offer(title="One more").code == "pool_empty"


def test_the_pool_is_filled_to_its_size_and_no_further(workshop: Workshop, keyring: Keyring) -> None:
    pool = Pool(size=30, low_water=8, reserve=4)
    assert mint.top_up(keyring, pool, workshop.now) == 6
    assert mint.top_up(keyring, pool, workshop.now) == 0
    assert keyring.key_ids() == set(SealingKey.objects.values_list("id", flat=True))
    assert mint.top_up(keyring, pool, workshop.later(hours=26).now) == 30, "expired ones count no more"


def test_another_keyring_cannot_read_what_was_sealed_for_this_one(
    workshop: Workshop, keyring: Keyring
) -> None:
    """Every private half is of one public half: none was written twice, none is readable by others."""
    halves = {keyring.private_half(key_id) for key_id in keyring.key_ids()}
    assert len(halves) == len(keyring.key_ids())
    modes = {path.stat().st_mode & 0o777 for path in keyring._sealing.iterdir()}
    assert modes == {0o600}
    assert keyring._sealing.stat().st_mode & 0o777 == 0o700
