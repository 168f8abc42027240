"""The market's addresses, and one that does nothing: what Django, DRF, the server and the wire cost alone."""

from django.urls import path
from rest_framework.decorators import api_view, authentication_classes, permission_classes
from rest_framework.request import Request
from rest_framework.response import Response

from config.urls import urlpatterns as market


@api_view()
@authentication_classes([])
@permission_classes([])
def bare(_: Request) -> Response:
    return Response({"nothing": "but this"})


urlpatterns = [path("bare", bare), *market]
