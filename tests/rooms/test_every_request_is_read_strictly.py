"""Requests that are wrong as a whole: a problem document with a stable code, and nothing has changed."""

import json
from base64 import b64encode
from collections.abc import Callable
from contextlib import AbstractContextManager
from uuid import uuid4

import pytest
from django.conf import settings

from tests.parties import Party, Workshop
from tests.requests import PRIVATE, TERMS, WRITES, Sound

pytestmark = pytest.mark.django_db
Watch = Callable[[], AbstractContextManager[None]]


@pytest.fixture(params=WRITES)
def sound(request: pytest.FixtureRequest, workshop: Workshop, alice: Party, bob: Party) -> Sound:
    return WRITES[request.param](workshop, alice, bob)


def test_the_sound_request_itself_is_taken(sound: Sound) -> None:
    assert sound.send().status in (200, 201)


NO_OBJECT: list[tuple[bytes, int, str]] = [
    (b"{", 400, "malformed_json"),
    (b"\xff\xfe{}", 400, "malformed_json"),
    (b'{"a":1}garbage', 400, "malformed_json"),
    (b"[" * 200_000, 400, "malformed_json"),
    (b"[]", 422, "invalid"),
    (b"null", 422, "invalid"),
    (b"7", 422, "invalid"),
    (b'"text"', 422, "invalid"),
    (b"true", 422, "invalid"),
    (b'"' + b"x" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE + b'"', 413, "payload_too_large"),
]
OTHER_TYPES = ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "x")


def test_a_body_that_is_no_object_is_refused(sound: Sound, nothing_changes: Watch) -> None:
    with nothing_changes():
        for body, status, code in NO_OBJECT:
            found = sound.send(body)
            assert (found.status, found.code) == (status, code), body[:20]
            assert found.headers["Content-Type"] == "application/problem+json"


def test_another_content_type_is_refused(sound: Sound, nothing_changes: Watch) -> None:
    with nothing_changes():
        for kind in OTHER_TYPES:
            found = sound.send(content_type=kind)
            assert (found.status, found.code) == (415, "unsupported_media_type"), kind


def test_an_empty_body_says_what_is_missing(sound: Sound, nothing_changes: Watch) -> None:
    if not sound.body or sound.method == "PATCH":
        assert sound.send(b"").status in (200, 201), "this call needs no member"
        return
    with nothing_changes():
        found = sound.send(b"")
    assert (found.status, found.code) == (422, "invalid")
    assert found.body["errors"]


def test_a_method_that_the_address_does_not_know_is_refused(sound: Sound, nothing_changes: Watch) -> None:
    with nothing_changes():
        for method in ("PUT", "DELETE", "PATCH" if sound.method == "POST" else "POST"):
            found = sound.caller.call(method, sound.path, sound.body)
            assert (found.status, found.code) == (405, "method_not_allowed"), method


def test_a_member_of_a_megabyte_is_too_large_to_be_read(
    workshop: Workshop, alice: Party, nothing_changes: Watch
) -> None:
    with nothing_changes():
        found = alice.offer(terms={**TERMS, "notes": "clutch " * 150_000})
    assert (found.status, found.code) == (413, "payload_too_large")
    assert b"clutch" not in found.raw


def test_a_body_of_just_the_limit_is_read(workshop: Workshop, alice: Party) -> None:
    limit: int = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    claimed = alice.call("POST", "sealing-keys", b"{" + b" " * (limit - 2) + b"}")
    assert claimed.status == 201
    assert alice.call("POST", "sealing-keys", b"{" + b" " * (limit - 1) + b"}").status == 413


@pytest.mark.parametrize(
    "path",
    [
        "nothing",
        "listings/",
        "listings/not-an-id",
        "listings/00000000-0000-7000-8000-000000000000/nothing",
        "rooms/1",
        "contracts/..%2f",
        "rooms/%00",
        "",
    ],
)
def test_an_address_that_is_none_answers_like_a_thing_that_is_not_there(
    workshop: Workshop, alice: Party, path: str
) -> None:
    absent = alice.get(f"listings/{uuid4()}")
    found = alice.get(path)
    assert (found.status, found.code) == (404, "not_found")
    assert (found.body, found.headers["Content-Type"]) == (absent.body, absent.headers["Content-Type"])


@pytest.mark.parametrize("address", ["listings?sort=price&", "listings?", "rooms?", "contracts?"])
def test_a_cursor_that_was_never_given_out_leads_nowhere(
    workshop: Workshop, alice: Party, address: str
) -> None:
    alice.offer()
    for inside in (b"p=abc", b"r=1&p=", b"o=abc", b"o=-1&p=", b"p=\x00", b"\xff", b""):
        found = alice.get(f"{address}cursor={b64encode(inside).decode()}")
        assert found.status in (200, 404, 422), found.raw


@pytest.mark.parametrize(
    "query",
    [
        "sort=cheapest",
        "min_price=abc",
        "min_price=-1",
        "max_price=NaN",
        "max_price=Infinity",
        "max_price=1e400",
        "min_price=1.23456",
        "q=" + "x" * 201,
        "category=" + "x" * 61,
        "q=%00",
        "surprise=1",
    ],
)
def test_a_search_that_cannot_be_understood_is_refused(workshop: Workshop, alice: Party, query: str) -> None:
    found = alice.get(f"listings?{query}")
    assert (found.status, found.code) == (422, "invalid")
    assert found.body["errors"][0]["field"] == query.partition("=")[0]


def test_nothing_private_stands_in_the_answer_to_a_request_that_is_taken(sound: Sound) -> None:
    assert not any(private in sound.send().raw for private in PRIVATE)


def test_a_sealed_listing_is_refused_where_both_kinds_of_terms_are_sent(
    workshop: Workshop, alice: Party, nothing_changes: Watch
) -> None:
    sealed = alice.seal(TERMS, role="seller", listing_id="")
    with nothing_changes():
        found = alice.offer(sealed_terms=sealed)
    assert (found.status, [one["code"] for one in found.body["errors"]]) == (422, ["one_of"])
    assert json.dumps(sealed["ciphertext"]).encode() not in found.raw
