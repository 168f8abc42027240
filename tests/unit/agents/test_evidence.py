"""Evidence that was kept is judged again with nothing but itself, and with the issuer's keys where they are at hand."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.domain import evidence, keys
from tests.unit.agents.chains import bind, rebound
from tests.unit.agents.issuer import (
    ABSENT,
    AUDIENCE,
    FINGERPRINT,
    ISSUER,
    JKT,
    OTHER,
    OTHER_JKT,
    OWNER,
    PUBLIC,
    Issuer,
    changed,
)

AT = "2023-11-14T22:13:20Z"
LATER = "2033-05-18T03:33:20Z"
THIEF = keys.public_bytes(OTHER)
TOKEN_CHECKS = ["kind", "signature", "issuer", "audience", "subject", "jkt", "jwk", "binding"]
Document = dict[str, Any]
SMALL_ORDER = json.loads((Path(__file__).parents[2] / "vectors/keys/small_order_keys.json").read_text())


def of_access(issuer: Issuer, **claims: Any) -> Document:
    return evidence.of_access_token(
        public_key=PUBLIC, owner=OWNER, issuer=ISSUER, token=issuer.access(**claims), jwk=issuer.jwk, at=AT
    )


def of_id(issuer: Issuer, **claims: Any) -> Document:
    token = issuer.id(**{"cnf": {"jkt": JKT}, **claims})
    return evidence.of_id_token(
        public_key=PUBLIC,
        owner=OWNER,
        issuer=ISSUER,
        token=token,
        jwk=issuer.jwk,
        binding=bind(token),
        at=AT,
    )


def of_confirmation() -> Document:
    return evidence.of_confirmation(public_key=PUBLIC, owner=OWNER, at=AT)


def judged(document: object, **changes: Any) -> evidence.Verdict:
    """As it comes back from a column of JSON."""
    asked: dict[str, Any] = {"fingerprint": FINGERPRINT, "owner": OWNER} | changes
    return evidence.check(json.loads(json.dumps(document)), **asked)


def failed(document: object, **changes: Any) -> list[str]:
    verdict = judged(document, **changes)
    assert verdict.valid == all(one.passed for one in verdict.checks)
    return [one.name for one in verdict.checks if not one.passed]


def test_an_access_token_is_judged_again(issuer: Issuer) -> None:
    verdict = judged(of_access(issuer), jwks=[issuer.jwk])
    assert verdict.valid
    assert [one.name for one in verdict.checks] == [
        "members",
        "fingerprint",
        "key",
        "owner",
        "at",
        *TOKEN_CHECKS,
    ]
    assert verdict.unknown == ()


def test_an_id_token_is_judged_again_with_its_binding(issuer: Issuer) -> None:
    verdict = judged(of_id(issuer), jwks=[issuer.jwk])
    assert verdict.valid
    assert verdict.unknown == (evidence.UNKNOWN_AUDIENCE,)
    assert judged({**of_id(issuer), "binding": None}).valid, "the token says it all without"


def test_a_confirmation_is_the_markets_word() -> None:
    verdict = judged(of_confirmation())
    assert verdict.valid
    assert verdict.unknown == (evidence.OPERATORS_WORD,)
    for name in ("issuer", "token", "jwk", "binding"):
        assert failed({**of_confirmation(), name: "a.b.c"}) == ["kind"]


def test_it_holds_after_the_issuer_has_changed_its_key(issuer: Issuer, stranger: Issuer) -> None:
    for document in (of_access(issuer), of_id(issuer)):
        assert judged(document).valid
        assert evidence.UNKNOWN_JWKS in judged(document).unknown
        longer = keys.to_base64url(b"\0" + keys.from_base64url(issuer.jwk["n"]))
        retired = {"kty": "RSA", "n": longer, "e": issuer.jwk["e"]}
        assert judged(document, jwks=[stranger.jwk, {}, retired]).valid
        assert failed(document, jwks=[stranger.jwk]) == failed(document, jwks=[]) == ["jwk"]


def test_what_anybody_could_have_made_is_not_taken_for_the_issuers(issuer: Issuer, stranger: Issuer) -> None:
    forged = of_access(stranger)
    assert evidence.UNKNOWN_JWKS in judged(forged).unknown
    assert failed(forged, jwks=[issuer.jwk]) == ["jwk"]
    assert failed(forged | {"jwk": issuer.jwk}, jwks=[issuer.jwk]) == ["signature"]


def test_of_the_issuers_key_nothing_foreign_is_kept_and_a_private_one_verifies_nothing(
    issuer: Issuer,
) -> None:
    more = {**issuer.jwk, "x5c": ["a certificate"], "note": "whatever"}
    document = evidence.of_access_token(
        public_key=PUBLIC, owner=OWNER, issuer=ISSUER, token=issuer.access(), jwk=more, at=AT
    )
    assert document["jwk"] == issuer.jwk
    assert failed(document | {"jwk": issuer.jwk | {"d": "AQAB"}}) == ["signature"]


def test_a_token_that_names_no_key_or_another_is_no_evidence(issuer: Issuer) -> None:
    for cnf in (ABSENT, {"jkt": OTHER_JKT}):
        assert failed(of_id(issuer, cnf=cnf)) == ["jkt"]
        assert failed(of_access(issuer, cnf=cnf)) == ["jkt"]


def test_a_document_about_another_key_or_owner_proves_nothing(issuer: Issuer) -> None:
    other = {"fingerprint": keys.fingerprint(THIEF), "key": keys.to_jwk(THIEF)}
    for document in (of_access(issuer), of_id(issuer), of_confirmation()):
        assert failed(document, fingerprint=other["fingerprint"])[:2] == ["fingerprint", "key"]
        assert failed(document, owner="another")[0] == "owner"
        assert "key" in failed(document | {"key": other["key"]})
        assert "fingerprint" in failed(document | {"fingerprint": other["fingerprint"]})
        assert "owner" in failed(document | {"owner": "another"})
    assert failed(of_access(issuer) | other, fingerprint=other["fingerprint"]) == ["jkt"]
    assert failed(of_access(issuer) | {"owner": "another"}, owner="another") == ["subject"]


@pytest.mark.parametrize("vector", SMALL_ORDER, ids=lambda vector: vector["key"][:8] + vector["key"][-2:])
def test_a_key_under_which_anybody_can_forge_is_nobodys(issuer: Issuer, vector: dict[str, Any]) -> None:
    raw = bytes.fromhex(vector["key"])
    document = of_access(issuer, cnf={"jkt": keys.thumbprint(raw)})
    forged = document | {"key": keys.to_jwk(raw), "fingerprint": keys.fingerprint(raw)}
    assert failed(forged, fingerprint=keys.fingerprint(raw)) == ["key", "jkt"]


def test_a_token_of_another_issuer_is_no_evidence(issuer: Issuer) -> None:
    assert failed(of_access(issuer) | {"issuer": "https://evil.example"}) == ["issuer", "audience"]
    assert failed(of_id(issuer) | {"issuer": "https://evil.example"}) == ["issuer"]
    assert "issuer" in failed(of_access(issuer, iss=ABSENT) | {"issuer": None})


def test_a_token_for_another_party_than_its_kind_says_is_no_evidence(issuer: Issuer) -> None:
    assert failed(of_access(issuer, aud=AUDIENCE)) == ["audience"]
    assert failed(of_id(issuer, aud=[AUDIENCE, ISSUER], azp=AUDIENCE)) == ["audience"]


def test_a_token_may_have_expired_since(issuer: Issuer) -> None:
    for document in (of_access(issuer, exp=1), of_id(issuer, exp=1)):
        assert judged(document | {"at": LATER}).valid


def test_a_token_of_the_other_kind_is_no_evidence(issuer: Issuer) -> None:
    assert failed({**of_id(issuer), "binding": None} | {"kind": "access_token"})[0] == "kind"
    assert failed(of_access(issuer) | {"kind": "id_token"})[0] == "kind"
    bound = of_access(issuer)
    assert failed(bound | {"binding": bind(bound["token"])})[0] == "kind"


def test_a_binding_that_does_not_hold_is_seen(issuer: Issuer) -> None:
    document = of_id(issuer)
    for binding in (
        rebound(document["token"], ownerSessionSub="another"),
        rebound(document["token"], idTokenHash="0" * 64),
        bind(document["token"], private=OTHER),
        bind(issuer.id(jti="2")),
        {},
    ):
        assert failed(document | {"binding": binding}) == ["binding"]


@pytest.mark.parametrize(
    "at", ["", "now", "2023-11-14", "2023-11-14T22:13:20", "2023-11-14T22:13:20+00:00", "2023-11-14 22:13:20Z",
           "2023-11-14T22:13:20.5Z", "2023-13-14T22:13:20Z", "2023-1-4T2:13:20Z", "\ud800", None, 7]
)  # fmt: skip
def test_a_time_of_another_spelling_is_none(issuer: Issuer, at: Any) -> None:
    assert failed(of_confirmation() | {"at": at}) == ["at"]
    assert failed(of_access(issuer) | {"at": at}) == ["at"]


JSON: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(["access_token", "id_token", "confirmation", AT, ISSUER]),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
NAMES = sorted(evidence.MEMBERS)


@given(JSON | st.fixed_dictionaries(dict.fromkeys(NAMES, JSON)))
def test_no_json_does_more_than_be_invalid(document: Any) -> None:
    assert not evidence.check(document, fingerprint=FINGERPRINT, owner=OWNER, jwks=[]).valid


@given(st.sampled_from(NAMES), JSON)
def test_no_member_does_more_than_be_invalid(issuer: Issuer, name: str, value: Any) -> None:
    for document in (of_access(issuer), {**of_id(issuer), "binding": None}, of_confirmation()):
        verdict = evidence.check(document | {name: value}, fingerprint=FINGERPRINT, owner=OWNER)
        assert verdict.valid == (value == document[name])


def test_a_document_of_other_members_is_none(issuer: Issuer) -> None:
    for document in (of_access(issuer), of_id(issuer), of_confirmation()):
        for name in document:
            assert failed(changed(document, {name: ABSENT})) == ["members"]
        assert failed(document | {"surprise": True}) == ["members"]
    others: list[Any] = [None, 7, "x", [], {}, {"kind": "access_token"}]
    for other in others:
        assert failed(other) == ["members"]


def test_a_binding_nested_without_end_is_seen(issuer: Issuer) -> None:
    deep: list[Any] = []
    for _ in range(50_000):
        deep = [deep]
    document = of_id(issuer)
    document["binding"] = document["binding"] | {"payload": {"a": deep}}
    assert not evidence.check(document, fingerprint=FINGERPRINT, owner=OWNER).valid
    while deep:  # so that nothing has to unwind it at once
        deep = deep[0]
