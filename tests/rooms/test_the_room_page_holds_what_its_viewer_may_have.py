"""The room page is made of the frames that its viewer's socket would send, and of nothing else."""

from collections.abc import Callable
from uuid import uuid4

import pytest

from agents.models import Tenant, User
from marketplace.models import Policy
from rooms.models import Room
from tests.parties import Answer, Party, Person, Workshop, answer, browser, member

OF_THE_SIDES = ("byte", "has signed", "contract-link", "Download", "deadline")


def page(room_id: str, viewer: User | None, host: str = "cars.localhost") -> Answer:
    client = browser()
    if viewer is not None:
        client.force_login(viewer)
    return answer(client.get(f"/rooms/{room_id}/", headers={"host": host}))


def text(shown: Answer) -> str:
    assert shown.status == 200
    return shown.raw.decode()


@pytest.fixture
def contract_room(
    signing_room: Callable[..., str], workshop: Workshop, alice: Party, bob: Party
) -> Callable[[], str]:
    """Makes a room whose contract is complete and whose private terms are erased; its id."""

    def make() -> str:
        room_id = signing_room()
        for party in (alice, bob):
            party.sign(room_id)
        workshop.later(seconds=1).erase()
        return room_id

    return make


def test_an_auditor_is_shown_the_talk_the_outcome_the_signatures_and_the_contract(
    contract_room: Callable[[], str], auditor: Person, bob: Party
) -> None:
    room_id = contract_room()
    told = text(page(room_id, auditor.user))
    assert told.count('<li class="turn"') == 11  # ten that were said and the pattern for new ones
    assert told.count("has signed") == 3
    room = bob.get(f"rooms/{room_id}").body
    assert room["contract"] in told
    assert room["manifest_digest"] in told
    assert room["receipt"] in told
    assert f'data-agreed-band="{room["outcome"]["band"]}"' in told
    assert "two bands are $400" in told


def test_who_has_signed_is_told_and_until_when_the_others_may(
    signing_room: Callable[..., str], auditor: Person, bob: Party
) -> None:
    room_id = signing_room()
    bob.sign(room_id)
    told = text(page(room_id, auditor.user))
    assert (told.count("has signed<"), told.count("has not signed yet")) == (2, 1)
    assert f'datetime="{bob.get(f"rooms/{room_id}").body["deadline"]}"' in told


def test_no_deal_is_told_without_a_band_or_a_price(signing_room: Callable[..., str], auditor: Person) -> None:
    told = text(page(signing_room("19000.00", "15000.00"), auditor.user))
    assert "No deal" in told
    assert told.count('class="zero"') == 8
    assert "data-agreed-band" not in told


def test_the_public_is_shown_the_talk_and_nothing_of_the_outcome(
    contract_room: Callable[[], str], cars: Tenant, bob: Party
) -> None:
    room_id = contract_room()
    Policy.objects.filter(tenant=cars).update(transcripts_public=True)
    room = bob.get(f"rooms/{room_id}").body
    for viewer in (None, member(cars).user):
        told = text(page(room_id, viewer))
        assert told.count('<li class="turn"') == 11
        for hidden in (
            *OF_THE_SIDES,
            room["outcome"]["bits"],
            room["contract"],
            room["receipt"],
            room["profile"],
            room["parties"]["buyer"]["fingerprint"],
        ):
            assert hidden not in told


def test_hidden_and_absent_rooms_are_answered_alike(
    signing_room: Callable[..., str], cars: Tenant, bikes: Tenant, auditor: Person
) -> None:
    hidden, absent = signing_room(), str(uuid4())
    stranger, elsewhere = member(cars).user, member(bikes, "auditor").user
    for viewer, host in (
        (stranger, "cars.localhost"),
        (elsewhere, "cars.localhost"),
        (elsewhere, "bikes.localhost"),
        (auditor.user, "bikes.localhost"),
    ):
        answers = [page(room_id, viewer, host) for room_id in (hidden, absent)]
        assert [one.status for one in answers] == [404, 404]
        assert answers[0].raw == answers[1].raw


def test_a_visitor_is_asked_to_sign_in_for_every_id_alike(signing_room: Callable[..., str]) -> None:
    for room_id in (signing_room(), str(uuid4())):
        sent = page(room_id, None)
        assert (sent.status, sent.headers["Location"]) == (302, f"/sign-in/?next=/rooms/{room_id}/")


def test_a_page_ends_at_its_number_and_leaves_the_rest_to_the_socket(
    signing_room: Callable[..., str], auditor: Person
) -> None:
    room_id = signing_room()
    Room.objects.filter(id=room_id).update(
        last_seq=5
    )  # as if the rest were published while the page was made
    told = text(page(room_id, auditor.user))
    assert 'data-seq="5"' in told
    assert told.count('<li class="turn"') == 3  # turns 4 and 5, and the pattern
    assert 'class="byte"' not in told


def test_no_cache_keeps_a_page(signing_room: Callable[..., str], auditor: Person) -> None:
    kept = page(signing_room(), auditor.user).headers["Cache-Control"]
    assert set(kept.split(", ")) == {"no-store", "private"}


def test_a_page_tells_that_the_talk_is_gone_once_it_is(
    contract_room: Callable[[], str], workshop: Workshop, auditor: Person
) -> None:
    room_id = contract_room()
    workshop.later(hours=2).erase()
    told = text(page(room_id, auditor.user))
    assert "has been erased" in told
    assert "The talk, 10 turns" in told
    assert told.count('<li class="turn"') == 1  # the pattern alone
    assert "Still kept" not in told


def test_markup_in_a_title_is_shown_as_it_was_written(
    workshop: Workshop, alice: Party, bob: Party, auditor: Person
) -> None:
    listing = alice.offer(title="<script>alert(1)</script> & more")
    told = text(page(bob.join(listing).body["id"], auditor.user))
    assert "<script>alert" not in told
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in told


def test_where_no_offers_are_voiced_the_page_says_so(
    signing_room: Callable[..., str], workshop: Workshop, cars: Tenant, auditor: Person
) -> None:
    Policy.objects.filter(tenant=cars).update(privacy="sealed")
    workshop.upgraded("sealed")
    told = text(page(signing_room(), auditor.user))
    assert "nobody names a price" in told
    assert "<svg" not in told
