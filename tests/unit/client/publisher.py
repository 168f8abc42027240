"""What the small market's rooms publish, to followers on real WebSockets; connections break where told to."""

import contextlib
import json
import threading
from dataclasses import dataclass
from socket import SHUT_RDWR
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import ServerConnection

AT = "2026-01-02T03:04:05Z"


@dataclass(frozen=True)
class Cut:
    """How one connection ends: after so many frames, by a close code or (None) in mid-air."""

    frames: int
    code: int | None = None


@dataclass(frozen=True)
class Follower:
    """How somebody asked to follow."""

    path: str
    after: int
    authorization: str | None
    host: str


class Publisher:
    """Frames of every room; `cuts` are how the next connections end; `hidden` kinds are sent to nobody."""

    def __init__(self) -> None:
        self.frames: dict[str, list[dict[str, Any]]] = {}
        self.followers: list[Follower] = []
        self.cuts: list[Cut] = []
        self.hidden: set[str] = set()
        self.twice = False
        self.left = threading.Event()
        self._told = threading.Condition()
        self._is_closed = False

    def tell(self, room_id: str, kind: str, **body: Any) -> dict[str, Any]:
        """Publishes a frame."""
        with self._told:
            frames = self.frames.setdefault(room_id, [])
            frame = {"type": kind, "seq": len(frames) + 1, "at": AT, **body}
            frames.append(frame)
            self._told.notify_all()
        return frame

    def follow(self, socket: ServerConnection) -> None:
        """Serves one follower: what is stored after SEQ, then what comes."""
        assert socket.request is not None
        address, headers = urlsplit(socket.request.path), socket.request.headers
        after = int(dict(parse_qsl(address.query))["after"])
        self.followers.append(Follower(address.path, after, headers.get("Authorization"), headers["Host"]))
        cut = self.cuts.pop(0) if self.cuts else None
        with contextlib.suppress(ConnectionClosed):
            self._send(socket, address.path.split("/")[-2], after, cut)
            if cut is not None and cut.code is None:
                socket.socket.shutdown(SHUT_RDWR)
            else:
                socket.close(cut.code if cut and cut.code else 1001)

    def _send(self, socket: ServerConnection, room_id: str, after: int, cut: Cut | None) -> None:
        sent = 0
        while not self._is_closed and (cut is None or sent < cut.frames):
            frame = self._next(room_id, after)
            if frame is None:
                self._look_after(socket)
                continue
            after = frame["seq"]
            sent += 1
            if frame["type"] not in self.hidden:
                for _ in range(1 + self.twice):
                    socket.send(json.dumps(frame))

    def _look_after(self, socket: ServerConnection) -> None:
        try:
            socket.ping()
        except ConnectionClosed:
            self.left.set()
            raise

    def _next(self, room_id: str, after: int) -> dict[str, Any] | None:
        with self._told:
            newer = [one for one in self.frames[room_id] if one["seq"] > after]
            if not newer:
                self._told.wait(0.05)
            return newer[0] if newer else None

    def close(self) -> None:
        """Lets all followers go."""
        self._is_closed = True
