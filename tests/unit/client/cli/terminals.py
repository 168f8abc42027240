"""Somebody at a terminal, and what the command says to them."""

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from client import cli

ROOT = Path(__file__).parents[4]
TERMS = {"limit": "800.00", "currency": "USD", "notes": "canary-note"}


@dataclass
class Said:
    status: int
    out: str
    err: str

    @property
    def objects(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


@dataclass
class Agent:
    """Somebody at a terminal: a home of their own, and what the command says to them."""

    home: Path
    url: str
    capture: pytest.CaptureFixture[str]

    def __call__(self, *arguments: object) -> Said:
        words = [str(argument) for argument in arguments]
        status = cli.main([words[0], "--home", str(self.home), "--market", self.url, *words[1:]])
        out, err = self.capture.readouterr()
        return Said(status, out, err)


def command(agent: Agent, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "client", arguments[0], "--home", str(agent.home), "--market", agent.url,
            *arguments[1:]]  # fmt: skip
