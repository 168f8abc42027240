"""`python -m rooms.management.serve_model FILE --port PORT --name NAME`: a model file behind an
OpenAI-compatible API, on loopback, until SIGTERM.

Whoever asks must know the key in the environment's MODEL_KEY. Once the file is loaded this process says nothing
more: the engine quotes from requests that it cannot read, and requests hold what is private.
"""

import os
import resource
import signal
import sys
import threading
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, Final

from rooms.management.model import KEY

SLOTS: Final = 1
"""Calls that are answered at the same time. One after the other they find what the call before has read, the beginning
of every prompt of a room: measured, both decisions of a room took 7 s so and 42 s beside each other."""
SLOT_TOKENS: Final = 8192
"""A listing of 10,000 characters and a whole talk, with room to spare. The engine divides its context by slots."""
ERRORS_ONLY: Final = 1
MEGABYTE: Final = 10**6


def main(arguments: list[str]) -> None:
    parser = ArgumentParser(prog="serve_model")
    parser.add_argument("file", type=Path)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--name", required=True)
    asked = parser.parse_args(arguments)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a crash leaves no prompt on a disk
    stopped = _stopped()
    _say(f"loading {asked.file.name} ({asked.file.stat().st_size / MEGABYTE:,.0f} MB)")
    began = time.monotonic()
    server = _serve(asked.file, asked.port, asked.name)
    _say(f"{asked.name} answers on {server.listening_address}, loaded in {time.monotonic() - began:.1f} s")
    _fall_silent()
    stopped.join()


def _stopped() -> threading.Thread:
    """A thread that ends this process on SIGTERM, in the middle of whatever it does.

    Every other thread, the engine's own included, is made deaf to it.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})

    def wait() -> None:
        signal.sigwait({signal.SIGTERM})
        os._exit(0)

    thread = threading.Thread(target=wait, daemon=True)
    thread.start()
    return thread


def _serve(file: Path, port: int, name: str) -> Any:
    """The engine's server, loaded and listening for as long as somebody holds it."""
    try:
        import xllamacpp  # noqa: PLC0415 - an optional extra, and a hundred megabytes
    except ImportError as error:
        sys.exit(f"xllamacpp cannot be loaded: {error}")
    try:
        return xllamacpp.Server(_parameters(xllamacpp.CommonParams(), file, port, name))
    except RuntimeError as error:
        sys.exit(f"{file} cannot be served: {error}")


def _parameters(parameters: Any, file: Path, port: int, name: str) -> Any:
    parameters.model.path, parameters.model_alias = str(file), {name}
    parameters.hostnames, parameters.port = ["127.0.0.1"], port
    parameters.api_keys, parameters.cors_origins = [os.environ[KEY]], ""
    parameters.n_parallel, parameters.n_ctx = SLOTS, SLOTS * SLOT_TOKENS
    parameters.cpuparams.n_threads = _cores()
    parameters.verbosity = ERRORS_ONLY
    # It keeps no prompt beyond a slot's last, and tells of none.
    parameters.cache_ram_mib, parameters.cache_idle_slots = 0, False
    parameters.endpoint_slots = parameters.endpoint_props = parameters.endpoint_metrics = parameters.ui = (
        False
    )
    return parameters


def _cores() -> int:
    """Those that this process may use; where the machine does not tell, all."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def _fall_silent() -> None:
    """From here on nothing that the engine says goes anywhere."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
        os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def _say(words: str) -> None:
    print(words, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
