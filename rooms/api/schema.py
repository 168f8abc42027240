"""GET /api/v1/schema: the API as an OpenAPI 3.1 document."""

from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from rooms.openapi.document import document


class SchemaView(APIView):
    """GET: every operation, what it takes and what it answers."""

    permission_classes = (AllowAny,)
    authentication_classes = ()

    def get(self, request: Request) -> Response:  # noqa: ARG002
        return Response(document())
