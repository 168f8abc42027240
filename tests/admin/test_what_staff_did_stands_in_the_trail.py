"""Every act of the admin is written down, in the same transaction, without anything private; nobody changes it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from agents import actions
from agents.models import Act, Agent, AgentToken, Membership, Tenant, TrailIsKept, User
from marketplace.models import Listing, Policy
from rooms.actions import operate
from rooms.models import Room
from tests.agents.people import Browser, told
from tests.parties import Party, Workshop, terms

pytestmark = pytest.mark.django_db


def order(browser: Browser, kind: str, name: str, *rows: Any, confirmed: bool = True) -> Any:
    said = {"action": name, "_selected_action": [str(row.pk) for row in rows]}
    return browser.post(f"/admin/{kind}/", said | ({"confirmed": "yes"} if confirmed else {}), follow=True)


def trail() -> list[tuple[Any, ...]]:
    return list(Act.objects.order_by("id").values_list("name", "verb", "kind", "row", "tenant__slug"))


@pytest.fixture
def listing(workshop: Workshop, alice: Party) -> Listing:
    return Listing.objects.get(id=alice.offer().body["listing"]["id"])


@pytest.fixture
def room(listing: Listing, alice: Party, bob: Party) -> Room:
    """Ready to run."""
    shown = alice.get(f"listings/{listing.id}")
    return Room.objects.get(id=bob.join(shown).body["id"])


def test_nothing_is_done_before_it_is_confirmed(operator: Browser, room: Room, listing: Listing) -> None:
    for kind, name, row in (
        ("marketplace/listing", "withdraw", listing),
        ("rooms/room", "void", room),
        ("agents/agent", "end_tokens", listing.seller),
    ):
        asked = order(operator, kind, name, row, confirmed=False)
        assert "Leave it" in told(asked)
        assert str(row) in told(asked)
    assert trail() == []
    assert Room.objects.get().status == "ready"
    assert Listing.objects.get().status == "open"


def test_a_withdrawn_listing_takes_its_rooms_with_it(
    operator: Browser, room: Room, listing: Listing, alice: Party
) -> None:
    assert "Withdraw the listings: 1." in told(order(operator, "marketplace/listing", "withdraw", listing))
    assert alice.get(f"listings/{listing.id}").body["status"] == "withdrawn"
    assert Room.objects.get().reason == "listing_withdrawn"
    assert trail() == [("olga", "withdrew", "marketplace.listing", str(listing.id), "cars")]
    assert "The listing is withdrawn." in told(order(operator, "marketplace/listing", "withdraw", listing))
    assert len(trail()) == 1


def test_a_room_is_ended_and_its_parties_are_told_by_whom(operator: Browser, room: Room, bob: Party) -> None:
    assert "End the rooms: 1." in told(order(operator, "rooms/room", "void", room))
    shown = bob.get(f"rooms/{room.id}").body
    assert (shown["status"], shown["reason"]) == ("void", "voided_by_operator")
    assert trail() == [("olga", "voided", "rooms.room", str(room.id), "cars")]
    assert "The room is void." in told(order(operator, "rooms/room", "void", room))
    assert len(trail()) == 1


def test_a_room_is_rung_for_again(operator: Browser, room: Room) -> None:
    Room.objects.update(rung_at=None)
    assert "Ring for the rooms again: 1." in told(order(operator, "rooms/room", "ring", room))
    found = Room.objects.get()
    assert found.rung_at is not None
    assert (found.status, found.fence) == (room.status, room.fence)
    assert trail() == [("olga", "rang", "rooms.room", str(room.id), "cars")]


def test_tokens_end_at_this_market_and_the_agent_goes_on_elsewhere(
    operator: Browser, listing: Listing, cars: Tenant, bikes: Tenant, alice: Party
) -> None:
    agent = listing.seller
    for market in (cars, bikes):
        actions.issue_token(agent, market, now=timezone.now())
    order(operator, "agents/agent", "end_tokens", agent)
    ended = dict(AgentToken.objects.values_list("tenant__slug", "revoked_at"))
    assert ended["cars"] is not None
    assert ended["bikes"] is None
    assert alice.at("bikes.localhost").get("agents/me").status == 200
    assert trail() == [("olga", "ended tokens of", "agents.agent", str(agent.id), "cars")]


def test_superusers_alone_revoke_an_agent(operator: Browser, superuser: Browser, listing: Listing) -> None:
    agent = listing.seller
    order(operator, "agents/agent", "revoke", agent)
    assert Agent.objects.get(id=agent.id).revoked_at is None
    order(superuser, "agents/agent", "revoke", agent)
    assert Agent.objects.get(id=agent.id).revoked_at is not None
    assert trail() == [("sigrid", "revoked", "agents.agent", str(agent.id), None)]


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        *(("marketplace/listing", "withdraw"), ("rooms/room", "void")),
        *(("rooms/room", "ring"), ("agents/agent", "end_tokens")),
    ],
)
def test_nothing_is_ordered_for_rows_of_another_market(
    operator: Browser, workshop: Workshop, bikes: Tenant, alice: Party, bob: Party, kind: str, name: str
) -> None:
    there = alice.at("bikes.localhost")
    bob.at("bikes.localhost").join(there.offer())
    actions.issue_token(Agent.objects.get(fingerprint=alice.fingerprint), bikes, now=timezone.now())
    rows = {
        "marketplace/listing": Listing.objects.get(),
        "rooms/room": Room.objects.get(),
        "agents/agent": Listing.objects.get().seller,
    }
    before = [list(model.objects.values()) for model in (Listing, Room, AgentToken)]
    order(operator, kind, name, rows[kind])
    assert [list(model.objects.values()) for model in (Listing, Room, AgentToken)] == before
    assert trail() == []


def test_a_deed_that_cannot_be_written_down_is_not_done(room: Room) -> None:
    """One transaction: neither without the other. Nobody's deeds cannot be."""
    with pytest.raises(User.DoesNotExist):
        operate.void(10**6, room, timezone.now())
    assert Room.objects.get().status == "ready"


def test_changes_of_rules_are_told_with_their_values(superuser: Browser, cars: Tenant) -> None:
    policy = Policy.objects.get(tenant=cars)
    page = superuser.get(f"/admin/marketplace/policy/{policy.pk}/change/")
    initial = page.context["adminform"].form.initial
    said = {name: one for name, one in initial.items() if one not in (None, False)}
    superuser.post(f"/admin/marketplace/policy/{policy.pk}/change/", said | {"privacy": "sealed"})
    assert trail() == [("sigrid", "changed", "marketplace.policy", str(policy.pk), "cars")]
    assert Act.objects.get().changes == {"privacy": ["guarded", "sealed"]}


def test_changes_of_people_are_told_without_theirs(superuser: Browser) -> None:
    person = User.objects.create_user("paul", "canary@example.com", "canary-password-1")
    said = {"username": "paul", "email": "another-canary@example.com", "is_active": "on"}
    superuser.post(f"/admin/agents/user/{person.pk}/change/", said)
    new = {"password1": "canary-password-2", "password2": "canary-password-2", "usable_password": "true"}
    assert superuser.post(f"/admin/agents/user/{person.pk}/password/", new).status_code == 302
    assert [one["changes"] for one in Act.objects.order_by("id").values("changes")] == [
        {"email": None},
        {"password": None},
    ]
    assert "canary" not in str(list(Act.objects.values()))


def test_nothing_private_is_in_it(
    operator: Browser, workshop: Workshop, alice: Party, bob: Party, cars: Tenant
) -> None:
    """Everything that can be ordered is, on rows full of canaries."""
    private = terms("15731.47", notes="canarynote", dealbreakers=["canarysmoke"])
    shown = alice.offer(title="canarytitle", terms=private)
    bob.join(shown, terms=terms("18317.11", notes="canarynote"), profile="canaryprofile")
    key, _ = actions.issue_token(
        Agent.objects.get(fingerprint=alice.fingerprint), cars, now=timezone.now(), label="canarylabel"
    )
    room, listing = Room.objects.get(), Listing.objects.get()
    for kind, name, row in (
        ("rooms/room", "ring", room),
        ("rooms/room", "void", room),
        ("marketplace/listing", "withdraw", listing),
        ("agents/agent", "end_tokens", listing.seller),
    ):
        order(operator, kind, name, row)
    written = str(list(Act.objects.values()))
    assert len(trail()) == 4
    assert not [one for one in ("canary", "15731", "18317", key, alice.fingerprint) if one in written]


def test_roles_that_were_given_and_ended_are_in_it(superuser: Browser, cars: Tenant) -> None:
    person = User.objects.create_user("paul")
    superuser.post(
        "/admin/agents/membership/add/", {"username": "paul", "tenant": str(cars.pk), "role": "auditor"}
    )
    given = Membership.objects.get(person=person)
    superuser.post(f"/admin/agents/membership/{given.pk}/delete/", {"post": "yes"})
    assert not Membership.objects.filter(person=person).exists()
    assert [(verb, row) for _, verb, _, row, _ in trail()] == [
        ("added", str(given.pk)),
        ("removed", str(given.pk)),
    ]
    assert [one.changes["role"] for one in Act.objects.order_by("id")] == [
        [None, "auditor"],
        ["auditor", None],
    ]


def test_operators_read_their_market_s_and_superusers_all_of_it(
    operator: Browser, superuser: Browser, cars: Tenant, bikes: Tenant
) -> None:
    by, now = User.objects.get(username="sigrid").pk, timezone.now()
    for market, row in ((cars, "ours"), (bikes, "theirs"), (None, "nobodys")):
        actions.note(by, market, "changed", "agents.tenant", row, now)
    theirs = Act.objects.get(row="theirs")
    shown = told(operator.get("/admin/agents/act/"))
    assert "ours" in shown
    assert "theirs" not in shown
    assert "nobodys" not in shown
    assert operator.get(f"/admin/agents/act/{theirs.pk}/change/").status_code == 404
    shown = told(superuser.get("/admin/agents/act/"))
    assert all(row in shown for row in ("ours", "theirs", "nobodys"))
    assert superuser.get(f"/admin/agents/act/{theirs.pk}/change/").status_code == 200
    assert superuser.post(f"/admin/agents/act/{theirs.pk}/change/", {"name": "x"}).status_code == 404
    assert superuser.post(f"/admin/agents/act/{theirs.pk}/delete/", {"post": "yes"}).status_code == 404
    assert superuser.get("/admin/agents/act/add/").status_code == 404


def test_the_history_of_a_row_is_its_part_of_the_trail(operator: Browser, room: Room) -> None:
    order(operator, "rooms/room", "ring", room)
    shown = operator.get(f"/admin/rooms/room/{room.pk}/history/", follow=True)
    assert f"kind=rooms.room&row={room.pk}" in shown.redirect_chain[-1][0]
    assert "rang" in told(shown)


@pytest.fixture
def act(superuser: Browser, cars: Tenant) -> Act:
    by = User.objects.get(username="sigrid").pk
    actions.note(by, cars, "changed", "agents.tenant", cars.pk, timezone.now() - timedelta(days=1))
    return Act.objects.get()


@pytest.mark.parametrize(
    "change",
    [
        lambda act: act.save(),
        lambda act: act.delete(),
        lambda _: Act.objects.update(name="nobody"),
        lambda _: Act.objects.all().delete(),
        lambda act: Act.objects.bulk_update([act], ["name"]),
    ],
    ids=["save", "delete", "update", "delete all", "bulk update"],
)
def test_models_change_nothing_in_it(act: Act, change: Callable[[Act], Any]) -> None:
    with pytest.raises(TrailIsKept):
        change(act)
    assert Act.objects.get().name == "sigrid"


STATEMENTS = ["UPDATE agents_act SET name = 'nobody'", "DELETE FROM agents_act"]
OF_VENDOR = {
    "sqlite": [
        "INSERT OR REPLACE INTO agents_act (id, at, person, name, verb, kind, row, changes)"
        " SELECT id, at, person, 'nobody', verb, kind, row, changes FROM agents_act",
        "REPLACE INTO agents_act SELECT * FROM agents_act",
    ],
    "postgresql": [
        "TRUNCATE agents_act",
        "TRUNCATE agents_tenant CASCADE",
        "INSERT INTO agents_act SELECT * FROM agents_act ON CONFLICT (id) DO UPDATE SET name = 'nobody'",
    ],
}


def test_the_database_changes_nothing_in_it(act: Act) -> None:
    """Whoever asks, past every model."""
    connection.check_constraints()  # those that PostgreSQL defers would forbid to truncate before a trigger does
    for statement in STATEMENTS + OF_VENDOR[connection.vendor]:
        with (
            pytest.raises(DatabaseError, match="kept as it was written"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
    assert Act.objects.get().name == "sigrid"


def test_it_outlives_the_account_of_who_did_it(act: Act) -> None:
    User.objects.filter(username="sigrid").delete()
    assert Act.objects.get().name == "sigrid"
