"""What the vectors are written with: fixed test keys and the few lines of JWS that they need.

Nothing of the project is imported: a vector that agrees with the code only because both share a mistake
proves nothing.
"""

import copy
import hashlib
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from typing import Any, Final

import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

L: Final = 2**252 + 27742317777372353535851937790883648493
SIDES: Final = ("seller", "buyer", "room")

Json = dict[str, Any]


def b64(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def jcs(value: object) -> bytes:
    return rfc8785.dumps(value)  # type: ignore[arg-type]


def key(name: str) -> Ed25519PrivateKey:
    """The test key of this name: its seed is the SHA-256 of "alien-bargain vector key: " and the name."""
    return Ed25519PrivateKey.from_private_bytes(
        hashlib.sha256(f"alien-bargain vector key: {name}".encode()).digest()
    )


def public(private: Ed25519PrivateKey) -> bytes:
    return private.public_key().public_bytes_raw()


def fingerprint(raw: bytes) -> str:
    return hashlib.sha256(bytes.fromhex("302a300506032b6570032100") + raw).hexdigest()


def fingerprint_of(name: str) -> str:
    return fingerprint(public(key(name)))


def digest(value: object) -> str:
    return "sha256:" + hashlib.sha256(jcs(value)).hexdigest()


def deal() -> Json:
    """A sound statement: 92 percent of 18,500.00 among the test keys."""
    return {
        "type": "alien-bargain/contract/1",
        "room": {"id": "01930d5e-7a00-7c1e-8000-0000000000a1", "fingerprint": fingerprint_of("room")},
        "tenant": "cars",
        "listing": {
            "id": "01930d5e-7a00-7c1e-8000-0000000000b2",
            "title": "Škoda Octavia, “as seen” €/\U0001f697",
            "digest": digest({"title": "a listing"}),
            "asking_price": "20000.00",
            "currency": "EUR",
        },
        "profile_digest": digest("A family of four looks for a car."),
        "manifest_digest": digest({"protocol": "alien-bargain/1"}),
        "settlement": "midpoint",
        "outcome": {"bits": "11011100", "deal": True, "band": 92, "price": "18400.00"},
        "parties": {
            "seller": {"fingerprint": fingerprint_of("seller"), "owner": None},
            "buyer": {"fingerprint": fingerprint_of("buyer"), "owner": "00000003-test-alienid-address"},
        },
        "decided_at": "2026-01-02T03:04:05.678901Z",
    }


def no_deal() -> Json:
    return changed(deal(), {"outcome": {"bits": "00000000", "deal": False, "band": None, "price": None}})


def changed(value: Json, changes: Mapping[str, Any]) -> Json:
    """A copy with the members at dotted paths replaced; a replacement of `...` removes the member."""
    result = copy.deepcopy(value)
    for path, replacement in changes.items():
        *outer, last = path.split(".")
        holder: Any = result
        for name in outer:
            holder = holder[int(name) if isinstance(holder, list) else name]
        if replacement is ...:
            del holder[last]
        elif isinstance(holder, list):
            holder[int(last)] = replacement
        else:
            holder[last] = replacement
    return result


def header(raw: bytes) -> Json:
    return {
        "alg": "Ed25519",
        "jwk": {"crv": "Ed25519", "kty": "OKP", "x": b64(raw)},
        "kid": fingerprint(raw),
        "typ": "alien-bargain-contract+jws",
    }


def signed(private: Ed25519PrivateKey, payload: str, protected: str | None = None) -> Json:
    """One entry of `signatures`; `protected` replaces the header that the key would write."""
    text = b64(jcs(header(public(private)))) if protected is None else protected
    return {"protected": text, "signature": b64(private.sign(f"{text}.{payload}".encode()))}


def contract(
    statement: Json,
    *,
    content: bytes | None = None,
    payload: str | None = None,
    signers: tuple[str, ...] = SIDES,
    headers: Mapping[str, Mapping[str, Any]] | None = None,
    protected: Mapping[str, str] | None = None,
) -> Json:
    """A document signed by the test keys of `signers`: over `payload`, or `content`, or the statement's JCS;
    with changes to some signers' headers, or their protected text as a whole."""
    text = payload or b64(jcs(statement) if content is None else content)
    entries = []
    for name in signers:
        altered = (headers or {}).get(name)
        own = None if altered is None else b64(jcs(changed(header(public(key(name))), altered)))
        entries.append(signed(key(name), text, (protected or {}).get(name, own)))
    return {"statement": statement, "payload": text, "signatures": entries}


def written(document: object) -> bytes:
    return json.dumps(document, indent=1, ensure_ascii=False).encode() + b"\n"


def plus_l(signature: str) -> str:
    """The same signature with S + L: the second spelling that lenient verifiers accept."""
    raw = unb64(signature)
    return b64(raw[:32] + (int.from_bytes(raw[32:], "little") + L).to_bytes(32, "little"))


def chosen_r(name: str, protected: str, payload: str, r: bytes) -> str:
    """A signature by the test key with a chosen R that stands for the identity: S = k * a."""
    private = key(name)
    secret = hashlib.sha512(private.private_bytes_raw()).digest()
    scalar = int.from_bytes(secret[:32], "little") & (2**254 - 8) | 2**254
    return b64(r + (_challenge(r, public(private), protected, payload) * scalar % L).to_bytes(32, "little"))


def forged(raw: bytes, order: int, protected: str, payload: str) -> str:
    """A signature under a key of small order, by nobody: R = s B and S = s hold where order divides k, as
    then k A is the identity. A fresh s is tried until it does."""
    for attempt in range(1_000):
        nobody = key(f"nobody {attempt}")
        secret = hashlib.sha512(nobody.private_bytes_raw()).digest()
        s = (int.from_bytes(secret[:32], "little") & (2**254 - 8) | 2**254) % L
        r = public(nobody)
        if _challenge(r, raw, protected, payload) % order == 0:
            return b64(r + s.to_bytes(32, "little"))
    raise AssertionError


def _challenge(r: bytes, raw: bytes, protected: str, payload: str) -> int:
    signing_input = f"{protected}.{payload}".encode()
    return int.from_bytes(hashlib.sha512(r + raw + signing_input).digest(), "little") % L
