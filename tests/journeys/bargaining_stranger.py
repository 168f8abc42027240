"""What an agent does at a market, written from sections 6 and 7 of the protocol, by whatever credentials it calls."""

import base64
import hashlib
import json
import time
from collections.abc import Collection
from typing import Any, Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

CURRENCY = "USD"
PROFILE = "Somebody who cycles to work, summer and winter."
ENDED = ("done", "expired", "failed", "void")


class Agent(Protocol):
    """A key and a way of calling."""

    key: Ed25519PrivateKey
    fingerprint: str

    def call(self, method: str, path: str, body: Any = None) -> tuple[int, Any]: ...


class Broken(Exception):
    """The market does not do what the page says."""


def jcs(value: Any) -> bytes:
    """RFC 8785, for what has only text, whole numbers, booleans and null."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def digest(value: Any) -> str:
    return "sha256:" + hashlib.sha256(jcs(value)).hexdigest()


def post_listing(agent: Agent) -> tuple[int, Any]:
    body = {
        "title": "Touring bicycle",
        "description": "Ridden from Aarhus to Århus.",
        "category": "bicycle",
        "asking_price": "1000.00",
        "currency": CURRENCY,
        "manifest_digest": manifest(agent),
        "terms": {"limit": "800.00", "currency": CURRENCY},
    }
    return agent.call("POST", "listings", body)


def open_room(agent: Agent, listing_id: str) -> tuple[int, Any]:
    found = good(*agent.call("GET", f"listings/{listing_id}"))
    if digest(found["listing"]) != found["digest"]:
        raise Broken("the listing's digest")
    body = {
        "listing": listing_id,
        "listing_digest": found["digest"],
        "profile": PROFILE,
        "manifest_digest": manifest(agent),
        "terms": {"limit": "950.00", "currency": CURRENCY, "notes": "The old one was stolen."},
    }
    return agent.call("POST", "rooms", body)


def manifest(agent: Agent) -> str:
    """The digest of the room that is consented to."""
    told = good(*agent.call("GET", "manifest"))
    if digest(told["manifest"]) != told["digest"]:
        raise Broken("the manifest's digest")
    return str(told["digest"])


def wait_for(agent: Agent, room_id: str, statuses: Collection[str]) -> Any:
    for _ in range(300):
        room = good(*agent.call("GET", f"rooms/{room_id}"))
        if room["status"] in statuses:
            return room
        if room["status"] in ENDED:
            break
        time.sleep(0.1)
    raise Broken(f"the room is {room['status']}: {room['reason']}")


def sign(agent: Agent, room: Any) -> Any:
    """Signs the statement, rebuilt, once it is about what was submitted."""
    statement = room["statement"]
    if (statement["profile_digest"], statement["listing"]["digest"]) != (
        digest(PROFILE),
        room["listing_digest"],
    ):
        raise Broken("the statement is about something else")
    jwk = {"kty": "OKP", "crv": "Ed25519", "x": b64(agent.key.public_key().public_bytes_raw())}
    header = {"alg": "Ed25519", "typ": "alien-bargain-contract+jws", "kid": agent.fingerprint, "jwk": jwk}
    protected = b64(jcs(header))
    signature = b64(agent.key.sign(f"{protected}.{b64(jcs(statement))}".encode()))
    told = {"protected": protected, "signature": signature}
    return good(*agent.call("POST", f"rooms/{room['id']}/signature", told))


def contract(agent: Agent, room_id: str) -> Any:
    """The contract of a room that is done."""
    done = wait_for(agent, room_id, ["done"])
    return good(*agent.call("GET", done["contract"].removeprefix("/api/v1/")))


def good(status: int, body: Any) -> Any:
    if status not in (200, 201):
        raise Broken(f"{status} {body}")
    return body
