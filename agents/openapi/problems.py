"""The problems that follow from who calls and what is sent, and what each code means."""

from collections.abc import Mapping

from agents import errors
from agents.openapi.table import Codes, Schema, Who, exactly, listed, ref

MEDIA_TYPE = "application/problem+json"

DPOP_CODES = (
    "missing_dpop",
    "malformed_proof",
    "bad_proof_typ",
    "bad_proof_alg",
    "missing_proof_jwk",
    "bad_proof_jwk",
    "private_in_proof_jwk",
    "bad_proof_signature",
    "bad_proof_htm",
    "bad_proof_htu",
    "bad_proof_iat",
    "stale_proof",
    "future_proof",
    "missing_proof_jti",
    "bad_proof_jti",
    "replayed_proof_jti",
    "bad_proof_ath",
    "malformed_access_token",
    "bad_access_token_typ",
    "bad_access_token_alg",
    "missing_access_token_kid",
    "unknown_access_token_kid",
    "bad_access_token_signature",
    "bad_access_token_iss",
    "bad_access_token_aud",
    "bad_access_token_exp",
    "expired_access_token",
    "bad_access_token_iat",
    "access_token_from_future",
    "missing_access_token_sub",
    "missing_cnf_jkt",
    "jkt_mismatch",
)
OWNER_CODES = (
    "broken_owner_chain",
    "bad_binding_hash",
    "bad_binding_signature",
    "binding_of_another_key",
    "binding_of_another_owner",
    "binding_of_another_token",
    "id_token_of_another",
    "malformed_id_token",
    "bad_id_token_typ",
    "bad_id_token_alg",
    "missing_id_token_kid",
    "unknown_id_token_kid",
    "bad_id_token_signature",
    "bad_id_token_iss",
    "bad_id_token_aud",
    "bad_id_token_exp",
    "bad_id_token_iat",
    "id_token_from_future",
    "missing_id_token_sub",
    "bad_cnf_jkt",
    "owner_mismatch",
    "owner_revoked",
)
TOKEN_CODES = (
    "malformed_token",
    "unsupported_version",
    "bad_timestamp",
    "token_expired",
    "token_from_future",
    "fingerprint_mismatch",
    "bad_signature",
    "bad_pem",
    "bad_key_encoding",
    "small_order_key",
    "replayed_nonce",
    "unknown_token",
    "token_revoked",
    "agent_revoked",
    *OWNER_CODES,
    *DPOP_CODES,
)
ALWAYS: Codes = {406: ("not_acceptable",), 500: ("internal_error",)}
CREDENTIALS: Codes = {401: TOKEN_CODES, 503: ("replay_store_unavailable", "sso_unavailable")}
ASKED: Codes = {
    401: ("not_authenticated", *TOKEN_CODES),
    503: ("replay_store_unavailable", "sso_unavailable"),
}
BY_WHO: Mapping[Who, Codes] = {
    "nobody": {},
    "anybody": CREDENTIALS,
    "somebody": ASKED,
    "agents": {**ASKED, 403: ("forbidden",)},
}
BODY: Codes = {
    400: ("malformed_json",),
    413: ("payload_too_large",),
    415: ("unsupported_media_type",),
    422: ("invalid",),
}
ELSEWHERE: Codes = {405: ("method_not_allowed",)}
"""Answers of addresses to what is no operation of theirs."""

TITLES = {
    kind.status: kind.title
    for kind in (
        errors.Problem,
        errors.Malformed,
        errors.Unauthenticated,
        errors.Forbidden,
        errors.NotFound,
        errors.Conflict,
        errors.PreconditionFailed,
        errors.TooLarge,
        errors.Invalid,
        errors.TooMany,
        errors.Unavailable,
    )
} | {
    405: "This address does not know that method",
    406: "This address answers in no form that Accept names",
    415: "Send what this address reads",
}

PROBLEM = exactly(
    {
        "type": {"type": "string", "pattern": "^urn:alien-bargain:problem:[a-z0-9_]+$"},
        "title": {"type": "string"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "code": {"type": "string", "pattern": "^[a-z0-9_]+$", "description": "Stable: act on this."},
        "detail": {"type": "string", "description": "A sentence for people; no private value is in it."},
    },
    optional={
        "errors": listed(ref("FieldError"), description="With `invalid`: the unsound members."),
        "manifest": {**ref("ManifestBody"), "description": "With `manifest_changed`: the current one."},
        "digest": {
            **ref("Digest"),
            "description": "With `manifest_changed` and `listing_changed`: the current one's.",
        },
    },
    description="RFC 9457",
)
FIELD_ERROR = exactly(
    {
        "field": {"type": "string", "description": "The member, with points between levels."},
        "code": {"type": "string", "pattern": "^[a-z0-9_]+$"},
        "detail": {"type": "string"},
    }
)


def problem(status: int, codes: tuple[str, ...]) -> Schema:
    """The schema of a problem document with this status and one of these codes."""
    return {
        "allOf": [
            ref("Problem"),
            {"properties": {"status": {"const": status}, "code": {"enum": list(codes)}}},
        ]
    }


def example(status: int, code: str) -> dict[str, object]:
    """A problem document as it may come."""
    shown: dict[str, object] = {
        "type": f"urn:alien-bargain:problem:{code}",
        "title": TITLES[status],
        "status": status,
        "code": code,
        "detail": "A sentence that says what is wrong.",
    }
    if code == "invalid":
        shown["errors"] = [{"field": "title", "code": "required", "detail": "This field is required."}]
    return shown
