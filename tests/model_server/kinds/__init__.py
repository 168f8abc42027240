"""Ways to print something private, each a function of one side's secret; None where that side has no such thing."""

from collections.abc import Callable

from tests.model_server.secret import Side

Kind = Callable[[Side], str | None]
