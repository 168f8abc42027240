"""An owner's chain: what holds it together, and every way in which it does not."""

import hashlib
from typing import Any

import pytest

from agents.domain import keys, owner_chain
from agents.domain.jose import Refused
from agents.domain.owner_chain import ChainRefused
from tests.unit.agents.chains import bind, rebound, sealed
from tests.unit.agents.issuer import (
    ABSENT,
    AUDIENCE,
    FINGERPRINT,
    ISSUER,
    JKT,
    NOW,
    OTHER,
    OTHER_JKT,
    OWNER,
    PUBLIC,
    Issuer,
    changed,
)

THIEF = keys.public_bytes(OTHER)


def read(binding: object, token: object, **changes: Any) -> owner_chain.OwnerChain:
    asked: dict[str, Any] = {"owner": OWNER, "fingerprint": FINGERPRINT, "public_key": PUBLIC} | changes
    return owner_chain.read(binding, token, **asked)


def unread(binding: object, token: object, **changes: Any) -> str:
    with pytest.raises(Refused) as raised:
        read(binding, token, **changes)
    return raised.value.code


def verify(issuer: Issuer, chain: owner_chain.OwnerChain, **changes: Any) -> owner_chain.Claim:
    asked: dict[str, Any] = {"issuers": [ISSUER], "audiences": [AUDIENCE], "now": NOW} | changes
    return owner_chain.verify(chain, issuer.jwk, **asked)


def unverified(issuer: Issuer, chain: owner_chain.OwnerChain, **changes: Any) -> str:
    with pytest.raises(Refused) as raised:
        verify(issuer, chain, **changes)
    return raised.value.code


def test_a_chain_claims_its_owner(issuer: Issuer) -> None:
    token = issuer.id()
    chain = read(bind(token), token)
    assert (chain.owner, chain.binding, chain.id_token.token) == (OWNER, bind(token), token)
    claim = verify(issuer, chain)
    assert (claim.owner, claim.jkt, claim.id_token.audience) == (OWNER, None, AUDIENCE)


def test_a_chain_tells_which_key_the_sso_named(issuer: Issuer) -> None:
    token = issuer.id(cnf={"jkt": JKT})
    assert verify(issuer, read(bind(token), token)).jkt == JKT


def test_whoever_captures_an_id_token_claims_its_owner_and_does_not_become_its_key(issuer: Issuer) -> None:
    token = issuer.id(cnf={"jkt": JKT})
    stolen = read(bind(token, private=OTHER), token, fingerprint=keys.fingerprint(THIEF), public_key=THIEF)
    assert verify(issuer, stolen).jkt == JKT != OTHER_JKT


def test_an_expired_id_token_still_claims(issuer: Issuer) -> None:
    token = issuer.id(exp=NOW - 10**6, iat=NOW - 10**7)
    assert verify(issuer, read(bind(token), token)).owner == OWNER


def test_what_the_stock_client_writes_is_taken(issuer: Issuer) -> None:
    """Its aud is a list of one, its audience what the token says, and it names the host it runs on."""
    token = issuer.id(auth_time=int(NOW) - 90)
    instance = {
        "hostname": "büro-1",
        "publicKeyFingerprint": FINGERPRINT,
        "publicKeyPem": keys.to_pem(PUBLIC),
    }
    binding = rebound(
        token,
        ownerAudience=[AUDIENCE],
        ownerProfileUrl=None,
        agentInstance=instance,
        ownerSessionProof={"v": 1},
    )
    assert verify(issuer, read(binding, token)).owner == OWNER


@pytest.mark.parametrize("name", ["id", "payload", "payloadHash", "signature", "createdAt"])
def test_a_binding_with_a_member_missing_or_of_another_kind_is_broken(issuer: Issuer, name: str) -> None:
    token = issuer.id()
    for value in (ABSENT, None, True, 1.5, [], ["x"]):
        assert unread(changed(bind(token), {name: value}), token) == "broken_owner_chain"


def test_a_binding_with_a_member_more_is_broken(issuer: Issuer) -> None:
    token = issuer.id()
    assert unread(bind(token) | {"admin": True}, token) == "broken_owner_chain"
    for value in ("", "x" * 129):
        assert unread(bind(token) | {"id": value}, token) == "broken_owner_chain"
    assert unread(bind(token) | {"createdAt": -1}, token) == "broken_owner_chain"


@pytest.mark.parametrize("part", [None, "", 5, [], {}, "x.y.z"])
def test_half_a_chain_is_broken(issuer: Issuer, part: Any) -> None:
    token = issuer.id()
    assert unread(part, token) == "broken_owner_chain"
    if not isinstance(part, str):
        assert unread(bind(token), part) == "broken_owner_chain"


@pytest.mark.parametrize("owner", ["", "a b", "é", "a" * 129])
def test_an_owner_that_no_sso_names_is_broken(issuer: Issuer, owner: str) -> None:
    token = issuer.id()
    assert unread(rebound(token, ownerSessionSub=owner), token, owner=owner) == "broken_owner_chain"


def test_a_payload_that_is_not_the_hashed_one_is_refused(issuer: Issuer) -> None:
    token = issuer.id()
    binding = bind(token)
    for payload in ({"a": 1}, binding["payload"] | {"version": 2}):
        assert unread(binding | {"payload": payload}, token) == "bad_binding_hash"
    lost: list[dict[str, Any]] = [{"version": 2**53}, {"__proto__": {}}]
    for more in lost:
        assert unread(binding | {"payload": binding["payload"] | more}, token) == "broken_owner_chain"
    for text in ("", "é", binding["payloadHash"].upper(), "sha256:" + binding["payloadHash"]):
        assert unread(binding | {"payloadHash": text}, token) == "bad_binding_hash"


def test_a_binding_that_another_key_signed_is_refused(issuer: Issuer) -> None:
    token = issuer.id()
    assert unread(sealed(bind(token)["payload"], private=OTHER), token) == "bad_binding_signature"
    for signature in ("", "AA", "é", "A" * 86, bind(token)["signature"] + "="):
        assert unread(bind(token) | {"signature": signature}, token) == "bad_binding_signature"


@pytest.mark.parametrize(
    "instance",
    [
        ABSENT,
        None,
        [],
        {},
        {"publicKeyFingerprint": None},
        {"publicKeyFingerprint": FINGERPRINT.upper()},
        {"publicKeyFingerprint": keys.fingerprint(THIEF)},
        {"publicKeyFingerprint": FINGERPRINT, "publicKeyPem": keys.to_pem(THIEF)},
        {"publicKeyFingerprint": FINGERPRINT, "publicKeyPem": 5},
        {"publicKeyFingerprint": FINGERPRINT, "publicKeyPem": ""},
    ],
)
def test_a_binding_for_another_key_is_refused(issuer: Issuer, instance: Any) -> None:
    token = issuer.id()
    assert unread(rebound(token, agentInstance=instance), token) == "binding_of_another_key"


def test_a_binding_that_this_key_did_not_make_for_itself_is_refused(issuer: Issuer) -> None:
    """A thief who replays the owner's own binding has neither its key nor its fingerprint."""
    token = issuer.id()
    thief = {"fingerprint": keys.fingerprint(THIEF), "public_key": THIEF}
    assert unread(bind(token), token, **thief) == "bad_binding_signature"
    assert unread(sealed(bind(token)["payload"], private=OTHER), token, **thief) == "binding_of_another_key"


@pytest.mark.parametrize("owner", [ABSENT, None, "", "another", [OWNER]])
def test_a_binding_for_another_owner_is_refused(issuer: Issuer, owner: Any) -> None:
    token = issuer.id()
    assert unread(rebound(token, ownerSessionSub=owner), token) == "binding_of_another_owner"
    assert unread(bind(token), token, owner="another") == "binding_of_another_owner"


def test_a_binding_for_another_id_token_is_refused(issuer: Issuer) -> None:
    token = issuer.id()
    assert unread(bind(token), issuer.id(jti="2")) == "binding_of_another_token"
    assert unread(bind(token), "\ud800") == "binding_of_another_token"
    for value in (ABSENT, None, "", hashlib.sha256(token.encode()).hexdigest().upper()):
        assert unread(rebound(token, idTokenHash=value), token) == "binding_of_another_token"


def test_what_is_no_id_token_is_refused_by_its_own_code(issuer: Issuer) -> None:
    for token, code in (
        ("x.y.z", "malformed_id_token"),
        (issuer.access(), "bad_id_token_typ"),
        (issuer.id(header={"alg": "HS256"}), "bad_id_token_alg"),
        (issuer.id(header={"kid": ABSENT}), "missing_id_token_kid"),
    ):
        assert unread(bind(token), token) == code


def test_an_id_token_that_does_not_verify_is_refused_by_its_own_code(
    issuer: Issuer, stranger: Issuer
) -> None:
    for token, code in (
        (stranger.id(), "bad_id_token_signature"),
        (issuer.id(iss="https://evil.example"), "bad_id_token_iss"),
        (issuer.id(aud="another"), "bad_id_token_aud"),
        (issuer.id(exp=ABSENT), "bad_id_token_exp"),
        (issuer.id(iat=NOW + 60), "id_token_from_future"),
        (issuer.id(cnf={}), "bad_cnf_jkt"),
    ):
        assert unverified(issuer, read(bind(token), token)) == code


def test_the_id_token_of_another_owner_is_refused(issuer: Issuer) -> None:
    token = issuer.id(sub="another")
    assert unverified(issuer, read(bind(token), token)) == "id_token_of_another"


@pytest.mark.parametrize(
    "change",
    [
        {"issuer": "https://evil.example"},
        {"issuer": None},
        {"ownerAudience": "another"},
        {"ownerAudience": [AUDIENCE, "another"]},
        {"ownerAudience": []},
        {"ownerAudience": None},
        {"providerAddress": "another"},
        {"providerAddress": {"a": 1}},
    ],
    ids=str,
)
def test_a_binding_that_says_something_else_of_the_token_is_refused(
    issuer: Issuer, change: dict[str, Any]
) -> None:
    token = issuer.id()
    assert unverified(issuer, read(rebound(token, **change), token)) == "binding_of_another_token"


def test_a_binding_need_not_say_more_than_is_checked(issuer: Issuer) -> None:
    token = issuer.id()
    payload: dict[str, Any] = {
        "ownerSessionSub": OWNER,
        "idTokenHash": hashlib.sha256(token.encode()).hexdigest(),
        "agentInstance": {"publicKeyFingerprint": FINGERPRINT, "publicKeyPem": None},
    }
    assert verify(issuer, read(sealed(payload), token)).owner == OWNER


def test_a_chain_shows_no_token_in_a_log(issuer: Issuer) -> None:
    token = issuer.id(email="someone@example")
    chain = read(bind(token), token)
    shown = repr(chain) + repr(verify(issuer, chain))
    assert "someone" not in shown
    assert token[-20:] not in shown
    assert bind(token)["signature"] not in shown
    for code, reason in ChainRefused.reasons.items():
        assert str(ChainRefused(code)) == reason


@pytest.mark.parametrize("value", ["\x00", 1e20, 1.5, [["\x00"]], {"\x00": 1}, {"x": [1e300]}])
def test_what_a_database_would_give_back_otherwise_is_refused(issuer: Issuer, value: object) -> None:
    """Evidence has to hold as it came: PostgreSQL's jsonb has no NUL, and makes a whole number of 1e20."""
    token = issuer.id()
    assert unread(rebound(token, extra=value), token) == "broken_owner_chain"


@pytest.mark.parametrize("value", ["Ünïcode", 0, -1, 2**53 - 1, None, True, [], {"": [None]}])
def test_what_it_gives_back_as_it_came_is_taken(issuer: Issuer, value: object) -> None:
    token = issuer.id()
    assert read(rebound(token, extra=value), token).binding["payload"]["extra"] == value


def test_the_name_and_the_time_of_a_binding_are_kept_as_well(issuer: Issuer) -> None:
    token = issuer.id()
    for change in ({"id": "\x00"}, {"createdAt": 2**53}):
        assert unread({**bind(token), **change}, token) == "broken_owner_chain"
