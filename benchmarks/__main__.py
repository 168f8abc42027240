"""`make bench`: every figure beside a yardstick of the same run, in one table."""

import argparse
from collections.abc import Callable, Iterator

from rich.console import Console

from benchmarks.api import api
from benchmarks.archive import archive
from benchmarks.catalogue import catalogue
from benchmarks.fanout import fanout
from benchmarks.models import guard, models
from benchmarks.rooms import rooms
from benchmarks.size import FULL, TINY, Size
from benchmarks.sleeping import sleeping
from benchmarks.start import start
from benchmarks.table import Machine, Row, as_json, as_markdown, show
from benchmarks.verification import verification
from benchmarks.ways import ways

Benchmark = Callable[[Size], Iterator[Row]]

BENCHMARKS: dict[str, Benchmark] = {
    "rooms": rooms,
    "models": models,
    "guard": guard,
    "sleeping": sleeping,
    "fanout": fanout,
    "verification": verification,
    "api": api,
    "catalogue": catalogue,
    "ways": ways,
    "archive": archive,
    "start": start,
}


def main() -> None:
    options = _options()
    console = Console(stderr=True, highlight=False)
    machine = Machine.here()
    rows = []
    for name in options.rows.split(",") if options.rows else BENCHMARKS:
        with console.status(f"Measuring: {name} …"):
            rows += list(BENCHMARKS[name](TINY if options.tiny else FULL))
    if options.json:
        print(as_json(rows, machine))
    elif options.markdown:
        print(as_markdown(rows, machine))
    else:
        show(Console(highlight=False), rows, machine)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--rows", type=_known, default="", help=f"of: {','.join(BENCHMARKS)} (default: all)")
    parser.add_argument("--tiny", action="store_true", help="next to nothing of everything: does it run?")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print JSON")
    form.add_argument("--markdown", action="store_true", help="print what docs/performance.md holds")
    return parser.parse_args()


def _known(text: str) -> str:
    unknown = [name for name in text.split(",") if name and name not in BENCHMARKS]
    if unknown:
        raise argparse.ArgumentTypeError(f"no row is called {', '.join(unknown)}")
    return text


if __name__ == "__main__":
    main()
