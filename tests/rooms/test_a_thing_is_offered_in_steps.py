"""Selling as a person: each step keeps what is told, says what is wrong where it is, and works as plain forms."""

import html
import json
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agents import ownership
from agents.actions import revoke_agent
from agents.errors import NotFound
from agents.models import Agent, Tenant, User
from marketplace import drafts, founding, gallery
from marketplace.domain.category import CategoryPlan, FieldPlan
from marketplace.models import Draft, Photo, Policy
from tests import pictures
from tests.parties import Answer, Party, Workshop, browser
from tests.rooms.sellers import Seller, enter, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("photos_dir")]
Watch = Callable[[], AbstractContextManager[None]]
MOST_QUERIES = 12
CARS = CategoryPlan(
    "Cars",
    (
        FieldPlan("mileage", "number", unit="miles"),
        FieldPlan("fuel", "choice", ("petrol", "diesel")),
        FieldPlan("make"),
    ),
)
WHAT = {"title": "2016 Volvo V60", "description": "Estate.", "category": "Cars", "more": "colour: blue"}
RTL = "Bike\u202egnp.exe"
SCRIPT = "<script>alert(1)</script>"
LONG = "W" * 190


def whole(seller: Seller, price: str = "18,500") -> str:
    """The address of a draft that lacks nothing but what is private."""
    base = seller.begin("Cars")
    said = {**WHAT, "a-mileage": "64000"}
    assert seller.post(f"{base}what/", **said).headers["Location"] == f"{base}photos/"
    assert seller.post(f"{base}price/", price=price).headers["Location"] == f"{base}terms/"
    return base


@pytest.fixture
def shop(cars: Tenant) -> Tenant:
    founding.ensure_categories(cars, (CARS,))
    return cars


@pytest.fixture
def ada(shop: Tenant) -> Seller:
    return enter("Ada")


def wrong(shown: Answer, field: str) -> str:
    """What the page says is wrong with a field, which is tied to it."""
    page = text(shown, 422)
    assert f'aria-describedby="{field}_error"' in page
    assert 'aria-invalid="true"' in page
    found = re.search(rf'<ul class="errorlist" id="{field}_error"><li>(.*?)</li>', page)
    assert found, page
    return html.unescape(found[1])


def draft() -> Draft:
    return Draft.objects.get()


def send(ada: Seller, base: str, *bodies: bytes) -> Answer:
    files = [SimpleUploadedFile(f"{n}.jpg", body, "image/jpeg") for n, body in enumerate(bodies)]
    return ada.post(f"{base}photos/", photos=files)


def test_a_draft_begins_with_its_category_and_is_kept_at_every_step(ada: Seller, workshop: Workshop) -> None:
    base = ada.begin("Cars")
    page = text(ada.get(f"{base}what/"))
    assert all(f'name="{name}"' in page for name in ("a-mileage", "a-fuel", "a-make"))
    ada.post(f"{base}what/", **WHAT, **{"a-mileage": "64,000", "a-fuel": "diesel"})
    assert draft().attributes == {"mileage": "64000", "fuel": "diesel", "colour": "blue"}
    ada.post(f"{base}price/", price=" 18,500.5 ")
    assert draft().asking_minor == 1_850_050
    page = text(ada.get(f"{base}what/"))
    assert 'value="64000"' in page
    assert "colour: blue" in page
    assert "2016 Volvo V60" in text(ada.get("/sell/"))
    assert "$18,500.50" in text(ada.get(f"{base}terms/"))


def test_another_category_brings_its_fields_on_the_same_page(ada: Seller) -> None:
    base = ada.begin()
    assert "a-mileage" not in text(ada.get(f"{base}what/"))
    again = ada.post(f"{base}what/", **WHAT)
    assert again.headers["Location"] == f"{base}what/#facts"
    assert "a-mileage" in text(ada.get(f"{base}what/"))
    assert ada.post(f"{base}what/", **WHAT).headers["Location"] == f"{base}photos/"
    assert draft().attributes == {"colour": "blue"}


def test_a_script_that_asks_for_another_categorys_fields_keeps_nothing(
    ada: Seller, nothing_changes: Watch
) -> None:
    base = ada.begin()
    with nothing_changes():
        page = text(ada.get(f"{base}what/?category=Cars&more=colour:+red&title=x"))
    assert "a-mileage" in page
    assert "colour: red" in page


@pytest.mark.parametrize("member", ["attributes", "asking_minor", "id", "_state", "changed_at"])
def test_what_the_address_says_takes_no_place_of_what_is_kept(ada: Seller, member: str) -> None:
    assert "a-mileage" in text(ada.get(f"{ada.begin()}what/?category=Cars&{member}=1"))


def test_several_values_of_one_fact_are_several_lines(ada: Seller) -> None:
    base = ada.begin()
    ada.post(f"{base}what/", title="A car", more="extras: tow bar\n\n extras : heated seats\r\nowner: one")
    assert draft().attributes == {"extras": ["tow bar", "heated seats"], "owner": "one"}
    assert "extras: tow bar\nextras: heated seats\nowner: one" in text(ada.get(f"{base}what/"))


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("title", "  ", "Say in a few words what it is."),
        ("title", "x" * 201, "at most 200 characters"),
        ("title", "x\x00y", "Null characters"),
        ("description", "x" * 10_001, "at most 10000 characters"),
        ("category", "x" * 61, "at most 60 characters"),
        ("more", "no colon here", "a name, a colon and a value"),
        ("more", "name:", "a name, a colon and a value"),
        ("more", ": value", "a name, a colon and a value"),
        ("more", "x" * 61 + ": y", "A name has at most 60"),
        ("more", "x: " + "y" * 201, "a value 200"),
        ("more", "\n".join(f"n{one}: v" for one in range(41)), "more than a listing can hold"),
        ("more", "\n".join("n: v" for one in range(41)), "more than a listing can hold"),
        ("more", "\n".join(f"n{one % 30}: {'v' * 190}" for one in range(120)), "more than a listing can hold"),
        ("more", "Fuel: diesel", "There is a field above"),
        ("a-mileage", "many", "Write it in digits"),
        ("a-mileage", "1e9", "Write it in digits"),
        ("a-fuel", "coal", "not one of the available choices"),
        ("a-make", "x" * 201, "at most 200 characters"),
    ],
    ids=range(18),
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_kept(
    ada: Seller, field: str, value: str, words: str, nothing_changes: Watch
) -> None:
    base = ada.begin("Cars")
    with nothing_changes():
        assert words in wrong(ada.post(f"{base}what/", **{**WHAT, field: value}), field)


@pytest.mark.parametrize(
    ("price", "words"),
    [
        ("", "Say what you ask for it."),
        ("a lot", "Write it in digits"),
        ("18.500,50", "Write it in digits"),
        ("18500.505", "Write it in digits"),
        ("1,85,00", "Write it in digits"),
        ("0", "A price is above zero."),
        ("-5", "A price is above zero."),
        ("9" * 20, "more than this market can count"),
        ("٣٠", "Write it in digits"),
        ("1" * 31, "at most 30 characters"),
    ],
)
def test_a_price_that_is_none_is_told_in_words(
    ada: Seller, price: str, words: str, nothing_changes: Watch
) -> None:
    base = ada.begin()
    with nothing_changes():
        assert words in wrong(ada.post(f"{base}price/", price=price), "price")


@pytest.mark.parametrize(("currency", "typed", "minor"), [("JPY", "18,500", 18_500), ("KWD", "1.5", 1500)])
def test_a_price_has_the_markets_currency(
    ada: Seller, shop: Tenant, currency: str, typed: str, minor: int
) -> None:
    Policy.objects.filter(tenant=shop).update(currency=currency)
    base = ada.begin()
    assert ada.post(f"{base}price/", price=typed).status == 302
    assert draft().asking_minor == minor
    assert f"Asking price ({currency})" in text(ada.get(f"{base}price/"))


def test_the_price_says_what_the_bands_would_mean(ada: Seller) -> None:
    base = ada.begin()
    assert "What a deal would mean" not in text(ada.get(f"{base}price/"))
    assert ada.post(f"{base}price/", price="20000", look="1").headers["Location"] == f"{base}price/"
    page = text(ada.get(f"{base}price/"))
    assert "$18,000" in page
    assert "One band is $200" in page


def test_photos_are_sent_ordered_and_taken_out_by_plain_forms(ada: Seller, workshop: Workshop) -> None:
    base = ada.begin()
    assert send(ada, base, pictures.jpeg(), pictures.png(), pictures.TRUNCATED_JPEG).status == 302
    assert text(ada.get(f"{base}photos/")).count("Being looked at") == 3
    workshop.process_photos()
    page = text(ada.get(f"{base}photos/"))
    assert page.count("<img") == 2
    assert "Refused. It does not decode" in page
    first, second = gallery.of_draft(draft()).filter(state="good")
    ada.post(f"{base}photos/{second.id}/", to="earlier")
    assert [one.id for one in gallery.of_draft(draft()).filter(state="good")] == [second.id, first.id]
    ada.post(f"{base}photos/{second.id}/", to="out")
    assert [one.id for one in gallery.of_draft(draft()).filter(state="good")] == [first.id]
    shown = ada.get(f"{base}photos/{first.id}")
    assert (shown.status, shown.headers["Content-Type"]) == (200, "image/webp")


@pytest.mark.parametrize(
    "body",
    [pictures.SVG, pictures.GIF_AND_SCRIPT, pictures.SCRIPT, b"", b"PK\x03\x04"],
    ids=["svg", "gif and script", "script", "nothing", "archive"],
)
def test_a_file_that_is_no_photo_is_refused_in_words(
    ada: Seller, body: bytes, nothing_changes: Watch
) -> None:
    base = ada.begin()
    with nothing_changes():
        page = text(send(ada, base, body), 422)
    assert "It does not decode as JPEG, PNG or WebP." in page
    assert "<script>alert" not in page


@pytest.mark.parametrize(
    ("body", "state"),
    [
        (pictures.JPEG_AND_SCRIPT, "good"),
        (pictures.JPEG_HEAD_ON_SCRIPT, "refused"),
        (pictures.WEBP_HEAD_ON_SVG, "refused"),
        (pictures.png_of(60_000, 60_000), "refused"),
        (pictures.png_of(64, 64, pictures.packed_text(50_000_000)), None),
    ],
    ids=["jpeg and script", "jpeg head on script", "webp head on svg", "bomb of pixels", "bomb of text"],
)
def test_a_hostile_photo_is_pixels_or_nothing(
    ada: Seller, workshop: Workshop, body: bytes, state: str | None
) -> None:
    base = ada.begin()
    assert send(ada, base, body).status == 302
    workshop.process_photos()
    photo = Photo.objects.get()
    assert photo.state in ("good", "refused")
    assert state is None or photo.state == state
    shown = ada.get(f"{base}photos/{photo.id}")
    assert shown.status == (200 if photo.state == "good" else 404)
    assert b"script" not in shown.raw or shown.status == 404


def test_too_many_and_too_large_photos_are_told(ada: Seller, workshop: Workshop, settings: Any) -> None:
    base = ada.begin()
    page = text(send(ada, base, *[pictures.jpeg(size=(64, 64))] * 12, pictures.jpeg(), pictures.jpeg()), 422)
    assert page.count("It was not taken: a listing has at most 12 photos.") == 2
    assert all(f"<bdi>{name}.jpg</bdi>" in page for name in (12, 13))
    assert "as many as a listing takes" in text(ada.get(f"{base}photos/"))
    assert "remove one" in text(send(ada, base, pictures.jpeg()), 422)
    settings.PHOTOS = replace(settings.PHOTOS, most_bytes=1 << 20)
    other = ada.begin()
    assert "larger than 1 MiB" in text(send(ada, other, b"\xff\xd8\xff" + bytes(1 << 20)), 422)


def test_the_quota_of_photos_is_told(ada: Seller, shop: Tenant) -> None:
    Policy.objects.filter(tenant=shop).update(photos_per_hour=1)
    base = ada.begin()
    assert "Too many photos in an hour" in text(send(ada, base, pictures.jpeg(), pictures.png()), 422)
    assert Photo.objects.count() == 1


def test_the_last_step_names_what_is_still_to_be_told(ada: Seller, workshop: Workshop) -> None:
    base = ada.begin()
    page = text(ada.get(f"{base}terms/"))
    assert f'<a href="{base}what/">what it is</a> and <a href="{base}price/">price</a>' in page
    assert 'id="limit"' not in page
    assert ada.get(f"{base}listing.json").status == 404


def test_private_terms_have_no_name_to_be_sent_under_and_no_address_that_takes_them(
    ada: Seller, workshop: Workshop, nothing_changes: Watch
) -> None:
    base = whole(ada)
    page = text(ada.get(f"{base}terms/"))
    form = page[page.index('<form id="terms"') : page.index("</form>", page.index('<form id="terms"'))]
    for field in ("limit", "urgency", "dealbreakers", "notes"):
        tag = re.search(rf'<(?:input|select|textarea) id="{field}"[^>]*>', form)
        assert tag, field
        assert "name=" not in tag[0]
        assert 'autocomplete="off"' in tag[0]
    assert "action=" not in form.split(">")[0]
    with nothing_changes():
        assert ada.post(f"{base}terms/", limit="15000").status == 405


def test_the_last_step_names_the_agents_that_act_for_the_person_now(
    ada: Seller, workshop: Workshop, alice: Party, bob: Party
) -> None:
    base = whole(ada)
    for party in (alice, bob):
        ada.owns(party)
    revoke_agent(Agent.objects.get(fingerprint=bob.fingerprint), timezone.now())
    assert f'data-own="{alice.fingerprint}"' in text(ada.get(f"{base}terms/"))
    ownership.give_up(ada.user.pk, Agent.objects.get(fingerprint=alice.fingerprint).pk, timezone.now())
    assert 'data-own=""' in text(ada.get(f"{base}terms/"))


def test_the_last_step_says_what_is_agreed_to(ada: Seller, shop: Tenant, workshop: Workshop) -> None:
    Policy.objects.filter(tenant=shop).update(signing_hours=48, max_unsigned_deals=2)
    page = " ".join(text(ada.get(f"{whole(ada)}terms/")).split())
    assert "you have 48 hours to sign" in page
    assert "more than 2 unsigned in 30 days can neither sell nor buy here" in page
    assert "No page ever shows it again" in page
    assert "within two bands" in page
    assert "Ask me again." in page
    assert "Use them in later versions too" in page


def test_the_draft_is_a_file_for_an_agent_of_ones_own(ada: Seller, workshop: Workshop) -> None:
    base = whole(ada)
    file = ada.get(f"{base}listing.json")
    assert file.headers["Content-Disposition"] == 'attachment; filename="listing.json"'
    assert file.body == {
        "title": "2016 Volvo V60",
        "description": "Estate.",
        "category": "Cars",
        "attributes": {"mileage": "64000", "colour": "blue"},
        "asking_price": "18500.00",
        "currency": "USD",
        "draft": str(draft().id),
    }
    assert "bargain sell listing.json --market http://cars.localhost" in text(ada.get(f"{base}terms/"))


def test_an_agent_posts_the_file_as_it_is(ada: Seller, workshop: Workshop, alice: Party) -> None:
    base = whole(ada)
    send(ada, base, pictures.jpeg())
    workshop.process_photos()
    ada.owns(alice)
    public = ada.get(f"{base}listing.json").body
    posted = alice.post(
        "listings",
        {
            **public,
            "terms": {"limit": "15000.00", "currency": "USD"},
            "manifest_digest": alice.manifest_digest(),
        },
    )
    assert posted.status == 201
    assert len(posted.body["listing"]["photos"]) == 1
    assert ada.get(f"{base}terms/").status == 404
    assert "2016 Volvo V60" in text(ada.get("/sell/"))


def test_who_may_not_list_is_told_before_anything_is_filled_in(
    ada: Seller, shop: Tenant, workshop: Workshop, alice: Party
) -> None:
    ada.owns(alice)
    base = whole(ada)
    assert "none stands behind yours" not in text(ada.get(f"{base}terms/"))
    Policy.objects.filter(tenant=shop).update(require_verified_owner=True)
    assert "none stands behind yours" in text(ada.get(f"{base}terms/"))


ADDRESSES = ("what/", "photos/", "price/", "terms/", "listing.json", "photos/{photo}")
DEEDS = ("what/", "photos/", "price/", "delete/", "photos/{photo}/")


@pytest.fixture
def with_photo(ada: Seller, workshop: Workshop) -> tuple[str, str]:
    base = whole(ada)
    send(ada, base, pictures.jpeg())
    workshop.process_photos()
    return base, str(Photo.objects.get().id)


def test_another_persons_draft_and_an_absent_one_answer_alike(
    with_photo: tuple[str, str], nothing_changes: Watch
) -> None:
    base, photo = with_photo
    bob, charlie = enter("Bob"), enter("Charlie", "bikes.localhost")
    absent = f"/sell/{uuid4()}/"
    with nothing_changes():
        for path in ADDRESSES:
            told = path.format(photo=photo)
            answers = [bob.get(base + told), bob.get(absent + told), charlie.get(base + told)]
            assert [one.status for one in answers] == [404] * 3, path
            assert answers[0].raw == answers[1].raw
        for path in DEEDS:
            told = path.format(photo=photo)
            answers = [one.post(where + told, to="out", price="5", title="x") for one, where in
                       ((bob, base), (bob, absent), (charlie, base))]  # fmt: skip
            assert [one.status for one in answers] == [404] * 3, path
            assert answers[0].raw == answers[1].raw
        assert "2016 Volvo" not in text(bob.get("/sell/"))


def test_a_draft_at_one_market_is_none_at_another(with_photo: tuple[str, str], ada: Seller) -> None:
    base, _ = with_photo
    elsewhere = Seller(ada.user, ada.client, "bikes.localhost")
    elsewhere.client.force_login(ada.user)
    assert elsewhere.get(f"{base}what/").status == 404


def test_a_visitor_signs_in_first_whatever_the_draft(with_photo: tuple[str, str]) -> None:
    base, photo = with_photo
    visitor = Seller(User(), browser())
    for path in ("/sell/", f"{base}what/", f"/sell/{uuid4()}/what/", f"{base}terms/", f"{base}listing.json"):
        shown = visitor.get(path)
        assert shown.status == 302
        assert shown.headers["Location"].startswith("/sign-in/?next=")
    assert visitor.get(f"{base}photos/{photo}").status == 404


def test_a_photo_of_another_draft_is_absent(with_photo: tuple[str, str], ada: Seller) -> None:
    _, photo = with_photo
    other = ada.begin()
    assert ada.get(f"{other}photos/{photo}").status == 404
    assert ada.post(f"{other}photos/{photo}/", to="out").status == 404


def test_a_draft_is_deleted_and_others_stand(ada: Seller) -> None:
    gone, stays = ada.begin(), ada.begin()
    assert ada.post(f"{gone}delete/").headers["Location"] == "/sell/"
    assert ada.get(f"{gone}what/").status == 404
    assert ada.get(f"{stays}what/").status == 200


def test_a_draft_that_another_tab_ended_keeps_nothing_more(ada: Seller) -> None:
    ada.begin()
    held = draft()
    drafts.end(draft(), timezone.now())
    with pytest.raises(NotFound):
        drafts.tell(held, timezone.now(), title="A car")
    assert not Draft.objects.exists()


def test_there_are_only_so_many_drafts(ada: Seller, nothing_changes: Watch) -> None:
    for _ in range(drafts.MOST_DRAFTS):
        ada.begin()
    with nothing_changes():
        assert "as many as there can be" in text(ada.post("/sell/"), 422)


def test_hostile_words_are_text(ada: Seller, workshop: Workshop) -> None:
    base = ada.begin("Cars")
    said = {"title": f"{RTL} {SCRIPT}", "description": f"[x](javascript:alert(1)) {SCRIPT}\n{LONG * 10}",
            "category": "Cars", "more": f'on"load: {SCRIPT}', "a-make": '" onfocus="alert(1)'}  # fmt: skip
    assert ada.post(f"{base}what/", **said).status == 302
    ada.post(f"{base}price/", price="5")
    for path in ("/sell/", *(base + one for one in ("what/", "photos/", "price/", "terms/"))):
        page = text(ada.get(path))
        assert "<script>alert" not in page
        assert '" onfocus="' not in page
        assert "javascript:alert" not in page or "href" not in page.split("javascript:alert")[0][-20:]
    assert f"<bdi>{html.escape(said['title'])}</bdi>" in text(ada.get("/sell/"))
    assert json.loads(ada.get(f"{base}listing.json").raw)["title"] == said["title"]


def test_each_page_takes_few_queries_however_much_there_is(ada: Seller, workshop: Workshop) -> None:
    base = whole(ada)
    for _ in range(drafts.MOST_DRAFTS - 1):
        ada.begin("Cars")

    def counted() -> dict[str, int]:
        found = {}
        for path in (
            "/sell/",
            *(base + one for one in ("what/", "photos/", "price/", "terms/", "listing.json")),
        ):
            with CaptureQueriesContext(connection, ) as asked:  # fmt: skip
                assert ada.get(path).status == 200
            found[path] = len(asked)
        return found

    before = counted()
    send(ada, base, *[pictures.jpeg(colour=colour) for colour in ("teal", "navy", "olive")])
    assert counted() == before
    assert max(before.values()) <= MOST_QUERIES, before


def test_what_is_left_for_long_is_said_and_goes(ada: Seller) -> None:
    ada.begin()
    assert f"nobody changes for {drafts.KEPT.days} days" in text(ada.get("/sell/"))
    drafts.end_old(timezone.now() + drafts.KEPT + timedelta(seconds=5))
    assert not Draft.objects.exists()


def test_no_page_is_kept_by_a_cache(ada: Seller, workshop: Workshop, photos_dir: Path) -> None:
    base = whole(ada)
    for path in ("/sell/", f"{base}what/", f"{base}terms/", f"{base}listing.json"):
        assert "no-store" in ada.get(path).headers["Cache-Control"]
