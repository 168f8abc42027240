"""What the services say, on the operator's terminal: each line behind its service's name, in its colour."""

import re
from typing import Final

from rich.console import Console
from rich.text import Text

EVERYDAY: Final = re.compile(r'" [123]\d\d \d+$|"WS(CONNECTING|CONNECT|DISCONNECT) ')
"""An access line of something that went well."""
COLOURS = {
    "broker": "magenta",
    "model": "bright_blue",
    "worker": "green",
    "beat": "yellow",
    "web": "cyan",
    "crowd": "blue",
}


class Lines:
    """Shows lines on a console; plain text where it is no terminal, or NO_COLOR is set.

    all_of_them: also the requests that went well. The logs have every line.
    """

    def __init__(self, console: Console, *, all_of_them: bool = False) -> None:
        self._console, self._all_of_them = console, all_of_them
        self._width = max(map(len, COLOURS))

    def __call__(self, service: str, line: str) -> None:
        """Show one line of a service, as it is: markup and colour codes in it mean nothing here."""
        if not self._all_of_them and EVERYDAY.search(line):
            return
        prefix = (f"{service:<{self._width}} │ ", COLOURS.get(service, "white"))
        self._console.print(Text.assemble(prefix, Text.from_ansi(line)), soft_wrap=True)
