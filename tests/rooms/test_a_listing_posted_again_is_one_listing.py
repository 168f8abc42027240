"""Idempotency-Key on POST listings: the same request has the same listing; terms are neither compared nor kept."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.db import connection

from marketplace.models import Listing
from tests.parties import OFFER, Answer, Party, Workshop, terms

pytestmark = pytest.mark.django_db
Watch = Callable[[], AbstractContextManager[None]]


def post(party: Party, floor: str = "15000.00", key: str = "first try", **changes: Any) -> Answer:
    digest = changes.pop("manifest_digest", None) or party.manifest_digest()
    body = {**OFFER, "terms": terms(floor), "manifest_digest": digest, **changes}
    return party.post(
        "listings",
        {name: value for name, value in body.items() if value is not None},
        **{"idempotency-key": key},
    )


def test_the_same_request_has_the_same_listing(
    workshop: Workshop, alice: Party, nothing_changes: Watch
) -> None:
    first = post(alice)
    with nothing_changes():
        again = post(alice)
    assert (again.status, again.body) == (first.status, first.body) == (201, first.body)


def test_the_answer_shows_the_listing_as_it_stands_now(workshop: Workshop, alice: Party) -> None:
    first = post(alice).body["listing"]["id"]
    alice.patch(f"listings/{first}", {"title": "Another title"})
    alice.post(f"listings/{first}/withdraw")
    again = post(alice)
    assert (again.status, again.body["listing"]["id"]) == (201, first)
    assert (again.body["listing"]["title"], again.body["status"]) == ("Another title", "withdrawn")


def test_other_terms_under_the_same_key_change_nothing(
    workshop: Workshop, alice: Party, nothing_changes: Watch
) -> None:
    first = post(alice, "15000.00")
    with nothing_changes():
        again = post(alice, "16161.61")
        unsound = post(alice, terms={"clutch": 16161})
    assert again.body == unsound.body == first.body


def test_sealed_terms_sent_again_use_no_second_key(
    workshop: Workshop, alice: Party, nothing_changes: Watch
) -> None:
    sealed = alice.seal(terms("15000.00"), role="seller", listing_id="")
    first = post(alice, terms=None, sealed_terms=sealed)
    with nothing_changes():
        again = post(alice, terms=None, sealed_terms=sealed)
    assert (again.status, again.body) == (201, first.body)


def test_nothing_of_the_terms_is_kept_beside_the_key(workshop: Workshop, alice: Party, bob: Party) -> None:
    post(alice, "15000.00")
    post(bob, "14000.00")
    assert len(set(Listing.objects.values_list("idempotency_key", "posted_digest"))) == 1


@pytest.mark.parametrize(
    "other",
    [
        {"title": "Another car"},
        {"description": "Less."},
        {"category": "van"},
        {"attributes": {}},
        {"asking_price": "20000.01"},
        {"currency": "EUR"},
        {"consent": "operator"},
        {"manifest_digest": "sha256:" + "0" * 64},
    ],
    ids=lambda other: next(iter(other)),
)
def test_another_request_under_the_same_key_is_refused(
    workshop: Workshop, alice: Party, nothing_changes: Watch, other: dict[str, Any]
) -> None:
    post(alice)
    with nothing_changes():
        found = post(alice, **other)
    assert (found.status, found.code) == (422, "idempotency_key_reused")


def test_a_key_is_its_agents_own_at_one_market(workshop: Workshop, alice: Party, bob: Party) -> None:
    posted = [post(party) for party in (alice, bob, alice.at("bikes.localhost"))]
    assert len({one.body["listing"]["id"] for one in posted}) == 3


def test_a_request_that_was_refused_leaves_its_key_free(workshop: Workshop, alice: Party) -> None:
    assert post(alice, "nothing").status == 422
    assert post(alice).status == 201


@pytest.mark.parametrize("key", ["", "x" * 201, "two\twords", "é"])
def test_what_is_no_key_is_refused(
    workshop: Workshop, alice: Party, nothing_changes: Watch, key: str
) -> None:
    with nothing_changes():
        found = post(alice, key=key)
    assert (found.status, found.body["errors"][0]["field"]) == (422, "Idempotency-Key")


@pytest.mark.django_db(transaction=True)
def test_requests_sent_at_once_make_one_listing(workshop: Workshop, alice: Party) -> None:
    digest, together = alice.manifest_digest(), threading.Barrier(4)

    def one(title: str, sealed: Any) -> Answer:
        try:
            together.wait(10)
            return post(
                alice, key=title, title=title, terms=None, sealed_terms=sealed, manifest_digest=digest
            )
        finally:
            connection.close()

    titles = [f"Car {number}" for number in range(6)]
    with ThreadPoolExecutor(4) as pool:
        for title in titles:
            sealed = alice.seal(terms("15000.00"), role="seller", listing_id="")
            answers = list(pool.map(one, [title] * 4, [sealed] * 4))
            assert {answer.status for answer in answers} == {201}
            assert len({answer.body["listing"]["id"] for answer in answers}) == 1
    assert Listing.objects.count() == len(titles)
