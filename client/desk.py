"""What selling and bargaining share, as flows: the market's public side, who is asking, and a submission."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlsplit

from agents.domain.challenge import Purpose
from client import manifest, submission
from client.calls import API, Call
from client.exchange import Exchange
from client.flow import Flow, Stream, each
from client.identity import Identity
from client.manifest import Manifest
from client.memories import sound
from client.own_shapes import Me, NewToken, Revocation
from client.reader import Reader
from client.records import Records
from client.shapes import ContractSummary, Listing, RoomSummary, SealingKey
from marketplace.domain.terms import Role, Terms


class Desk(Exchange):
    """An agent's place at one market, with its memory in `records`."""

    def __init__(
        self,
        address: str,
        identity: Identity | None,
        records: Records | None,
        now: Callable[[], datetime],
        nonce: Callable[[], str] | None = None,
    ) -> None:
        super().__init__(address, identity, now, nonce)
        self.records = records or Records()

    def manifest(self) -> Flow[Manifest]:
        """The manifest in force, validated and remembered."""
        found = manifest.validate((yield from self.json(Call("GET", path("manifest"), anonymous=True))))
        self.records.keep_manifest(found.digest, found.content)
        return found

    def listings(self, /, **filters: str) -> Stream[Listing]:
        """The open listings, page by page; filters: q, category, min_price, max_price, sort."""
        return each(self.pages(path("listings"), filters), lambda one: sound(Listing.of(one)))

    def listing(self, listing_id: str) -> Flow[Listing]:
        """One listing; Distrusted where its digest is not that of what is shown."""
        return sound(Listing.of((yield from self.get("listings", listing_id))))

    def verify(self, /, document: bytes, **expected: str) -> Flow[dict[str, Any]]:
        """The market's own verdict on a contract; expected: seller, buyer, room (fingerprints)."""
        call = Call("POST", path("verify"), query=expected, body=document, anonymous=True)
        return dict(Reader((yield from self.json(call)), "verdict").members)

    def me(self) -> Flow[Me]:
        """This agent as the market knows it; the first sound request enrols it."""
        _ = self.identity
        return Me.of((yield from self.get("agents", "me")))

    def revoke(self) -> Flow[Revocation]:
        """Revokes this agent, its key and every token, for good."""
        signed = yield from self._signed_challenge("revoke")
        return Revocation.of((yield from self.post(signed, "agents", "me", "revoke")))

    def make_token(self, label: str = "", days: int = 90) -> Flow[NewToken]:
        """A token by which another program acts as this agent at this market: the key stays here."""
        signed = yield from self._signed_challenge("token")
        made = yield from self.post({"label": label, "days": days, **signed}, "agents", "me", "tokens")
        return NewToken.of(made)

    def _signed_challenge(self, purpose: Purpose) -> Flow[dict[str, str]]:
        """The market's challenge, signed: an AgentID token alone would do at any market that was shown it."""
        told = yield from self.post({"purpose": purpose}, "agents", "me", "challenges")
        challenge = Reader(told, "challenge").text("challenge")
        host = urlsplit(self._address).hostname or ""
        signature = self.identity.sign_challenge(challenge, host=host, purpose=purpose)
        return {"challenge": challenge, "signature": signature}

    def rooms(self) -> Stream[RoomSummary]:
        """This agent's rooms, on either side, the newest first."""
        return each(self.pages(path("rooms"), {}), RoomSummary.of)

    def contracts(self) -> Stream[ContractSummary]:
        """This agent's complete contracts, the newest first."""
        return each(self.pages(path("contracts"), {}), ContractSummary.of)

    def claim_key(self) -> Flow[SealingKey]:
        """A one-time key for this agent to seal terms to."""
        return SealingKey.of((yield from self.post({}, "sealing-keys")))

    def get(self, *parts: str) -> Flow[Any]:
        """The JSON at an address."""
        return self.json(Call("GET", path(*parts)))

    def post(self, body: Mapping[str, Any], *parts: str) -> Flow[Any]:
        """The JSON that an address answers to this body."""
        return self.json(Call("POST", path(*parts), body=body))

    def submission(
        self, private: Terms, under: Manifest, role: Role, listing_id: str, *, sealed: bool
    ) -> Flow[dict[str, Any]]:
        """The members of a request that carry private terms: sealed to a key of the room's, unless not."""
        if not sealed:
            return submission.in_clear(private, under)
        return submission.sealed(
            private,
            under,
            (yield from self.claim_key()),
            role=role,
            fingerprint=self.identity.fingerprint,
            listing_id=listing_id,
            now=self.now(),
        )

    def under(self, given: Manifest | None) -> Flow[Manifest]:
        """The manifest that the caller validated, or the one in force; remembered either way."""
        if given is None:
            return (yield from self.manifest())
        self.records.keep_manifest(given.digest, given.content)
        return given


def path(*parts: str) -> str:
    """An id is one part of a path, whatever it holds."""
    return "/".join((API, *(quote(part, safe="") for part in parts)))
