"""The stand-in as a server: it begins, can be put in trouble, and ends."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from types import TracebackType
from typing import Final, Self

from tests.alien_sso import endpoints, requests
from tests.alien_sso.endpoints import Endpoints
from tests.alien_sso.mint import HUMANS, Mint
from tests.alien_sso.wire import Answer, Listener, Received, as_json

LOOK_AGAIN: Final = 0.02


class AlienSso(Mint):
    """`with AlienSso() as server:` answers at `server.issuer` until the block ends, on 127.0.0.1 only.

    port: 0 takes a free one. issuer: what it calls itself, its own address by default. humans: addresses by name.
    clients: the provider addresses that it knows; None: any. redirect_uris: whether a browser may be sent there.
    approve_as: the human who agrees to everything at once; None: somebody is asked. clock: Unix seconds.

    Switches: `down` answers 503 to everything, `slow` seconds go by before each answer, `hang` never answers.
    `fetches` counts what came in by path, answered or not.
    """

    def __init__(
        self,
        *,
        port: int = 0,
        issuer: str | None = None,
        humans: Mapping[str, str] = HUMANS,
        clients: Collection[str] | None = None,
        redirect_uris: Callable[[str], bool] = requests.on_this_machine,
        approve_as: str | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        super().__init__(humans, clock)
        self.port = port
        self.down, self.slow, self.hang = False, 0.0, False
        self.fetches: Counter[str] = Counter()
        self._named = issuer
        self._endpoints = Endpoints(self, clients, redirect_uris, approve_as)
        self._ended = threading.Event()
        self._counting = threading.Lock()

    @property
    def address(self) -> str:
        """Where it answers; the issuer may be called otherwise."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def jwks_fetches(self) -> int:
        """How often its keys were asked for."""
        return self.fetches[endpoints.JWKS]

    def approve(self, polling_code: str, human: str) -> None:
        """The human of this name agrees. Raises KeyError for another, Refused where nobody asks any more."""
        self._endpoints.grants.approve(polling_code, self.humans[human], self.clock())

    def refuse(self, polling_code: str) -> None:
        """Whoever is asked refuses. Raises Refused where nobody asks any more."""
        self._endpoints.grants.refuse(polling_code, self.clock())

    def __enter__(self) -> Self:
        self._listener = Listener(self.port, self._answer)
        self.port = self._listener.server_address[1]
        self.issuer = self._named or self.address
        self._thread = threading.Thread(
            target=self._listener.serve_forever, args=(LOOK_AGAIN,), name="alien sso", daemon=True
        )
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._listener.shutdown()
        self._thread.join()
        self._listener.server_close()

    def _answer(self, received: Received) -> Answer | None:
        with self._counting:
            self.fetches[received.path] += 1
        if self.slow:
            self._ended.wait(self.slow)
        while self.hang and not self._ended.wait(LOOK_AGAIN):
            pass
        if self._ended.is_set():
            return None
        if self.down:
            return as_json({"error": "temporarily_unavailable"}, 503)
        return self._endpoints.answer(received)
