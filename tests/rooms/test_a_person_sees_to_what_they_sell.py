"""A person's own listings: how their rooms stand, and what can be done; what it does is said before it is done."""

import html
import json
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agents.models import Agent, Tenant, User
from marketplace.models import Listing, Policy
from rooms.models import Room
from tests import pictures
from tests.parties import Answer, Party, Workshop, browser, terms
from tests.rooms.sellers import Seller, enter, text

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("photos_dir")]
Watch = Callable[[], AbstractContextManager[None]]
FLOOR = "15731.47"
CANARIES = ("15731", "15,731", "canary")
PAGES = ("", "edit/", "photos/", "terms/", "pause/", "withdraw/")
DEEDS = ("edit/", "pause/", "resume/", "withdraw/")
MOST_QUERIES = 12


@pytest.fixture
def ada(workshop: Workshop, alice: Party) -> Seller:
    """Alice's key is hers."""
    seller = enter("Ada")
    seller.owns(alice)
    return seller


@pytest.fixture
def offered(ada: Seller, alice: Party) -> Answer:
    return alice.offer(terms=terms(FLOOR, notes="canarynote", dealbreakers=["canaryphrase"]))


@pytest.fixture
def base(offered: Answer) -> str:
    return f"/sell/listings/{offered.body['listing']['id']}/"


def joined(offered: Answer, count: int = 1) -> list[str]:
    """Rooms that as many buyers opened; their ids."""
    return [str(Party().join(offered).body["id"]) for _ in range(count)]


def plain(shown: Answer) -> str:
    """The page's words, with white space as HTML sees it."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", text(shown))).split())


def data(shown: Answer, name: str) -> str:
    found = re.search(rf'data-{name}="([^"]*)"', text(shown))
    assert found
    return html.unescape(found[1])


def test_listings_rooms_and_outcomes_are_shown_to_their_person(
    workshop: Workshop, ada: Seller, alice: Party, offered: Answer, base: str
) -> None:
    first, second = joined(offered, 2)
    assert "open; 2 open rooms" in plain(ada.get("/sell/"))
    workshop.run(first)
    page = plain(ada.get("/sell/"))
    assert "open; 2 open rooms, 1 with an outcome" in page
    assert "Waiting for your signature" in page
    shown = text(ada.get(base))
    assert f"/rooms/{first}/" in shown
    assert f"/rooms/{second}/" in shown
    assert "a deal at $" in shown
    alice.sign(first)
    assert "Waiting for your signature" not in plain(ada.get("/sell/"))


def test_nothing_private_is_on_any_page(
    workshop: Workshop, ada: Seller, offered: Answer, base: str, caplog: pytest.LogCaptureFixture
) -> None:
    joined(offered)
    workshop.work()
    for path in ("/sell/", *(base + page for page in PAGES)):
        told = text(ada.get(path))
        assert not any(canary in told for canary in CANARIES), path
    assert not any(canary in caplog.text for canary in CANARIES)


def test_pausing_and_going_on_say_what_they_do_and_do_it(ada: Seller, offered: Answer, base: str) -> None:
    (room,) = joined(offered)
    page = plain(ada.get(f"{base}pause/"))
    assert "1 open room goes on" in page
    assert Listing.objects.get().status == "open"
    assert ada.post(f"{base}pause/").headers["Location"] == base
    assert Listing.objects.get().status == "paused"
    assert Room.objects.get(id=room).status != "void"
    assert "paused: nobody else can join" in plain(ada.get(base))
    assert "1 open room goes on as it is" in plain(ada.get(f"{base}resume/"))
    ada.post(f"{base}resume/")
    assert Listing.objects.get().status == "open"


def test_withdrawing_says_which_rooms_end_and_which_stay_and_that_is_so(
    workshop: Workshop, ada: Seller, offered: Answer, base: str
) -> None:
    signing, ready, other = joined(offered, 3)
    workshop.run(signing)
    page = plain(ada.get(f"{base}withdraw/"))
    assert "2 rooms in which the bargaining has begun or is about to, end at once" in page
    assert "1 room with an outcome stays" in page
    ada.post(f"{base}withdraw/")
    stands = dict(Room.objects.values_list("id", "status"))
    assert {str(one): status for one, status in stands.items()} == {
        signing: "signing", ready: "void", other: "void",
    }  # fmt: skip
    assert Listing.objects.get().status == "withdrawn"


def test_a_room_that_waits_for_terms_is_counted_apart(workshop: Workshop, ada: Seller, alice: Party) -> None:
    sealed = alice.seal(terms(FLOOR), role="seller", listing_id="")
    offered = alice.offer(terms=None, sealed_terms=sealed)
    joined(offered)
    base = f"/sell/listings/{offered.body['listing']['id']}/"
    assert "1 room still waiting for terms, ends at once" in plain(ada.get(f"{base}withdraw/"))
    assert "1 room still waiting takes the new terms." in plain(ada.get(f"{base}terms/"))
    assert "being checked" in plain(ada.get(base))


def test_terms_that_were_refused_are_told_and_can_only_be_replaced(
    workshop: Workshop, ada: Seller, alice: Party
) -> None:
    sealed = alice.seal(terms("99999999.00"), role="seller", listing_id="")
    offered = alice.offer(terms=None, sealed_terms=sealed)
    workshop.check()
    base = f"/sell/listings/{offered.body['listing']['id']}/"
    page = plain(ada.get(base))
    assert "refused: the floor lies above 127 % of the asking price" in page
    assert "send new ones" in page
    assert "its private terms were refused" in plain(ada.get("/sell/"))


def test_consent_that_no_longer_reaches_is_told(
    workshop: Workshop, ada: Seller, offered: Answer, base: str
) -> None:
    assert "say yes to it" not in plain(ada.get(base))
    workshop.upgraded()
    assert "say yes to it" in plain(ada.get(base))
    assert 'id="renewal"' in text(ada.get(f"{base}terms/"))


def test_an_edit_changes_nothing_until_the_agent_sends_it(
    ada: Seller, alice: Party, offered: Answer, base: str, nothing_changes: Watch
) -> None:
    joined(offered)
    said = {"title": "2016 Volvo V60", "price": "19,000", "description": offered.body["listing"]["description"],
            "category": "car", "more": "fuel: diesel\nextras: tow bar\nextras: heated seats"}  # fmt: skip
    with nothing_changes():
        shown = ada.post(f"{base}edit/", **said)
    changes = json.loads(data(shown, "changes"))
    assert changes == {"title": "2016 Volvo V60", "asking_price": "19000.00"}
    page = plain(shown)
    assert "1 open room goes on over the listing as it stood" in page
    assert "where it lies above 127 % of the new price, it is refused" in page
    assert f"bargain edit {offered.body['listing']['id']} changes.json" in page
    assert alice.patch(f"listings/{offered.body['listing']['id']}", changes).status == 200
    assert ada.post(f"{base}edit/", **said).headers["Location"] == base, "nothing is left to change"


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("title", "", "Say in a few words"),
        ("price", "none", "Write it in digits"),
        ("more", "x", "a name, a colon"),
    ],
)
def test_an_unsound_edit_is_told_at_its_field(
    ada: Seller, base: str, field: str, value: str, words: str, nothing_changes: Watch
) -> None:
    with nothing_changes():
        shown = ada.post(f"{base}edit/", **{"title": "A", "price": "5", "more": "", field: value})
    page = text(shown, 422)
    assert words in page
    assert f'id="{field}_error"' in page


def test_the_form_of_an_edit_holds_what_stands(ada: Seller, base: str) -> None:
    page = html.unescape(text(ada.get(f"{base}edit/")))
    assert 'value="2016 Volvo V60 D4"' in page
    assert 'value="20000.00"' in page
    assert "extras: tow bar\nextras: heated seats" in page


def test_photos_that_stand_are_shown_with_how_they_stand(
    workshop: Workshop, ada: Seller, alice: Party, offered: Answer, base: str
) -> None:
    listing = offered.body["listing"]["id"]
    alice.send_photo(listing, pictures.jpeg())
    alice.send_photo(listing, pictures.TRUNCATED_JPEG)
    workshop.process_photos()
    page = text(ada.get(f"{base}photos/"))
    assert page.count("<img") == 1
    assert "Refused. It does not decode" in page
    assert len(json.loads(data(ada.get(f"{base}photos/"), "order"))) == 1


def test_what_is_closed_is_changed_no_more(
    ada: Seller, offered: Answer, base: str, nothing_changes: Watch
) -> None:
    ada.post(f"{base}withdraw/")
    assert "Change it" not in plain(ada.get(base))
    with nothing_changes():
        for page in PAGES[1:]:
            assert ada.get(base + page).status == 404, page
        shown = ada.post(f"{base}withdraw/")
    assert shown.status == 409
    assert "The listing is withdrawn." in shown.raw.decode()


def test_who_may_not_list_is_told_when_going_on(
    ada: Seller, cars: Tenant, base: str, nothing_changes: Watch
) -> None:
    ada.post(f"{base}pause/")
    Policy.objects.filter(tenant=cars).update(require_verified_owner=True)
    with nothing_changes():
        shown = ada.post(f"{base}resume/")
    assert shown.status == 403
    assert "asks for an agent with a verified owner" in shown.raw.decode()


def test_another_persons_listing_and_an_absent_one_answer_alike(
    ada: Seller, offered: Answer, base: str, nothing_changes: Watch
) -> None:
    bob, charlie = enter("Bob"), enter("Charlie", "bikes.localhost")
    bob.owns(Party())
    absent = f"/sell/listings/{uuid4()}/"
    with nothing_changes():
        for page in (*PAGES, "resume/"):
            answers = [bob.get(base + page), bob.get(absent + page), charlie.get(base + page)]
            assert [one.status for one in answers] == [404] * 3, page
            assert answers[0].raw == answers[1].raw
        for deed in DEEDS:
            answers = [bob.post(base + deed), bob.post(absent + deed), charlie.post(base + deed)]
            assert [one.status for one in answers] == [404] * 3, deed
            assert answers[0].raw == answers[1].raw
    assert "Volvo" not in text(bob.get("/sell/"))


def test_who_gave_the_agent_up_has_no_part_in_its_listings(
    ada: Seller, alice: Party, base: str, nothing_changes: Watch
) -> None:
    Agent.objects.filter(fingerprint=alice.fingerprint).update(kept_by=None)
    with nothing_changes():
        assert ada.get(base).status == 404
        assert ada.post(f"{base}withdraw/").status == 404
        assert "Volvo" not in text(ada.get("/sell/"))


def test_a_visitor_signs_in_first(base: str) -> None:
    visitor = Seller(User(), browser())
    for path in (*(base + page for page in PAGES), f"/sell/listings/{uuid4()}/"):
        assert visitor.get(path).headers["Location"].startswith("/sign-in/?next="), path


def test_hostile_titles_are_text(ada: Seller, alice: Party) -> None:
    title = 'A\u202ecar"><script>alert(1)</script>' + "W" * 100
    offered = alice.offer(title=title, attributes={'"x': "<img src=x onerror=alert(1)>"})
    base = f"/sell/listings/{offered.body['listing']['id']}/"
    for path in ("/sell/", *(base + page for page in PAGES)):
        told = text(ada.get(path))
        assert "<script>alert" not in told
        assert "<img src=x" not in told
    assert f"<bdi>{html.escape(title)}</bdi>" in text(ada.get("/sell/"))


def test_each_page_takes_few_queries_however_many_rooms_there_are(
    workshop: Workshop, ada: Seller, alice: Party, offered: Answer, base: str
) -> None:
    def counted() -> dict[str, int]:
        found = {}
        for path in ("/sell/", *(base + page for page in PAGES)):
            with CaptureQueriesContext(connection) as asked:
                assert ada.get(path).status == 200
            found[path] = len(asked)
        return found

    workshop.run(joined(offered)[0])
    workshop.upgraded()
    before = counted()
    for n in range(3):
        alice.offer(title=f"Another {n}")
    workshop.run(joined(offered, 3)[0])
    assert counted() == before
    assert max(before.values()) <= MOST_QUERIES, before


def test_many_listings_come_page_by_page(ada: Seller, offered: Answer) -> None:
    like = Listing.objects.get()
    for n in range(32):
        like.pk, like.title, like.number, like.terms = uuid4(), f"Thing {n:02}", None, None
        like.published_at += timedelta(seconds=1)
        like.save(force_insert=True)
    first, second = plain(ada.get("/sell/")), plain(ada.get("/sell/?page=1"))
    assert "Thing 31" in first
    assert "Thing 01" not in first
    assert "Older" in first
    assert "Thing 01" in second
    assert "Newer" in second
    assert ada.get("/sell/?page=nonsense").status == 200


def test_a_paused_listing_is_shown_as_paused_to_whoever_has_its_address(
    ada: Seller, offered: Answer, base: str
) -> None:
    ada.post(f"{base}pause/")
    visitor = Seller(User(), browser())
    page = plain(visitor.get(f"/listings/{offered.body['listing']['id']}/"))
    assert "Paused: nobody can join at present" in page
    assert "How to send your agent here" not in page
    assert "Volvo" not in plain(visitor.get("/listings/"))
