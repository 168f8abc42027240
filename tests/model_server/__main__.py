"""`python -m tests.model_server --behaviour honest --port 0`: prints {"address": …}, answers until it is ended."""

import argparse
import json
import signal
import sys
from pathlib import Path

from tests.model_server import choices
from tests.model_server.echoing import NOTHING
from tests.model_server.secret import read_secrets
from tests.model_server.server import ModelServer


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.model_server")
    parser.add_argument("--behaviour", default="honest", help=f"one of {', '.join(choices.MAKERS)}; NAME:HOW")
    parser.add_argument("--mix", action="append", default=[], help="NAME[:HOW]=RATE, any number of times")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--secrets", type=Path, help="a JSON file for echoing: title -> members of Secret")
    asked = parser.parse_args(arguments)
    try:
        secrets = read_secrets(asked.secrets) if asked.secrets else NOTHING
        chosen = choices.behaviour(asked.behaviour, asked.seed, secrets)
        behaviour = choices.mixed(chosen, asked.mix, asked.seed)
    except (ValueError, OSError, TypeError) as error:
        parser.error(str(error))
    ends = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, ends)
    with ModelServer(behaviour, port=asked.port, record=False) as server:
        sys.stdout.write(json.dumps({"address": server.address}) + "\n")
        sys.stdout.flush()
        signal.sigwait(ends)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
