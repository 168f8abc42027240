"""A small market of our own, which speaks the protocol: it authenticates, seals, settles and signs for real.

What makes it a double: it is in memory, its clock is the test's, and it does what it is told: `refuse` the
next requests, `twist` what it answers, `run` a room.
"""

import json
from collections.abc import Callable
from typing import Any

from agents.domain import agentid, keys
from agents.domain.challenge import Challenge, read
from client.clock import Clock
from contracts.domain import signing, verification
from contracts.domain.canonical import digest
from contracts.domain.outcome import Outcome
from contracts.domain.statement import Party, Statement
from tests.unit.client.publisher import Publisher
from tests.unit.client.serving import Answer, Request, problem
from tests.unit.client.showing import Showing

DEAL = Outcome(True, 88)  # 880.00 for the bike: between a floor of 800.00 and a budget of 950.00
BIKE: dict[str, Any] = {
    "title": "Gravel bike, 54 cm",
    "description": "Two seasons old.",
    "category": "bikes",
    "attributes": {"brakes": "disc", "colours": ["green", "black"]},
    "asking_price": "1000.00",
    "currency": "USD",
}


class MarketDouble(Showing):
    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self.rooms: dict[str, dict[str, Any]] = {}
        self.contracts: dict[str, bytes] = {}
        self.log: list[Request] = []
        self.refuse: list[Answer] = []
        self.refuse_once: tuple[str, Answer] | None = None  # the next request of this method
        self.twist: Callable[[str, Any], Any] = lambda _path, body: body
        self.transcripts_shown = True
        self.known_keys: tuple[bytes, ...] = ()
        self.publisher = Publisher()
        self.revoked: set[str] = set()
        self.challenge_host = ""

    def answer(self, request: Request) -> Answer:
        self.log.append(request)
        if self.refuse:
            return self.refuse.pop(0)
        if self.refuse_once is not None and self.refuse_once[0] == request.method:
            (_, refusal), self.refuse_once = self.refuse_once, None
            return refusal
        if header := request.headers.get("Authorization"):
            now_ms = int(self.clock.now().timestamp() * 1000)
            token = header.removeprefix("AgentID ")
            request.caller = agentid.parse_and_verify(token, now_ms=now_ms, skew_ms=0).fingerprint
            if request.caller in self.revoked:
                return problem(401, "agent_revoked")
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
                return self.publish(request)
            case "GET", ["listings", one] if one in self.listings:
                return Answer(200, self.listing_answer(one))
            case "PATCH", ["listings", one]:
                return self.edit(one, request)
            case "POST", ["listings", one, "withdraw" | "pause" | "resume" | "consent"]:
                return Answer(200, self.listing_answer(one))
            case _, ["listings", one, "photos", *rest]:
                return self._route_photos(one, rest, request)
        return self._route_agent(request) or self._route_room(request)

    def _route_photos(self, listing_id: str, rest: list[str], request: Request) -> Answer:
        match request.method, rest:
            case "POST", []:
                return self.add_photo(listing_id, request)
            case "PATCH", []:
                return self.arrange_photos(listing_id, request)
            case "DELETE", [one]:
                return self.remove_photo(listing_id, one)
        return self.photos_answer(listing_id)

    def _route_agent(self, request: Request) -> Answer | None:
        match request.method, request.path.removeprefix("/api/v1/").split("/"):
            case "GET", ["agents", "me"]:
                return Answer(200, {"fingerprint": request.caller, "owner": None, "proof": "none"})
            case "POST", ["agents", "me", "challenges"]:
                return Answer(201, self.challenge(request))
            case "POST", ["agents", "me", "revoke"]:
                assert self.signed(request, "revoke")
                self.revoked.add(request.caller)
                return Answer(200, {"fingerprint": request.caller, "revoked_at": "2026-01-02T03:04:05Z"})
        return None

    def challenge(self, request: Request) -> dict[str, str]:
        host, purpose = "cars.localhost", json.loads(request.body)["purpose"]
        said = Challenge(self.challenge_host or host, purpose, request.caller, "nonce", 4_000_000_000)
        return {"challenge": f"{said.text()}.mark", "expires_at": "2026-01-02T03:04:05Z"}

    def signed(self, request: Request, purpose: str) -> bool:
        sent = json.loads(request.body)
        return read(sent["challenge"]).purpose == purpose and len(sent["signature"]) == 86

    def _route_room(self, request: Request) -> Answer:
        match request.method, request.path.removeprefix("/api/v1/").split("/"):
            case "GET", ["rooms"]:
                return self._page(request, [self.summary(one, request.caller) for one in self.rooms])
            case "POST", ["rooms"]:
                return self._open(request)
            case _, ["rooms", one, *rest] if one in self.rooms:
                return self._room(one, rest, request)
            case "GET", ["contracts"]:
                return self._page(request, [self.contract_summary(one) for one in self.contracts])
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

    def _open(self, request: Request) -> Answer:
        body, room_id = request.json, self.new_id()
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
        self.take_terms(room_id, "buyer", body["listing"], request)
        self.tell_status(room_id)
        return Answer(201, self.shape(room_id, request.caller))

    def _room(self, room_id: str, rest: list[str], request: Request) -> Answer:
        match request.method, rest:
            case "GET", ["transcript"] if not self.transcripts_shown:
                return problem(404, "not_found")
            case "GET", ["transcript"]:
                after, said = int(request.query["after"]), self.rooms[room_id]["said"]
                return Answer(200, {"turns": [turn for turn in said if turn["seq"] > after]})
            case "POST", ["terms"]:
                self.take_terms(room_id, "seller", self.rooms[room_id]["listing"]["id"], request)
            case "POST", ["signature"]:
                self._sign(room_id, request)
        return Answer(200, self.shape(room_id, request.caller))

    def say(self, room_id: str, text: str) -> None:
        said = self.rooms[room_id]["said"]
        persona = "seller" if len(said) % 2 == 0 else "buyer"
        turn = {"round": len(said) // 2 + 1, "persona": persona, "text": text, "offer_band": 90}
        said.append(self.publisher.tell(room_id, "turn", **turn))

    def end(self, room_id: str, status: str, reason: str) -> None:
        """Ends a room without a contract."""
        self.rooms[room_id] |= {"status": status, "reason": reason}
        self.tell_status(room_id)

    def tell_status(self, room_id: str) -> None:
        room = self.rooms[room_id]
        signed = {side: side in room["signatures"] for side in ("seller", "buyer", "room")}
        told = {name: room[name] for name in ("status", "reason", "deadline")}
        self.publisher.tell(room_id, "status", **told, signed=signed, left_unsigned_by=[])

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
        self.publisher.tell(room_id, "outcome", outcome=statement["outcome"])
        self.tell_status(room_id)

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
        self.tell_status(room_id)
        if room["status"] == "done":
            self.publisher.tell(room_id, "contract", contract=f"/api/v1/contracts/{room_id}")

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

    def contract_summary(self, room_id: str) -> dict[str, Any]:
        room = self.rooms[room_id]
        return {
            "id": room_id,
            "room": room_id,
            "listing_id": room["listing"]["id"],
            "deal": room["statement"]["outcome"]["deal"],
            "completed_at": "2026-01-02T03:04:05Z",
            "url": f"/api/v1/contracts/{room_id}",
        }

    def _role(self, room: dict[str, Any], caller: str) -> str:
        return "seller" if room["parties"]["seller"]["fingerprint"] == caller else "buyer"
