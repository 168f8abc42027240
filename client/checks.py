"""What this agent signs, and what it refuses to.

The market shows a statement and what to sign. Nothing of that is taken on trust: the statement is held
against this agent's own memory of what it submitted and what it was first shown, the byte is worked out
again, and what is signed is built here from the statement.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from agents.domain import keys
from client.errors import Distrusted, LocalError, SigningRefused
from client.shapes import Room
from contracts.domain import signing, verification
from contracts.domain.canonical import Unreadable, digest
from contracts.domain.outcome import Outcome
from contracts.domain.statement import Party, agreed_price, asking, shape_faults
from marketplace.domain import money
from marketplace.domain.terms import Role


@dataclass(frozen=True, repr=False)
class Memory:
    """What this agent knows of one room from its own doing: submitted by itself, or first shown to it.

    `listing` is the public object that it published or validated; `limit_minor` its floor or budget;
    `room_fingerprint` that of the manifest it consented to; `seller` and `buyer` as they were first shown.
    """

    role: Role
    room_id: str
    room_fingerprint: str
    tenant: str
    listing: Mapping[str, Any]
    profile: str
    manifest_digest: str
    limit_minor: int
    seller: Party
    buyer: Party

    def __repr__(self) -> str:
        """Without the limit."""
        return f"Memory({self.role} in room {self.room_id})"

    @property
    def own(self) -> Party:
        return self.seller if self.role == "seller" else self.buyer

    @property
    def other(self) -> Party:
        return self.buyer if self.role == "seller" else self.seller


def payload_to_sign(room: Room, memory: Memory, public_key: bytes) -> str:
    """The payload to sign for a room in `signing`, once everything about it matches; else SigningRefused."""
    if room.statement is None:
        raise LocalError("nothing_to_sign", f"the room is {room.status}: there is no statement to sign")
    if memory.own.fingerprint != keys.fingerprint(public_key):
        raise SigningRefused("wrong_own_key", "this is not the key that entered the room")
    check_statement(room.statement, memory)
    payload = signing.payload(room.statement)
    _check_offered_input(room, payload, public_key)
    return payload


def check_statement(statement: object, memory: Memory) -> None:
    """Passes where a statement says nothing but what this agent knows and agreed to; else SigningRefused,
    whose `code` names the first thing that differs."""
    faults = shape_faults(statement)
    if faults or not isinstance(statement, dict):
        raise SigningRefused("bad_statement", f"the statement's {faults[0] if faults else 'form'} is unsound")
    for code, detail, holds in _CHECKS:
        if not holds(statement, memory):
            raise SigningRefused(code, detail)


def check_contract(document: bytes, memory: Memory) -> None:
    """Passes where a contract verifies offline, between the keys and on the terms that this agent knows.

    Distrusted where it does not verify, SigningRefused where it says something else than was agreed.
    """
    said = _verified(
        document,
        seller=memory.seller.fingerprint,
        buyer=memory.buyer.fingerprint,
        room=memory.room_fingerprint,
    )
    check_statement(said, memory)


def room_of(document: bytes) -> str:
    """The room of a contract that verifies offline, whoever's it is; Distrusted where it does not."""
    return str(_verified(document)["room"]["id"])


def parties_of(document: bytes) -> frozenset[str]:
    """The fingerprints of the parties of a contract that verifies offline; Distrusted where it does not."""
    return frozenset(str(party["fingerprint"]) for party in _verified(document)["parties"].values())


def _verified(document: bytes, **expected: str) -> Mapping[str, Any]:
    try:
        verdict = verification.verify(document, **expected)
    except Unreadable as unreadable:
        raise Distrusted("bad_contract", f"the contract is unreadable ({unreadable.code})") from None
    if not verdict.valid or verdict.statement is None:
        failed = [check.name for check in verdict.checks if not check.passed]
        raise Distrusted("bad_contract", f"the contract does not verify: {', '.join(failed)}")
    return verdict.statement


def _check_offered_input(room: Room, payload: str, public_key: bytes) -> None:
    """What the market says is to be signed must be what this agent signs, to the byte: another input means
    that one of the two reads the statement differently."""
    protected = signing.protected_header(public_key)
    if room.protected not in (None, protected):
        raise SigningRefused("wrong_protected", "the protected header offered is not this key's")
    if room.signing_input not in (None, signing.signing_input(protected, payload).decode("ascii")):
        raise SigningRefused("wrong_signing_input", "the signing input offered is not that of the statement")


Statement = Mapping[str, Any]
Holds = Callable[[Statement, Memory], bool]


def _same_room(statement: Statement, memory: Memory) -> bool:
    return bool(statement["room"]["id"] == memory.room_id)


def _same_room_key(statement: Statement, memory: Memory) -> bool:
    return bool(statement["room"]["fingerprint"] == memory.room_fingerprint)


def _same_tenant(statement: Statement, memory: Memory) -> bool:
    return bool(statement["tenant"] == memory.tenant)


def _same_listing(statement: Statement, memory: Memory) -> bool:
    return bool(statement["listing"]["id"] == memory.listing["id"])


def _same_listing_digest(statement: Statement, memory: Memory) -> bool:
    return bool(statement["listing"]["digest"] == digest(memory.listing))


def _same_title(statement: Statement, memory: Memory) -> bool:
    return bool(statement["listing"]["title"] == memory.listing["title"])


def _same_currency(statement: Statement, memory: Memory) -> bool:
    return bool(statement["listing"]["currency"] == memory.listing["currency"])


def _same_asking_price(statement: Statement, memory: Memory) -> bool:
    return bool(statement["listing"]["asking_price"] == memory.listing["asking_price"])


def _same_profile(statement: Statement, memory: Memory) -> bool:
    return bool(statement["profile_digest"] == digest(memory.profile))


def _same_manifest(statement: Statement, memory: Memory) -> bool:
    return bool(statement["manifest_digest"] == memory.manifest_digest)


def _sound_byte(statement: Statement, _memory: Memory) -> bool:
    """Bits, deal, band and price say one thing, worked out from the bits and the asking price alone."""
    said = statement["outcome"]
    try:
        outcome = Outcome.from_bits(said["bits"])
    except ValueError:
        return False
    price = agreed_price(outcome, statement["listing"]["asking_price"])
    return bool((said["deal"], said["band"], said["price"]) == (outcome.deal, outcome.band, price))


def _inside_own_limit(statement: Statement, memory: Memory) -> bool:
    price = statement["outcome"]["price"]
    if price is None:
        return True
    _, digits = asking(memory.listing["asking_price"])
    minor = money.parse_digits(price, digits)
    return minor >= memory.limit_minor if memory.role == "seller" else minor <= memory.limit_minor


def _own_side(statement: Statement, memory: Memory) -> bool:
    return _agrees(_party(statement, memory.role), memory.own)


def _other_side(statement: Statement, memory: Memory) -> bool:
    return _agrees(_party(statement, "buyer" if memory.role == "seller" else "seller"), memory.other)


def _agrees(told: Party, remembered: Party) -> bool:
    """The same key, and no other human than the one we know of. A side's human is named with the outcome, not before;
    one whose link to the key has ended since is not named at all."""
    known = told.owner is None or remembered.owner in (None, told.owner)
    return told.fingerprint == remembered.fingerprint and known


def _two_keys(statement: Statement, _memory: Memory) -> bool:
    return _party(statement, "seller").fingerprint != _party(statement, "buyer").fingerprint


def _party(statement: Statement, role: Role) -> Party:
    party = statement["parties"][role]
    return Party(party["fingerprint"], party["owner"])


_CHECKS: Final[tuple[tuple[str, str, Holds], ...]] = (
    ("wrong_room", "the statement is of another room", _same_room),
    ("wrong_room_key", "the room's key is not the one in the manifest that you consented to", _same_room_key),
    ("wrong_tenant", "the market named is not the one that the room was shown in", _same_tenant),
    ("wrong_listing", "the statement is about another listing", _same_listing),
    ("wrong_listing_digest", "the listing is not as you published or saw it", _same_listing_digest),
    ("wrong_title", "the title is not the listing's", _same_title),
    ("wrong_currency", "the currency is not the listing's", _same_currency),
    ("wrong_asking_price", "the asking price is not the listing's", _same_asking_price),
    ("wrong_profile", "the buyer's profile is not the one submitted or shown", _same_profile),
    ("wrong_manifest", "the manifest is not the one that you consented to", _same_manifest),
    ("bad_byte", "bits, deal, band, price and asking price do not agree", _sound_byte),
    ("price_outside_limit", "the price is outside the limit that you set", _inside_own_limit),
    ("wrong_own_party", "your side of the statement does not name you", _own_side),
    ("wrong_other_party", "the other party is not the one that was shown before", _other_side),
    ("same_party", "both sides are one key", _two_keys),
)
