"""Listings, terms, manifests and rooms as components."""

from typing import Any, get_args

from agents.openapi.components import (
    DIGEST,
    FINGERPRINT,
    ID,
    KEY,
    OTHER_FINGERPRINT,
    OTHER_ID,
    SIGNATURE,
    TIME,
)
from agents.openapi.table import Schema, exactly, listed, nullable, page, ref
from contracts.domain.outcome import TOP_BAND
from contracts.domain.statement import SETTLEMENT
from contracts.openapi.components import PROTECTED
from marketplace.domain import terms
from marketplace.domain.listing import (
    LONGEST_ATTRIBUTES,
    LONGEST_NAME,
    LONGEST_VALUE,
    MOST_ATTRIBUTES,
    MOST_VALUES,
)
from marketplace.domain.photos import LONGEST_EDGE, MEDIA_TYPE, MOST_PHOTOS, MOST_PIXELS, REASONS
from marketplace.domain.sealing import SUITE_NAME
from rooms.domain.room import ROUNDS, Reason, Status, TermsState, Wait
from rooms.serializers import SORTS

MANIFEST: dict[str, Any] = {
    "manifest": {
        "protocol": "alien-bargain/1",
        "software": {"source_digest": DIGEST},
        "inference": {
            "engine": "scripted",
            "provider": None,
            "model": None,
            "params": {},
            "prompts_digest": DIGEST,
            "fallback": None,
            "provider_retention": None,
        },
        "rounds": ROUNDS,
        "bands": "percent-of-asking/128",
        "settlement": SETTLEMENT,
        "privacy": "guarded",
        "retention": {"buyer_terms": 0, "seller_terms": 0, "turns": 1},
        "sealing": {"suite": SUITE_NAME},
        "room_key": {"kty": "OKP", "crv": "Ed25519", "x": KEY},
        "attestation": {"type": "none"},
    },
    "digest": DIGEST,
    "version": "0.1.0",
}
SENT_TERMS: dict[str, Any] = {
    "limit": "15000.00",
    "currency": "EUR",
    "urgency": "normal",
    "dealbreakers": ["smoked in"],
    "notes": "It can go this week.",
}
SENT_LISTING: dict[str, Any] = {
    "title": "Škoda Octavia",
    "description": "One owner.",
    "category": "car",
    "attributes": {"colour": "blue", "extras": ["towbar", "roof rails"]},
    "asking_price": "20000.00",
    "currency": "EUR",
    "consent": "exact",
    "manifest_digest": DIGEST,
    "terms": SENT_TERMS,
}
PUBLIC: dict[str, Any] = {
    "id": ID,
    **{name: SENT_LISTING[name] for name in ("title", "description", "category", "attributes")},
    "asking_price": "20000.00",
    "currency": "EUR",
    "photos": [],
    "seller": FINGERPRINT,
    "published_at": TIME,
}
PHOTO: dict[str, Any] = {
    "id": ID,
    "state": "good",
    "code": None,
    "name": DIGEST,
    "width": 1600,
    "height": 1200,
    "url": f"/listings/{ID}/photos/{DIGEST.removeprefix('sha256:')}",
}
LISTING: dict[str, Any] = {"listing": PUBLIC, "digest": DIGEST, "status": "open", "rooms_open": 1}
OWN_LISTING: dict[str, Any] = {
    **LISTING,
    "terms_state": {"state": "good", "code": None},
    "consent": {"kind": "exact", "manifest_digest": DIGEST},
    "refused_joins": 0,
    "signing_hours": 72,
    "notice": "When a room on this listing has an outcome, your agent has 72 hours to sign it.",
}
SEALING_KEY: dict[str, Any] = {
    "key_id": OTHER_ID,
    "public_key": KEY,
    "expires_at": TIME,
    "signature": SIGNATURE,
}
ROOM: dict[str, Any] = {
    "id": OTHER_ID,
    "tenant": "cars",
    "role": "buyer",
    "status": "running",
    "reason": None,
    "round": 2,
    "rounds": ROUNDS,
    "turns": 3,
    "terms_state": {"state": "good", "code": None},
    "waiting_for": [],
    "deadline": TIME,
    "listing": PUBLIC,
    "listing_digest": DIGEST,
    "profile": "A family of four looks for a car.",
    "profile_digest": DIGEST,
    "manifest_digest": DIGEST,
    "parties": {
        "seller": {"fingerprint": FINGERPRINT, "owner": None},
        "buyer": {"fingerprint": OTHER_FINGERPRINT, "owner": None},
    },
    "created_at": TIME,
    "outcome": None,
    "statement": None,
    "protected": None,
    "signing_input": None,
    "signed": {"seller": False, "buyer": False, "room": False},
    "left_unsigned_by": [],
    "contract": None,
    "receipt": None,
}
SUMMARY: dict[str, Any] = {
    **{name: ROOM[name] for name in ("id", "role", "status", "reason", "deadline", "created_at")},
    "listing_id": ID,
    "listing_title": "Škoda Octavia",
}
TURN: dict[str, Any] = {
    "seq": 4,
    "round": 1,
    "persona": "seller",
    "text": "It has had one owner, and the service book is complete.",
    "offer_band": 97,
    "at": TIME,
}
SENT_SIGNATURE = {"protected": PROTECTED, "signature": SIGNATURE}

_TEXT: Schema = {"type": "string"}
_COUNT: Schema = {"type": "integer", "minimum": 0}
_MAYBE: Schema = {"type": ["string", "null"]}
_ROLE: Schema = {"enum": ["seller", "buyer"]}
_SIGNED = exactly({side: {"type": "boolean"} for side in ("seller", "buyer", "room")})
_MODEL: Schema = {"type": ["object", "null"]}

SCHEMAS: dict[str, Schema] = {
    "Attributes": {
        "type": "object",
        "maxProperties": MOST_ATTRIBUTES,
        "propertyNames": {"maxLength": LONGEST_NAME, "pattern": r"\S"},
        "additionalProperties": {
            "anyOf": [
                {"$ref": "#/components/schemas/AttributeText"},
                listed(ref("AttributeText"), maxItems=MOST_VALUES),
            ]
        },
        "description": f"A name to a text or to several; at most {LONGEST_ATTRIBUTES} characters in all.",
    },
    "AttributeText": {"type": "string", "maxLength": LONGEST_VALUE, "pattern": r"\S"},
    "Terms": exactly(
        {"limit": ref("Amount"), "currency": ref("Currency")},
        optional={
            "urgency": {"enum": list(get_args(terms.Urgency)), "default": "normal"},
            "dealbreakers": listed(
                {"type": "string", "minLength": 1, "maxLength": terms.LONGEST_DEALBREAKER},
                maxItems=terms.MOST_DEALBREAKERS,
            ),
            "notes": {"type": "string", "maxLength": terms.LONGEST_NOTES},
        },
        description="Private: a floor or a budget, and what the persona is to know. Sealed before it is stored.",
    ),
    "Listing": exactly(
        {
            "listing": ref("PublicListing"),
            "digest": {**ref("Digest"), "description": "Of exactly the `listing` object."},
            "status": {"enum": ["open", "paused", "sold", "withdrawn"]},
            "rooms_open": _COUNT,
        },
        optional={
            "terms_state": ref("OwnTermsState"),
            "consent": exactly({"kind": ref("ConsentKind"), "manifest_digest": ref("Digest")}),
            "refused_joins": _COUNT,
            "signing_hours": _COUNT,
            "notice": _TEXT,
        },
        dependentRequired={"terms_state": ["consent", "refused_joins", "signing_hours", "notice"]},
        description="From `terms_state` on for its seller only.",
    ),
    "PublicListing": exactly(
        {
            "id": ref("Id"),
            "title": {"type": "string", "minLength": 1, "maxLength": 200},
            "description": {"type": "string", "maxLength": 10_000},
            "category": {"type": "string", "maxLength": 60},
            "attributes": ref("Attributes"),
            "asking_price": ref("Amount"),
            "currency": ref("Currency"),
            "photos": listed(
                ref("Digest"), maxItems=MOST_PHOTOS, description="Of what is published, in order."
            ),
            "seller": ref("Fingerprint"),
            "published_at": ref("Time"),
        }
    ),
    "ListingPage": page("Listing"),
    "Photos": exactly(
        {
            "photos": listed(ref("Photo")),
            "digest": {**ref("Digest"), "description": "The listing's as it stands."},
        },
        description="A listing's photos in order, those being looked at and those refused included.",
    ),
    "Photo": exactly(
        {
            "id": ref("Id"),
            "state": {"enum": list(get_args(TermsState))},
            "code": {"enum": [*REASONS, None], "description": "Why it was refused."},
            "name": {**nullable(ref("Digest")), "description": "As the `listing` object names it."},
            "width": {"type": ["integer", "null"], "minimum": 1, "maximum": LONGEST_EDGE},
            "height": {"type": ["integer", "null"], "minimum": 1, "maximum": LONGEST_EDGE},
            "url": {
                **_MAYBE,
                "format": "uri-reference",
                "description": "With `/small` behind it: the small one.",
            },
        },
        description="Published once it is `good`; until then `name`, `width`, `height` and `url` are null.",
    ),
    "PhotoFile": {
        "contentMediaType": "image/*",
        "description": f"A file of at most 10 MiB and {MOST_PIXELS // 1_000_000} million pixels.",
    },
    "Picture": {"contentMediaType": MEDIA_TYPE, "description": "The published bytes."},
    "Sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
    "ConsentKind": {"enum": ["exact", "operator"]},
    "OwnTermsState": exactly(
        {
            "state": {"enum": list(get_args(TermsState))},
            "code": {**_MAYBE, "pattern": "^[a-z_]+$", "description": "Why they were refused."},
        }
    ),
    "SealingKey": exactly(
        {
            "key_id": ref("Id"),
            "public_key": {**ref("Base64url"), "description": "X25519, 32 raw bytes."},
            "expires_at": ref("Time"),
            "signature": {**ref("Base64url"), "description": "Ed25519 by the manifest's room key."},
        }
    ),
    "Manifest": exactly(
        {
            "manifest": ref("ManifestBody"),
            "digest": {**ref("Digest"), "description": "Of exactly the `manifest` object."},
            "version": {"type": "string", "description": "The release."},
        }
    ),
    "ManifestBody": exactly(
        {
            "protocol": {"const": "alien-bargain/1"},
            "software": exactly({"source_digest": ref("Digest")}),
            "inference": exactly(
                {
                    "engine": {"enum": ["scripted", "llm"]},
                    "provider": _MAYBE,
                    "model": _MAYBE,
                    "params": {"type": "object"},
                    "prompts_digest": ref("Digest"),
                    "fallback": _MODEL,
                    "provider_retention": _MAYBE,
                }
            ),
            "rounds": {"const": ROUNDS},
            "bands": {"const": "percent-of-asking/128"},
            "settlement": {"const": SETTLEMENT},
            "privacy": {"enum": ["guarded", "sealed"]},
            "retention": {
                "type": "object",
                "additionalProperties": _COUNT,
                "description": "Hours by kind, counted from a room's end.",
            },
            "sealing": exactly({"suite": {"const": SUITE_NAME}}),
            "room_key": exactly(
                {"kty": {"const": "OKP"}, "crv": {"const": "Ed25519"}, "x": ref("Base64url")}
            ),
            "attestation": {"type": "object", "properties": {"type": _TEXT}, "required": ["type"]},
        },
        description="What runs here, and how long it keeps what.",
    ),
    "Room": exactly(
        {
            "id": ref("Id"),
            "tenant": _TEXT,
            "role": _ROLE,
            "status": ref("RoomStatus"),
            "reason": ref("RoomReason"),
            "round": {"type": "integer", "minimum": 0, "maximum": ROUNDS},
            "rounds": {"const": ROUNDS},
            "turns": _COUNT,
            "terms_state": {**ref("OwnTermsState"), "description": "The caller's own."},
            "waiting_for": listed({"enum": list(get_args(Wait))}),
            "deadline": nullable(ref("Time")),
            "listing": {**ref("PublicListing"), "description": "As it stood when the room was opened."},
            "listing_digest": ref("Digest"),
            "profile": {"type": "string", "maxLength": 4000},
            "profile_digest": ref("Digest"),
            "manifest_digest": ref("Digest"),
            "parties": exactly({"seller": ref("Party"), "buyer": ref("Party")}),
            "created_at": ref("Time"),
            "outcome": nullable(ref("Outcome")),
            "statement": nullable(ref("Statement")),
            "protected": nullable(ref("Base64url")),
            "signing_input": _MAYBE,
            "signed": _SIGNED,
            "left_unsigned_by": listed(_ROLE),
            "contract": {**_MAYBE, "format": "uri-reference"},
            "receipt": {**_MAYBE, "description": "What was erased: a compact JWS by the room key."},
        },
        description="A room as the calling party sees it.",
    ),
    "RoomStatus": {"enum": [str(status) for status in Status]},
    "RoomReason": {"enum": [*get_args(Reason), None], "description": "Why it ended early."},
    "RoomSummary": exactly(
        {
            "id": ref("Id"),
            "role": _ROLE,
            "status": ref("RoomStatus"),
            "reason": ref("RoomReason"),
            "deadline": nullable(ref("Time")),
            "created_at": ref("Time"),
            "listing_id": ref("Id"),
            "listing_title": _TEXT,
        }
    ),
    "RoomPage": page("RoomSummary"),
    "Turn": exactly(
        {
            "seq": {"type": "integer", "minimum": 1},
            "round": {"type": "integer", "minimum": 1, "maximum": ROUNDS},
            "persona": _ROLE,
            "text": {"type": "string", "maxLength": 600},
            "offer_band": {"type": ["integer", "null"], "minimum": 0, "maximum": TOP_BAND},
            "at": ref("Time"),
        }
    ),
    "Transcript": exactly({"turns": listed(ref("Turn"))}),
    "OpenAPI": {
        "type": "object",
        "required": ["openapi", "info", "paths", "components"],
        "description": "This document.",
    },
}


def _query(name: str, schema: Schema, description: str) -> Schema:
    return {"name": name, "in": "query", "required": False, "description": description, "schema": schema}


def _header(name: str, schema: Schema, description: str) -> Schema:
    return {"name": name, "in": "header", "required": False, "description": description, "schema": schema}


_PRICE: Schema = {"type": "string", "pattern": r"^[0-9]{1,11}(\.[0-9]{1,4})?$", "examples": ["15000"]}

PARAMETERS: dict[str, Schema] = {
    "q": _query("q", {"type": "string", "maxLength": 200}, "What title or description contain."),
    "category": _query("category", {"type": "string", "maxLength": 60}, "Exactly this category."),
    "min_price": _query("min_price", _PRICE, "The lowest asking price, each listing in its own currency."),
    "max_price": _query("max_price", _PRICE, "The highest."),
    "sort": _query("sort", {"enum": list(SORTS), "default": SORTS[0]}, "In which order."),
    "after": _query(
        "after", {"type": "integer", "minimum": 0, "maximum": 99_999, "default": 0}, "Turns above this `seq`."
    ),
    "idempotency_key": _header(
        "Idempotency-Key",
        {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[ -~]+$"},
        "The same request again has the same answer; terms are not compared, the first ones count.",
    ),
    "if_match": _header(
        "If-Match", {"type": "string"}, "Only if the listing still has this ETag; `*` for any."
    ),
    "if_none_match": _header(
        "If-None-Match", {"type": "string"}, "Only if the `listing` object is not the one with this ETag."
    ),
}
