"""A market of processes that believes a stand-in for the SSO, and callers who come to it by loopback addresses."""

import contextlib
import json
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from rooms.management import ports
from rooms.management.plan import PROJECT, answers, environment
from rooms.management.stack import Stack
from tests.alien_sso import PROVIDER, AlienSso
from tests.alien_sso.agent import proof, thumbprint
from tests.rooms.processes import until
from tests.stacks import private_stack

HOST = "cars.localhost"
ME = "/api/v1/agents/me"
PROXY, STRANGER = "127.0.0.2", "127.0.0.1"
"""Who is trusted there to speak for callers, and who is not: both are addresses of this machine (RFC 1122)."""
PATIENCE = 15.0
NO_CODE = 1006  # RFC 6455 section 7.4.1: the connection ended without a word

Headers = dict[str, str] | list[tuple[str, str]]


@dataclass(frozen=True)
class RunningMarket:
    """The market and who names its humans."""

    stack: Stack
    sso: AlienSso

    def caller(
        self, address: str = STRANGER, *, host: str = HOST, port: int | None = None, uds: str | None = None
    ) -> httpx.Client:
        """Somebody who comes from an address of this machine, or by a Unix socket."""
        by = httpx.HTTPTransport(local_address=None if uds else address, uds=uds)
        base = f"http://127.0.0.1:{port or self.stack.ground.port}"
        return httpx.Client(transport=by, base_url=base, headers={"Host": host}, timeout=PATIENCE)

    @contextlib.contextmanager
    def web(self, *options: str) -> Iterator[None]:
        """One more web process of this market, with these options of the server's. It may not answer yet."""
        words = (sys.executable, "-m", "config.server", *options, "config.asgi:application")
        told = environment(self.stack.ground)
        server = subprocess.Popen(words, cwd=PROJECT, env=told, stderr=subprocess.DEVNULL)
        try:
            yield
        finally:
            server.terminate()
            server.wait(PATIENCE)

    @contextlib.contextmanager
    def another_web(self) -> Iterator[int]:
        """One more web process of this market, on a port of 127.0.0.1."""
        port = ports.free()
        with self.web("-b", "127.0.0.1", "-p", str(port)):
            until(lambda: answers(port))
            yield port

    def pair(self, key: Ed25519PrivateKey, url: str, **claims: Any) -> dict[str, str]:
        """The headers of DPoP for one GET of a URL by the key, whose human is Ada."""
        access = self.sso.access_token("Ada", jkt=thumbprint(key))
        sent = proof(key, "GET", url, access_token=access, **claims)
        return {"Authorization": f"DPoP {access}", "DPoP": sent}

    def follow(self, address: str, path: str, headers: Mapping[str, str]) -> dict[str, Any] | int:
        """The first frame of a WebSocket that is opened from an address, or the code with which it closes."""
        line = socket.create_connection(
            ("127.0.0.1", self.stack.ground.port), PATIENCE, source_address=(address, 0)
        )
        opened = connect(f"ws://{HOST}{path}", sock=line, additional_headers=headers, proxy=None)
        try:
            with opened as follower:
                frame: dict[str, Any] = json.loads(follower.recv(PATIENCE))
                return frame
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else NO_CODE


@contextlib.contextmanager
def running_market() -> Iterator[RunningMarket]:
    with AlienSso() as sso:
        told = {
            "ALIEN_ISSUER": sso.issuer,
            "ALIEN_PROVIDER_ADDRESS": PROVIDER,
            "ALIEN_STANDIN": "yes",
            "TRUSTED_PROXIES": PROXY,
        }
        with private_stack(told=told) as stack:
            yield RunningMarket(stack, sso)
