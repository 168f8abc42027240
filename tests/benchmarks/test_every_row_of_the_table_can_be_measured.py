"""At next to no size, and nothing here is a matter of time."""

import math

import pytest

from benchmarks.__main__ import BENCHMARKS
from benchmarks.size import TINY
from benchmarks.table import Machine, as_markdown


@pytest.mark.stack
@pytest.mark.xdist_group("stack")
@pytest.mark.parametrize("name", BENCHMARKS)
def test_every_row_has_a_finite_ratio(name: str) -> None:
    rows = list(BENCHMARKS[name](TINY))
    assert rows
    assert all(math.isfinite(row.ratio) and row.ratio > 0 for row in rows)
    lost = [(part, row.parts[part]) for row in rows for part in ("gaps", "repeats") if part in row.parts]
    assert not any(figure for _, figure in lost), lost
    table = as_markdown(rows, Machine.here())
    assert all(row.name in table for row in rows)
