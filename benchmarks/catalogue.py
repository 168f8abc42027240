"""What a large catalogue costs beside a small one: two markets at once, asked in turns."""

import contextlib
import http.client
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from statistics import median
from urllib.parse import parse_qs, urlencode, urlsplit

from benchmarks import ground
from benchmarks.size import Size
from benchmarks.table import Row
from rooms.management.plan import PROJECT
from rooms.management.stack import Stack

PAGES = 40
"""How many pages deep the last row begins; a catalogue a hundredth of the size has about as many."""

LOOKS = {
    "the first page": {},
    "a page by price": {"sort": "price"},
    "a search for a common word": {"q": "service"},
    "a search for one in ten": {"q": "volvo "},
    "a search for one in a hundred": {"q": "odd7 "},
    "a search for one listing": {"q": "number77"},
    "a search for the beginning of a word": {"q": "pap"},
    "a search by price": {"q": "volvo", "sort": "price"},
    "a category and two of its fields": {"category": "Vans", "a-fuel": "diesel", "a-mileage-max": "90000"},
    "a narrow range of prices": {"min_price": "5000", "max_price": "5010"},
    "a category by price, from a price on": {"category": "Vans", "min_price": "9000", "sort": "price"},
}


def catalogue(size: Size) -> Iterator[Row]:
    """Pages as a visitor's browser asks for them, the last one deep in the catalogue."""
    with ground.open_market() as small, ground.open_market() as large:
        for stack, count in ((small, size.many // 100), (large, size.many)):
            _stock(stack, count)
        looks = {name: (f"/listings/?{urlencode(said)}",) * 2 for name, said in LOOKS.items()}
        depth = min(PAGES, size.many // 100 // 24 - 1)
        looks["a page deep down"] = (_deep(small, depth), _deep(large, size.many // 50))
        for name, paths in looks.items():
            few, many = _in_turns(size.looks, (small, large), paths)
            yield Row(
                f"GET {name} of {size.many:,} listings, median",
                many * 1000,
                "ms",
                f"the same of {size.many // 100:,}",
                few * 1000,
                "ratio 2",
            )


def _stock(stack: Stack, count: int) -> None:
    command = [sys.executable, "-m", "benchmarks.stock", str(count)]
    subprocess.run(command, cwd=PROJECT, env=ground.environment(stack), check=True)


def _deep(stack: Stack, depth: int) -> str:
    """The address of the page so many pages down, found by the API's larger ones."""
    path = "/api/v1/listings?limit=200"
    with _connection(stack) as caller:
        for _ in range(max(1, depth * 24 // 200)):
            told = json.loads(_get(stack, caller, path))
            path = urlsplit(told["next"])._replace(scheme="", netloc="").geturl() if told["next"] else path
    return f"/listings/?{urlencode({'cursor': parse_qs(urlsplit(path).query).get('cursor', [''])[0]})}"


def _connection(stack: Stack) -> "contextlib.closing[http.client.HTTPConnection]":
    return contextlib.closing(http.client.HTTPConnection("127.0.0.1", stack.ground.port, timeout=30))


def _get(stack: Stack, caller: http.client.HTTPConnection, path: str) -> bytes:
    caller.request("GET", path, headers={"Host": f"cars.localhost:{stack.ground.port}"})
    answer = caller.getresponse()
    body = answer.read()
    if answer.status != http.HTTPStatus.OK:
        raise RuntimeError(f"{path} answered {answer.status}")
    return body


def _in_turns(count: int, stacks: tuple[Stack, Stack], paths: tuple[str, ...]) -> tuple[float, float]:
    """Seconds of the median request to each."""
    took: tuple[list[float], list[float]] = ([], [])
    with _connection(stacks[0]) as one, _connection(stacks[1]) as other:
        for number in range(-2, count):
            for caller, stack, path, times in zip((one, other), stacks, paths, took, strict=True):
                began = time.perf_counter()
                _get(stack, caller, path)
                if number >= 0:
                    times.append(time.perf_counter() - began)
    return median(took[0]), median(took[1])
