"""A verdict on a page: every check in a sentence, and nothing shown as signed that is no statement."""

import pytest

from contracts.domain.canonical import digest
from contracts.domain.explained import EXPLAINED
from contracts.domain.presentation import judged, waiting
from contracts.domain.verification import CHECKS
from tests.vectors.contracts import pen

DEAL = pen.contract(pen.deal())


def test_every_check_is_explained_in_order() -> None:
    assert [*EXPLAINED] == [*CHECKS, *(f"expected_{side}" for side in pen.SIDES)]
    assert [row["name"] for row in waiting()["rows"]] == [*EXPLAINED]


def test_a_human_is_named_where_one_was_verified() -> None:
    facts = judged(pen.written(DEAL), {})["facts"]
    assert facts["seller_human"] == "nobody verified"
    assert facts["buyer_human"] == "00000003-test-alienid-address"
    assert facts["outcome"] == "A deal at 18400.00 EUR"
    assert judged(pen.written(pen.contract(pen.no_deal())), {})["facts"]["outcome"] == "No deal"


@pytest.mark.parametrize("spelled", [pen.written(DEAL), pen.jcs(DEAL), b" " + pen.jcs(DEAL)])
def test_the_digest_is_of_the_contract_however_it_is_spelled(spelled: bytes) -> None:
    assert judged(spelled, {})["facts"]["digest"] == digest(DEAL)


def test_a_document_with_two_readings_has_no_digest() -> None:
    twice = pen.jcs(DEAL).replace(b'{"payload"', b'{"payload":"x","payload"')
    shown = judged(twice, {})
    assert shown["state"] == "invalid"
    assert shown["facts"]["digest"].startswith("none")


def test_what_is_no_statement_is_not_shown_as_one() -> None:
    shown = judged(pen.written(pen.contract(pen.changed(pen.deal(), {"outcome.band": True}))), {})
    assert (shown["facts"], shown["as_json"]) == ({}, "")


def test_what_was_signed_is_shown_and_not_what_stands_beside_it() -> None:
    shown = judged(pen.written(pen.changed(DEAL, {"statement.outcome.price": "1.00"})), {})
    assert shown["facts"]["outcome"] == "A deal at 18400.00 EUR"
    assert '"1.00"' not in shown["as_json"]
