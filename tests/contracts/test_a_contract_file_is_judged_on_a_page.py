"""/verify without a script: a form with a file, judged by the market. Anybody may; nothing is kept."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from contracts.domain.explained import EXPLAINED
from contracts.views import MOST_OF_A_FORM
from tests import documents
from tests.parties import Answer, Workshop, answer
from tests.vectors.contracts import pen

pytestmark = pytest.mark.django_db
Watch = Callable[[], AbstractContextManager[None]]
DEAL = (documents.VECTORS / "valid-deal.json").read_bytes()


def sent(content: bytes | None, **fields: str) -> Answer:
    """The page's answer to a form that came from another site: without a cookie, without a token."""
    form: dict[str, Any] = dict(fields)
    if content is not None:
        form["document"] = SimpleUploadedFile("contract.json", content)
    return answer(Client(enforce_csrf_checks=True).post("/verify", form, headers={"host": "cars.localhost"}))


def test_anybody_may_ask_and_nothing_is_kept(workshop: Workshop, nothing_changes: Watch) -> None:
    with nothing_changes():
        found = sent(DEAL)
    assert found.status == 200
    assert b"Valid: all 22 checks hold." in found.raw
    assert all(name.encode() in found.raw for name in EXPLAINED)
    assert found.raw.count(b'data-state="unasked"') == 3


def test_the_empty_page_asks_the_database_for_the_market_at_most(
    workshop: Workshop, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(1):
        shown = answer(Client().get("/verify", headers={"host": "cars.localhost"}))
    assert shown.status == 200
    assert b'data-state="yes"' not in shown.raw


def test_expected_fingerprints_are_held_against_the_keys(workshop: Workshop) -> None:
    right = sent(DEAL, seller=f" {pen.fingerprint_of('seller')} ", buyer="")
    assert b"Valid: all 23 checks hold." in right.raw
    wrong = sent(DEAL, room=pen.fingerprint_of("seller"))
    assert b"Not valid: 1 check fails." in wrong.raw
    assert b"another key signed" in wrong.raw


@pytest.mark.parametrize("fingerprint", ["abc", "A" * 64, "<script>", "0" * 65])
def test_what_is_no_fingerprint_is_refused_before_anything_is_judged(
    workshop: Workshop, fingerprint: str
) -> None:
    found = sent(DEAL, buyer=fingerprint)
    assert found.status == 400
    assert b"A fingerprint is 64 lower-case hex digits." in found.raw
    assert b"checks hold" not in found.raw
    assert b"<script>" not in found.raw


@pytest.mark.parametrize(
    ("content", "status", "told"),
    [
        (None, 400, b"Choose a file first."),
        (b"", 400, b"Unreadable: it is not JSON."),
        (b"\xff\x00", 400, b"Unreadable: it is not UTF-8 text."),
        (b"[" * 60_000, 400, b"Unreadable: it is nested too deep."),
        (b" " * 65_537, 400, b"Unreadable: it is larger than any contract"),
        (b" " * MOST_OF_A_FORM, 413, b"Unreadable: it is larger than any contract"),
    ],
)
def test_what_is_no_contract_is_refused_with_a_reason(
    workshop: Workshop, content: bytes | None, status: int, told: bytes
) -> None:
    found = sent(content)
    assert found.status == status
    assert told in found.raw


@pytest.mark.parametrize("size", [str(MOST_OF_A_FORM + 1), "9" * 5_000, "-1", "much"])
def test_a_form_too_large_is_not_even_read(workshop: Workshop, size: str) -> None:
    found = answer(
        Client().generic(
            "POST",
            "/verify",
            b"not what the header says",
            content_type="multipart/form-data; boundary=x",
            headers={"host": "cars.localhost", "content-length": size},
        )
    )
    assert (found.status, b"larger than any contract" in found.raw) == (413, True)


def test_a_title_is_text_without_marks_that_turn_it_round(workshop: Workshop) -> None:
    title = "<script>alert(1)</script>\u202eDILAV"
    found = sent(pen.written(pen.contract(pen.changed(pen.deal(), {"listing.title": title}))))
    assert b"Valid: all 22 checks hold." in found.raw
    assert b"&lt;script&gt;alert(1)&lt;/script&gt;\\u202eDILAV" in found.raw
    assert "\u202e".encode() not in found.raw
