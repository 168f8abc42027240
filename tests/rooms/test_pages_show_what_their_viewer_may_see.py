"""The front page, the listings and a contract, as people see them; signing in and out."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from agents.models import Tenant, User
from marketplace import queries as market
from marketplace.models import Policy
from tests.follower import Follower
from tests.parties import OFFER, Answer, Party, Person, Workshop, answer, browser, member, terms

pytestmark = pytest.mark.django_db(transaction=True)


def page(path: str, viewer: User | None = None, host: str = "cars.localhost") -> Answer:
    client = browser()
    if viewer is not None:
        client.force_login(viewer)
    return answer(client.get(path, headers={"host": host}))


def text(shown: Answer) -> str:
    assert shown.status == 200
    return shown.raw.decode()


@pytest.fixture
def contract(signing_room: Callable[..., str], alice: Party, bob: Party) -> dict[str, Any]:
    """A room whose contract is complete, as its buyer sees it."""
    room_id = signing_room()
    for party in (alice, bob):
        party.sign(room_id)
    found: dict[str, Any] = bob.get(f"rooms/{room_id}").body
    return found


def contract_page(contract: dict[str, Any]) -> str:
    return f"/contracts/{contract['contract'].rpartition('/')[2]}/"


def test_a_listing_is_shown_to_anybody_with_all_that_is_public(workshop: Workshop, alice: Party) -> None:
    offered = alice.offer(terms=terms("15731.47", notes="canarynote")).body
    listing = f"/listings/{offered['listing']['id']}/"
    for path in ("/", "/listings/", listing):
        told = text(page(path))
        assert OFFER["title"] in told
        assert "$20,000" in told
        assert not any(canary in told for canary in ("15731", "15,731", "canary"))
    told = text(page(listing))
    assert "<bdi>tow bar</bdi>, <bdi>heated seats</bdi>" in told
    assert offered["digest"] in told
    assert alice.fingerprint in told


def test_a_withdrawn_a_foreign_and_an_absent_listing_answer_alike(workshop: Workshop, alice: Party) -> None:
    shown, gone = (alice.offer(title=title).body["listing"]["id"] for title in ("stays", "goes"))
    alice.post(f"listings/{gone}/withdraw")
    answers = [
        page(f"/listings/{gone}/"),
        page(f"/listings/{uuid4()}/"),
        page(f"/listings/{shown}/", host="bikes.localhost"),
    ]
    assert [one.status for one in answers] == [404] * 3
    assert answers[0].raw == answers[1].raw
    assert "goes" not in text(page("/listings/"))


def test_listings_are_found_by_words_and_category_and_ordered_by_price(
    workshop: Workshop, alice: Party
) -> None:
    for title, category, price in (
        ("dear", "car", "30000.00"),
        ("cheap", "car", "10000.00"),
        ("odd", "van", "9.00"),
    ):
        alice.offer("1.00", title=title, category=category, asking_price=price)
    by_price = text(page("/listings/?category=car&sort=price"))
    assert by_price.index("cheap") < by_price.index("dear")
    assert ">odd<" not in by_price
    assert ">odd<" in text(page("/listings/?q=ODD"))
    assert "0 listings" in text(page("/listings/?q=nothing"))


def test_one_seller_cannot_crowd_the_others_out_of_the_categories(
    workshop: Workshop, cars: Tenant, alice: Party, bob: Party
) -> None:
    for number in range(3):
        assert alice.offer(title=f"thing {number}", category=f"!{number}").status == 201
    for seller in (alice, bob):
        assert seller.offer(title="a car", category="cars").status == 201
    assert market.sellers_categories(cars, most=1) == ["cars"]
    assert '<option value="cars">cars</option>' in text(page("/listings/"))


def test_rooms_are_listed_for_those_who_may_watch_them(
    signing_room: Callable[..., str], cars: Tenant, auditor: Person, bob: Party
) -> None:
    room_id = signing_room()
    listing = f"/listings/{bob.get(f'rooms/{room_id}').body['listing']['id']}/"
    passer_by = member(cars).user
    for path in ("/", listing):
        assert room_id in text(page(path, auditor.user))
        assert room_id not in text(page(path))
        assert room_id not in text(page(path, passer_by))
    Policy.objects.filter(tenant=cars).update(transcripts_public=True)
    for path in ("/", listing):
        assert room_id in text(page(path))
        assert room_id not in page(path, host="bikes.localhost").raw.decode()


def test_an_auditor_sees_the_contract_its_signatures_and_its_download(
    contract: dict[str, Any], auditor: Person, bob: Party
) -> None:
    shown = page(contract_page(contract), auditor.user)
    told = text(shown)
    document = bob.get(contract["contract"].removeprefix("/api/v1/")).body
    for signature in document["signatures"]:
        assert signature["signature"] in told
    assert contract["outcome"]["bits"] in told
    assert f'href="{contract["contract"]}" download' in told
    assert "Valid: all 22 checks hold." in told
    assert shown.headers["Cache-Control"] == "private, no-store"


def test_a_contract_is_hidden_from_everybody_else_as_if_it_were_absent(
    contract: dict[str, Any], cars: Tenant, bikes: Tenant, auditor: Person
) -> None:
    path, absent = contract_page(contract), f"/contracts/{uuid4()}/"
    for visited in (path, absent):
        sent = page(visited)
        assert (sent.status, sent.headers["Location"]) == (302, f"/sign-in/?next={visited}")
        assert page(visited, member(cars).user).status == 404
        assert page(visited, member(bikes, "auditor").user, "bikes.localhost").status == 404
    assert page(absent, auditor.user).status == 404


def signing_in(next_page: str, password: str) -> Answer:
    said = {"login": "somebody", "password": password, "next": next_page}
    return answer(Client().post("/sign-in/", said, headers={"host": "cars.localhost"}))


def test_signing_in_leads_back_to_this_site_and_nowhere_else(cars: Tenant, broker: str) -> None:
    User.objects.create_user("somebody", password="right")
    assert signing_in("/listings/", "right").headers["Location"] == "/listings/"
    assert signing_in("https://elsewhere.example/", "right").headers["Location"] == "/"
    refused = signing_in("/", "wrong")
    assert "do not go together" in text(refused)


def test_signing_out_ends_the_session_and_what_it_holds_open(
    signing_room: Callable[..., str], auditor: Person
) -> None:
    client = Client()
    client.force_login(auditor.user)
    cookie = client.cookies["sessionid"].value
    of_person = {"host": auditor.host, "origin": f"http://{auditor.host}", "cookie": f"sessionid={cookie}"}
    with Follower(signing_room(), of_person, after=14) as follower:
        follower.frames(1)
        assert client.get("/sign-out/", headers={"host": auditor.host}).status_code == 200
        assert client.get("/", headers={"host": auditor.host}).wsgi_request.user.is_authenticated
        assert client.post("/sign-out/", headers={"host": auditor.host}).status_code == 302
        assert follower.close_code() == 4401


def test_the_demo_auditor_is_let_in_by_one_click_at_a_demo_only(cars: Tenant, settings: Any) -> None:
    def enter(**said: str) -> Answer:
        return answer(Client().post("/demo/auditor/", said, headers={"host": "cars.localhost"}))

    assert enter().status == 404
    assert User.objects.count() == 0
    settings.DEMO = True
    assert enter(next="/listings/").headers["Location"] == "/listings/"
    assert enter(next="//elsewhere.example").headers["Location"] == "/"
    person = User.objects.get()
    assert not person.has_usable_password()
    assert [one.role for one in person.memberships.all()] == ["auditor"]
    Tenant.objects.filter(id=cars.id).update(host="cars.example")
    settings.ALLOWED_HOSTS = ["cars.example"]
    assert Client().post("/demo/auditor/", headers={"host": "cars.example"}).status_code == 404
