"""The page where a person joins: what runs, what a deal tells, and a form that no browser can send."""

import re
from uuid import uuid4

import pytest
from pytest_django import DjangoAssertNumQueries

from agents.models import Tenant, User
from rooms import queries
from tests.parties import Answer, Party, Workshop, answer, browser, member, terms

pytestmark = pytest.mark.django_db(transaction=True)


def page(listing_id: object, viewer: User | None, host: str = "cars.localhost") -> Answer:
    client = browser()
    if viewer is not None:
        client.force_login(viewer)
    return answer(client.get(f"/listings/{listing_id}/join/", headers={"host": host}))


@pytest.fixture
def person(cars: Tenant) -> User:
    return member(cars).user


def test_before_anybody_joins_it_says_what_a_deal_tells_the_other_side(
    workshop: Workshop, alice: Party, person: User, cars: Tenant
) -> None:
    offered = alice.offer(terms=terms("15731.47", notes="canarynote")).body
    told = page(offered["listing"]["id"], person).raw.decode()
    assert "tells each side the other's limit to within\ntwo bands" in told
    assert "here $400" in told
    assert told.index("two bands") < told.index('id="limit"')
    assert f'data-manifest="{queries.current_manifest(cars).digest}"' in told
    assert f'data-digest="{offered["digest"]}"' in told
    assert "to this version alone" in told
    assert not any(canary in told for canary in ("15731", "15,731", "canary"))


def test_no_field_of_it_can_be_sent_by_a_browser_or_filled_in_by_one(
    workshop: Workshop, alice: Party, person: User
) -> None:
    shown = page(alice.offer().body["listing"]["id"], person)
    form = re.search(r"<form id=\"terms\".*?</form>", shown.raw.decode(), re.DOTALL)
    assert form is not None
    assert not re.search(r"\s(name|action|method|formaction)=", form[0])
    assert 'autocomplete="off"' in form[0][:60]
    assert '<button id="send" disabled>' in form[0]
    assert "This takes JavaScript" in shown.raw.decode()
    assert "no-store" in shown.headers["Cache-Control"]


def test_a_listing_that_is_withdrawn_foreign_or_absent_answers_alike(
    workshop: Workshop, alice: Party, person: User
) -> None:
    shown, gone = (alice.offer(title=title).body["listing"]["id"] for title in ("stays", "goes"))
    alice.post(f"listings/{gone}/withdraw")
    answers = [page(gone, person), page(uuid4(), person), page(shown, person, "bikes.localhost")]
    assert [one.status for one in answers] == [404] * 3
    assert answers[0].raw == answers[1].raw


def test_a_visitor_is_asked_to_sign_in_for_every_listing_alike(workshop: Workshop, alice: Party) -> None:
    for listing in (alice.offer().body["listing"]["id"], uuid4()):
        asked = page(listing, None)
        assert (asked.status, asked.headers["Location"]) == (302, f"/sign-in/?next=/listings/{listing}/join/")


def test_it_takes_few_queries(
    workshop: Workshop, alice: Party, person: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    listing = alice.offer().body["listing"]["id"]
    client = browser()
    client.force_login(person)
    with django_assert_max_num_queries(12):
        found = client.get(f"/listings/{listing}/join/", headers={"host": "cars.localhost"})
    assert found.status_code == 200
