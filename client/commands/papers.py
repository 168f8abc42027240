"""Contracts: listed, taken home, verified."""

import json
import sys
from argparse import Namespace
from dataclasses import asdict
from pathlib import Path

from client import terminal
from client.commands import begin
from client.errors import LocalError
from client.exits import Exit
from client.lines import contract_line
from client.terminal import Screen
from contracts.domain import verification
from contracts.domain.canonical import Unreadable


def mine(options: Namespace, screen: Screen) -> int:
    """Lists this agent's complete contracts, the newest first."""
    with begin.market(options) as market:
        for contract in market.contracts():
            screen.result(asdict(contract), contract_line(contract))
    return Exit.OK


def fetch(options: Namespace, screen: Screen) -> int:
    """Takes a contract home, verified and held against what this agent agreed to."""
    with begin.market(options) as market:
        document = market.checked_contract(options.contract)
    if options.save:
        Path(options.save).write_bytes(document)
        screen.note(f"contract in {options.save}; check it with: bargain verify {options.save}")
    if options.json:
        screen.result({"contract": json.loads(document), "file": options.save})
    elif not options.save:
        sys.stdout.write(document.decode().rstrip("\n") + "\n")
    return Exit.OK


def verify(options: Namespace, screen: Screen) -> int:
    """Verifies a contract offline: 0 valid, 1 invalid, 2 unreadable."""
    try:
        verdict = verification.verify(
            terminal.read_bytes(options.contract),
            seller=options.seller,
            buyer=options.buyer,
            room=options.room,
        )
    except Unreadable as unreadable:
        raise LocalError(
            "unreadable_file", f"{options.contract} is no contract ({unreadable.code})"
        ) from None
    lines = [
        f"{'pass' if one.passed else 'FAIL'}  {one.name}  {one.detail}".rstrip() for one in verdict.checks
    ]
    unknown = [f"unknown: {verification.UNKNOWN.get(one, one)}" for one in verdict.unknown]
    screen.result(asdict(verdict), *lines, *unknown, "valid" if verdict.valid else "INVALID")
    return Exit.OK if verdict.valid else Exit.REFUSED
