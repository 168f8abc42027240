"""Contracts and verdicts as components."""

from typing import Any

from agents.domain.keys import to_base64url
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
from contracts.domain import columns
from contracts.domain.canonical import canonical
from contracts.domain.outcome import TOP_BAND
from contracts.domain.search import DEALS
from contracts.domain.statement import SETTLEMENT, TYPE
from contracts.domain.verification import CHECKS, UNKNOWN
from contracts.serializers import CSV, GZIP

SIDES = ("seller", "buyer", "room")

STATEMENT: dict[str, Any] = {
    "type": TYPE,
    "room": {"id": OTHER_ID, "fingerprint": FINGERPRINT},
    "tenant": "cars",
    "listing": {
        "id": ID,
        "title": "Škoda Octavia",
        "digest": DIGEST,
        "asking_price": "20000.00",
        "currency": "EUR",
    },
    "profile_digest": DIGEST,
    "manifest_digest": DIGEST,
    "settlement": SETTLEMENT,
    "outcome": {"bits": "11011100", "deal": True, "band": 92, "price": "18400.00"},
    "parties": {
        "seller": {"fingerprint": FINGERPRINT, "owner": None},
        "buyer": {"fingerprint": OTHER_FINGERPRINT, "owner": None},
    },
    "decided_at": TIME,
}
PROTECTED = to_base64url(
    canonical(
        {
            "alg": "Ed25519",
            "typ": "alien-bargain-contract+jws",
            "kid": FINGERPRINT,
            "jwk": {"kty": "OKP", "crv": "Ed25519", "x": KEY},
        }
    )
)
CONTRACT: dict[str, Any] = {
    "statement": STATEMENT,
    "payload": to_base64url(canonical(STATEMENT)),
    "signatures": [{"protected": PROTECTED, "signature": SIGNATURE}] * 3,
}
_JWT = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl"
EVIDENCE: dict[str, Any] = {
    "kind": "access_token",
    "owner": "ada",
    "fingerprint": FINGERPRINT,
    "key": {"kty": "OKP", "crv": "Ed25519", "x": KEY},
    "issuer": "https://sso.alien-api.com",
    "token": _JWT,
    "jwk": {"kty": "RSA", "kid": "1", "n": KEY, "e": "AQAB"},
    "binding": None,
    "at": TIME,
}
EXPORTED: dict[str, Any] = {"contract": CONTRACT, "evidence": {"seller": [EVIDENCE], "buyer": []}}
TABLE = columns.written([columns.COLUMNS, columns.cells(ID, TIME, STATEMENT)]).decode()
VERDICT: dict[str, Any] = {
    "valid": False,
    "checks": [{"name": "distinct_keys", "passed": False, "detail": "a key signs for two"}],
    "unjudged": [],
    "unknown": list(UNKNOWN),
}

_PARTY = exactly({"fingerprint": ref("Fingerprint"), "owner": nullable({"type": "string", "minLength": 1})})
_TEXT: Schema = {"type": "string"}
_BAND: Schema = {"type": "integer", "minimum": 0, "maximum": TOP_BAND}

SCHEMAS: dict[str, Schema] = {
    "Party": _PARTY,
    "Outcome": exactly(
        {
            "bits": {
                "type": "string",
                "pattern": "^(0{8}|1[01]{7})$",
                "description": "Most significant first: the deal, then seven bits of band.",
            },
            "deal": {"type": "boolean"},
            "band": {
                "type": ["integer", "null"],
                "minimum": 0,
                "maximum": TOP_BAND,
                "description": "Percent of the asking price; null without a deal.",
            },
            "price": nullable(ref("Amount")),
        }
    ),
    "Statement": exactly(
        {
            "type": {"const": TYPE},
            "room": exactly({"id": ref("Id"), "fingerprint": ref("Fingerprint")}),
            "tenant": {"type": "string", "minLength": 1},
            "listing": exactly(
                {
                    "id": ref("Id"),
                    "title": {"type": "string", "minLength": 1},
                    "digest": ref("Digest"),
                    "asking_price": ref("Amount"),
                    "currency": ref("Currency"),
                }
            ),
            "profile_digest": ref("Digest"),
            "manifest_digest": ref("Digest"),
            "settlement": {"const": SETTLEMENT},
            "outcome": ref("Outcome"),
            "parties": exactly({"seller": ref("Party"), "buyer": ref("Party")}),
            "decided_at": ref("Time"),
        },
        description="What the three sign.",
    ),
    "Contract": exactly(
        {
            "statement": ref("Statement"),
            "payload": {**ref("Base64url"), "description": "The JCS of the statement."},
            "signatures": listed(
                exactly({"protected": ref("Base64url"), "signature": ref("Base64url")}),
                minItems=3,
                maxItems=3,
                description="The seller's, the buyer's and the room's, in this order.",
            ),
        },
        description="A JWS in JSON general serialization with the statement in clear beside it.",
    ),
    "Evidence": exactly(
        {
            "kind": {"enum": ["access_token", "id_token", "confirmation"]},
            "owner": {"type": "string", "description": "An AlienID address."},
            "fingerprint": ref("Fingerprint"),
            "key": {"type": "object", "description": "The agent's public key, as a JWK."},
            "issuer": nullable(_TEXT),
            "token": {
                **nullable(_TEXT),
                "description": "The SSO's, which names the agent's key in `cnf.jkt`.",
            },
            "jwk": {**nullable({"type": "object"}), "description": "The SSO's key that verified it."},
            "binding": nullable({"type": "object"}),
            "at": ref("Time"),
        },
        description="What proved a party's owner. A `confirmation` has no token: it is the market's word.",
    ),
    "ExportedContract": exactly(
        {
            "contract": ref("Contract"),
            "evidence": exactly({"seller": listed(ref("Evidence")), "buyer": listed(ref("Evidence"))}),
        },
        description="One line of an export. A party without an owner in the statement has no evidence.",
    ),
    "ContractSummary": exactly(
        {
            "id": ref("Id"),
            "room": ref("Id"),
            "listing_id": ref("Id"),
            "deal": {"type": "boolean"},
            "completed_at": ref("Time"),
            "url": {"type": "string", "format": "uri-reference"},
        }
    ),
    "ContractPage": page("ContractSummary"),
    "Verdict": exactly(
        {
            "valid": {"type": "boolean"},
            "checks": listed(
                exactly({"name": ref("CheckName"), "passed": {"type": "boolean"}, "detail": _TEXT})
            ),
            "unjudged": listed(ref("CheckName"), description="What something failed before."),
            "unknown": listed(
                {"enum": list(UNKNOWN)}, description="What nobody can tell from the document alone."
            ),
        }
    ),
    "Columns": {
        "type": "string",
        "contentMediaType": CSV,
        "description": f"RFC 4180 in UTF-8. The first line names the columns: {', '.join(columns.COLUMNS)}. A cell "
        "that a spreadsheet would compute begins with an apostrophe.",
    },
    "Archive": {
        "type": "string",
        "contentMediaType": GZIP,
        "description": "A gzipped tar: docs/contract-format.md section 11.",
    },
    "Moment": {
        "type": "string",
        "format": "date-time",
        "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)$",
        "maxLength": 40,
        "description": "RFC 3339; a plus is written %2B in a query.",
        "examples": [TIME],
    },
    "CheckName": {"enum": [*CHECKS, *(f"expected_{side}" for side in SIDES)]},
}

PARAMETERS: dict[str, Schema] = (
    {
        f"expected_{side}": {
            "name": side,
            "in": "query",
            "required": False,
            "description": f"The fingerprint of the {side}'s key that you expect.",
            "schema": ref("Fingerprint"),
        }
        for side in SIDES
    }
    | {
        name: {"name": name, "in": "query", "required": False, "description": said, "schema": ref("Moment")}
        for name, said in (
            ("since", "Complete at this time or later."),
            ("until", "Complete before this time; where contracts are taken away, now if it is left out."),
        )
    }
    | {
        name: {"name": name, "in": "query", "required": False, "description": said, "schema": schema}
        for name, said, schema in (
            ("outcome", "Whether there was a deal.", {"enum": [*DEALS]}),
            ("min_band", "Of a deal: this band or a higher one.", _BAND),
            ("max_band", "Of a deal: this band or a lower one.", _BAND),
            ("listing", "Of this listing.", ref("Id")),
            (
                "party",
                "Of this seller or buyer: a key's fingerprint, or the AlienID address that the statement names.",
                {"type": "string", "pattern": "^[!-~]+$", "minLength": 1, "maxLength": 128},
            ),
        )
    }
)
SEARCH: tuple[str, ...] = ("since", "until", "outcome", "min_band", "max_band", "listing", "party")
"""The parameters that say which contracts are asked for."""
