"""The story of one meeting, in plain words and colours; without colours where there is no terminal for them."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from rich.console import Console
from rich.markup import escape
from rich.text import Text

from client.manifest import Manifest
from client.shapes import Room, Turn
from contracts.domain import outcome
from contracts.domain.verification import Verdict
from marketplace.domain import money
from rooms.management.scenario import Scenario

COLOURS: Final = {"seller": "green", "buyer": "cyan", "room": "magenta"}
WIDEST: Final = 100
INDENT: Final = 10
KINDS: Final = {
    "buyer_terms": "the buyer's private terms",
    "seller_terms": "the seller's private terms",
    "turns": "what was said",
}


class Storyteller:
    """Tells what happens in a meeting about a scenario."""

    def __init__(self, console: Console, scenario: Scenario) -> None:
        self._console = console
        self._scenario = scenario
        self._width = min(console.width, WIDEST)
        self._round = 0

    def met(self, room: Room, under: Manifest) -> None:
        """Who is there, for what."""
        title = room.listing["title"]
        asking = self._spoken(self._scenario.asking_minor)
        self._say(f"\n[bold]{_shown(title)}[/], asking {asking}")
        self._line("seller", f"agent {room.seller.fingerprint[:16]}…, its floor sealed to a one-time key")
        self._line("buyer", f"agent {room.buyer.fingerprint[:16]}…, its budget sealed to another")
        self._line("room", _shown(under.describe()))

    def said(self, turn: Turn) -> None:
        """One turn, wrapped beside its speaker."""
        if turn.round != self._round:
            self._round = turn.round
            self._say(f"\n[dim]round {turn.round}[/]")
        self._line(turn.persona, _shown(turn.text))

    def settled(self, statement: Mapping[str, Any]) -> None:
        """The byte that left the room, bit by bit."""
        found = statement["outcome"]
        self._say("\n[bold]One byte leaves the room[/]")
        self._say(f"  [bold]{found['bits']}[/]")
        for line in self._bits(found):
            self._say(line)
        self._say("")

    def _bits(self, found: Mapping[str, Any]) -> Iterable[str]:
        if not found["deal"]:
            yield "  └──────┴─ no deal, and no number"
            return
        price = self._spoken(outcome.price(found["band"], self._scenario.asking_minor))
        band = found["band"]
        yield f"  │└─────┴─ {band} in binary: the price is {band} % of the asking price, [bold]{price}[/],"
        yield "  │         half-way between the two secret picks"
        yield "  └──────── 1: a deal"

    def signed(self, role: str, fingerprint: str) -> None:
        """A side has signed, after its own checks."""
        self._line(role, f"has checked the statement against its own memory and signed ({fingerprint[:16]}…)")

    def verified(self, command: str, verdict: Verdict) -> None:
        """The contract holds, said a verifier that asked nobody."""
        self._line("room", "has signed as well: three signatures, one contract")
        self._say(
            f"\n[bold]Verified offline[/]: all {len(verdict.checks)} checks hold. Anybody can repeat it:"
        )
        self._say(f"  {escape(command)}")

    def erased(self, receipt: Mapping[str, Any] | None) -> None:
        """What is gone, and what is not, as the room's signed receipt has it."""
        if receipt is None:
            self._say("\nThe room has not given its receipt of what it erased yet.")
            return
        gone = [_kind(one) for one in receipt["erased"]]
        kept = [f"{_kind(one)} ({_shown(one['why'])})" for one in receipt["still_kept"]]
        self._say("\n[bold]Erased[/], says the room's signed receipt: " + (", ".join(gone) or "nothing yet"))
        self._say("Still kept: " + (", ".join(kept) or "nothing private"))

    def told(self, deal: bool) -> None:
        """What the outcome itself gives away. PROTOCOL section 1 says that it is said plainly."""
        if deal:
            self._say(
                "\nWhat a deal tells: both personas pick their limits and the price is half-way between them, "
                "so each side can now work out the other's limit to within two percent of the asking price."
            )
        else:
            self._say("\nWhat no deal tells: the limits did not meet, or a persona passed; not which.")

    def _line(self, speaker: str, text: str) -> None:
        prefix = Text.assemble((f"  {speaker:<{INDENT - 2}}", COLOURS.get(speaker, "white")))
        for line in Text.from_markup(text).wrap(self._console, self._width - INDENT):
            line.rstrip()
            self._console.print(prefix + line)
            prefix = Text(" " * INDENT)

    def _say(self, markup: str) -> None:
        self._console.print(markup, width=self._width)

    def _spoken(self, minor: int) -> str:
        return money.display(minor, self._scenario.currency)


def _kind(entry: Mapping[str, Any]) -> str:
    return KINDS.get(entry["kind"], _shown(entry["kind"]))


def _shown(text: object) -> str:
    """Somebody's text, for a terminal: nothing in it moves a cursor, nothing in it is markup."""
    return escape("".join(one if one.isprintable() else " " for one in str(text)))
