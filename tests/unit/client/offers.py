"""What the small market offers: its manifest, its sealing keys, its listings and the terms that it was given."""

from datetime import timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from agents.domain import keys
from client.clock import Clock
from contracts.domain.canonical import canonical, digest
from marketplace.domain import sealing, terms
from tests.unit.client.serving import Answer, Request

ZERO = "01990000-0000-7000-8000-000000000000"


class Offers:
    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.room_private = Ed25519PrivateKey.from_private_bytes(bytes([9]) * 32)
        self.software = "sha256:" + "00" * 32
        self.retention = {"turns": 1}
        self.listings: dict[str, dict[str, Any]] = {}
        self.sealing_keys: dict[str, bytes] = {}
        self.terms: dict[tuple[str, str], terms.Terms] = {}
        self._ids = 0

    def manifest(self) -> dict[str, Any]:
        return {
            "protocol": "alien-bargain/1",
            "software": {"source_digest": self.software},
            "inference": {
                "engine": "scripted",
                "provider": None,
                "model": None,
                "prompts_digest": self.software,
            },
            "rounds": 5,
            "bands": "percent-of-asking/128",
            "settlement": "midpoint",
            "privacy": "guarded",
            "retention": self.retention,
            "sealing": {"suite": sealing.SUITE_NAME},
            "room_key": keys.to_jwk(keys.public_bytes(self.room_private)),
        }

    def manifest_answer(self) -> dict[str, Any]:
        return {"manifest": self.manifest(), "digest": digest(self.manifest()), "version": "0.1.0"}

    def mint(self, *, hours: int = 1) -> dict[str, str]:
        private, public = sealing.generate()
        self.sealing_keys[key_id := self.new_id()] = private
        expires = (self.clock.now() + timedelta(hours=hours)).isoformat().replace("+00:00", "Z")
        statement = sealing.key_statement(key_id=key_id, public_key=public, expires_at=expires)
        signature = keys.to_base64url(self.room_private.sign(canonical(statement)))
        del statement["type"]
        return statement | {"signature": signature}

    def listing_answer(self, listing_id: str) -> dict[str, Any]:
        public = self.listings[listing_id]
        return {
            "listing": public,
            "digest": digest(public),
            "status": "open",
            "rooms_open": 0,
            "notice": "Sign!",
        }

    def publish(self, request: Request) -> Answer:
        body, listing_id = request.json, self.new_id()
        public = {"description": "", "category": "", "attributes": {}} | {
            name: body[name]
            for name in ("title", "description", "category", "attributes", "asking_price", "currency")
            if name in body
        }
        self.listings[listing_id] = {
            "id": listing_id,
            **public,
            "seller": request.caller,
        }
        self.take_terms(listing_id, "seller", "", request)
        return Answer(201, self.listing_answer(listing_id))

    def edit(self, listing_id: str, request: Request) -> Answer:
        changes = {name: value for name, value in request.json.items() if name in self.listings[listing_id]}
        self.listings[listing_id] = self.listings[listing_id] | changes
        if "sealed_terms" in request.json or "terms" in request.json:
            self.take_terms(listing_id, "seller", listing_id, request)
        return Answer(200, self.listing_answer(listing_id))

    def take_terms(self, subject: str, role: terms.Role, listing_id: str, request: Request) -> None:
        body = request.json
        currency = self.listings[listing_id or subject]["currency"]
        if "terms" in body:
            self.terms[subject, role] = terms.parse(body["terms"], currency=currency)
            return
        info = sealing.info(
            role=role,
            manifest_digest=body["manifest_digest"],
            fingerprint=request.caller,
            listing_id=listing_id,
        )
        sealed = body["sealed_terms"]
        private = self.sealing_keys.pop(sealed["key_id"])
        plaintext = sealing.unseal(private, info, keys.from_base64url(sealed["ciphertext"]))
        self.terms[subject, role] = terms.parse_bytes(plaintext, currency=currency)

    def new_id(self) -> str:
        self._ids += 1
        return f"{ZERO[:-4]}{self._ids:04d}"
