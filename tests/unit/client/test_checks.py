"""What an agent refuses to sign: one test for each way in which a statement can differ from what it knows."""

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from agents.domain import keys
from client import checks
from client.checks import Memory
from client.errors import Distrusted, LocalError, SigningRefused
from client.shapes import Room
from contracts.domain import canonical, outcome, signing
from contracts.domain.canonical import digest
from contracts.domain.outcome import Outcome
from contracts.domain.statement import Party, Statement

SELLER, BUYER, ROOM, STRANGER = (Ed25519PrivateKey.from_private_bytes(bytes([n]) * 32) for n in (1, 2, 3, 4))
SELLER_FP, BUYER_FP, ROOM_FP, STRANGER_FP = (
    keys.fingerprint(keys.public_bytes(key)) for key in (SELLER, BUYER, ROOM, STRANGER)
)
ROOM_ID, LISTING_ID, OTHER_ID = (f"01990000-0000-7000-8000-00000000000{n}" for n in (1, 2, 3))
OTHER_DIGEST = "sha256:" + "ee" * 32
LISTING = {
    "id": LISTING_ID,
    "title": "Gravel bike",
    "asking_price": "1000.00",
    "currency": "USD",
    "seller": SELLER_FP,
}
MANIFEST = "sha256:" + "aa" * 32
PROFILE = "I cycle daily."


def memory(**changes: Any) -> Memory:
    """The buyer's, with a budget of 950.00."""
    known = Memory(
        role="buyer",
        room_id=ROOM_ID,
        room_fingerprint=ROOM_FP,
        tenant="bikes",
        listing=LISTING,
        profile=PROFILE,
        manifest_digest=MANIFEST,
        limit_minor=95_000,
        seller=Party(SELLER_FP, None),
        buyer=Party(BUYER_FP, None),
    )
    return dataclasses.replace(known, **changes)


def statement(band: int | None = 88) -> dict[str, Any]:
    return Statement(
        room_id=ROOM_ID,
        room_fingerprint=ROOM_FP,
        tenant="bikes",
        listing_id=LISTING_ID,
        listing_title="Gravel bike",
        listing_digest=digest(LISTING),
        asking_price="1000.00",
        currency="USD",
        profile_digest=digest(PROFILE),
        manifest_digest=MANIFEST,
        outcome=Outcome(band is not None, band),
        seller=Party(SELLER_FP, None),
        buyer=Party(BUYER_FP, None),
        decided_at="2026-01-02T03:04:05Z",
    ).as_dict()


def refusal(said: object, known: Memory) -> str:
    with pytest.raises(SigningRefused) as refused:
        checks.check_statement(said, known)
    return refused.value.code


@pytest.mark.parametrize("side", ["seller", "buyer"])
def test_a_human_is_named_with_the_outcome_and_no_other_than_the_one_we_know_of(side: str) -> None:
    said = statement()
    said["parties"][side]["owner"] = "alien-1"
    key = said["parties"][side]["fingerprint"]
    assert passes(said, memory())
    assert passes(said, memory(**{side: Party(key, "alien-1")}))
    wrong = "wrong_own_party" if side == "buyer" else "wrong_other_party"
    assert refusal(said, memory(**{side: Party(key, "alien-2")})) == wrong
    assert passes(statement(), memory(**{side: Party(key, "alien-2")})), (
        "one whose link has ended is not named"
    )


def passes(said: object, known: Memory) -> bool:
    try:
        checks.check_statement(said, known)
    except SigningRefused:
        return False
    return True


def refused(change: Callable[[dict[str, Any]], object], **known: Any) -> str:
    said = statement()
    change(said)
    return refusal(said, memory(**known))


def set_in(*path: str, to: object) -> Callable[[dict[str, Any]], None]:
    def change(said: dict[str, Any]) -> None:
        for name in path[:-1]:
            said = said[name]
        said[path[-1]] = to

    return change


@pytest.mark.parametrize("band", [88, 95, 0, None])
def test_a_statement_of_what_is_known_passes_on_both_sides(band: int | None) -> None:
    checks.check_statement(statement(band), memory())
    checks.check_statement(statement(band), memory(role="seller", limit_minor=0))


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("wrong_room", set_in("room", "id", to=OTHER_ID)),
        ("wrong_room_key", set_in("room", "fingerprint", to=STRANGER_FP)),
        ("wrong_tenant", set_in("tenant", to="cars")),
        ("wrong_listing", set_in("listing", "id", to=OTHER_ID)),
        ("wrong_listing_digest", set_in("listing", "digest", to=OTHER_DIGEST)),
        ("wrong_title", set_in("listing", "title", to="Gravel bike, broken")),
        ("wrong_currency", set_in("listing", "currency", to="EUR")),
        ("wrong_profile", set_in("profile_digest", to=OTHER_DIGEST)),
        ("wrong_manifest", set_in("manifest_digest", to=OTHER_DIGEST)),
        ("wrong_own_party", set_in("parties", "buyer", "fingerprint", to=STRANGER_FP)),
        ("wrong_other_party", set_in("parties", "seller", "fingerprint", to=STRANGER_FP)),
        ("bad_statement", set_in("settlement", to="split-the-difference")),
        ("bad_statement", set_in("type", to="alien-bargain/contract/2")),
        ("bad_statement", set_in("extra", to=1)),
        ("bad_statement", set_in("outcome", "band", to=88.0)),
        ("bad_statement", set_in("decided_at", to="yesterday")),
    ],
)
def test_a_member_that_differs_is_refused_by_name(
    code: str, change: Callable[[dict[str, Any]], None]
) -> None:
    assert refused(change) == code


def test_another_asking_price_is_refused_even_where_the_price_follows_from_it() -> None:
    def dearer(said: dict[str, Any]) -> None:
        said["listing"]["asking_price"] = "1000.01"
        said["outcome"]["price"] = "880.01"

    assert refused(dearer) == "wrong_asking_price"


def test_the_roles_swapped_are_refused() -> None:
    def swap(said: dict[str, Any]) -> None:
        parties = said["parties"]
        parties["seller"], parties["buyer"] = parties["buyer"], parties["seller"]

    assert refused(swap) == "wrong_own_party"


@pytest.mark.parametrize("value", [None, [], "statement", {}])
def test_what_is_no_statement_is_refused(value: object) -> None:
    assert refusal(value, memory()) == "bad_statement"


@pytest.mark.parametrize(
    ("member", "value"),
    [("bits", "11011001"), ("bits", "01011000"), ("bits", "00000000"), ("band", 87), ("band", None),
     ("deal", False), ("price", "879.99"), ("price", "880.0"), ("price", "880.000"), ("price", None)],
)  # fmt: skip
def test_a_byte_that_disagrees_with_what_stands_beside_it_is_refused(member: str, value: object) -> None:
    assert refused(set_in("outcome", member, to=value)) == "bad_byte"


def test_a_price_beyond_the_budget_is_refused_to_the_cent() -> None:
    assert refusal(statement(95), memory(limit_minor=94_999)) == "price_outside_limit"
    checks.check_statement(statement(95), memory(limit_minor=95_000))


def test_a_price_below_the_floor_is_refused_to_the_cent() -> None:
    assert refusal(statement(80), memory(role="seller", limit_minor=80_001)) == "price_outside_limit"
    checks.check_statement(statement(80), memory(role="seller", limit_minor=80_000))


def test_one_key_on_both_sides_is_refused() -> None:
    def alone(said: dict[str, Any]) -> None:
        said["parties"]["seller"]["fingerprint"] = BUYER_FP

    assert refused(alone, seller=Party(BUYER_FP, None)) == "same_party"


@given(st.integers(0, outcome.TOP_BAND), st.integers(1, 10**12), st.integers(1, 10**12))
def test_a_deal_passes_exactly_where_its_band_is_inside_the_limits_band(
    band: int, ask: int, limit: int
) -> None:
    """The check on prices and the room's rule on bands are one rule."""
    listing = LISTING | {"asking_price": f"{ask // 100}.{ask % 100:02d}"}
    said = statement()
    said["listing"] |= {"asking_price": listing["asking_price"], "digest": digest(listing)}
    price = outcome.price(band, ask)
    bits = Outcome(True, band).bits
    said["outcome"] = {"bits": bits, "deal": True, "band": band, "price": f"{price // 100}.{price % 100:02d}"}
    known = memory(listing=listing, limit_minor=limit)
    assert passes(said, known) == (band <= outcome.buyer_limit_band(limit, ask))


def room(**changes: Any) -> Room:
    said = statement()
    protected = signing.protected_header(keys.public_bytes(BUYER))
    shape = {
        "id": ROOM_ID,
        "tenant": "bikes",
        "role": "buyer",
        "status": "signing",
        "reason": None,
        "round": 5,
        "rounds": 5,
        "terms_state": {"state": "good", "code": None},
        "waiting_for": [],
        "deadline": None,
        "listing": LISTING,
        "listing_digest": digest(LISTING),
        "profile": PROFILE,
        "manifest_digest": MANIFEST,
        "parties": said["parties"],
        "statement": said,
        "protected": protected,
        "signing_input": signing.signing_input(protected, signing.payload(said)).decode(),
        "signed": {"seller": False, "buyer": False, "room": True},
        "contract": None,
        "receipt": None,
    }
    return Room.of(shape | changes)


def signable(shown: Room, key: Ed25519PrivateKey = BUYER) -> str:
    return checks.payload_to_sign(shown, memory(), keys.public_bytes(key))


def refused_room(shown: Room, key: Ed25519PrivateKey = BUYER) -> str:
    with pytest.raises(SigningRefused) as raised:
        signable(shown, key)
    return raised.value.code


def test_what_is_signed_is_the_jcs_of_the_statement() -> None:
    assert keys.from_base64url(signable(room())) == canonical.canonical(statement())


def test_what_is_signed_is_built_here_where_nothing_was_offered() -> None:
    assert signable(room(protected=None, signing_input=None)) == signing.payload(statement())


def test_a_protected_header_that_is_not_ours_is_refused() -> None:
    theirs = signing.protected_header(keys.public_bytes(STRANGER))
    assert refused_room(room(protected=theirs)) == "wrong_protected"


def test_a_signing_input_that_is_not_the_statements_is_refused() -> None:
    protected = signing.protected_header(keys.public_bytes(BUYER))
    other = signing.signing_input(protected, signing.payload(statement(95))).decode()
    assert refused_room(room(signing_input=other)) == "wrong_signing_input"


def test_a_statement_that_fails_a_check_is_not_signed() -> None:
    assert (
        refused_room(room(statement=statement(96), protected=None, signing_input=None))
        == "price_outside_limit"
    )


def test_another_key_than_the_one_that_entered_does_not_sign() -> None:
    assert refused_room(room(protected=None, signing_input=None), STRANGER) == "wrong_own_key"


def test_without_a_statement_there_is_nothing_to_sign() -> None:
    with pytest.raises(LocalError) as raised:
        signable(room(statement=None))
    assert raised.value.code == "nothing_to_sign"


def contract(said: dict[str, Any]) -> bytes:
    signatures = [signing.sign(key, signing.payload(said)) for key in (SELLER, BUYER, ROOM)]
    return canonical.canonical(signing.assemble(said, signatures))


def test_a_contract_of_what_was_agreed_passes() -> None:
    checks.check_contract(contract(statement()), memory())


def test_a_sound_contract_that_says_something_else_is_refused() -> None:
    with pytest.raises(SigningRefused) as raised:
        checks.check_contract(contract(statement(96)), memory())
    assert raised.value.code == "price_outside_limit"


def test_a_contract_among_other_keys_is_refused() -> None:
    with pytest.raises(Distrusted, match="expected_room"):
        checks.check_contract(contract(statement()), memory(room_fingerprint=STRANGER_FP))


def test_no_refusal_and_no_repr_tells_the_limit() -> None:
    with pytest.raises(SigningRefused) as raised:
        checks.check_statement(statement(96), memory(limit_minor=95_123))
    assert "95123" not in f"{raised.value!r} {raised.value} {memory(limit_minor=95_123)!r}"
    assert "951.23" not in str(raised.value)
