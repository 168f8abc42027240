"""Validating a room before anything is submitted to it."""

from datetime import timedelta
from typing import Any

import pytest

from agents.domain import keys
from client import errors, manifest
from client.manifest import Manifest
from client.shapes import SealingKey
from contracts.domain.canonical import digest
from tests.unit.client.double import MarketDouble
from tests.unit.client.serving import NOW, StoppedClock


@pytest.fixture
def content(double: MarketDouble) -> dict[str, Any]:
    return double.manifest()


def distrusted(content: dict[str, Any]) -> str:
    with pytest.raises(errors.Distrusted) as refused:
        manifest.validate({"manifest": content, "digest": digest(content), "version": "1"})
    return refused.value.code


def test_a_sound_manifest_is_validated_and_described(double: MarketDouble) -> None:
    found = manifest.validate(double.manifest_answer())
    assert found.digest == digest(double.manifest())
    assert found.room_fingerprint == keys.fingerprint(keys.public_bytes(double.room_private))
    assert "scripted" in found.describe()
    assert "guarded" in found.describe()


def test_the_digest_is_computed_not_believed(double: MarketDouble) -> None:
    answer = double.manifest_answer() | {"digest": "sha256:" + "ee" * 32}
    with pytest.raises(errors.Distrusted) as refused:
        manifest.validate(answer)
    assert refused.value.code == "wrong_manifest_digest"


@pytest.mark.parametrize(
    ("member", "value"),
    [("protocol", "alien-bargain/2"), ("settlement", "seller-takes-all"), ("bands", "percent/256")],
)
def test_rules_that_this_client_does_not_know_are_refused(
    content: dict[str, Any], member: str, value: str
) -> None:
    assert distrusted(content | {member: value}) == "unknown_rules"


def test_another_sealing_suite_is_refused(content: dict[str, Any]) -> None:
    assert distrusted(content | {"sealing": {"suite": "rot13"}}) == "unknown_suite"


@pytest.mark.parametrize(
    "room_key",
    [None, {}, {"kty": "OKP", "crv": "Ed25519", "x": "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"},
     {"kty": "OKP", "crv": "X25519", "x": "OUjP4K0d22ldeA5ZB3GV2mxWUGsCcyl5SrAryoCBXE0"}],
)  # fmt: skip
def test_a_room_key_that_is_none_or_unsound_is_refused(content: dict[str, Any], room_key: object) -> None:
    assert distrusted(content | {"room_key": room_key}) == "bad_room_key"


@pytest.mark.parametrize(
    "answer", [None, [], {}, {"manifest": 5, "digest": ""}, {"manifest": {}, "digest": ""}]
)
def test_what_is_no_manifest_is_unexpected(answer: object) -> None:
    with pytest.raises(errors.Unexpected):
        manifest.validate(answer)


def test_exact_consent_is_to_one_digest(content: dict[str, Any]) -> None:
    given = manifest.check(content)
    later = manifest.check(content | {"software": {"source_digest": "sha256:" + "11" * 32}})
    assert manifest.covers(given, "exact", manifest.check(dict(content)))
    assert not manifest.covers(given, "exact", later)


def operators(content: dict[str, Any], changes: dict[str, Any]) -> bool:
    return manifest.covers(manifest.check(content), "operator", manifest.check(content | changes))


def test_operator_consent_follows_software_prompts_and_shorter_retention(content: dict[str, Any]) -> None:
    assert operators(content, {"software": {"source_digest": "sha256:" + "11" * 32}})
    assert operators(content, {"inference": content["inference"] | {"prompts_digest": "sha256:" + "11" * 32}})
    assert operators(content, {"retention": {"turns": 0}})


@pytest.mark.parametrize(
    "changes",
    [
        {"privacy": "sealed"},
        {"rounds": 6},
        {"attestation": {"type": "sgx"}},
        {"new": 1},
        {
            "room_key": keys.to_jwk(
                bytes.fromhex("ea4a6c63e29c520abef5507b132ec5f9954776aebebe7b92421eea691446d22c")
            )
        },
        {"retention": {"turns": 2}},
        {"retention": {"turns": "long"}},
        {"retention": {"turns": 1, "terms": 1}},
        {"retention": None},
    ],
)
def test_operator_consent_does_not_reach_any_other_change(
    content: dict[str, Any], changes: dict[str, Any]
) -> None:
    assert not operators(content, changes)


def test_operator_consent_does_not_reach_another_model(content: dict[str, Any]) -> None:
    assert not operators(content, {"inference": content["inference"] | {"model": "other"}})


@pytest.fixture
def validated(double: MarketDouble) -> Manifest:
    return manifest.validate(double.manifest_answer())


def refused_key(key: dict[str, str], validated: Manifest) -> str:
    with pytest.raises(errors.Distrusted) as refused:
        manifest.usable_key(SealingKey.of(key), validated, NOW)
    return refused.value.code


def test_a_key_that_the_room_signed_is_usable(double: MarketDouble, validated: Manifest) -> None:
    key = double.mint()
    assert keys.to_base64url(manifest.usable_key(SealingKey.of(key), validated, NOW)) == key["public_key"]


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("key_id", "another"),
        ("public_key", keys.to_base64url(bytes(range(32)))),
        ("public_key", "AAAA"),
        ("public_key", "not base64!"),
        ("expires_at", "2027-01-01T00:00:00Z"),
        ("expires_at", "soon"),
        ("signature", keys.to_base64url(bytes(64))),
        ("signature", ""),
        ("signature", "=="),
    ],
)
def test_a_key_changed_in_any_member_is_refused(
    double: MarketDouble, validated: Manifest, member: str, value: str
) -> None:
    assert refused_key(double.mint() | {member: value}, validated) == "bad_sealing_key"


def test_an_expired_key_is_refused(double: MarketDouble, clock: StoppedClock, validated: Manifest) -> None:
    clock.moment -= timedelta(hours=1)
    assert refused_key(double.mint(hours=1), validated) == "sealing_key_expired"


def test_a_key_that_another_room_signed_is_refused(double: MarketDouble, content: dict[str, Any]) -> None:
    other = manifest.check(content | {"room_key": keys.to_jwk(bytes.fromhex(
        "ea4a6c63e29c520abef5507b132ec5f9954776aebebe7b92421eea691446d22c"))})  # fmt: skip
    assert refused_key(double.mint(), other) == "bad_sealing_key"
