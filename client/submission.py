"""Private terms on their way out: sealed to a key of the room's, or in the clear where the agent chose so."""

from datetime import datetime
from typing import Any

from agents.domain import keys
from client.errors import LocalError
from client.manifest import Manifest, usable_key
from client.shapes import SealingKey
from contracts.domain import outcome
from marketplace.domain import money, sealing, terms
from marketplace.domain.terms import Role, Terms


def must_be_on_scale(private: Terms, asking_price: object) -> None:
    """A seller's floor that no band reaches is told here: sealed, it would be refused out of sight, later."""
    try:
        outcome.seller_limit_band(private.limit_minor, money.parse(asking_price, private.currency))
    except money.AmountRefused:
        return  # the market names what is wrong with the asking price
    except outcome.LimitOffScale as off:
        raise LocalError(off.code, "limit: the floor is above 127 % of the asking price") from None


def in_clear(private: Terms, under: Manifest) -> dict[str, Any]:
    """The request's members for terms that the market seals on arrival."""
    return {"terms": terms.as_dict(private), "manifest_digest": under.digest}


def sealed(
    private: Terms,
    under: Manifest,
    key: SealingKey,
    *,
    role: Role,
    fingerprint: str,
    listing_id: str,
    now: datetime,
) -> dict[str, Any]:
    """The request's members for terms that only the room can open. `listing_id` is "" for a new listing.

    Distrusted where the key is not the room's: sealed to a stranger's key, the terms are that stranger's.
    """
    public = usable_key(key, under, now)
    info = sealing.info(
        role=role, manifest_digest=under.digest, fingerprint=fingerprint, listing_id=listing_id
    )
    ciphertext = keys.to_base64url(sealing.seal(public, info, terms.to_bytes(private)))
    return {
        "sealed_terms": {"key_id": key.key_id, "ciphertext": ciphertext},
        "manifest_digest": under.digest,
    }
