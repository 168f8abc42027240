"""What reading the market costs, beside an address of the same process that does nothing."""

import contextlib
import http.client
import time
from collections.abc import Iterator
from statistics import median

from benchmarks import ground
from benchmarks.size import Size
from benchmarks.table import Row
from rooms.management.stack import Stack


def api(size: Size) -> Iterator[Row]:
    """One caller, one request after the other on one connection."""
    with ground.open_market() as stack:
        with ground.enter(stack) as visitor:
            manifest = visitor.manifest()
        listings = [ground.publish(stack, manifest) for _ in range(size.listings)]
        addresses = {
            "the catalogue's first page": "/api/v1/listings",
            "one listing": f"/api/v1/listings/{listings[0].id}",
            "the manifest": "/api/v1/manifest",
        }
        bare, _ = _ask(stack, "/bare", size.requests)
        for name, path in addresses.items():
            seconds, processor = _ask(stack, path, size.requests)
            yield Row(
                f"GET {name}, median",
                seconds * 1000,
                "ms",
                "a bare DRF view in the same process",
                bare * 1000,
                parts={"requests/s of one caller": 1 / seconds, "web's processor time ms": processor * 1000},
            )


def _ask(stack: Stack, path: str, count: int) -> tuple[float, float]:
    """Seconds of the median request, and processor seconds of the web process for each."""
    host = {"Host": f"cars.localhost:{stack.ground.port}"}
    took = []
    before = 0.0
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", stack.ground.port, timeout=30)) as caller:
        for number in range(-count // 10, count):
            if number == 0:
                before = ground.used(stack)["web"]  # what came before warmed it up
            began = time.perf_counter()
            caller.request("GET", path, headers=host)
            answer = caller.getresponse()
            answer.read()
            if answer.status != http.HTTPStatus.OK:
                raise RuntimeError(f"{path} answered {answer.status}")
            if number >= 0:
                took.append(time.perf_counter() - began)
    return median(took), (ground.used(stack)["web"] - before) / count
