"""A room whose personas ask a language model, from the first line to the contract; through the real library, against a
real server, on the real worker."""

import json
import logging
import threading
from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

import pytest

from agents.models import Tenant
from marketplace.domain import money
from marketplace.models import Policy
from rooms import queries
from rooms.domain.inference import Budget, Installation, Model
from rooms.models import Manifest, Room, Turn
from tests.model_server import Answer, Asked, Behaviour, Honest, ModelServer, completion, faults
from tests.parties import Party, Person, Workshop, browser
from tests.requests import PRIVATE, TERMS

pytestmark = pytest.mark.django_db
CALL = 5.0


def installation(provider: ModelServer, *, second: ModelServer | None = None, **more: Any) -> Installation:
    budget = more.pop("budget", Budget(call_seconds=CALL))
    fallback = Model("openai", "other", second.address) if second else None
    return Installation(Model("openai", "echo", provider.address), fallback, budget=budget, **more)


@pytest.fixture
def asking(workshop: Workshop, provider: ModelServer) -> Workshop:
    """Both markets, with a worker that asks the provider."""
    return workshop.asking(installation(provider))


def figures(workshop: Workshop) -> dict[str, int]:
    found = queries.figures(workshop.now.date())
    assert set(found) <= {"loopback/echo"}
    return found.get("loopback/echo", {})


def lines(room: str) -> list[str]:
    return list(Turn.objects.filter(room_id=room).order_by("seq").values_list("text", flat=True))


def spoken(provider: ModelServer) -> list[Asked]:
    """The speaking calls that the provider had."""
    asked = [Asked(number, one.body) for number, one in enumerate(provider.requests)]
    return [one for one in asked if one.call == "speak"]


@dataclass
class Saying:
    """Says this as every turn; decides honestly."""

    text: str

    def __call__(self, asked: Asked) -> Answer:
        return completion(asked, self.text) if asked.call == "speak" else Honest()(asked)


@dataclass
class Deciding:
    """Answers this as every decision; speaks honestly."""

    text: str

    def __call__(self, asked: Asked) -> Answer:
        return Honest()(asked) if asked.call == "speak" else completion(asked, self.text)


def test_a_room_of_a_model_ends_in_a_contract(
    asking: Workshop, provider: ModelServer, alice: Party, bob: Party
) -> None:
    room = bob.join(alice.offer("15000.00"), "18000.00").body["id"]
    asking.work()
    said = [Honest().line(one) for one in spoken(provider)]
    assert lines(room) == said, "the words are the model's"
    offers = [turn.offer_band or 0 for turn in Turn.objects.filter(room=room).order_by("seq")]
    assert all(money.display(200_00 * band, "USD") in text for band, text in zip(offers, said, strict=True))
    alice.sign(room)
    assert bob.sign(room).body["outcome"]["bits"] == "11010010", "75 and 90: both picked their limits"
    assert len(provider.requests) == 12
    counts = figures(asking)
    assert counts.pop("milliseconds") >= 0
    assert counts.pop("prompt_tokens") > counts.pop("completion_tokens") > 0
    assert counts == {"rooms": 1, "lines": 10, "drafts": 10, "decisions": 2, "tries": 12}


def test_the_manifest_and_the_page_say_which_engine_speaks(
    asking: Workshop, cars: Tenant, alice: Party, bob: Party, auditor: Person
) -> None:
    told = alice.get("manifest").body["manifest"]["inference"]
    assert (told["engine"], told["provider"], told["model"]) == ("llm", "loopback", "echo")
    assert told["fallback"] is None
    room = bob.join(alice.offer()).body["id"]
    visitor = browser()
    visitor.force_login(auditor.user)
    page = visitor.get(f"/rooms/{room}/", headers={"host": auditor.host}).content.decode()
    assert "Spoken by echo on this market&#x27;s own machine, a language model." in page
    assert "that side&#x27;s private terms" in page


def test_no_speaking_prompt_holds_a_limit_and_each_decision_its_own_sides_alone(
    asking: Workshop, provider: ModelServer, alice: Party, bob: Party
) -> None:
    floor = {**TERMS, "notes": "sellernote keep 4,750 for repairs", "dealbreakers": ["sellerbreaker"]}
    budget = {"limit": "18123.45", "currency": "USD", "notes": "buyernote", "dealbreakers": ["buyerbreaker"]}
    bob.join(alice.offer(terms=floor), terms=budget)
    asking.work()
    speaking = [one.user for one in spoken(provider)]
    assert len(speaking) == 10
    # No round number among them: $18,000 may well be an offer on the way.
    secrets = ("16161", "16,161", "18123", "18,123", "4,750", "4750")
    for text in speaking:
        assert not [private for private in secrets if private in text]
    for nth, text in enumerate(speaking):
        own, other = ("seller", "buyer") if nth % 2 == 0 else ("buyer", "seller")
        assert f"{own}note" in text
        assert f"{other}note" not in text
    deciding = {one.side: one.user for one in map(as_asked, provider.requests) if one.call == "decide"}
    assert "sellernote keep 4,750" in deciding["seller"]
    assert "buyernote" not in deciding["seller"]
    assert '"$18,123.45"' in deciding["buyer"]
    assert "sellernote" not in deciding["buyer"]


def as_asked(received: Any) -> Asked:
    return Asked(0, received.body)


def test_a_refused_message_is_asked_for_twice_more_and_then_the_scripted_persona_speaks(
    asking: Workshop, provider: ModelServer, alice: Party, bob: Party
) -> None:
    provider.behaviour = Saying("I would take $15,731.47 for it.")
    room = bob.join(alice.offer("15000.00"), "18000.00").body["id"]
    asking.work()
    assert len(lines(room)) == 10
    assert not [text for text in lines(room) if "15,731" in text]
    asked = spoken(provider)
    assert len(asked) == 30
    assert [one.withheld for one in asked[:3]] == [[], ["number"], ["number", "number"]]
    counts = figures(asking)
    assert (counts["lines"], counts["lines_replaced"]) == (10, 10)
    assert (counts["drafts"], counts["refused:number"]) == (30, 30)
    assert bob.get(f"rooms/{room}").body["outcome"]["deal"] is True


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("It is a fine car.", "no_offer"),
        ("Dear [name], $19,800, $19,600, $19,400, $19,200 or so.", "number"),
        ("It was {offer} when we spoke before, [name].", "placeholder"),
    ],
)
def test_a_line_that_is_none_for_its_turn_is_asked_for_again(
    asking: Workshop, provider: ModelServer, alice: Party, bob: Party, line: str, why: str
) -> None:
    provider.behaviour = lambda asked: (
        completion(asked, line.replace("{offer}", str(asked.turn["offer"])))
        if asked.call == "speak"
        else Honest()(asked)
    )
    room = bob.join(alice.offer()).body["id"]
    asking.work()
    assert bob.get(f"rooms/{room}").body["status"] == "signing"
    assert figures(asking)["lines_replaced"] == 10
    assert figures(asking)[f"refused:{why}"] > 0


def test_a_line_is_said_once(asking: Workshop, provider: ModelServer, alice: Party, bob: Party) -> None:
    provider.behaviour = lambda asked: (
        completion(asked, "My word on it: $15,800, $16,000.") if asked.call == "speak" else Honest()(asked)
    )
    room = bob.join(alice.offer()).body["id"]
    asking.work()
    assert len(set(lines(room))) == 10


def test_a_line_that_was_replaced_looks_like_any_other(
    asking: Workshop, provider: ModelServer, alice: Party, bob: Party
) -> None:
    provider.behaviour = Saying("")
    room = bob.join(alice.offer()).body["id"]
    asking.work()
    turns = bob.get(f"rooms/{room}/transcript").body["turns"]
    assert {tuple(turn) for turn in turns} == {("seq", "round", "persona", "text", "offer_band", "at")}
    assert "replaced" not in json.dumps(bob.get(f"rooms/{room}").body)


@pytest.mark.parametrize("behaviour", [faults.Failing(401), faults.Failing(500), faults.RateLimited(9999)])
def test_a_dead_provider_ends_the_room_before_anything_is_published_and_at_no_cost(
    asking: Workshop, provider: ModelServer, alice: Party, bob: Party, behaviour: Behaviour
) -> None:
    provider.behaviour = behaviour
    listing = alice.offer()
    room = bob.join(listing).body["id"]
    asking.work()
    shown = bob.get(f"rooms/{room}").body
    assert (shown["status"], shown["reason"], shown["turns"]) == ("failed", "model_unavailable", 0)
    provider.behaviour = Honest()
    again = bob.join(listing)
    assert again.status == 201
    asking.work()
    assert bob.get(f"rooms/{again.body['id']}").body["status"] == "signing"


def test_a_provider_that_dies_after_the_first_line_costs_words_and_then_the_room(
    asking: Workshop, provider: ModelServer, alice: Party, bob: Party
) -> None:
    """Something was published, so the allowance is used up."""
    provider.behaviour = faults.InTurn([Honest(), *[faults.Failing(401)] * 99])
    listing = alice.offer()
    room = bob.join(listing).body["id"]
    asking.work()
    shown = bob.get(f"rooms/{room}").body
    assert (shown["status"], shown["reason"], shown["turns"]) == ("failed", "model_unavailable", 10)
    assert bob.join(listing).code == "already_negotiated"
    counts = figures(asking)
    assert (counts["lines_unanswered"], counts["lines_replaced"]) == (9, 9)


def test_a_model_that_speaks_and_cannot_decide_ends_the_room(
    asking: Workshop, provider: ModelServer, alice: Party, bob: Party
) -> None:
    provider.behaviour = faults.ByCall(Honest(), faults.Failing(500))
    room = bob.join(alice.offer()).body["id"]
    asking.work()
    shown = bob.get(f"rooms/{room}").body
    assert (shown["status"], shown["reason"], shown["outcome"]) == ("failed", "model_unavailable", None)


def test_an_unreadable_decision_is_a_pass(
    asking: Workshop, provider: ModelServer, alice: Party, bob: Party
) -> None:
    provider.behaviour = Deciding('My decision: {"vote":"rate","band":80}')
    room = bob.join(alice.offer()).body["id"]
    asking.work()
    assert bob.get(f"rooms/{room}").body["outcome"]["bits"] == "00000000"
    assert figures(asking)["decisions_unreadable"] == 4


@dataclass
class Picking:
    """Both sides rate; the seller picks one band, the buyer another."""

    seller: int
    buyer: int

    def __call__(self, asked: Asked) -> Answer:
        if asked.call == "speak":
            return Honest()(asked)
        band = self.seller if asked.side == "seller" else self.buyer
        return completion(asked, json.dumps({"vote": "rate", "band": band}))


@pytest.mark.parametrize(
    ("picks", "bits"),
    [
        (
            Picking(0, 127),
            "11010010",
        ),  # talked into the worst: moved to 75 and 90, as though each had picked its limit
        (Picking(85, 85), "11010101"),
        (Picking(127, 127), "00000000"),
        (Picking(0, 0), "00000000"),
    ],
)
def test_no_pick_of_a_model_crosses_a_limit(
    asking: Workshop, provider: ModelServer, alice: Party, bob: Party, picks: Picking, bits: str
) -> None:
    provider.behaviour = picks
    room = bob.join(alice.offer("15000.00"), "18000.00").body["id"]
    asking.work()
    assert bob.get(f"rooms/{room}").body["outcome"]["bits"] == bits


def test_at_level_sealed_a_model_answers_the_vote_alone_and_code_picks_the_limit(
    workshop: Workshop, provider: ModelServer, cars: Tenant, alice: Party, bob: Party
) -> None:
    Policy.objects.filter(tenant=cars).update(privacy="sealed")
    asking = workshop.asking(installation(provider))
    floor = {**TERMS, "limit": "15161.61"}
    room = bob.join(alice.offer(terms=floor), terms=TERMS).body["id"]
    asking.work()
    speaking = b"".join(one.user.encode() for one in spoken(provider))
    assert not [private for private in PRIVATE if private in speaking]
    assert {one.turn["offer"] for one in spoken(provider)} == {None}
    assert "YOUR SIDE" not in speaking.decode()
    assert bob.get(f"rooms/{room}").body["outcome"]["bits"] == "11001110", "76 and 80"


def test_the_second_model_speaks_where_the_first_does_not(
    workshop: Workshop, provider: ModelServer, alice: Party, bob: Party
) -> None:
    with ModelServer(faults.Failing(503)) as dead:
        asking = workshop.asking(installation(dead, second=provider))
        room = bob.join(alice.offer()).body["id"]
        asking.work()
    assert bob.get(f"rooms/{room}").body["status"] == "signing"
    assert Counter(as_asked(one).model for one in provider.requests) == {"other": 12}
    assert figures(asking)["second_model"] == 12


def test_a_room_that_has_used_up_its_budget_goes_on_in_scripted_words_and_decides(
    workshop: Workshop, provider: ModelServer, alice: Party, bob: Party
) -> None:
    asking = workshop.asking(installation(provider, budget=Budget(call_seconds=CALL, tokens=2_000)))
    room = bob.join(alice.offer()).body["id"]
    asking.work()
    assert bob.get(f"rooms/{room}").body["status"] == "signing"
    assert 0 < len(spoken(provider)) < 10
    assert len(lines(room)) == 10
    assert figures(asking)["lines_replaced"] == 10 - len(spoken(provider))


def test_a_worker_that_is_to_stop_lets_go_of_its_room_while_it_waits_for_a_provider(
    asking: Workshop, provider: ModelServer, alice: Party, bob: Party
) -> None:
    room = bob.join(alice.offer()).body["id"]
    stop = threading.Event()

    def overloaded(asked: Asked) -> Answer:
        stop.set()
        return faults.RateLimited(9)(asked)

    provider.behaviour = overloaded
    Workshop(replace(asking.worker, stop=stop), asking.now).run(room)
    found = Room.objects.get(id=room)
    assert (found.status, found.lease_until) == ("running", asking.now)
    provider.behaviour = Honest()
    asking.later(seconds=1).run(room)
    assert bob.get(f"rooms/{room}").body["status"] == "signing"


def test_a_worker_takes_no_room_whose_model_it_cannot_ask(
    workshop: Workshop, asking: Workshop, provider: ModelServer, alice: Party, bob: Party
) -> None:
    room = bob.join(alice.offer()).body["id"]
    workshop.work()
    assert bob.get(f"rooms/{room}").body["status"] == "ready", "a worker without models"
    other = Installation(Model("openai", "another", provider.address))
    workshop.asking(other).work()
    assert bob.get(f"rooms/{room}").body["status"] == "ready", "a worker with another model"
    workshop.asking(installation(provider)).work()
    assert bob.get(f"rooms/{room}").body["status"] == "signing"


def test_a_tenant_chooses_from_the_operators_list_and_is_closed_where_its_choice_is_gone(
    workshop: Workshop, provider: ModelServer, cars: Tenant, alice: Party, caplog: pytest.LogCaptureFixture
) -> None:
    other = Model("openai", "other", provider.address)
    house = installation(provider, choices={other.route: other})
    for choice, model in (("openai/other", "other"), ("scripted", None), ("", "echo")):
        Policy.objects.filter(tenant=cars).update(model=choice)
        workshop.asking(house)
        assert alice.get("manifest").body["manifest"]["inference"]["model"] == model
    Policy.objects.filter(tenant=cars).update(model="openai/gone")
    with caplog.at_level(logging.WARNING):
        workshop.asking(house)
    assert alice.get("manifest").code == "manifest_unavailable"
    assert Manifest.objects.filter(current=True).count() == 1, "the other market is open"
    assert "market cars stays closed" in caplog.text


def test_nothing_private_is_logged_or_kept_by_a_room_of_a_model(
    asking: Workshop, provider: ModelServer, alice: Party, bob: Party, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        provider.behaviour = faults.InTurn([Honest(), *[faults.Failing(500, quotes=True)] * 99])
        room = bob.join(alice.offer(terms=TERMS), terms=TERMS).body["id"]
        asking.work()
    assert bob.get(f"rooms/{room}").body["reason"] == "model_unavailable"
    assert b"clutch" in provider.requests[-1].body, "it was sent, and quoted in the error"
    assert not [private for private in PRIVATE if private in caplog.text.encode()]
