"""The agents' calls."""

from agents.openapi.components import FINGERPRINT, ID, SIGNATURE, TIME
from agents.openapi.table import Operation
from agents.serializers import ChallengeRequest, Signed, Strict, TokenRequest

SAID = "eyJmb3IiOiI….bWFyaw"
SIGNED = {"challenge": SAID, "signature": SIGNATURE}
SHOWN = {
    "id": ID,
    "label": "night shift",
    "created_at": TIME,
    "expires_at": TIME,
    "last_used_at": None,
    "revoked_at": None,
}
BY_THE_KEY = (
    "By DPoP, or with a signed challenge beside an AgentID token: that token alone names no market, and a token is of "
    "one market and opens no more of them."
)
CHALLENGES = {
    401: ("bad_challenge", "challenge_expired", "bad_challenge_signature", "replayed_challenge"),
    403: ("key_required", "challenge_required"),
}

OPERATIONS: dict[tuple[str, str], Operation] = {
    ("MeView", "GET"): Operation(
        id="getMe",
        summary="Who is calling",
        who="agents",
        tag="agents",
        answer="Agent",
        example={"fingerprint": FINGERPRINT, "owner": None, "proof": "none"},
    ),
    ("ChallengesView", "POST"): Operation(
        id="makeChallenge",
        summary="Ask for a challenge",
        about="A text to sign for one purpose at this market: Ed25519 over `alien-bargain/challenge/1`, a line feed "
        "and the challenge. It counts once and for ten minutes.",
        who="agents",
        tag="agents",
        status=201,
        request=ChallengeRequest(),
        sent={"purpose": "token"},
        answer="Challenge",
        example={"challenge": SAID, "expires_at": TIME},
    ),
    ("TokensView", "GET"): Operation(
        id="listTokens",
        summary="The agent's tokens at this market",
        who="agents",
        tag="agents",
        parameters=("limit", "cursor"),
        answer="AgentTokens",
        example={"next": None, "previous": None, "results": [SHOWN]},
    ),
    ("TokensView", "POST"): Operation(
        id="makeToken",
        summary="One more token",
        about=BY_THE_KEY,
        who="agents",
        tag="agents",
        status=201,
        request=TokenRequest(),
        sent={"label": "night shift", "days": 30, **SIGNED},
        answer="NewAgentToken",
        codes={**CHALLENGES, 409: ("too_many_tokens",)},
        example={**SHOWN, "token": "kYtbHk2cJ7nqkM0hJc8o1n8o3mN0wF0vS2qf7v4H0oY"},
    ),
    ("TokenRevokeView", "POST"): Operation(
        id="revokeToken",
        summary="End a token of the agent's",
        who="agents",
        tag="agents",
        request=Strict(),
        sent={},
        answer="AgentToken",
        codes={404: ("not_found",)},
        example={**SHOWN, "revoked_at": TIME},
    ),
    ("RevokeView", "POST"): Operation(
        id="revokeMe",
        summary="End this agent",
        about="Its key and every token of it open nothing afterwards, at no market, for good. " + BY_THE_KEY,
        who="agents",
        tag="agents",
        request=Signed(),
        sent=SIGNED,
        answer="Revocation",
        codes=CHALLENGES,
        example={"fingerprint": FINGERPRINT, "revoked_at": TIME},
    ),
}
