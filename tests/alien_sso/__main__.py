"""`python -m tests.alien_sso --port 8009`: prints {"issuer": …, "address": …}, answers until it is ended."""

import argparse
import json
import signal
import sys

from tests.alien_sso.mint import HUMANS
from tests.alien_sso.server import AlienSso


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.alien_sso")
    parser.add_argument("--port", type=int, default=0, help="on 127.0.0.1; 0: any free one")
    parser.add_argument("--issuer", help="what it calls itself (default: its address)")
    parser.add_argument("--humans", type=_humans, default=HUMANS, help="NAME=ADDRESS, comma-separated")
    parser.add_argument("--client", action="append", help="a provider address that it knows (default: any)")
    parser.add_argument("--approve-as", metavar="NAME", help="who agrees to everything at once")
    asked = parser.parse_args(arguments)
    if asked.approve_as not in (None, *asked.humans):
        parser.error(f"--approve-as is one of {', '.join(asked.humans)}")
    ends = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, ends)
    named = {"port": asked.port, "issuer": asked.issuer, "approve_as": asked.approve_as}
    with AlienSso(**named, humans=asked.humans, clients=asked.client) as server:
        sys.stdout.write(json.dumps({"issuer": server.issuer, "address": server.address}) + "\n")
        sys.stdout.flush()
        signal.sigwait(ends)
    return 0


def _humans(text: str) -> dict[str, str]:
    """Addresses by name."""
    found = dict(one.split("=", 1) for one in text.split(","))
    if not all(name.strip() and address.strip() for name, address in found.items()):
        raise ValueError("a name and an address are wanted")
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
