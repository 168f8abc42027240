"""Search by words: beginnings, hostile syntax, what is edited or gone, other markets, private terms."""

from typing import Any
from urllib.parse import quote

import pytest

from agents.models import Tenant
from marketplace.models import Listing, SearchEntry, SearchNumber
from tests.parties import Party, Workshop, terms

pytestmark = pytest.mark.django_db


def found(party: Party, text: str) -> list[str]:
    shown = party.call("GET", f"listings?q={quote(text)}", anonymous=True)
    assert shown.status == 200, shown.body
    return [one["listing"]["title"] for one in shown.body["results"]]


def offer(party: Party, title: str, **changes: Any) -> str:
    posted = party.offer("1.00", **{"title": title, "description": "", "attributes": {}, **changes})
    assert posted.status == 201, posted.body
    listing_id: str = posted.body["listing"]["id"]
    return listing_id


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("oct", True),
        ("Octavia", True),
        ("octaviaX", False),
        ("oct ", False),
        ("skoda octavia", True),
        ("octavia škoda", True),
        ("koda", False),
        ("estate hooks oct", True),
        ("oct estate", False),
        ("leather", True),
        ("colour", False),
        ("o" * 500, False),
    ],
)
def test_all_words_are_found_and_the_last_by_its_beginning(
    workshop: Workshop, alice: Party, text: str, hits: bool
) -> None:
    offer(alice, "Škoda Octavia", description="An estate. Hooks.", attributes={"seats": ["leather", "five"]})
    offer(alice, "Something else")
    assert found(alice, text[:200]) == (["Škoda Octavia"] if hits else [])


@pytest.mark.parametrize(
    "text",
    [
        *(
            '"',
            "'",
            "*",
            "volvo*",
            "^volvo",
            'volvo" OR "piano',
            "volvo OR piano",
            "volvo | piano",
            "terms:volvo",
        ),
        *(
            "-volvo",
            "NOT piano",
            "NEAR(volvo piano)",
            "volvo & !piano",
            "volvo <-> piano",
            "(",
            "volvo:*",
            "\\",
            "%s",
        ),
        *(
            "{terms}:volvo",
            "volvo + piano",
            "'; DROP TABLE marketplace_listing; --",
            "_m",
            "\U0001d533olvo\u202e",
            "😀",
        ),
    ],
)
def test_the_syntax_of_no_search_engine_is_heard(workshop: Workshop, alice: Party, text: str) -> None:
    offer(alice, "Volvo")
    offer(alice, "Piano")
    assert found(alice, text) in ([], ["Volvo"])  # the words, if that; never both, and never an error
    assert "Piano" not in found(alice, text)


def test_markers_of_the_index_cannot_be_typed(workshop: Workshop, cars: Tenant, alice: Party) -> None:
    offer(alice, "Volvo")
    for term in SearchEntry.objects.get().terms.split():
        assert found(alice, term) == (
            ["Volvo"] if not term.startswith("_") and term in ("volvo", "car") else []
        )


def test_what_is_edited_is_found_by_its_new_words_alone(workshop: Workshop, alice: Party) -> None:
    listing = offer(alice, "Volvo", attributes={"mileage": "100 miles"})
    assert alice.patch(f"listings/{listing}", {"title": "Saab", "attributes": {}}).status == 200
    assert found(alice, "volvo") == []
    assert found(alice, "saab") == ["Saab"]
    assert not SearchNumber.objects.exists()


def test_an_edit_moves_no_listing_in_the_order(workshop: Workshop, alice: Party) -> None:
    first = offer(alice, "One thing")
    offer(alice, "Other thing")
    alice.patch(f"listings/{first}", {"description": "better"})
    assert found(alice, "thing") == ["Other thing", "One thing"]


def test_what_is_withdrawn_leaves_nothing_behind(workshop: Workshop, alice: Party) -> None:
    listing = offer(alice, "Volvo", attributes={"mileage": "100 miles"})
    alice.post(f"listings/{listing}/withdraw")
    alice.patch(f"listings/{listing}", {"title": "Volvo again"})
    assert found(alice, "volvo") == []
    assert not SearchEntry.objects.exists()
    assert not SearchNumber.objects.exists()


def test_a_market_finds_nothing_of_another(workshop: Workshop, alice: Party) -> None:
    offer(alice, "Volvo in cars")
    offer(alice.at("bikes.localhost"), "Volvo in bikes")
    assert found(alice, "volvo") == ["Volvo in cars"]
    assert found(alice.at("bikes.localhost"), "volvo") == ["Volvo in bikes"]


def test_a_cursor_of_another_market_leads_nowhere(workshop: Workshop, alice: Party) -> None:
    for title in ("a", "b", "c"):
        offer(alice, title)
    cursor = alice.get("listings?limit=1").body["next"].partition("cursor=")[2].partition("&")[0]
    assert alice.get(f"listings?cursor={cursor}").status == 200
    assert alice.at("bikes.localhost").get(f"listings?cursor={cursor}").status == 404
    assert alice.get(f"listings?cursor={cursor[:-1]}x").status == 404


def test_private_terms_are_nowhere_in_the_index(workshop: Workshop, alice: Party) -> None:
    private = terms("15731.47", notes="canarynote", dealbreakers=["canaryphrase"])
    alice.offer(terms=private)
    for text in ("canarynote", "canaryphrase", "15731", "1573147"):
        assert found(alice, text) == []
    assert not any(word in SearchEntry.objects.get().terms for word in ("canary", "15731"))


def test_every_open_listing_is_entered_by_its_number_and_no_other(workshop: Workshop, alice: Party) -> None:
    for title in ("a", "b", "c"):
        offer(alice, title)
    alice.post(f"listings/{offer(alice, 'd')}/withdraw")
    entered = dict(SearchEntry.objects.values_list("id", "listing_id"))
    assert entered == dict(Listing.objects.filter(status="open").values_list("number", "id"))
