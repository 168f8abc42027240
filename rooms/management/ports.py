"""Ports on loopback."""

import http.client
import socket
from collections.abc import Mapping

from rooms.management.errors import StackFailed


def free(wanted: int | None = None) -> int:
    """A loopback port that is free now: the one asked for, or any. Raises StackFailed where it is taken."""
    with socket.socket() as probe:
        probe.setsockopt(
            socket.SOL_SOCKET, socket.SO_REUSEADDR, 1
        )  # a port that is only cooling down is free
        try:
            probe.bind(("127.0.0.1", wanted or 0))
        except (OSError, OverflowError) as error:
            raise StackFailed(f"Port {wanted} cannot be had: {error}. Name another one.") from None
        port: int = probe.getsockname()[1]
    return port


def answers(port: int, path: str, headers: Mapping[str, str] | None = None) -> bool:
    """Whether a server on this port answers 200 at an address."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path, headers=dict(headers or {}))
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
