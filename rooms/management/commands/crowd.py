"""`manage.py crowd --port PORT`: agents that bargain at the demo markets until they are stopped."""

import secrets
import signal
import threading
from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from rooms.management import crowd

MARKETS = ("cars", "bikes")


class Command(BaseCommand):
    help = "Keep a handful of agents bargaining at the demo markets of this machine."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, required=True, help="where the markets are, on 127.0.0.1")
        parser.add_argument("--seats", type=int, default=3, help="rooms at once at each market (default: 3)")
        parser.add_argument("--seed", type=int, help="moves the limits alike in every run")

    def handle(self, *, port: int, seats: int, seed: int | None, **_: object) -> None:
        stop = threading.Event()
        signal.signal(signal.SIGTERM, lambda *_: stop.set())
        urls = {slug: f"http://{slug}.localhost:{port}" for slug in MARKETS}
        chance = secrets.randbits(32) if seed is None else seed
        crowd.gather(urls, seats=seats, pace=crowd.Pace(), seed=chance, stop=stop)
