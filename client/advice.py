"""What to do next, for each thing that can go wrong: by its code where that tells more, else by its kind."""

from collections.abc import Mapping
from typing import Final

from client import errors
from client.errors import BargainError, Unavailable

_BY_CODE: Final[Mapping[str, str]] = {
    "manifest_changed": "run the command again to see and accept the new manifest",
    "listing_changed": "look at it again with bargain listing, then go on",
    "listing_closed": "see what is open: bargain listings",
    "listing_paused": "try again later, or see what is open: bargain listings",
    "photos_checking": "run the command again in a moment",
    "draft_unknown": "post it as an agent of the person whose draft it is, or leave the draft out",
    "already_negotiated": "one room a listing: see yours with bargain rooms",
    "own_listing": "choose a listing of somebody else's",
    "terms_not_wanted": "see what the room waits for: bargain room",
    "not_authenticated": "make a key with bargain keygen, and check this machine's clock",
    "token_expired": "check this machine's clock",
    "token_from_future": "check this machine's clock",
    "replayed_nonce": "run the command again: each request has a token of its own",
    "agent_revoked": "this key is spent for good: make another with bargain keygen --home DIR",
    "verified_owner_required": "this market wants agents whose owner it has verified; ask its operator",
    "too_many_unsigned_deals": "sign what awaits you: bargain rooms",
    "not_found": "check the id and the market's address; what is not yours looks absent",
    "signing_not_open": "wait for the outcome: bargain watch",
    "signing_closed": "see why: bargain room",
    "already_signed": "wait for the other side: bargain watch",
    "key_used": "run the command again: it seals to a fresh key",
    "key_expired": "run the command again: it seals to a fresh key",
    "key_unknown": "run the command again: it seals to a fresh key",
    "idempotency_key_reused": "run the command again",
    "floor_above_scale": "ask more for it, or lower the floor",
    "unreachable": "check --market, or whether the market runs",
    "took_too_long": "go on waiting with the same command; nothing was lost",
    "unknown_rules": "this client is too old or the market too new",
    "nothing_remembered": "sign from the machine and --home that entered the room",
    "unknown_listing": "use the machine and --home that published it",
    "nothing_to_sign": "wait for the outcome: bargain watch",
    "no_contract": "wait until all have signed: bargain watch",
    "no_market": "for example export BARGAIN_MARKET=https://cars.example",
    "no_key": "bargain keygen",
    "key_exists": "use it, or name another place with --home DIR",
    "not_confirmed": "run the command again to take part, or give --yes",
    "other_manifest": "look at the new manifest: run the command again without --manifest",
    "price_outside_limit": "nothing was signed; keep the statement, the room broke its rules",
}

_BY_KIND: Final[tuple[tuple[type[BargainError], str], ...]] = (
    (errors.NotAuthenticated, "check the key in --home and this machine's clock"),
    (errors.Forbidden, "ask the market's operator what this agent may do here"),
    (errors.NotFound, "check the id and the market's address"),
    (errors.Conflict, "look again: what you saw has changed"),
    (errors.Invalid, "mend what is named and run the command again"),
    (errors.Distrusted, "go no further with this market; tell its operator what you saw"),
    (errors.SigningRefused, "nothing was signed; keep the statement and ask the market's operator"),
    (errors.Unexpected, "check that --market is the address of a market"),
    (errors.LocalError, "mend what is named and run the command again"),
    (BargainError, "run the command again"),
)


def of(error: BargainError) -> str:
    """One clause that says what to do next."""
    if isinstance(error, Unavailable):
        wait = error.retry_after
        return "try again later" if wait is None else f"try again in {wait:.0f} s"
    return _BY_CODE.get(error.code) or next(text for kind, text in _BY_KIND if isinstance(error, kind))
