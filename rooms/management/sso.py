"""The stand-in for the Alien SSO, run beside a market of one machine: it lets people in without the app.

It lives with the tests and is in no wheel, so an installed market does without.
"""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rooms.management import ports

PROVIDER_ADDRESS: Final = "000000030100000000005741ed1a0001"
"""What the markets of this machine are called at the stand-in. The real SSO knows nobody of this address."""
REAL: Final = "ALIEN_PROVIDER_ADDRESS"
"""Where the operator set this variable, people sign in at the real SSO and no stand-in runs."""
SEEN: Final = ("LANG", "LC_ALL", "LD_LIBRARY_PATH", "PATH", "TZ")
"""What the stand-in sees of the environment: no secret of the market's."""


def is_here(project: Path) -> bool:
    """Whether the code of the stand-in is there: in a clone it is."""
    return (project / "tests" / "alien_sso" / "__main__.py").is_file()


@dataclass(frozen=True)
class StandIn:
    """Where it answers: a port of 127.0.0.1."""

    port: int

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def command(self) -> tuple[str, ...]:
        """What starts it, in the directory of the project."""
        told = ("--port", str(self.port), "--client", PROVIDER_ADDRESS)
        return (sys.executable, "-m", "tests.alien_sso", *told)

    def environment(self, inherited: Mapping[str, str]) -> dict[str, str]:
        """The whole of its environment."""
        return {name: inherited[name] for name in SEEN if name in inherited}

    def told(self, inherited: Mapping[str, str]) -> dict[str, str]:
        """What the market's services are told."""
        return {**inherited, "ALIEN_ISSUER": self.issuer, REAL: PROVIDER_ADDRESS, "ALIEN_STANDIN": "yes"}

    def answers(self) -> bool:
        """Whether it does."""
        return ports.answers(self.port, "/.well-known/openid-configuration")
