"""Components that every app's operations refer to."""

from agents.domain.keys import to_base64url
from agents.openapi.problems import FIELD_ERROR, PROBLEM
from agents.openapi.table import Schema, exactly, nullable, page, ref
from agents.parsers import Pages

WAYS = 'AgentID, DPoP algs="EdDSA Ed25519", Token'
DPOP_ERRORS = ("invalid_token", "invalid_dpop_proof")
DIGEST = "sha256:cf628d7de37408b139ea2dafdaa69a4f6b043c70ce6e0eeb837e63b6796c134c"
FINGERPRINT = "1800eb197b4f6066bd71532d3f51c40db6e3e8eabfa616bfbc54875afa1a6b54"
OTHER_FINGERPRINT = "9c1f6a2f3d0b8c5e7a4d1e6f2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e"
ID = "01930d5e-7a00-7c1e-8000-0000000000b2"
OTHER_ID = "01930d5e-7a00-7c1e-8000-0000000000c3"
TIME = "2026-01-01T00:00:00Z"
SIGNATURE = to_base64url(bytes(range(64)))
KEY = to_base64url(bytes(range(32)))

TOKEN: dict[str, Schema] = {
    "id": ref("Id"),
    "label": {"type": "string", "maxLength": 80},
    "created_at": ref("Time"),
    "expires_at": nullable(ref("Time")),
    "last_used_at": {**nullable(ref("Time")), "description": "To within five minutes."},
    "revoked_at": nullable(ref("Time")),
}

SCHEMAS: dict[str, Schema] = {
    "Problem": PROBLEM,
    "FieldError": FIELD_ERROR,
    "Id": {
        "type": "string",
        "format": "uuid",
        "pattern": "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$",
        "examples": [ID],
    },
    "Digest": {
        "type": "string",
        "pattern": "^sha256:[0-9a-f]{64}$",
        "description": "`sha256:` and the hex SHA-256 of the JCS (RFC 8785) bytes.",
        "examples": [DIGEST],
    },
    "Fingerprint": {
        "type": "string",
        "pattern": "^[0-9a-f]{64}$",
        "description": "The hex SHA-256 of the DER SubjectPublicKeyInfo of an Ed25519 key.",
        "examples": [FINGERPRINT],
    },
    "Time": {
        "type": "string",
        "format": "date-time",
        "pattern": "Z$",
        "description": "RFC 3339 in UTC.",
        "examples": [TIME],
    },
    "Amount": {
        "type": "string",
        "pattern": r"^(0|[1-9][0-9]*)(\.[0-9]+)?$",
        "maxLength": 20,
        "description": "A decimal with exactly as many fraction digits as the currency has by ISO 4217.",
        "examples": ["20000.00"],
    },
    "Currency": {
        "type": "string",
        "pattern": "^[A-Z]{3}$",
        "description": "An ISO 4217 code.",
        "examples": ["EUR"],
    },
    "Base64url": {
        "type": "string",
        "pattern": "^[A-Za-z0-9_-]*$",
        "description": "RFC 4648 section 5 without padding.",
    },
    "Agent": exactly(
        {
            "fingerprint": ref("Fingerprint"),
            "owner": nullable({"type": "string", "description": "An AlienID address."}),
            "proof": {
                "enum": ["none", "claimed", "verified"],
                "description": "How far the owner is proved. One that is only claimed counts for nothing.",
            },
        }
    ),
    "Challenge": exactly(
        {
            "challenge": {
                "type": "string",
                "description": "base64url of a JSON object that says what it is for, a point, and the market's mark.",
            },
            "expires_at": ref("Time"),
        }
    ),
    "AgentToken": exactly(TOKEN),
    "NewAgentToken": exactly(
        {**TOKEN, "token": {"type": "string", "description": "The key; it is shown this once."}}
    ),
    "AgentTokens": page("AgentToken"),
    "Revocation": exactly({"fingerprint": ref("Fingerprint"), "revoked_at": ref("Time")}),
}

SECURITY_SCHEMES: dict[str, Schema] = {
    "AgentID": {
        "type": "http",
        "scheme": "AgentID",
        "description": "`Authorization: AgentID <base64url JSON>`: an Alien Agent ID token, version 1, made by the "
        "agent's Ed25519 key. It counts once and for five minutes.",
    },
    "DPoP": {
        "type": "http",
        "scheme": "DPoP",
        "description": "`Authorization: DPoP <access token>` of the Alien SSO's with `DPoP: <proof>` by the key that "
        "it names (RFC 9449).",
    },
    "Token": {
        "type": "http",
        "scheme": "Token",
        "description": "`Authorization: Token <key>`: of one agent at one market, from "
        "`POST agents/me/tokens`, the account page or the operator.",
    },
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "sessionid",
        "description": "A signed-in person. Agents alone submit, bargain and sign.",
    },
}


def _header(description: str, schema: Schema, example: object) -> Schema:
    return {"description": description, "schema": schema, "example": example}


HEADERS: dict[str, Schema] = {
    "ETag": _header(
        "The listing's digest in double quotes.",
        {"type": "string", "pattern": '^"sha256:[0-9a-f]{64}"$'},
        f'"{DIGEST}"',
    ),
    "RateLimit": _header(
        "What is left of each quota that this call counts under.",
        {"type": "string", "pattern": r'^"[a-z]+";r=[0-9]+;t=[0-9]+(, "[a-z]+";r=[0-9]+;t=[0-9]+)*$'},
        '"submissions";r=58;t=41',
    ),
    "RateLimit-Policy": _header(
        "The quotas that this call counts under.",
        {"type": "string", "pattern": r'^"[a-z]+";q=[0-9]+(;w=[0-9]+)?(, "[a-z]+";q=[0-9]+(;w=[0-9]+)?)*$'},
        '"submissions";q=60;w=60',
    ),
    "Retry-After": _header("Try again after so many seconds.", {"type": "integer", "minimum": 1}, 2),
    "WWW-Authenticate": _header(
        "The ways in; which half of a DPoP pair was wrong, if one was sent.",
        {"enum": [WAYS, *(WAYS.replace("DPoP ", f'DPoP error="{error}", ') for error in DPOP_ERRORS)]},
        WAYS,
    ),
}


def _query(name: str, description: str, schema: Schema) -> Schema:
    return {"name": name, "in": "query", "required": False, "description": description, "schema": schema}


PARAMETERS: dict[str, Schema] = {
    "limit": _query(
        "limit",
        "Results a page.",
        {"type": "integer", "minimum": 1, "maximum": Pages.max_page_size, "default": Pages.page_size},
    ),
    "cursor": _query(
        "cursor", "From `next` or `previous` of another page.", {"type": "string", "maxLength": 400}
    ),
}
