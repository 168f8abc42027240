"""Operators see and change what is of their market, superusers all of it; for anybody else nothing is there."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.contrib import admin

from agents.accounts.desk import Desk
from agents.models import Agent, Membership, Tenant, User
from contracts.models import Contract
from marketplace.models import Listing, Policy, SealedTerms
from rooms.models import Room, Turn
from tests.admin.conftest import at_desk
from tests.agents.people import Browser, told
from tests.parties import Party, Workshop, terms

pytestmark = pytest.mark.django_db
CANARIES = ("15731", "18317", "canarynote", "canaryname", "canarysmoke")


@pytest.fixture
def both(workshop: Workshop, cars: Tenant, bikes: Tenant, alice: Party, bob: Party, charlie: Party) -> Any:
    """A signed contract at the first market, an open room at the second; canaries in all that is private."""
    private = {"notes": "canarynote", "dealbreakers": ["canarysmoke"]}
    listing = alice.offer(terms=terms("15731.47", **private))
    room = bob.join(listing, terms=terms("18317.11", **private)).body["id"]
    workshop.work()
    for party in (alice, bob):
        assert party.sign(room).status == 200
    there = charlie.at("bikes.localhost").offer(title="A bike of elsewhere")
    bob.at("bikes.localhost").join(there)
    Agent.objects.update(name="canaryname")
    return {
        "rooms/room": list(Room.objects.filter(tenant=cars)) + list(Room.objects.filter(tenant=bikes)),
        "marketplace/listing": [Listing.objects.get(tenant=cars), Listing.objects.get(tenant=bikes)],
        "contracts/contract": [Contract.objects.get(), None],
        "agents/agent": [agent_of(alice), agent_of(charlie)],
        "marketplace/policy": [Policy.objects.get(tenant=cars), Policy.objects.get(tenant=bikes)],
    }


def agent_of(party: Party) -> Agent:
    return Agent.objects.get(fingerprint=party.fingerprint)


def test_the_rows_of_their_market_are_listed_and_no_others(both: Any, operator: Browser) -> None:
    for kind, (ours, theirs) in both.items():
        shown = told(operator.get(f"/admin/{kind}/"))
        assert f"/admin/{kind}/{ours.pk}/change/" in shown, kind
        assert "bike" not in shown.lower(), kind
        assert theirs is None or f"/{theirs.pk}/change/" not in shown, kind
        assert operator.get(f"/admin/{kind}/{ours.pk}/change/").status_code == 200, kind


def test_a_row_of_another_market_answers_like_none(both: Any, operator: Browser) -> None:
    for kind, (_, theirs) in both.items():
        for way in ("change/", "delete/", "history/"):
            hidden = operator.get(f"/admin/{kind}/{theirs.pk if theirs else uuid4()}/{way}")
            absent = operator.get(f"/admin/{kind}/{uuid4() if kind != 'marketplace/policy' else 10**6}/{way}")
            assert (hidden.status_code, hidden.content) == (404, absent.content), f"{kind} {way}"
            assert dict(hidden.headers) == dict(absent.headers)


def test_superusers_see_the_rows_of_every_market(both: Any, superuser: Browser) -> None:
    for kind, rows in both.items():
        for row in filter(None, rows):
            assert superuser.get(f"/admin/{kind}/{row.pk}/change/").status_code == 200, kind


def test_no_page_of_the_admin_holds_anything_private(
    both: Any, operator: Browser, superuser: Browser
) -> None:
    said = [text for text in Turn.objects.values_list("text", flat=True) if len(text) > 20]
    assert said
    for browser in (operator, superuser):
        for kind, rows in both.items():
            pages = [f"/admin/{kind}/", *(f"/admin/{kind}/{row.pk}/change/" for row in rows if row)]
            for page in pages:
                shown = told(browser.get(page))
                assert not any(private in shown for private in (*CANARIES, *said)), page
    assert not admin.site.is_registered(SealedTerms)
    assert not admin.site.is_registered(Turn)


@pytest.mark.parametrize(
    "lookup",
    [
        *("seller_terms__code__startswith=b", "tenant__host__startswith=b", "profile__startswith=W"),
        *("buyer__name__startswith=c", "refused_code__startswith=b", "outcome__gte=128", "seller_owner=x"),
    ],
)
def test_no_lookup_asks_for_what_is_not_shown(both: Any, operator: Browser, lookup: str) -> None:
    """A filter that finds or does not find is an answer."""
    assert operator.get(f"/admin/rooms/room/?{lookup}").status_code == 400


def test_filters_name_no_other_market(both: Any, operator: Browser, superuser: Browser) -> None:
    for kind in both:
        assert "Bikes" not in told(operator.get(f"/admin/{kind}/"))
    assert "Bikes" in told(superuser.get("/admin/rooms/room/"))


def test_operators_change_their_policy_and_not_whose_it_is(both: Any, operator: Browser) -> None:
    ours, theirs = both["marketplace/policy"]
    page = operator.get(f"/admin/marketplace/policy/{ours.pk}/change/")
    fields = {name: one for name, one in page.context["adminform"].form.initial.items() if one is not None}
    said = {name: one for name, one in fields.items() if one is not False} | {"waiting_hours": 5}
    answer = operator.post(
        f"/admin/marketplace/policy/{ours.pk}/change/", {**said, "tenant": str(theirs.tenant_id)}
    )
    assert answer.status_code == 302
    ours.refresh_from_db()
    assert (ours.waiting_hours, ours.tenant.slug) == (5, "cars")
    for kind in ("rooms/room", "contracts/contract", "agents/agent", "marketplace/listing"):
        row = both[kind][0]
        assert operator.post(f"/admin/{kind}/{row.pk}/change/", {}).status_code == 404, kind
        assert operator.get(f"/admin/{kind}/add/").status_code == 404, kind
        assert operator.get(f"/admin/{kind}/{row.pk}/delete/").status_code == 404, kind


def test_operators_end_a_role_at_their_market_alone(operator: Browser, cars: Tenant, bikes: Tenant) -> None:
    person = User.objects.create_user("paul")
    here, there = (
        Membership.objects.create(person=person, tenant=one, role="auditor") for one in (cars, bikes)
    )
    assert operator.post(f"/admin/agents/membership/{there.pk}/delete/", {"post": "yes"}).status_code == 404
    assert operator.post(f"/admin/agents/membership/{here.pk}/delete/", {"post": "yes"}).status_code == 302
    assert list(Membership.objects.filter(person=person)) == [there]


def test_people_are_for_superusers(operator: Browser, superuser: Browser) -> None:
    assert operator.get("/admin/agents/user/").status_code == 404
    assert superuser.get("/admin/agents/user/").status_code == 200
    assert "Users" not in told(operator.get("/admin/"))


def test_an_operator_is_nobody_at_another_market(operator: Browser, bikes: Tenant) -> None:
    there = at_desk(User.objects.get(username="olga"), "bikes.localhost")
    for path in ("/admin/", "/admin/rooms/room/", "/admin/nothing/", "/admin/numbers/"):
        assert there.get(path).status_code == 404, path


@pytest.mark.parametrize("role", ["seller", "auditor"])
def test_no_flag_makes_an_operator(cars: Tenant, role: str) -> None:
    """What Django calls staff, and its permissions, open nothing: only the membership does."""
    person = User.objects.create_user("stan", is_staff=True)
    Membership.objects.create(person=person, tenant=cars, role=role)
    assert at_desk(person).get("/admin/").status_code == 404


def test_who_was_made_inactive_is_out(operator: Browser) -> None:
    User.objects.update(is_active=False)
    assert operator.get("/admin/").headers["Location"].startswith("/admin/login/")


def test_every_page_of_the_admin_is_a_desk() -> None:
    """What is registered past it would be scoped by nobody."""
    assert [one for one in admin.site._registry.values() if not isinstance(one, Desk)] == []


def test_operators_show_a_second_factor(operator: Browser, settings: Any) -> None:
    settings.STAFF_MFA = True
    assert operator.get("/admin/", follow=True).redirect_chain[-1][0] == "/account/mfa/"


def test_lists_cost_as_many_queries_however_long_they_are(
    both: Any, operator: Browser, alice: Party, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    for nth in range(5):
        assert alice.offer(title=f"Another {nth}").status == 201
    for kind in both:
        with django_assert_max_num_queries(12):
            operator.get(f"/admin/{kind}/")


@pytest.mark.parametrize("way", ["regex=(", "iregex=(", "in=open,done", "gt=a", "exact=%00"])
def test_a_filter_is_asked_only_as_the_page_asks_it(operator: Browser, way: str) -> None:
    for asked in (
        "rooms/room/?status__exact=open",
        "agents/act/?verb=added",
        "rooms/room/?reason=listing_sold",
    ):
        assert operator.get(f"/admin/{asked}").status_code == 200, asked
    assert operator.get(f"/admin/rooms/room/?status__{way}").status_code == 400
