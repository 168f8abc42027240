"""Owner chains for tests: sound ones, and any that a thief would put together."""

import hashlib
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from agents.domain import javascript_json, keys, owner_chain
from tests.unit.agents.issuer import AUDIENCE, ISSUER, NOW, OWNER, PRIVATE, changed


def bind(token: str, *, private: Ed25519PrivateKey = PRIVATE, owner: str = OWNER) -> dict[str, Any]:
    return owner_chain.bind(
        private,
        owner=owner,
        id_token=token,
        issuer=ISSUER,
        audience=AUDIENCE,
        now_ms=int(NOW * 1000),
        binding_id="binding-1",
    )


def sealed(payload: dict[str, Any], *, private: Ed25519PrivateKey = PRIVATE) -> dict[str, Any]:
    """A binding of whatever payload, truly hashed and signed: only the check under test may refuse it."""
    text = javascript_json.stringify(payload)
    return {
        "id": "binding-1",
        "payload": payload,
        "payloadHash": hashlib.sha256(text).hexdigest(),
        "signature": keys.to_base64url(private.sign(text)),
        "createdAt": int(NOW * 1000),
    }


def rebound(token: str, **changes: Any) -> dict[str, Any]:
    """The binding of this token with members of its payload changed, signed anew."""
    return sealed(changed(bind(token)["payload"], changes))
