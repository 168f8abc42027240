"""Contracts that are verified a second, beside the arithmetic of their three signatures alone."""

import json
import time
from collections.abc import Callable, Iterator

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from agents.domain import keys
from benchmarks.size import Size
from benchmarks.table import Row
from contracts.domain import signing
from contracts.domain.outcome import Decision, settle
from contracts.domain.statement import Party, Statement
from contracts.domain.verification import verify

DIGEST = "sha256:" + "0" * 64
ID = "00000000-0000-7000-8000-000000000000"


def verification(size: Size) -> Iterator[Row]:
    """One thread, everything in memory."""
    three = [Ed25519PrivateKey.generate() for _ in ("seller", "buyer", "room")]
    statement = _statement(*(keys.fingerprint(keys.public_bytes(key)) for key in three)).as_dict()
    payload = signing.payload(statement)
    signed = [signing.sign(key, payload) for key in three]
    document = json.dumps(signing.assemble(statement, signed)).encode()
    if not verify(document).valid:
        raise RuntimeError("the contract does not verify")
    bare = [
        (
            key.public_key(),
            keys.from_base64url(one.signature),
            signing.signing_input(one.protected, payload),
        )
        for key, one in zip(three, signed, strict=True)
    ]

    def arithmetic() -> None:
        for key, signature, text in bare:
            key.verify(signature, text)

    yield Row(
        "contracts verified offline",
        _rate(lambda: verify(document), size.contracts),
        "a second",
        "three bare Ed25519 verifications",
        _rate(arithmetic, size.contracts),
    )


def _rate(work: Callable[[], object], count: int) -> float:
    """How often a second; the best of three runs, since what else runs here can only slow it down."""

    def seconds() -> float:
        began = time.perf_counter()
        for _ in range(count):
            work()
        return time.perf_counter() - began

    return count / min(seconds() for _ in range(3))


def _statement(seller: str, buyer: str, room: str) -> Statement:
    return Statement(
        room_id=ID,
        room_fingerprint=room,
        tenant="cars",
        listing_id=ID,
        listing_title="2016 Volvo V60 D4",
        listing_digest=DIGEST,
        asking_price="20000.00",
        currency="USD",
        profile_digest=DIGEST,
        manifest_digest=DIGEST,
        outcome=settle(Decision(rate=True, band=75), Decision(rate=True, band=90)),
        seller=Party(seller, None),
        buyer=Party(buyer, None),
        decided_at="2026-01-01T00:00:00Z",
    )
