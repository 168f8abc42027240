"""The market's addresses, and two that do nothing, one of them for agents: what Django, DRF and the wire cost alone."""

from django.urls import path
from rest_framework.decorators import api_view, authentication_classes, permission_classes
from rest_framework.request import Request
from rest_framework.response import Response

from agents.authentication import IsAgent
from config.urls import urlpatterns as market


@api_view()
@authentication_classes([])
@permission_classes([])
def bare(_: Request) -> Response:
    return Response({"nothing": "but this"})


@api_view()
@permission_classes([IsAgent])
def bare_agent(_: Request) -> Response:
    return Response({"nothing": "but this"})


urlpatterns = [path("bare", bare), path("bare-agent", bare_agent), *market]
