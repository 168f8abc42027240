"""Refusing to sign is no way to look, from either side; and who is shut out takes nobody's time."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.parties import Party, Workshop, terms

pytestmark = pytest.mark.django_db


def leave_unsigned(workshop: Workshop, seller: Party, deals: int) -> None:
    for number in range(deals):
        Party().join(seller.offer(title=f"Thing {number}"))
    workshop.work()
    workshop.later(hours=73).sweep()


def test_nobody_enters_a_room_with_a_seller_who_left_too_many_deals_unsigned(
    workshop: Workshop, alice: Party, bob: Party
) -> None:
    standing = alice.offer(title="The one that stands")
    waiting = alice.offer(title="The other")
    leave_unsigned(workshop, alice, 2)
    assert (bob.join(standing).status, bob.join(standing).code) == (409, "listing_closed")
    changed = {"terms": terms("1.00"), "manifest_digest": alice.manifest_digest()}
    refused = alice.patch(f"listings/{waiting.body['listing']['id']}", changed)
    assert (refused.status, refused.code) == (403, "too_many_unsigned_deals")


def test_one_unsigned_deal_is_forgiven(workshop: Workshop, alice: Party, bob: Party) -> None:
    standing = alice.offer(title="The one that stands")
    leave_unsigned(workshop, alice, 1)
    assert bob.join(standing).status == 201


def test_a_revoked_sellers_listings_are_out_of_the_catalogue_and_open_no_room(
    workshop: Workshop, alice: Party, bob: Party
) -> None:
    listing = alice.offer()
    said = StringIO()
    call_command("revoke_agent", alice.fingerprint, stdout=said)
    assert alice.fingerprint in said.getvalue()
    assert alice.get("rooms").code == "agent_revoked"
    assert bob.get("listings").body["results"] == []
    assert bob.join(listing).code == "listing_closed"


def test_revoking_nobody_says_so(db: None) -> None:
    with pytest.raises(CommandError, match="No agent"):
        call_command("revoke_agent", "0" * 64)
