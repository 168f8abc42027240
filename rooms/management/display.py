"""What the services say, on the operator's terminal: each line behind its service's name, in its colour."""

from rich.console import Console
from rich.text import Text

COLOURS = {"broker": "magenta", "worker": "green", "beat": "yellow", "web": "cyan"}


class Lines:
    """Shows lines on a console; plain text where it is no terminal, or NO_COLOR is set."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._width = max(map(len, COLOURS))

    def __call__(self, service: str, line: str) -> None:
        """Show one line of a service, as it is: markup and colour codes in it mean nothing here."""
        prefix = (f"{service:<{self._width}} │ ", COLOURS.get(service, "white"))
        self._console.print(Text.assemble(prefix, Text.from_ansi(line)), soft_wrap=True)
