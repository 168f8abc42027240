"""Cases of who signed a contract: which signatures, under which headers, by which keys, in which bytes."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from tests.vectors.contracts.cases import Case, case
from tests.vectors.contracts.pen import (
    SIDES,
    Json,
    b64,
    changed,
    chosen_r,
    contract,
    deal,
    fingerprint,
    fingerprint_of,
    forged,
    header,
    jcs,
    key,
    no_deal,
    plus_l,
    public,
    signed,
    unb64,
    written,
)

SMALL_ORDER_KEYS: Final = Path(__file__).parent.parent / "keys" / "small_order_keys.json"


def signature_cases() -> Iterator[Case]:
    for cases in (_signatures, _headers, _keys, _bytes, _expected):
        yield from cases()


def _signatures() -> Iterator[Case]:
    whole = contract(deal())
    seller, buyer, room = whole["signatures"]
    fourth = signed(key("stranger"), whole["payload"])
    party = ("three_signatures", "key_party")
    rows: list[tuple[str, str, list[Any], tuple[str, ...]]] = [
        ("none", "no signature", [], ("three_signatures",)),
        ("two", "the room's is missing", [seller, buyer], ("three_signatures",)),
        ("two-parties-missing", "the seller's is missing", [buyer, room], party),
        ("four", "a fourth by a stranger", [seller, buyer, room, fourth], ("three_signatures",)),
        ("four-one-twice", "the room's twice", [seller, buyer, room, room], ("three_signatures",)),
        ("swapped", "seller and buyer swapped", [buyer, seller, room], ("key_party",)),
        ("one-twice", "the seller's in the buyer's place too", [seller, seller, room],
         ("key_party", "distinct_keys")),
        ("stranger", "a stranger signs for the buyer", [seller, fourth, room], ("key_party",)),
        ("unprotected", "an unprotected header", [seller, {**buyer, "header": {"alg": "none"}}, room],
         ("signature_members",)),
        ("unprotected-empty", "an empty unprotected header", [seller, {**buyer, "header": {}}, room],
         ("signature_members",)),
        ("no-protected", "no protected header", [seller, {"signature": buyer["signature"]}, room],
         ("signature_members",)),
        ("text", "a signature that is no object", [seller, buyer, room["signature"]], ("signature_members",)),
    ]  # fmt: skip
    for name, about, entries, failing in rows:
        yield case(f"signatures-{name}", about, changed(whole, {"signatures": entries}), *failing)
    same = changed(deal(), {"parties.buyer.fingerprint": fingerprint_of("seller")})
    both = contract(same, signers=("seller", "seller", "room"))
    yield case("signatures-one-key", "one key for both parties", both, "distinct_keys")
    own = changed(deal(), {"room.fingerprint": fingerprint_of("seller")})
    judge = contract(own, signers=("seller", "buyer", "seller"))
    yield case("signatures-own-room", "the seller is the room", judge, "distinct_keys")


def _headers() -> Iterator[Case]:
    rows: list[tuple[str, str, Json, str]] = [
        ("crit", "a critical extension", {"crit": ["exp"]}, "header_members"),
        ("b64", "an unencoded payload (RFC 7797)", {"b64": False}, "header_members"),
        ("jku", "an address of keys", {"jku": "https://example.org/keys"}, "header_members"),
        ("no-kid", "no kid", {"kid": ...}, "header_members"),
        ("jwk-more", "a member more in the key", {"jwk.use": "sig"}, "header_members"),
        ("jwk-private", "a private key", {"jwk.d": b64(bytes(32))}, "header_members"),
        ("kid-number", "a kid that is no text", {"kid": 7}, "header_members"),
        ("alg-none", "alg none", {"alg": "none"}, "header_algorithm"),
        ("alg-hs256", "a MAC", {"alg": "HS256"}, "header_algorithm"),
        ("alg-lower-case", "another spelling", {"alg": "ed25519"}, "header_algorithm"),
        ("typ-jwt", "a token's type", {"typ": "JWT"}, "header_type"),
        ("typ-receipt", "a receipt's type", {"typ": "alien-bargain-receipt+jws"}, "header_type"),
        ("kid-buyer", "the buyer's kid", {"kid": fingerprint_of("buyer")}, "key_id"),
        ("kid-capitals", "the kid in capitals", {"kid": fingerprint_of("seller").upper()}, "key_id"),
    ]
    for name, about, changes, failing in rows:
        yield case(f"header-{name}", about, contract(deal(), headers={"seller": changes}), failing)
    own = header(public(key("seller")))
    sound = b64(jcs(own))
    spelled = [
        ("padded", "padding", sound + "=" * (-len(sound) % 4 or 1)),
        ("order", "members in another order", b64(json.dumps({"typ": own["typ"], **own},
                                                             separators=(",", ":")).encode())),
        ("white-space", "a space", b64(jcs(own).replace(b'"kid":', b'"kid": '))),
        ("name-twice", "two algorithms", b64(jcs(own).replace(b'{"alg"', b'{"alg":"none","alg"'))),
        ("not-json", "no JSON", b64(b"Ed25519")),
    ]  # fmt: skip
    for name, about, protected in spelled:
        document = contract(deal(), protected={"seller": protected})
        yield case(f"header-{name}", f"{about}, and signed so", document, "header_encoding")


def _keys() -> Iterator[Case]:
    for number, vector in enumerate(json.loads(SMALL_ORDER_KEYS.read_text()), start=1):
        raw = bytes.fromhex(vector["key"])
        about = f"a forged signature under a key of order {vector['order']}"
        yield case(f"key-small-order-{number:02}", about, _by_nobody(raw, vector["order"]), "key_sound")
    odd = (2).to_bytes(32, "little")  # no point has this y
    yield case("key-off-curve", "a key that is no point", _by_nobody(odd, 1), "key_sound")
    short = {"seller": {"jwk.x": b64(public(key("seller"))[:31])}}
    failing = ("key_sound", "key_id", "key_party")
    yield case("key-short", "31 bytes", contract(deal(), headers=short), *failing)
    curve = {"seller": {"jwk.crv": "X25519"}}
    yield case("key-curve", "another curve", contract(deal(), headers=curve), "key_sound")
    other = changed(deal(), {"parties.seller.fingerprint": fingerprint_of("stranger")})
    yield case("key-not-named", "the statement names another seller", contract(other), "key_party")
    room = changed(deal(), {"room.fingerprint": fingerprint_of("stranger")})
    yield case("key-room-not-named", "the statement names another room", contract(room), "key_party")


def _by_nobody(raw: bytes, order: int) -> Json:
    """A contract whose seller is a key that nobody holds; lenient libraries accept its signature."""
    document = contract(changed(deal(), {"parties.seller.fingerprint": fingerprint(raw)}))
    protected = b64(jcs(header(raw)))
    signature = forged(raw, order, protected, document["payload"])
    return changed(document, {"signatures.0": {"protected": protected, "signature": signature}})


def _bytes() -> Iterator[Case]:
    whole = contract(deal())
    payload, sound = whole["payload"], whole["signatures"][0]["signature"]
    protected = whole["signatures"][0]["protected"]
    raw = unb64(sound)
    elsewhere = contract(no_deal())["signatures"][0]["signature"]
    identity, again = (1).to_bytes(32, "little"), (2**255 - 18).to_bytes(32, "little")
    rows = [
        ("padded", "padding", sound + "==", "signature_encoding"),
        ("spare-bits", "spare bits that are not 0", sound[:-1] + chr(ord(sound[-1]) + 1),
         "signature_encoding"),
        ("short", "63 bytes", b64(raw[:63]), "signature_encoding"),
        ("long", "65 bytes", b64(raw + b"\0"), "signature_encoding"),
        ("empty", "no bytes", "", "signature_encoding"),
        ("s-plus-l", "S + L", plus_l(sound), "signature_canonical"),
        ("r-identity", "an R of order 1 that fits", chosen_r("seller", protected, payload, identity),
         "signature_canonical"),
        ("r-respelled", "the same R with y >= p", chosen_r("seller", protected, payload, again),
         "signature_canonical"),
        ("zeros", "64 zeros", b64(bytes(64)), "signature_canonical"),
        ("byte", "one bit of S", b64(raw[:40] + bytes([raw[40] ^ 1]) + raw[41:]), "signature_valid"),
        ("other-contract", "the seller's on the no-deal", elsewhere, "signature_valid"),
        ("payload-only", "over the payload without the header", b64(key("seller").sign(payload.encode())),
         "signature_valid"),
        ("statement-only", "over the statement itself", b64(key("seller").sign(jcs(deal()))),
         "signature_valid"),
        ("other-key", "the buyer's under the seller's header",
         signed(key("buyer"), payload, protected)["signature"], "signature_valid"),
    ]  # fmt: skip
    for name, about, signature, failing in rows:
        document = changed(whole, {"signatures.0.signature": signature})
        yield case(f"signature-{name}", about, document, failing)
    yield from _protected_bytes(whole)


def _protected_bytes(whole: Json) -> Iterator[Case]:
    own = header(public(key("seller")))
    rows: list[tuple[str, str, bytes, tuple[str, ...]]] = [
        ("kid", "one digit of the kid", jcs({**own, "kid": "f" + own["kid"][1:]}),
         ("key_id", "signature_valid")),
        ("alg", "the older name, put in after signing", jcs({**own, "alg": "EdDSA"}), ("signature_valid",)),
        ("key", "the buyer's key and kid, put in after signing", jcs(header(public(key("buyer")))),
         ("key_party", "distinct_keys", "signature_valid")),
        ("brace", "the first byte", b"[" + jcs(own)[1:], ("header_encoding",)),
    ]  # fmt: skip
    for name, about, text, failing in rows:
        document = changed(whole, {"signatures.0.protected": b64(text)})
        yield case(f"protected-{name}", about, document, *failing)


def _expected() -> Iterator[Case]:
    document = written(contract(deal()))
    known = {side: fingerprint_of(side) for side in SIDES}
    yield Case("expected-all", "a deal among keys that the caller knows", document, expect=known)
    for side in SIDES:
        other = {**known, side: fingerprint_of("stranger")}
        yield Case(
            f"expected-{side}", f"another {side} than expected", document, (f"expected_{side}",), expect=other
        )
