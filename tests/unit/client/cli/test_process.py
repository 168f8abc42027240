"""`bargain` as a process: standard input, a terminal and a pipe."""

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

from tests.unit.client.cli.terminals import ROOT, TERMS, Agent, command
from tests.unit.client.double import MarketDouble


def test_terms_are_read_from_standard_input(
    double: MarketDouble, agent: Callable[[str], Agent], files: Path
) -> None:
    seller = agent("seller")
    done = subprocess.run(
        command(seller, "sell", str(files / "bike.json"), "--terms", "-"),
        input=json.dumps(TERMS).encode(),
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert [terms.limit_minor for terms in double.terms.values()] == [80_000]


def test_a_limit_typed_at_a_prompt_is_not_shown(
    double: MarketDouble, agent: Callable[[str], Agent], files: Path
) -> None:
    seller = agent("seller")
    ours, theirs = os.openpty()
    asked = subprocess.Popen(
        command(seller, "sell", str(files / "bike.json")),
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=theirs,
        cwd=ROOT,
        start_new_session=True,
    )
    os.close(theirs)
    shown = b""
    for question, reply in (
        (b"[y/N]", b"y"),
        (b"not shown", b"800.00"),
        (b"[normal]", b"high"),
        (b"dealbreaker", b"no smokers"),
        (b"dealbreaker", b""),
        (b"notes", b"none"),
    ):
        seen = b""
        while question not in seen:
            seen += os.read(ours, 1024)
        shown += seen
        os.write(ours, reply + b"\n")
    out, _ = asked.communicate(timeout=20)
    os.close(ours)
    assert asked.returncode == 0
    assert b"Gravel bike" in out
    assert b"800.00" not in shown
    (kept,) = double.terms.values()
    assert (kept.limit_minor, kept.urgency, kept.dealbreakers) == (80_000, "high", ("no smokers",))


def test_a_reader_that_leaves_early_is_no_error(met: tuple[Agent, Agent, str]) -> None:
    seller, _, _ = met
    listing = subprocess.Popen(
        command(seller, "rooms"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT
    )
    assert listing.stdout is not None
    listing.stdout.close()
    _, err = listing.communicate(timeout=20)
    assert b"Traceback" not in err
    assert b"Exception" not in err
