"""What a caller may not see answers like what is not there: status, body and headers, byte for byte."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from agents import actions as agent_actions
from agents.authentication import CHALLENGE
from agents.models import Agent, Tenant
from contracts.models import Contract
from marketplace.models import Policy, SealingKey
from tests.parties import Answer, Party, Person, Workshop, member, terms

pytestmark = pytest.mark.django_db
MakeRoom = Callable[..., str]

SIGNATURE = {"signature": "A" * 86}
ROOM_CALLS = [
    ("GET", "rooms/{}", None),
    ("GET", "rooms/{}/transcript", None),
    ("GET", "rooms/{}/transcript?after=3", None),
    ("POST", "rooms/{}/terms", {"terms": terms("1.00"), "manifest_digest": "sha256:" + "0" * 64}),
    ("POST", "rooms/{}/signature", SIGNATURE),
    ("POST", "rooms/{}/signature", {}),
]
LISTING_CALLS = [
    ("GET", "listings/{}", None),
    ("PATCH", "listings/{}", {"title": "Mine now"}),
    ("POST", "listings/{}/withdraw", {}),
    (
        "POST",
        "listings/{}/consent",
        {"manifest_digest": "sha256:" + "0" * 64, "consent": "exact"},
    ),
]


def alike(one: Answer, other: Answer) -> None:
    assert (one.status, one.raw) == (other.status, other.raw)
    dated = ("Date",)
    assert {k: v for k, v in one.headers.items() if k not in dated} == {
        k: v for k, v in other.headers.items() if k not in dated
    }


@pytest.fixture
def done(signing_room: MakeRoom, alice: Party, bob: Party) -> dict[str, Any]:
    """A room of Alice's and Bob's that ended in a contract."""
    room = signing_room()
    alice.sign(room)
    shown: dict[str, Any] = bob.sign(room).body
    return shown


@pytest.mark.parametrize(("method", "path", "body"), ROOM_CALLS)
@pytest.mark.parametrize("whose", ["a stranger", "a party at another market"])
def test_a_room_of_others_is_absent(
    signing_room: MakeRoom, bob: Party, charlie: Party, method: str, path: str, body: Any, whose: str
) -> None:
    room = signing_room()
    caller = charlie if whose == "a stranger" else bob.at("bikes.localhost")
    hidden = caller.call(method, path.format(room), body)
    alike(hidden, caller.call(method, path.format(uuid4()), body))
    assert hidden.status == 404 or body == {}


@pytest.mark.parametrize(("method", "path", "body"), LISTING_CALLS)
def test_a_listing_of_another_market_is_absent_even_for_its_seller(
    workshop: Workshop, alice: Party, bob: Party, method: str, path: str, body: Any
) -> None:
    listing = alice.offer().body["listing"]["id"]
    for caller in (alice.at("bikes.localhost"), bob.at("bikes.localhost")):
        hidden = caller.call(method, path.format(listing), body)
        alike(hidden, caller.call(method, path.format(uuid4()), body))
        assert hidden.status == 404


def test_a_room_cannot_be_opened_over_a_listing_of_another_market(
    workshop: Workshop, alice: Party, bob: Party
) -> None:
    listing = alice.offer().body
    there = bob.at("bikes.localhost")
    absent = {**listing, "listing": {**listing["listing"], "id": str(uuid4())}}
    hidden = there.join(listing)
    alike(hidden, there.join(absent))
    assert hidden.status == 404


@pytest.mark.parametrize(("method", "path", "body"), LISTING_CALLS[1:])
def test_only_its_seller_changes_a_listing(
    workshop: Workshop, alice: Party, bob: Party, method: str, path: str, body: Any
) -> None:
    listing = alice.offer().body["listing"]["id"]
    hidden = bob.call(method, path.format(listing), body)
    alike(hidden, bob.call(method, path.format(uuid4()), body))
    assert hidden.status == 404


def test_a_withdrawn_listing_is_absent_for_everybody_but_its_seller(
    workshop: Workshop, alice: Party, bob: Party
) -> None:
    listing = alice.offer().body
    listing_id = listing["listing"]["id"]
    alice.post(f"listings/{listing_id}/withdraw")
    assert alice.get(f"listings/{listing_id}").body["status"] == "withdrawn"
    alike(bob.get(f"listings/{listing_id}"), bob.get(f"listings/{uuid4()}"))
    alike(
        bob.call("GET", f"listings/{listing_id}", anonymous=True),
        bob.call("GET", f"listings/{uuid4()}", anonymous=True),
    )
    absent = {**listing, "listing": {**listing["listing"], "id": str(uuid4())}}
    alike(bob.join(listing), bob.join(absent))


@pytest.mark.parametrize("whose", ["a stranger", "a party at another market"])
def test_a_contract_of_others_is_absent(
    done: dict[str, Any], alice: Party, charlie: Party, whose: str
) -> None:
    address = done["contract"].removeprefix("/api/v1/")
    assert alice.get(address).status == 200
    caller = charlie if whose == "a stranger" else alice.at("bikes.localhost")
    hidden = caller.get(address)
    alike(hidden, caller.get(f"contracts/{uuid4()}"))
    assert hidden.status == 404


def test_a_draft_is_no_contract_yet_even_for_its_parties(signing_room: MakeRoom, alice: Party) -> None:
    signing_room()
    alike(alice.get(f"contracts/{Contract.objects.get().id}"), alice.get(f"contracts/{uuid4()}"))


def test_a_sealing_key_of_others_is_unknown(
    workshop: Workshop, alice: Party, bob: Party, charlie: Party
) -> None:
    """Another's, one claimed at another market, one that nobody claimed, one that never was: all alike."""
    claimed = alice.post("sealing-keys").body
    elsewhere = charlie.at("bikes.localhost").post("sealing-keys").body
    free = SealingKey.objects.filter(claimed_at=None).values_list("id", flat=True)[0]
    listing = alice.offer()
    sealed = charlie.seal(terms("1.00"), role="buyer", listing_id=listing.body["listing"]["id"], key=claimed)
    answers = [
        charlie.join(listing, terms=None, sealed_terms={**sealed, "key_id": str(key_id)})
        for key_id in (claimed["key_id"], elsewhere["key_id"], free, uuid4())
    ]
    assert (answers[0].status, answers[0].code) == (422, "key_unknown")
    for other in answers[1:]:
        alike(answers[0], other)


def test_a_token_of_another_market_is_unknown(
    workshop: Workshop, cars: Tenant, alice: Party, bob: Party
) -> None:
    alice.get("agents/me")
    agent = Agent.objects.get(fingerprint=alice.fingerprint)
    alice.token, _ = agent_actions.issue_token(agent, cars, now=workshop.now)
    assert alice.get("agents/me").status == 200
    hidden = alice.at("bikes.localhost").get("agents/me")
    bob.token = "never issued"
    alike(hidden, bob.at("bikes.localhost").get("agents/me"))
    assert (hidden.status, hidden.code) == (401, "unknown_token")


@pytest.mark.parametrize(
    ("method", "path", "body"), [*ROOM_CALLS, *LISTING_CALLS[1:], ("GET", "contracts/{}", None)]
)
def test_without_credentials_hidden_and_absent_are_401(
    done: dict[str, Any], alice: Party, method: str, path: str, body: Any
) -> None:
    there = {"rooms": done["id"], "listings": done["listing"]["id"]}
    known = there.get(path.partition("/")[0], done["contract"].rpartition("/")[2])
    hidden = alice.call(method, path.format(known), body, anonymous=True)
    alike(hidden, alice.call(method, path.format(uuid4()), body, anonymous=True))
    assert (hidden.status, hidden.code) == (401, "not_authenticated")
    assert hidden.headers["WWW-Authenticate"] == CHALLENGE


def test_a_stranger_sees_nothing_in_any_list(
    done: dict[str, Any], alice: Party, bob: Party, charlie: Party
) -> None:
    assert bob.join(alice.offer(title="Another car")).status == 201
    for caller in (charlie, alice.at("bikes.localhost")):
        for address in ("rooms", "contracts"):
            assert caller.get(address).body["results"] == []
    assert [len(alice.get(address).body["results"]) for address in ("rooms", "contracts")] == [2, 1]
    assert alice.at("bikes.localhost").get("listings").body["results"] == []


def test_each_party_sees_only_how_its_own_terms_stand(workshop: Workshop, alice: Party, bob: Party) -> None:
    listing = alice.offer("25400.01", terms=None, sealed_terms=alice.seal({}, role="seller", listing_id=""))
    room = bob.join(listing).body
    workshop.check()
    shown = bob.get(f"rooms/{room['id']}").body
    assert shown["terms_state"] == {"state": "good", "code": None}
    assert shown["waiting_for"] == ["seller_terms"], "what is waited for, not why"
    assert b"missing_member" not in bob.get(f"rooms/{room['id']}").raw
    assert "terms_state" not in bob.get(f"listings/{listing.body['listing']['id']}").body
    assert alice.get(f"rooms/{room['id']}").body["terms_state"]["code"] == "missing_member"


def test_auditors_read_transcripts_and_contracts_of_their_market(
    done: dict[str, Any], auditor: Person
) -> None:
    assert len(auditor.get(f"rooms/{done['id']}/transcript").body["turns"]) == 10
    address = done["contract"].removeprefix("/api/v1/")
    assert auditor.get(address).body["statement"] == done["statement"]
    assert [one["room"] for one in auditor.get("contracts").body["results"]] == [done["id"]]


def test_auditors_see_nothing_of_another_market(done: dict[str, Any], auditor: Person, bikes: Tenant) -> None:
    there = auditor.at("bikes.localhost")
    alike(there.get(f"rooms/{done['id']}/transcript"), there.get(f"rooms/{uuid4()}/transcript"))
    alike(there.get(done["contract"].removeprefix("/api/v1/")), there.get(f"contracts/{uuid4()}"))
    assert there.get("contracts").body["results"] == []


@pytest.mark.parametrize("roles", [(), ("seller",), ("operator",), ("seller", "operator")])
def test_other_members_read_nothing_of_others(
    done: dict[str, Any], cars: Tenant, roles: tuple[str, ...]
) -> None:
    person = member(cars, *roles)
    alike(person.get(f"rooms/{done['id']}/transcript"), person.get(f"rooms/{uuid4()}/transcript"))
    alike(person.get(done["contract"].removeprefix("/api/v1/")), person.get(f"contracts/{uuid4()}"))
    assert person.get("contracts").body["results"] == []


@pytest.mark.parametrize("path", ["rooms", "rooms/{}", "agents/me"])
def test_what_only_agents_do_is_refused_to_people_the_same_way(
    done: dict[str, Any], auditor: Person, path: str
) -> None:
    found = auditor.get(path.format(done["id"]))
    assert (found.status, found.code) == (403, "forbidden")
    alike(found, auditor.get(path.format(uuid4())))


def test_where_the_policy_says_so_no_agent_sees_the_turns_and_auditors_do(
    done: dict[str, Any], cars: Tenant, alice: Party, bob: Party, auditor: Person
) -> None:
    Policy.objects.filter(tenant=cars).update(agents_see_turns=False)
    for party in (alice, bob):
        alike(party.get(f"rooms/{done['id']}/transcript"), party.get(f"rooms/{uuid4()}/transcript"))
        assert party.get(f"rooms/{done['id']}").status == 200
    assert len(auditor.get(f"rooms/{done['id']}/transcript").body["turns"]) == 10
