"""Ctrl-C, a stop from a service manager, a closed terminal: one way to end for all three."""

import contextlib
import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from types import FrameType

Handler = Callable[[int, FrameType | None], object] | int | None
STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextlib.contextmanager
def heard() -> Iterator[None]:
    """In here each of them raises KeyboardInterrupt in the main thread.

    SIGINT too: a shell starts its background commands deaf to it. A hang-up that nohup silenced stays so.
    """
    silenced = signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    numbers = tuple(number for number in STOPS if not (silenced and number is signal.SIGHUP))
    with _handled(numbers, signal.default_int_handler):
        yield


@contextlib.contextmanager
def ignored() -> Iterator[None]:
    """In here none of them breaks off a clean stop. For code whose every wait has an end of its own."""
    with _handled(STOPS, signal.SIG_IGN):
        yield


@contextlib.contextmanager
def _handled(numbers: tuple[signal.Signals, ...], handler: Handler) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():  # only the main one may say, or needs to
        yield
        return
    before = {number: signal.signal(number, handler) for number in numbers}
    try:
        yield
    finally:
        _restore(before)


def _restore(handlers: Mapping[signal.Signals, Handler]) -> None:
    for number, handler in handlers.items():
        signal.signal(number, signal.SIG_DFL if handler is None else handler)
