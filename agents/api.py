"""/api/v1/agents."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from agents import actions, challenges, queries
from agents.authentication import IsAgent, agent_of, credentials_of
from agents.domain.challenge import Purpose
from agents.domain.times import rfc3339
from agents.errors import Forbidden
from agents.parsers import Pages
from agents.serializers import ChallengeRequest, Signed, Strict, TokenRequest
from agents.tenancy import tenant_of

if TYPE_CHECKING:
    from agents.models import Agent, AgentToken


class MeView(APIView):
    """GET: the calling agent, its owner and how far that is proved."""

    permission_classes = (IsAgent,)

    def get(self, request: Request) -> Response:
        caller = agent_of(request)
        owner, proof = queries.owner_and_proof(caller.agent_id)
        return Response({"fingerprint": caller.fingerprint, "owner": owner, "proof": proof})


class ChallengesView(APIView):
    """POST: a text that the agent signs to show that it means this market, this purpose and now."""

    permission_classes = (IsAgent,)

    def post(self, request: Request) -> Response:
        asked = ChallengeRequest(data=request.data)
        asked.is_valid(raise_exception=True)
        text, ends = challenges.issue(
            tenant_of(request), asked.validated_data["purpose"], agent_of(request).fingerprint, timezone.now()
        )
        return Response({"challenge": text, "expires_at": rfc3339(ends)}, status=201)


class NewestTokens(Pages):
    ordering = ("-created_at", "-id")


class TokensView(APIView):
    """GET: the agent's tokens at this market. POST: one more; its key is in this answer and nowhere else."""

    permission_classes = (IsAgent,)

    def get(self, request: Request) -> Response:
        pages = NewestTokens()
        rows = queries.tokens_of(tenant_of(request), agent_of(request).agent_id)
        return pages.get_paginated_response(
            list(map(shown, pages.paginate_queryset(rows, request, self) or []))
        )

    def post(self, request: Request) -> Response:
        asked = TokenRequest(data=request.data)
        asked.is_valid(raise_exception=True)
        given = asked.validated_data
        agent = proved(request, "token", given)
        key, token = actions.issue_token(
            agent,
            tenant_of(request),
            now=timezone.now(),
            label=given["label"],
            lifetime=timedelta(days=given["days"]),
        )
        return Response({**shown(token), "token": key}, status=201)


class TokenRevokeView(APIView):
    """POST: end one of the agent's tokens."""

    permission_classes = (IsAgent,)

    def post(self, request: Request, token_id: UUID) -> Response:
        Strict(data=request.data).is_valid(raise_exception=True)
        tenant, agent_id = tenant_of(request), agent_of(request).agent_id
        actions.revoke_token(queries.token(tenant, agent_id, token_id), timezone.now())
        return Response(shown(queries.token(tenant, agent_id, token_id)))


class RevokeView(APIView):
    """POST: end the calling agent, its key and every token of it, at every market and for good.

    With the key itself only: a token is of one market, and must not end what acts at others.
    """

    permission_classes = (IsAgent,)

    def post(self, request: Request) -> Response:
        asked = Signed(data=request.data)
        asked.is_valid(raise_exception=True)
        agent = proved(request, "revoke", asked.validated_data)
        since = actions.revoke_agent(agent, timezone.now())
        return Response({"fingerprint": agent.fingerprint, "revoked_at": rfc3339(since)})


def proved(request: Request, purpose: Purpose, given: dict[str, Any]) -> "Agent":
    """The calling agent, where it proved to mean this market now: by DPoP, which names the address, or by a challenge.

    An AgentID token names no audience, so that another site that was shown one could send it here; a token is of
    one market. Raises Forbidden (`key_required`, `challenge_required`) and Unauthenticated.
    """
    agent = queries.agent(agent_of(request).agent_id)
    way = credentials_of(request).way
    if way == "token":
        raise Forbidden("key_required", "A token does not do for this: come with the agent's own key.")
    if "challenge" in given:
        challenges.redeem(
            tenant_of(request),
            purpose,
            agent.fingerprint,
            public_key=bytes(agent.public_key),
            challenge=given["challenge"],
            signature=given["signature"],
            now=timezone.now(),
        )
    elif way != "dpop":
        raise Forbidden(
            "challenge_required", "An AgentID token names no market: sign a challenge of this one."
        )
    return agent


def shown(token: "AgentToken") -> dict[str, Any]:
    """A token without its key."""
    return {
        "id": str(token.id),
        "label": token.label,
        "created_at": rfc3339(token.created_at),
        "expires_at": token.expires_at and rfc3339(token.expires_at),
        "last_used_at": token.last_used_at and rfc3339(token.last_used_at),
        "revoked_at": token.revoked_at and rfc3339(token.revoked_at),
    }
