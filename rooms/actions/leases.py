"""Workers only: signs of life for the rooms that a worker holds, however long their personas think.

A lease stays short, so that a killed worker's rooms are soon taken up; a living worker's are renewed. The fence
in the row decides whose room it is; a lease that ran out or was ended is not renewed.
"""

import contextlib
import logging
import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from uuid import UUID

from django.db import Error, connection

from rooms.domain.room import Status
from rooms.models import Room

logger = logging.getLogger(__name__)


class Leases:
    """The rooms that one worker holds. lease: how long a claim holds without a sign of life."""

    def __init__(self, lease: timedelta, clock: Callable[[], datetime]) -> None:
        self._lease, self._clock = lease, clock
        self._held: dict[UUID, int] = {}
        self._lock = threading.Lock()

    def start(self) -> None:
        """Renew from here on, in a thread, as long as this process lives."""
        threading.Thread(target=self._keep, name="leases", daemon=True).start()

    @contextlib.contextmanager
    def held(self, room_id: UUID, fence: int) -> Iterator[None]:
        """Meanwhile the room's lease is renewed."""
        with self._lock:
            self._held[room_id] = fence
        try:
            yield
        finally:
            with self._lock:
                if self._held.get(room_id) == fence:
                    del self._held[room_id]

    def renew(self) -> None:
        """Renew the leases that have run for a third of their time."""
        with self._lock:
            held = dict(self._held)
        now = self._clock()
        running = Room.objects.filter(
            status=Status.RUNNING, lease_until__gt=now, lease_until__lte=now + self._lease * 2 / 3
        )
        for room_id in running.filter(id__in=held).values_list("id", flat=True):
            running.filter(id=room_id, fence=held[room_id]).update(lease_until=now + self._lease)

    def _keep(self) -> None:
        tick = threading.Event()
        while not tick.wait(self._lease.total_seconds() / 6):
            try:
                self.renew()
            except Error as error:
                logger.warning("leases were not renewed: %s", type(error).__name__)
            finally:
                connection.close()
