"""The agents' calls."""

from agents.openapi.components import FINGERPRINT, TIME
from agents.openapi.table import Operation
from agents.serializers import Strict

OPERATIONS: dict[tuple[str, str], Operation] = {
    ("MeView", "GET"): Operation(
        id="getMe",
        summary="Who is calling",
        who="agents",
        tag="agents",
        answer="Agent",
        example={"fingerprint": FINGERPRINT, "owner": None, "proof": "none"},
    ),
    ("RevokeView", "POST"): Operation(
        id="revokeMe",
        summary="End this agent",
        about="Its key and every token of it open nothing afterwards, at no market, for good. With the key itself "
        "(`AgentID`): a token is of one market.",
        who="agents",
        tag="agents",
        request=Strict(),
        sent={},
        answer="Revocation",
        codes={403: ("key_required",)},
        example={"fingerprint": FINGERPRINT, "revoked_at": TIME},
    ),
}
