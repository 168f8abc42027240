"""The web process's door: HTTP, and the room's WebSocket."""

import os

from asgiref.sync import sync_to_async
from channels.routing import ProtocolTypeRouter, URLRouter
from django import setup
from django.conf import settings
from django.core.handlers.asgi import ASGIHandler
from django.db import close_old_connections
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import path, re_path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")


class OneHop(ASGIHandler):
    """Django with its whole chain, middleware and view, in one thread of the pool.

    Every view here is synchronous. The stock handler crosses between the event loop and a fresh thread at each
    middleware (docs/decisions/0007); threads that live on also keep their database connections.
    """

    def load_middleware(self, is_async: bool = False) -> None:  # noqa: ARG002 - Django's signature
        super().load_middleware(is_async=False)

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        return await sync_to_async(self._answer, thread_sensitive=False)(request)

    def _answer(self, request: HttpRequest) -> HttpResponseBase:
        close_old_connections()  # the handler's own signal reaches another thread
        try:
            return self.get_response(request)
        finally:
            close_old_connections()


setup(set_prefix=False)

# Models need Django's set-up first.
from config.proxies import TrustedProxies  # noqa: E402
from rooms.consumers import Absent, RoomConsumer  # noqa: E402

sockets = URLRouter([path("ws/rooms/<uuid:room_id>/", RoomConsumer.as_asgi()), re_path("", Absent.as_asgi())])
application = TrustedProxies(
    ProtocolTypeRouter({"http": OneHop(), "websocket": sockets}), settings.TRUSTED_PROXIES
)
