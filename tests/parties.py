"""Who acts in tests: agents that call the API in process, and the worker that does what the rows say is due."""

import functools
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from threading import Event
from typing import Any
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.test import Client
from django.test.client import ClientHandler
from django.utils import timezone

from agents.domain import agentid, challenge, keys
from agents.domain.challenge import Purpose
from agents.models import Membership, Tenant, User
from contracts.domain import signing
from contracts.domain.canonical import digest
from marketplace.domain import sealing
from marketplace.models import SealedTerms
from rooms import manifest, queries
from rooms.actions import check_terms, erase, mint, process_photos, run, sweep
from rooms.domain.inference import Installation
from rooms.models import Room
from rooms.negotiators.scripted import ScriptedPersona
from tests import documented
from tests.doubles import Interrupted

MARKETS = ("cars.localhost", "bikes.localhost")
OFFER: dict[str, Any] = {
    "title": "2016 Volvo V60 D4",
    "description": "Estate with a tow bar. New timing belt. Small scratch on the rear bumper.",
    "category": "car",
    "attributes": {"fuel": "diesel", "extras": ["tow bar", "heated seats"]},
    "asking_price": "20000.00",
    "currency": "USD",
}


AS_IT_CAME = ("text/csv", "application/gzip")
"""Bodies that nobody reads as JSON; a character a byte."""


def terms(limit: str, **more: Any) -> dict[str, Any]:
    return {"limit": limit, "currency": "USD", **more}


@dataclass
class Answer:
    """A response with its body read."""

    status: int
    body: Any
    raw: bytes
    headers: Mapping[str, str]

    @property
    def code(self) -> str | None:
        return self.body.get("code") if isinstance(self.body, dict) else None


@functools.cache
def _server() -> ClientHandler:
    """The middleware, loaded once a process: whitenoise reads every static file when it is."""
    handler = ClientHandler()
    handler.load_middleware()
    return handler


def browser() -> Client:
    """A client without cookies."""
    client = Client()
    client.handler = _server()
    return client


def answer(response: Any) -> Answer:
    """A response of Django's test client as an Answer."""
    raw = response.getvalue() if response.streaming else response.content
    media_type = response.headers.get("Content-Type", "")
    if media_type == "application/x-ndjson":
        body: Any = [json.loads(line) for line in raw.split(b"\n")[:-1]]
    elif media_type in AS_IT_CAME:
        body = raw.decode("latin-1")
    else:
        body = json.loads(raw) if "json" in media_type and raw else None
    return Answer(response.status_code, body, raw, dict(response.headers))


@dataclass
class Person:
    """Somebody who signed in at one market."""

    user: User
    host: str = "cars.localhost"

    def at(self, host: str) -> "Person":
        return replace(self, host=host)

    def get(self, path: str) -> Answer:
        client = browser()
        client.force_login(self.user)
        found = answer(client.get(f"/api/v1/{path}", headers={"host": self.host}))
        documented.check("GET", f"/api/v1/{path}", found.status, found.headers, found.body)
        return found


def member(tenant: Tenant, *roles: str) -> Person:
    """A person with these roles at a market; with none, just somebody who signed in."""
    user = User.objects.create_user(f"person {User.objects.count()}")
    for role in roles:
        Membership.objects.create(person=user, tenant=tenant, role=role)
    return Person(user)


@dataclass
class Party:
    """An agent with a key of its own, at one market."""

    host: str = "cars.localhost"
    private: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    token: str | None = None

    @property
    def fingerprint(self) -> str:
        return keys.fingerprint(keys.public_bytes(self.private))

    def at(self, host: str) -> "Party":
        return replace(self, host=host)

    def authorization(self) -> str:
        if self.token is not None:
            return f"Token {self.token}"
        return "AgentID " + agentid.make(self.private, now_ms=time.time_ns() // 1_000_000, nonce=uuid4().hex)

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        anonymous: bool = False,
        headers: Mapping[str, str] | None = None,
        content_type: str = "application/json",
    ) -> Answer:
        """Any request under /api/v1; a body of bytes goes out as it is, None as an empty object."""
        data = body if isinstance(body, bytes) else json.dumps({} if body is None else body).encode()
        sent = {"host": self.host, **(headers or {})}
        if not anonymous:
            sent.setdefault("authorization", self.authorization())
        data = b"" if method == "GET" else data
        found = answer(browser().generic(method, f"/api/v1/{path}", data, content_type, headers=sent))
        if self.host in MARKETS:
            documented.check(method, f"/api/v1/{path}", found.status, found.headers, found.body)
        return found

    def get(self, path: str, **headers: str) -> Answer:
        return self.call("GET", path, headers=headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Answer:
        return self.call("POST", path, body, headers=headers)

    def patch(self, path: str, body: Any = None) -> Answer:
        return self.call("PATCH", path, body)

    def manifest_digest(self) -> str:
        digest: str = self.get("manifest").body["digest"]
        return digest

    def _validated(self, changes: Mapping[str, Any]) -> str:
        return changes.get("manifest_digest") or self.manifest_digest()

    def offer(self, floor: str = "15000.00", **changes: Any) -> Answer:
        """Post the listing; `changes` replace members of the request."""
        body = {**OFFER, "terms": terms(floor), "manifest_digest": self._validated(changes)}
        return self.post("listings", {k: v for k, v in {**body, **changes}.items() if v is not None})

    def send_photo(
        self, listing_id: str, body: bytes, content_type: str = "image/jpeg", **headers: str
    ) -> Answer:
        """Send a photo of a listing."""
        path = f"listings/{listing_id}/photos"
        return self.call("POST", path, body, content_type=content_type, headers=headers)

    def join(
        self, listing: Answer | Mapping[str, Any], budget: str = "18000.00", /, **changes: Any
    ) -> Answer:
        """Open a room on a listing; `changes` replace members of the request, `headers` are sent."""
        shown = listing.body if isinstance(listing, Answer) else listing
        headers = changes.pop("headers", {})
        body = {
            "listing": shown["listing"]["id"],
            "listing_digest": shown["digest"],
            "profile": "We want an estate with a tow bar.",
            "terms": terms(budget),
            "manifest_digest": self._validated(changes),
        }
        return self.post("rooms", {k: v for k, v in {**body, **changes}.items() if v is not None}, **headers)

    def seal(
        self, content: Any, *, role: str, listing_id: str, key: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """`sealed_terms` of any content, to a key claimed now unless one is given."""
        claimed = key or self.post("sealing-keys").body
        info = sealing.info(
            role=role,  # type: ignore[arg-type]
            manifest_digest=self.manifest_digest(),
            fingerprint=self.fingerprint,
            listing_id=listing_id,
        )
        plaintext = content if isinstance(content, bytes) else json.dumps(content).encode()
        sealed = sealing.seal(keys.from_base64url(claimed["public_key"]), info, plaintext)
        return {"key_id": claimed["key_id"], "ciphertext": keys.to_base64url(sealed)}

    def signature(self, room_id: str) -> str:
        """This party's signature over the room's statement as it stands."""
        shown = self.get(f"rooms/{room_id}").body
        return keys.to_base64url(self.private.sign(shown["signing_input"].encode()))

    def sign(self, room_id: str, **changes: Any) -> Answer:
        """Sign the room's statement as it stands."""
        return self.post(f"rooms/{room_id}/signature", {"signature": self.signature(room_id), **changes})

    def signed_challenge(self, purpose: Purpose) -> dict[str, str]:
        """A challenge of this party's market, signed for this purpose."""
        told = self.post("agents/me/challenges", {"purpose": purpose}).body["challenge"]
        return {
            "challenge": told,
            "signature": challenge.sign(self.private, told, host=self.host, purpose=purpose),
        }

    def revoke(self) -> Answer:
        """End this party's agent for good."""
        return self.post("agents/me/revoke", self.signed_challenge("revoke"))

    def header(self) -> str:
        return signing.protected_header(keys.public_bytes(self.private))


@dataclass
class Workshop:
    """A worker without a queue: it does what the rows say is due, at a time that the test gives."""

    worker: run.Worker
    now: datetime = field(default_factory=timezone.now)

    def later(self, **delta: float) -> "Workshop":
        """The same worker at a later time."""
        now = self.now + timedelta(**delta)
        return Workshop(replace(self.worker, clock=lambda: now), now)

    def upgraded(self, release: str = "next") -> "Workshop":
        """A worker with other code, which says at its start what runs now; the keyring stays."""
        measured = mint.Measured(digest(["source", release]), digest(["prompts", release]), release)
        mint.publish_manifests(self.worker.keyring, measured, self.now, at_start=True)
        return Workshop(replace(self.worker, source_digest=measured.source), self.now)

    def asking(self, installation: Installation, **changes: Any) -> "Workshop":
        """A worker that asks language models, which says at its start what runs now. changes: of the worker."""
        from rooms.negotiators.llm import LanguageModels  # noqa: PLC0415 - seconds, for those who need it

        prompts = manifest.prompts_digest()
        measured = mint.Measured(self.worker.source_digest, prompts, "test", installation)
        mint.publish_manifests(self.worker.keyring, measured, self.now, at_start=True)
        models = LanguageModels(installation, prompts, jitter=lambda: 0.0)
        told = {"models": models, "persona": ScriptedPersona(), **changes}
        return Workshop(replace(self.worker, **told), self.now)

    def check(self) -> None:
        for terms_id in SealedTerms.objects.filter(state="checking").values_list("id", flat=True):
            check_terms.check(terms_id, self.worker.keyring, self.now)

    def run(self, room_id: str | None = None) -> None:
        ready = [UUID(room_id)] if room_id else [one.id for one in Room.objects.filter(status="ready")]
        for one in ready:
            run.run(one, self.worker)

    def run_turns(self, room_id: str, turns: int) -> None:
        """So many more turns; then the worker is asked to stop and lets go of the room."""
        stop = Event()
        before = queries.turns_said(UUID(room_id))
        persona = Interrupted(at=before + turns, meanwhile=stop.set)
        run.run(UUID(room_id), replace(self.worker, persona=persona, stop=stop))

    def process_photos(self) -> None:
        process_photos.process_all(lambda: self.now, lambda: False)

    def work(self) -> None:
        """Check, run."""
        self.check()
        self.run()

    def sweep(self) -> None:
        sweep.sweep(self.now)

    def erase(self) -> None:
        """What the ring at a room's end and the housekeeper's round do."""
        for one in queries.due(self.now, patience=timedelta()).erasures:
            erase.erase_room(one, self.worker.keyring, self.now)
        erase.erase_unneeded(self.worker.keyring, self.now)
