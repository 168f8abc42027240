"""The first requests of a key, all at the same time: one agent, one owner, and each of them is let in."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from agents.models import Agent, Ownership
from tests.agents.dpop import ask, pair
from tests.alien_sso import ADA, GRACE, AlienSso
from tests.parties import Answer, Party, Workshop

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 6


def at_once(*calls: Callable[[], Answer]) -> list[Answer]:
    start = threading.Barrier(len(calls))

    def run(call: Callable[[], Answer]) -> Answer:
        start.wait(10)
        try:
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def by_dpop(party: Party, sso: AlienSso, human: str = "Ada") -> Callable[[], Answer]:
    sent = pair(party, sso, human=human)
    return lambda: ask(party, *sent)


def test_they_enrol_once_and_prove_one_owner(workshop: Workshop, alice: Party, sso: AlienSso) -> None:
    found = at_once(*(by_dpop(alice, sso) for _ in range(MANY)))
    assert [(one.status, one.body["owner"]) for one in found] == [(200, ADA)] * MANY
    assert (Agent.objects.count(), Ownership.objects.get().state) == (1, "verified")
    assert sso.jwks_fetches == 1


def test_of_two_humans_whom_the_sso_names_one_is_the_owner_and_the_others_are_refused(
    workshop: Workshop, alice: Party, sso: AlienSso
) -> None:
    found = at_once(*(by_dpop(alice, sso, human) for human in ("Ada", "Grace") * (MANY // 2)))
    owner = Ownership.objects.get(state="verified").address
    assert owner in (ADA, GRACE)
    expected = [
        (200, None) if named == owner else (401, "owner_mismatch") for named in (ADA, GRACE) * (MANY // 2)
    ]
    assert [(one.status, one.code) for one in found] == expected
    assert Ownership.objects.count() == 1
