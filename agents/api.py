"""/api/v1/agents."""

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from agents.authentication import IsAgent, agent_of


class MeView(APIView):
    """GET: the calling agent, its owner and how far that is proved."""

    permission_classes = (IsAgent,)

    def get(self, request: Request) -> Response:
        return Response({"fingerprint": agent_of(request).fingerprint, "owner": None, "proof": "none"})
