"""/api/v1/agents."""

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from agents import actions, queries
from agents.authentication import IsAgent, agent_of
from agents.domain.times import rfc3339
from agents.errors import Forbidden
from agents.serializers import Strict


class MeView(APIView):
    """GET: the calling agent, its owner and how far that is proved."""

    permission_classes = (IsAgent,)

    def get(self, request: Request) -> Response:
        return Response({"fingerprint": agent_of(request).fingerprint, "owner": None, "proof": "none"})


class RevokeView(APIView):
    """POST: end the calling agent, its key and every token of it, at every market and for good.

    With the key itself only: a token is of one market, and must not end what acts at others.
    """

    permission_classes = (IsAgent,)

    def post(self, request: Request) -> Response:
        Strict(data=request.data).is_valid(raise_exception=True)
        if request.auth is not None:
            raise Forbidden("key_required", "A token is of one market: revoke with the agent's own key.")
        agent = queries.agent(agent_of(request).agent_id)
        since = actions.revoke_agent(agent, timezone.now())
        return Response({"fingerprint": agent.fingerprint, "revoked_at": rfc3339(since)})
