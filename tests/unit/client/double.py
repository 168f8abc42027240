"""A small market of our own, which speaks the protocol: it authenticates, seals, settles and signs for real.

What makes it a double: it is in memory, its clock is the test's, and it does what it is told: `refuse` the
next requests, `twist` what it answers, `run` a room.
"""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from agents.domain import agentid, keys
from client.clock import Clock
from contracts.domain import signing, verification
from contracts.domain.canonical import canonical, digest
from contracts.domain.outcome import Outcome
from contracts.domain.statement import Party, Statement
from marketplace.domain import sealing, terms
from tests.unit.client.serving import Answer, Request, problem

DEAL = Outcome(True, 88)  # 880.00 for the bike: between a floor of 800.00 and a budget of 950.00
ZERO = "01990000-0000-7000-8000-000000000000"
BIKE: dict[str, Any] = {
    "title": "Gravel bike, 54 cm",
    "description": "Two seasons old.",
    "category": "bikes",
    "attributes": {"brakes": "disc", "colours": ["green", "black"]},
    "asking_price": "1000.00",
    "currency": "USD",
}


class MarketDouble:
    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.room_private = Ed25519PrivateKey.from_private_bytes(bytes([9]) * 32)
        self.software = "sha256:" + "00" * 32
        self.retention = {"turns": 1}
        self.listings: dict[str, dict[str, Any]] = {}
        self.rooms: dict[str, dict[str, Any]] = {}
        self.contracts: dict[str, bytes] = {}
        self.sealing_keys: dict[str, bytes] = {}
        self.terms: dict[tuple[str, str], terms.Terms] = {}
        self.log: list[Request] = []
        self.refuse: list[Answer] = []
        self.twist: Callable[[str, Any], Any] = lambda _path, body: body
        self.transcripts_shown = True
        self.known_keys: tuple[bytes, ...] = ()
        self._ids = 0

    def answer(self, request: Request) -> Answer:
        self.log.append(request)
        if self.refuse:
            return self.refuse.pop(0)
        if header := request.headers.get("Authorization"):
            now_ms = int(self.clock.now().timestamp() * 1000)
            token = header.removeprefix("AgentID ")
            request.caller = agentid.parse_and_verify(token, now_ms=now_ms, skew_ms=0).fingerprint
        answer = self._route(request)
        answer.body = self.twist(request.path, answer.body)
        return answer

    def _route(self, request: Request) -> Answer:
        match request.method, request.path.removeprefix("/api/v1/").split("/"):
            case "GET", ["manifest"]:
                return Answer(200, self.manifest_answer())
            case "POST", ["sealing-keys"]:
                return Answer(201, self.mint())
            case "GET", ["listings"]:
                return self._page(request, [self.listing_answer(one) for one in self.listings])
            case "POST", ["listings"]:
                return self._publish(request)
            case "GET", ["listings", one] if one in self.listings:
                return Answer(200, self.listing_answer(one))
            case "PATCH", ["listings", one]:
                return self._edit(one, request)
            case "POST", ["listings", one, "withdraw" | "consent"]:
                return Answer(200, self.listing_answer(one))
        return self._route_room(request)

    def _route_room(self, request: Request) -> Answer:
        match request.method, request.path.removeprefix("/api/v1/").split("/"):
            case "GET", ["rooms"]:
                return self._page(request, [self.summary(one, request.caller) for one in self.rooms])
            case "POST", ["rooms"]:
                return self._open(request)
            case _, ["rooms", one, *rest] if one in self.rooms:
                return self._room(one, rest, request)
            case "GET", ["contracts", one] if one in self.contracts:
                return Answer(200, self.contracts[one])
            case "POST", ["verify"]:
                return Answer(200, {"valid": verification.verify(request.body, **request.query).valid})
        return problem(404, "not_found")

    def _page(self, request: Request, everything: list[Any]) -> Answer:
        start = int(request.query.get("cursor", "0"))
        end = start + 2
        following = f"http://elsewhere.example/steal?cursor={end}" if end < len(everything) else None
        return Answer(200, {"next": following, "previous": None, "results": everything[start:end]})

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
        self.sealing_keys[key_id := self._id()] = private
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

    def _publish(self, request: Request) -> Answer:
        body, listing_id = request.json, self._id()
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
        self._take_terms(listing_id, "seller", "", request)
        return Answer(201, self.listing_answer(listing_id))

    def _edit(self, listing_id: str, request: Request) -> Answer:
        changes = {name: value for name, value in request.json.items() if name in self.listings[listing_id]}
        self.listings[listing_id] = self.listings[listing_id] | changes
        if "sealed_terms" in request.json or "terms" in request.json:
            self._take_terms(listing_id, "seller", listing_id, request)
        return Answer(200, self.listing_answer(listing_id))

    def _take_terms(self, subject: str, role: terms.Role, listing_id: str, request: Request) -> None:
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

    def _open(self, request: Request) -> Answer:
        body, room_id = request.json, self._id()
        listing = self.listings[body["listing"]]
        self.rooms[room_id] = {
            "id": room_id,
            "tenant": "cars",
            "status": "waiting",
            "reason": None,
            "round": 0,
            "rounds": 5,
            "terms_state": {"state": "good", "code": None},
            "waiting_for": ["seller_consent"],
            "deadline": "2026-01-05T00:00:00Z",
            "listing": listing,
            "listing_digest": digest(listing),
            "profile": body["profile"],
            "manifest_digest": body["manifest_digest"],
            "parties": {
                "seller": {"fingerprint": listing["seller"], "owner": None},
                "buyer": {"fingerprint": request.caller, "owner": None},
            },
            "statement": None,
            "signatures": {},
            "said": [],
        }
        self._take_terms(room_id, "buyer", body["listing"], request)
        return Answer(201, self.shape(room_id, request.caller))

    def _room(self, room_id: str, rest: list[str], request: Request) -> Answer:
        match request.method, rest:
            case "GET", ["transcript"] if not self.transcripts_shown:
                return problem(404, "not_found")
            case "GET", ["transcript"]:
                after, said = int(request.query["after"]), self.rooms[room_id]["said"]
                return Answer(200, {"turns": [turn for turn in said if turn["seq"] > after]})
            case "POST", ["terms"]:
                self._take_terms(room_id, "seller", self.rooms[room_id]["listing"]["id"], request)
            case "POST", ["signature"]:
                self._sign(room_id, request)
        return Answer(200, self.shape(room_id, request.caller))

    def say(self, room_id: str, text: str) -> None:
        said = self.rooms[room_id]["said"]
        persona = "seller" if len(said) % 2 == 0 else "buyer"
        seq, number = 2 * len(said) + 1, len(said) // 2 + 1  # other frames have numbers too
        turn = {"seq": seq, "round": number, "persona": persona, "text": text, "offer_band": 90}
        said.append(turn | {"at": "2026-01-02T03:04:05Z"})

    def run(self, room_id: str, outcome: Outcome) -> None:
        """Settles a room: from here on it awaits signatures."""
        room = self.rooms[room_id]
        statement = Statement(
            room_id=room_id,
            room_fingerprint=keys.fingerprint(keys.public_bytes(self.room_private)),
            tenant=room["tenant"],
            listing_id=room["listing"]["id"],
            listing_title=room["listing"]["title"],
            listing_digest=room["listing_digest"],
            asking_price=room["listing"]["asking_price"],
            currency=room["listing"]["currency"],
            profile_digest=digest(room["profile"]),
            manifest_digest=room["manifest_digest"],
            outcome=outcome,
            seller=Party(**room["parties"]["seller"]),
            buyer=Party(**room["parties"]["buyer"]),
            decided_at="2026-01-02T03:04:05Z",
        ).as_dict()
        room |= {"status": "signing", "statement": statement, "waiting_for": []}
        room["signatures"]["room"] = signing.sign(self.room_private, signing.payload(statement))

    def _sign(self, room_id: str, request: Request) -> None:
        room, given = self.rooms[room_id], request.json
        role = self._role(room, request.caller)
        key = next(raw for raw in self.known_keys if keys.fingerprint(raw) == request.caller)
        made = signing.JwsSignature(given["protected"], given["signature"])
        signing.check_signature(key, signing.payload(room["statement"]), made)
        room["signatures"][role] = made
        if len(room["signatures"]) == 3:
            signatures = [room["signatures"][side] for side in ("seller", "buyer", "room")]
            document = signing.assemble(room["statement"], signatures)
            self.contracts[room_id] = json.dumps(document).encode()
            room["status"] = "done"

    def shape(self, room_id: str, caller: str) -> dict[str, Any]:
        room = dict(self.rooms[room_id])
        signatures, statement = room.pop("signatures"), room["statement"]
        del room["said"]
        role = self._role(room, caller)
        key = next((raw for raw in self.known_keys if keys.fingerprint(raw) == caller), None)
        protected = signing.protected_header(key) if statement and key else None
        signed_over = None
        if protected is not None:
            signed_over = signing.signing_input(protected, signing.payload(statement)).decode()
        return room | {
            "role": role,
            "protected": protected,
            "signing_input": signed_over,
            "signed": {side: side in signatures for side in ("seller", "buyer", "room")},
            "contract": f"/api/v1/contracts/{room_id}" if room["status"] == "done" else None,
        }

    def summary(self, room_id: str, caller: str) -> dict[str, Any]:
        room = self.rooms[room_id]
        return {
            "id": room_id,
            "role": self._role(room, caller),
            "status": room["status"],
            "reason": room["reason"],
            "listing_id": room["listing"]["id"],
            "listing_title": room["listing"]["title"],
        }

    def _role(self, room: dict[str, Any], caller: str) -> str:
        return "seller" if room["parties"]["seller"]["fingerprint"] == caller else "buyer"

    def _id(self) -> str:
        self._ids += 1
        return f"{ZERO[:-4]}{self._ids:04d}"
