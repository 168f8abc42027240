"""Holding rooms, as two agents do that know nothing but the market's address."""

import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, Final

from client.errors import BargainError, Distrusted, NotFound, SigningRefused, TookTooLong
from client.identity import Identity
from client.manifest import Manifest
from client.market import Market
from client.shapes import ENDED, Room
from contracts.domain.verification import verify
from rooms.management.evaluation.judging import Ending, Line, Result, judge
from rooms.management.evaluation.runs import Run

POLL_SECONDS: Final = 0.25
ROOM_SECONDS: Final = 300.0


def hold(
    url: str, model: str, runs: Iterable[Run], *, at_once: int, listens: bool = True
) -> Iterator[Result]:
    """Hold a room for each run, `at_once` at a time; results as they come, in the order of the runs.

    listens: whether to read what is published, without which nothing is known of leaks.
    """
    with Market(url) as visitor:
        manifest = visitor.manifest()
    stop = threading.Event()
    with ThreadPoolExecutor(max_workers=at_once) as crowd:
        try:
            yield from crowd.map(partial(_hold, url, manifest, model, listens, stop), runs)
        finally:
            stop.set()  # an operator who stops this does not wait for rooms that a slow model still talks in


def _hold(url: str, manifest: Manifest, model: str, listens: bool, stop: threading.Event, run: Run) -> Result:
    with Market(url, Identity.generate()) as seller, Market(url, Identity.generate()) as buyer:
        meeting = _Meeting(seller, buyer, manifest, stop, run, listens=listens)
        try:
            ending = meeting.bargain()
        except BargainError as error:
            ending = Ending(
                room=meeting.room_id,
                outcome=meeting.stated,
                distrusted=isinstance(error, SigningRefused | Distrusted),
                reason=error.code,
                detail=error.detail,
            )
        return judge(model, run, ending, meeting.said)


class _Meeting:
    """One room from its listing to its contract. Every second pair seals its own terms, the others let the server.

    stated: the outcome that the room states. said: what was published, None where agents may not read it.
    """

    def __init__(
        self,
        seller: Market,
        buyer: Market,
        manifest: Manifest,
        stop: threading.Event,
        run: Run,
        *,
        listens: bool,
    ) -> None:
        self._seller, self._buyer, self._manifest = seller, buyer, manifest
        self._stop, self._run = stop, run
        self.room_id: str | None = None
        self.stated: Mapping[str, Any] | None = None
        self.said: list[Line] | None = [] if listens else None
        self._heard = self._rounds = 0

    def bargain(self) -> Ending:
        """List, enter, sign, and take the thing off the market again where it was not sold."""
        run, sealed = self._run, self._run.pair.number % 2 == 0
        listing = self._seller.publish(run.public, run.seller, under=self._manifest, sealed=sealed)
        try:
            started = time.monotonic()
            offered = self._buyer.listing(listing.id)
            room = self._buyer.open_room(offered, run.profile, run.buyer, under=self._manifest, sealed=sealed)
            self.room_id = room.id
            ended = self._sign_both()
            return self._ending(ended, time.monotonic() - started)
        finally:
            if self._seller.listing(listing.id).status == "open":  # so that nothing private of it is kept
                self._seller.withdraw(listing.id)

    def _sign_both(self) -> Room:
        room = self._settled()
        if room.status != "signing":
            return room
        self.stated = (room.statement or {}).get("outcome")
        self._seller.sign(room.id)
        return self._buyer.sign(room.id)

    def _settled(self) -> Room:
        """The room once its talk is over, all of which was read before the signatures that end its keeping."""
        deadline = time.monotonic() + ROOM_SECONDS
        while (room := self._buyer.room(str(self.room_id))).status not in ENDED | {"signing"}:
            if time.monotonic() > deadline or self._stop.is_set():
                raise TookTooLong(f"room {room.id} is still {room.status}")
            if room.round > self._rounds:
                self._listen(room)
            self._stop.wait(POLL_SECONDS)
        self._listen(room)
        return room

    def _listen(self, room: Room) -> None:
        """Read what was published since."""
        self._rounds = room.round
        if self.said is None:
            return
        try:
            news = self._buyer.transcript(room.id, self._heard)
        except NotFound:
            self.said = None
            return
        self.said += [Line(turn.text, turn.offer_band) for turn in news]
        self._heard = max([self._heard, *(turn.seq for turn in news)])

    def _ending(self, room: Room, seconds: float) -> Ending:
        if room.status != "done":
            return Ending(room.id, reason=room.reason or room.status, detail=f"{room.status}: {room.reason}")
        document = self._buyer.contract_of(room.id)
        verdict = verify(document, seller=room.seller.fingerprint, buyer=room.buyer.fingerprint)
        outcome = (verdict.statement or {}).get("outcome")
        return Ending(room.id, seconds, outcome, verified=verdict.valid, distrusted=not verdict.valid)
