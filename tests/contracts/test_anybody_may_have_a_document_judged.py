"""POST verify: a verdict on any document, by any caller; a problem document where there is nothing to judge."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from contracts.domain.verification import verify
from tests.parties import Answer, Party, Workshop

pytestmark = pytest.mark.django_db
Watch = Callable[[], AbstractContextManager[None]]
VECTORS = Path(__file__).parents[1] / "vectors" / "contracts"


def judged(party: Party, body: bytes, query: str = "", kind: str = "application/json") -> Answer:
    return party.call("POST", f"verify{query}", body, anonymous=True, content_type=kind)


@pytest.fixture
def contract(signing_room: Callable[..., str], alice: Party, bob: Party) -> bytes:
    room = signing_room()
    alice.sign(room)
    return bob.get(bob.sign(room).body["contract"].removeprefix("/api/v1/")).raw


def test_a_contract_is_valid_and_the_verdict_says_what_it_cannot_know(
    contract: bytes, alice: Party, nothing_changes: Watch
) -> None:
    with nothing_changes():
        found = judged(alice, contract).body
        elsewhere = judged(alice.at("bikes.localhost"), contract).body
    assert (found["valid"], elsewhere["valid"]) == (True, True)
    assert all(check["passed"] for check in found["checks"])
    assert set(found["unknown"]) == {"seller_key_holder", "buyer_key_holder", "room_key_holder"}


def test_the_keys_that_the_caller_expects_are_held_against_it(
    contract: bytes, alice: Party, bob: Party
) -> None:
    right = judged(alice, contract, f"?seller={alice.fingerprint}&buyer={bob.fingerprint}").body
    assert (right["valid"], right["unknown"]) == (True, ["room_key_holder"])
    for query in (f"?seller={bob.fingerprint}", "?room=x", "?buyer=", "?buyer=%00"):
        wrong = judged(alice, contract, query).body
        failed = [check["name"] for check in wrong["checks"] if not check["passed"]]
        assert (wrong["valid"], failed) == (False, [f"expected_{query[1:].partition('=')[0]}"])


@pytest.mark.parametrize("kind", ["text/plain", "application/octet-stream", "application/jose+json", "x"])
def test_the_bytes_are_judged_whatever_they_are_called(contract: bytes, alice: Party, kind: str) -> None:
    assert judged(alice, contract, kind=kind).body["valid"] is True


@pytest.mark.parametrize(
    "body",
    [b"{}", b"[]", b"null", b"7", b'"x"', b'{"statement":{}}', b'{"statement":1,"payload":2,"signatures":3}'],
)
def test_what_is_json_and_no_contract_is_invalid(workshop: Workshop, alice: Party, body: bytes) -> None:
    found = judged(alice, body)
    assert (found.status, found.body["valid"]) == (200, False)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "bad_json"),
        (b"{", "bad_json"),
        (b'{"a":NaN}', "bad_json"),
        (b"\xff", "bad_utf8"),
        (b"[" * 60_000, "too_deep"),
        (b" " * 70_000, "too_large"),
    ],
)
def test_what_cannot_be_read_is_refused(workshop: Workshop, alice: Party, body: bytes, code: str) -> None:
    found = judged(alice, body)
    assert (found.status, found.code) == (400, code)


def test_what_is_larger_than_any_request_may_be_is_not_read(workshop: Workshop, alice: Party) -> None:
    found = judged(alice, b"x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1))
    assert (found.status, found.code) == (413, "payload_too_large")


def test_the_api_and_the_offline_verifier_agree_on_every_vector(workshop: Workshop, alice: Party) -> None:
    files = [file for file in sorted(VECTORS.glob("*.json")) if file.name != "index.json"]
    assert len(files) > 80
    for file in files:
        found = judged(alice, file.read_bytes())
        if found.status == 200:
            verdict = verify(file.read_bytes())
            assert found.body["valid"] == verdict.valid, file.name
            names: list[Any] = [(check["name"], check["passed"]) for check in found.body["checks"]]
            assert names == [(check.name, check.passed) for check in verdict.checks], file.name
        else:
            assert found.status == 400, file.name


def test_any_change_of_a_member_is_found_out(contract: bytes, alice: Party) -> None:
    document = json.loads(contract)
    for path in (("statement", "tenant"), ("statement", "decided_at"), ("payload",)):
        changed = json.loads(contract)
        place = changed
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = place[path[-1]][:-1] + ("A" if place[path[-1]][-1] != "A" else "B")
        assert judged(alice, json.dumps(changed).encode()).body["valid"] is False, path
    document["signatures"].reverse()
    assert judged(alice, json.dumps(document).encode()).body["valid"] is False
