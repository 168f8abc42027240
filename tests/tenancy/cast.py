"""Six who ask for everything at the first market, and a world in which there is something to find."""

import functools
import itertools
import json
import random
import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from allauth.socialaccount.models import SocialAccount
from django.db import connection, transaction
from django.db.models import Model
from django.test import Client
from django.test.client import ClientHandler
from django.utils import timezone

from agents import actions, ownership
from agents.models import Act, Agent, AgentToken, Membership, Ownership, Tenant, User
from contracts.models import Contract
from marketplace import drafts
from marketplace.models import Category, Listing, Photo, Policy
from rooms.actions import photos
from rooms.models import Room
from tests import pictures
from tests.parties import Answer, Party, answer, terms
from tests.tenancy.routes import Route

HOST = "cars.localhost"
CAST = ("anonymous", "alice", "bob", "charlie", "operator", "auditor")
NO_MANIFEST = "sha256:" + "0" * 64
BODIES: Mapping[str, dict[str, Any]] = {
    "/api/v1/rooms/{room_id}/terms": {"terms": terms("1.00"), "manifest_digest": NO_MANIFEST},
    "/api/v1/rooms/{room_id}/signature": {"signature": "A" * 86},
    "/api/v1/listings/{listing_id}": {"title": "Mine now"},
    "/api/v1/listings/{listing_id}/photos": {"order": []},
    "/api/v1/listings/{listing_id}/consent": {"manifest_digest": NO_MANIFEST, "consent": "exact"},
}
"""Sound ones, so that nothing is refused before it is looked for."""
PHOTO = "POST /api/v1/listings/{listing_id}/photos"
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="\w+"')
_homes = itertools.count(random.getrandbits(16) << 16)
NUMBERS = re.compile(r"\d+|_x\d+")


@dataclass(frozen=True)
class Seen:
    """An answer without what is of the one request alone, and the statements that were run for it, without values."""

    answer: Answer
    statements: list[str]
    seconds: float

    @property
    def place(self) -> str:
        """Where it leads."""
        return self.answer.headers.get("Location", "")


@dataclass
class World:
    """Everything below is at the first market; Charlie is operator, auditor and seller of the second.

    people: their sessions. agents: of those who have one. parts: of the addresses, as they are there.
    """

    people: dict[str, User]
    agents: dict[str, Party]
    parts: dict[str, Any]

    def send(self, route: Route, who: str, parts: Mapping[str, Any]) -> Seen:
        """Ask, and undo whatever that did."""
        path = route.path(parts)
        client = browser()
        if who in self.people:
            client.force_login(self.people[who])
        with transaction.atomic(), statements() as ran:
            began = time.perf_counter()
            found = self._ask(client, route, who, path)
            took = time.perf_counter() - began
            transaction.set_rollback(True)
        return Seen(_neutral(found, route, parts), ran, took)

    def absent(self) -> dict[str, Any]:
        """Parts of nothing that is there."""
        others = {name: uuid4() for name, part in self.parts.items() if isinstance(part, UUID)}
        return {**self.parts, **others, "sha256": "0" * 64}

    @staticmethod
    def of(route: Route, rows: Mapping[str, Any]) -> dict[str, Any]:
        """The parts of an address of the admin, in the pages of a kind the id of this one of the rows."""
        row = rows.get("/".join(route.pattern.split("/")[2:4]))
        return {"object_id": row, "id": row, "app_label": "rooms", "url": "nothing/there"}

    def _ask(self, client: Client, route: Route, who: str, path: str) -> Answer:
        headers = {"host": HOST}
        if not path.startswith("/api/"):
            return answer(client.generic(route.method, path, b"", headers=headers))
        if who in self.agents:
            client.logout()
            headers["authorization"] = self.agents[who].authorization()
        if str(route) == PHOTO:
            return answer(client.generic("POST", path, pictures.jpeg((8, 8)), "image/jpeg", headers=headers))
        data = b"" if route.method == "GET" else json.dumps(BODIES.get(route.pattern, {})).encode()
        return answer(client.generic(route.method, path, data, "application/json", headers=headers))


KINDS: Mapping[int, str] = {
    401: "unknown",
    403: "never",
    404: "absent",
    405: "method",
    400: "unsound",
    409: "unsound",
    422: "unsound",
}


def kind(seen: Seen) -> str:
    """What the table calls an answer."""
    if 200 <= seen.answer.status < 300:
        return "open"
    if seen.answer.status == 302:
        return "sign-in" if seen.place.startswith(("/sign-in/", "/admin/login/")) else "led"
    return KINDS.get(seen.answer.status, str(seen.answer.status))


@functools.cache
def _server() -> ClientHandler:
    handler = ClientHandler(
        enforce_csrf_checks=False
    )  # what is asked here is who may, not whether they meant to
    handler.load_middleware()
    return handler


def browser() -> Client:
    """A client without cookies, at an address of its own: tries are counted by address."""
    n = next(_homes)
    client = Client(REMOTE_ADDR=f"fd00::{n >> 16:x}:{n & 0xFFFF:x}")
    client.handler = _server()
    return client


def build(
    cars: Tenant, bikes: Tenant, agents: dict[str, Party], room_id: str, process_photos: Callable[[], None]
) -> World:
    """room_id: of Alice's and Bob's room over a listing with a photo, whose outcome awaits their signatures. Nobody
    keeps the stray agent, which names Alice as its owner."""
    alice, charlie = agents["alice"], agents["charlie"]
    for party in (alice, agents["bob"]):
        assert party.sign(room_id).status == 200
    charlie.get("agents/me")
    agents["stray"].get("agents/me")
    listing = alice.offer(title="Another car").body["listing"]["id"]
    alice.send_photo(listing, pictures.jpeg())
    process_photos()
    photo = Photo.objects.get(listing=listing)
    actions.show_logo(cars.pk, photo.sha256)
    now = timezone.now()
    people = {who: User.objects.create_user(who, f"{who}@example.com") for who in CAST[1:]}
    for who, party in agents.items():
        if who == "stray":
            continue
        agent = Agent.objects.get(fingerprint=party.fingerprint)
        ownership.keep(agent, people[who].pk, now)
    for role in ("operator", "auditor"):
        Membership.objects.create(person=people[role], tenant=cars, role=role)
        Membership.objects.create(person=people["charlie"], tenant=bikes, role=role)
    Membership.objects.create(person=people["bob"], tenant=cars, role="seller")
    kept = Agent.objects.get(fingerprint=alice.fingerprint)
    actions.issue_token(kept, cars, now=now)
    claim = Ownership.objects.create(
        agent=Agent.objects.get(fingerprint=agents["stray"].fingerprint),
        address=_linked(people["alice"]),
        state="claimed",
        claimed_at=now,
    )
    draft = drafts.begin(cars, people["alice"].pk, now)
    drafts.tell(draft, now, title="A third car", asking_minor=2_000_000)
    photos.add_to_draft(draft, pictures.jpeg(), now=now)
    process_photos()
    parts = {
        "draft_id": draft.id,
        "draft_photo_id": Photo.objects.get(draft=draft).id,
        "room_id": UUID(room_id),
        "listing_id": UUID(listing),
        "photo_id": photo.id,
        "sha256": photo.sha256,
        "contract_id": Contract.objects.get().id,
        "agent_id": kept.id,
        "token_id": AgentToken.objects.get(agent=kept).id,
        "ownership_id": claim.id,
        "uidb36": "1",
        "key": "a-b",
    }
    elsewhere(bikes, agents["bob"], charlie)
    return World(people, agents, parts)


def elsewhere(bikes: Tenant, buyer: Party, seller: Party) -> None:
    """A room and a contract at the second market."""
    listing = seller.at("bikes.localhost").offer(title="A bike")
    assert buyer.at("bikes.localhost").join(listing).status == 201
    room = Room.objects.get(tenant=bikes)
    Contract.objects.create(
        tenant=bikes,
        room=room.id,
        listing=room.listing,
        seller=room.seller,
        buyer=room.buyer,
        statement="{}",
        outcome=0,
        drafted_at=room.opened_at,
        completed_at=room.opened_at,
    )


KINDS_OF_ROWS: Mapping[str, tuple[type[Model], str]] = {
    "agents/user": (User, "memberships__tenant"),
    "agents/tenant": (Tenant, "pk"),
    "agents/membership": (Membership, "tenant"),
    "agents/agent": (Agent, "listings__tenant"),
    "agents/act": (Act, "tenant"),
    "marketplace/policy": (Policy, "tenant"),
    "marketplace/category": (Category, "tenant"),
    "marketplace/listing": (Listing, "tenant"),
    "contracts/contract": (Contract, "tenant"),
    "rooms/room": (Room, "tenant"),
}
"""What the admin has pages of, and how a row leads to its market."""


def rows_of(market: Tenant, actor: User) -> dict[str, Any]:
    """By the admin's name of their kind the id of a row of a market; its trail and categories get a first for it."""
    market.categories.create(name="Used", slug="used")
    actions.note(actor.pk, market, "changed", "agents.tenant", market.pk, timezone.now())
    return {name: _row_of(kind, market) for name, kind in KINDS_OF_ROWS.items()}


def _row_of(kind: tuple[type[Model], str], tenant: Tenant) -> Any:
    model, path = kind
    return model._default_manager.filter(**{path: tenant.pk}).values_list("pk", flat=True)[0]


def _linked(person: User) -> str:
    """The address of an AlienID that this links to a person."""
    address = "00000001" + "a" * 24
    SocialAccount.objects.create(user=person, provider="alien", uid=address)
    return address


@contextmanager
def statements() -> Iterator[list[str]]:
    """What the database is asked meanwhile, its values left out."""
    ran: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        ran.append(NUMBERS.sub("N", sql))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield ran


def _neutral(found: Answer, route: Route, parts: Mapping[str, Any]) -> Answer:
    """The answer without tokens of forms and without the parts of its own address."""
    raw, headers = TOKEN.sub(b"", found.raw), dict(found.headers)
    for passing in ("Date", "Expires"):
        headers.pop(passing, None)
    if "RateLimit" in headers:
        headers["RateLimit"] = re.sub(r"t=\d+", "t=", headers["RateLimit"])  # seconds left: the clock's
    for part in (re.escape(str(parts[name])) for name in route.parameters):
        headers = {key: re.sub(rf"(?<=[/=]){part}\b", "PART", value) for key, value in headers.items()}
        raw = re.sub(rf"(?<=[/=]){part}\b".encode(), b"PART", raw)
    return Answer(found.status, found.body, raw, headers)
