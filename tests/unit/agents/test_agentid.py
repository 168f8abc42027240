"""Alien Agent ID tokens, version 1: what proves who is calling, and everything that does not."""

import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from agents.domain import agentid, keys
from agents.domain.agentid import TokenRefused
from agents.domain.owner_chain import ChainRefused

NOW = 1_700_000_000_000
SKEW = 30_000
PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes([7]) * 32)
PUBLIC = keys.public_bytes(PRIVATE)
NONCE = "0123456789abcdef0123456789abcdef"
# What JSON.stringify and Python's json escape, escape differently by default, or leave alone.
AWKWARD = 'tab\t nl\n bs\b ff\f cr\r nul\0 esc\x1b del\x7f q" bs\\ slash/ é \u2028 \u2029 😀 \ufeff <>&'


def members(**changes: object) -> dict[str, object]:
    return {
        "v": 1,
        "fingerprint": keys.fingerprint(PUBLIC),
        "publicKeyPem": keys.to_pem(PUBLIC),
        "owner": None,
        "timestamp": NOW,
        "nonce": NONCE,
    } | changes


def encoded(value: object) -> str:
    return keys.to_base64url(json.dumps(value).encode())


def signed(**changes: object) -> str:
    """A token over whatever members, truly signed: only the check under test may refuse it."""
    body = members(**changes)
    covered = {name: body[name] for name in members() if name in body}
    text = json.dumps(covered, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return encoded(body | {"sig": keys.to_base64url(PRIVATE.sign(text.encode(errors="surrogatepass")))})


def refused(token: str, now_ms: int = NOW) -> str:
    with pytest.raises(TokenRefused) as raised:
        agentid.parse_and_verify(token, now_ms=now_ms, skew_ms=SKEW)
    return raised.value.code


def test_a_token_that_was_made_here_verifies() -> None:
    token = agentid.make(PRIVATE, now_ms=NOW, nonce=NONCE)
    read = agentid.parse_and_verify(token, now_ms=NOW, skew_ms=SKEW)
    assert read == agentid.AgentIdToken(keys.fingerprint(PUBLIC), PUBLIC, NONCE, NOW)


@pytest.mark.parametrize(
    ("nonce", "owner", "signature"),
    [
        (
            NONCE,
            {"owner": None},
            "Uq5LRqgyMPtWZmnYIjrKnD-yikfrfeHmXal4spOK01cu_aVCMrHixLDLOXejnwTVfvriAfPbojF8l3Tz-BX5AA",
        ),
        (
            AWKWARD,
            {"owner": None},
            "RHc5oHx-VrG9nI8vxcYt2HGXQx9q3nfZzU9rdvcQlUTU9VMWD8vd1R15l4T3va-0VcuUBhyNyKAYR2h3NlT5Cg",
        ),
        (NONCE, {}, "3fFRLLDZd8GxuSMUEpz3j1-VOKbjYGpoWKQ5OjNogWr9wK28r01Oe8Wo3gSiaP-NtEJ30eS7SVkNrN28mLInDg"),
    ],
    ids=["plain", "awkward characters", "owner left out"],
)
def test_signatures_made_by_javascript_over_json_stringify_verify(
    nonce: str, owner: dict[str, None], signature: str
) -> None:
    body = {name: value for name, value in members(nonce=nonce).items() if name != "owner"} | owner
    read = agentid.parse_and_verify(encoded(body | {"sig": signature}), now_ms=NOW, skew_ms=0)
    assert read.nonce == nonce


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=agentid.LONGEST_NONCE))
def test_any_nonce_of_unicode_text_survives(nonce: str) -> None:
    token = agentid.make(PRIVATE, now_ms=NOW, nonce=nonce)
    assert agentid.parse_and_verify(token, now_ms=NOW, skew_ms=SKEW).nonce == nonce


@pytest.mark.parametrize("age", [-SKEW, 0, agentid.LIFETIME_MS, agentid.LIFETIME_MS + SKEW])
def test_a_token_counts_for_five_minutes_and_the_skew_at_both_ends(age: int) -> None:
    token = agentid.make(PRIVATE, now_ms=NOW, nonce=NONCE)
    assert agentid.parse_and_verify(token, now_ms=NOW + age, skew_ms=SKEW).timestamp_ms == NOW


def test_a_token_outside_its_time_is_refused_and_says_which_end() -> None:
    token = agentid.make(PRIVATE, now_ms=NOW, nonce=NONCE)
    assert refused(token, NOW + agentid.LIFETIME_MS + SKEW + 1) == "token_expired"
    assert refused(token, NOW - SKEW - 1) == "token_from_future"


@pytest.mark.parametrize("timestamp", [float(NOW), 1.5, True, str(NOW), None, -1, 2**53, [NOW]], ids=repr)
def test_a_timestamp_that_is_no_safe_integer_is_refused(timestamp: object) -> None:
    assert refused(signed(timestamp=timestamp)) == "bad_timestamp"


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e400", "-1e400"])
def test_a_timestamp_with_which_no_comparison_says_no_is_refused(number: str) -> None:
    text = keys.from_base64url(signed()).decode().replace(str(NOW), number)
    code = "bad_timestamp" if "e4" in number else "malformed_token"
    assert refused(keys.to_base64url(text.encode())) == code


@pytest.mark.parametrize("version", [0, 2, "1", 1.0, True, None])
def test_another_version_is_refused(version: object) -> None:
    assert refused(signed(v=version)) == "unsupported_version"


@pytest.mark.parametrize(
    "token",
    ["", "!", "e30=", "e30 ", encoded([]), encoded("x"), encoded(None), encoded({}), keys.to_base64url(b"{"),
     keys.to_base64url(b"\xff"), keys.to_base64url(b'{"v":NaN}'), keys.to_base64url(b"[" * 12_000)],
)  # fmt: skip
def test_what_is_no_base64url_json_object_is_malformed(token: str) -> None:
    assert refused(token) == "malformed_token"


@pytest.mark.parametrize("name", ["v", "fingerprint", "publicKeyPem", "nonce", "sig"])
def test_a_missing_member_is_malformed(name: str) -> None:
    body = json.loads(keys.from_base64url(signed()))
    del body[name]
    assert refused(encoded(body)) == "malformed_token"


@pytest.mark.parametrize("name", ["fingerprint", "publicKeyPem", "nonce"])
@pytest.mark.parametrize("value", [5, None, ["x"], {"x": 1}, True])
def test_a_member_that_is_no_text_is_malformed(name: str, value: object) -> None:
    assert refused(signed(**{name: value})) == "malformed_token"


def test_an_unknown_member_is_malformed() -> None:
    assert refused(signed(admin=True)) == "malformed_token"


def test_a_member_given_twice_is_malformed() -> None:
    text = keys.from_base64url(signed()).decode()
    assert (
        refused(keys.to_base64url(text.replace("{", '{"nonce": "first", ', 1).encode())) == "malformed_token"
    )


@pytest.mark.parametrize("nonce", ["", "x" * (agentid.LONGEST_NONCE + 1), "lone \ud800"])
def test_a_nonce_that_cannot_be_kept_is_malformed(nonce: str) -> None:
    assert refused(signed(nonce=nonce)) == "malformed_token"


def test_an_oversized_token_is_malformed_before_it_is_read() -> None:
    padded = keys.from_base64url(signed()) + b" " * agentid.MOST_CHARACTERS
    assert refused(keys.to_base64url(padded)) == "malformed_token"


def test_an_owner_that_is_named_without_a_chain_is_not_heard() -> None:
    token = signed(owner="alien-1")
    assert agentid.parse_and_verify(token, now_ms=NOW, skew_ms=SKEW).chain is None


@pytest.mark.parametrize("chain", [{"ownerBinding": {}}, {"idToken": "x.y.z"}, {"ownerBinding": None}])
def test_a_part_of_an_owner_chain_is_refused_rather_than_ignored(chain: dict[str, object]) -> None:
    with pytest.raises(ChainRefused) as raised:
        agentid.parse_and_verify(signed(**chain), now_ms=NOW, skew_ms=SKEW)
    assert raised.value.code == "broken_owner_chain"


def test_another_keys_fingerprint_is_refused() -> None:
    assert refused(signed(fingerprint="ab" * 32)) == "fingerprint_mismatch"
    assert refused(signed(fingerprint=keys.fingerprint(PUBLIC).upper())) == "fingerprint_mismatch"


@pytest.mark.parametrize(
    "pem", ["", "not a key", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"]
)
def test_a_pem_that_holds_no_key_is_refused(pem: str) -> None:
    assert refused(signed(publicKeyPem=pem)) == "bad_pem"


def test_a_key_under_which_anybody_can_sign_is_refused() -> None:
    small = bytes([1]) + bytes(31)
    forged = signed(publicKeyPem=keys.to_pem(small), fingerprint=keys.fingerprint(small))
    assert refused(forged) == "small_order_key"


@pytest.mark.parametrize("change", [{"nonce": "other"}, {"timestamp": NOW - 1}])
def test_a_member_changed_after_signing_is_refused(change: dict[str, object]) -> None:
    body = json.loads(keys.from_base64url(signed())) | change
    assert refused(encoded(body)) == "bad_signature"


def test_owner_null_and_owner_left_out_are_signed_differently() -> None:
    body = json.loads(keys.from_base64url(signed()))
    del body["owner"]
    assert refused(encoded(body)) == "bad_signature"


@pytest.mark.parametrize("signature", ["", "AA", "A" * 86, "A" * 85 + "=", "*" * 86])
def test_a_signature_that_is_none_is_refused(signature: str) -> None:
    body = json.loads(keys.from_base64url(signed())) | {"sig": signature}
    assert refused(encoded(body)) == "bad_signature"


def test_a_signature_with_its_s_beyond_the_group_order_is_refused() -> None:
    body = json.loads(keys.from_base64url(signed()))
    signature = keys.from_base64url(body["sig"])
    order = 2**252 + 27742317777372353535851937790883648493
    second = (int.from_bytes(signature[32:], "little") + order).to_bytes(32, "little")
    assert refused(encoded(body | {"sig": keys.to_base64url(signature[:32] + second)})) == "bad_signature"
