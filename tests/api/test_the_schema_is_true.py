"""Schemathesis makes requests from the document, sound ones and spoiled ones: what comes back is what it promises.

The application is the real one with all of its middleware; each request is undone before the next.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis import checks as has
from schemathesis.specs.openapi import checks as openapi_has

from agents import actions
from agents.models import Agent, Tenant
from tests import documented
from tests.parties import Party, Workshop, terms

pytestmark = pytest.mark.django_db

SEED = 20261124
CHECKS = [
    has.not_a_server_error,
    openapi_has.status_code_conformance,
    openapi_has.content_type_conformance,
    openapi_has.response_headers_conformance,
    openapi_has.response_schema_conformance,
]
TAKES_ANYTHING = {"verify"}  # whatever it is sent is judged, not refused
ALSO_REFUSALS = {412, 413}  # beside those that Schemathesis expects of a spoiled request


@dataclass
class World:
    """What there is to be found at a market: ids by the name of the parameter, members that fit."""

    caller: Party
    ids: dict[str, list[str]]
    members: dict[str, Any]

    def aim(self, case: Any, number: int) -> None:
        """Let a made-up request mean something that is there."""
        for name, known in self.ids.items():
            if name in case.path_parameters:
                case.path_parameters[name] = known[number % len(known)]
        if isinstance(case.body, dict):
            case.body |= {name: value for name, value in self.members.items() if name in case.body}


@pytest.fixture
def world(
    workshop: Workshop, signing_room: Callable[..., str], alice: Party, bob: Party, cars: Tenant
) -> World:
    """Bob buys in one room that awaits signatures and one that is done; sells in one that waits for him."""
    done, signing = signing_room(), bob.join(alice.offer(title="A second car")).body["id"]
    workshop.work()
    for party in (alice, bob):
        party.sign(done)
    own = bob.offer()
    on_offer = alice.offer(title="A third car")
    workshop.upgraded()
    waiting = alice.join(own).body["id"]
    agent = Agent.objects.get(fingerprint=bob.fingerprint)
    token, _ = actions.issue_token(agent, cars, now=workshop.now)
    contract = bob.get("contracts").body["results"][0]["id"]
    public = on_offer.body["listing"]
    return World(
        caller=Party(private=bob.private, token=token),
        ids={
            "listing_id": [own.body["listing"]["id"], public["id"], own.body["listing"]["id"]],
            "room_id": [signing, waiting, done],
            "contract_id": [contract],
        },
        members={
            "manifest_digest": bob.manifest_digest(),
            "listing": public["id"],
            "listing_digest": on_offer.body["digest"],
            "asking_price": "20000.00",
            "currency": "USD",
            "terms": terms("15000.00"),
            "signature": bob.signature(signing),
            "protected": bob.header(),
        },
    )


@dataclass
class Run:
    """Counts what was tried and what came back."""

    world: World
    schema: Any
    statuses: dict[str, dict[int, int]]

    @property
    def cases(self) -> int:
        return sum(sum(of.values()) for of in self.statuses.values())

    def operation(self, name: str, mode: GenerationMode, most: int) -> None:
        """At most so many requests to one operation."""

        @seed(SEED)
        @settings(
            max_examples=most,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=self.schema.find_operation_by_id(name).as_strategy(mode), number=st.integers(0, 7))
        def every(case: Any, number: int) -> None:
            self._one(name, case, number)

        every()

    def _one(self, name: str, case: Any, number: int) -> None:
        aimed = number % 4 > 0
        if aimed:
            self.world.aim(case, number)
        headers = {"Host": self.world.caller.host, "Authorization": self.world.caller.authorization()}
        with transaction.atomic():
            answer = case.call(headers=headers)
            transaction.set_rollback(True)
        of = self.statuses.setdefault(name, {})
        of[answer.status_code] = of.get(answer.status_code, 0) + 1
        judged = not aimed and name not in TAKES_ANYTHING and answer.status_code not in ALSO_REFUSALS
        refused = [openapi_has.negative_data_rejection] if judged else []
        case.validate_response(answer, checks=[*CHECKS, *refused])


@pytest.fixture
def run(world: World) -> Iterator[Run]:
    """The application keeps its hands off the connection whose transaction is undone."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    host = {"Host": world.caller.host}
    yield Run(world, schemathesis.openapi.from_wsgi("/api/v1/schema", WSGIHandler(), headers=host), {})
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def go(run: Run, *, weight: int) -> None:
    """Every operation in both modes; those that take a body get most of it."""
    for operation in documented.operations().values():
        for mode in GenerationMode:
            if mode is GenerationMode.NEGATIVE and not ({"parameters", "requestBody"} & set(operation)):
                continue  # there is nothing in it to spoil
            run.operation(operation["operationId"], mode, weight * (3 if "requestBody" in operation else 1))


def test_a_few_requests_find_nothing_that_it_does_not_say(run: Run) -> None:
    go(run, weight=2)
    assert run.cases > 120


@pytest.mark.long
def test_two_thousand_requests_find_nothing_that_it_does_not_say(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    go(run, weight=28)
    with capsys.disabled():
        print(f"\n{run.cases} requests")
        for name, statuses in run.statuses.items():
            print(
                f"  {name}: " + ", ".join(f"{status} x {count}" for status, count in sorted(statuses.items()))
            )
    assert run.cases >= 2000
