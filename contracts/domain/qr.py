"""A QR code (ISO/IEC 18004) as SVG: dark squares on nothing, one path, no script and no style."""

from itertools import groupby
from typing import Final

import segno

QUIET_ZONE: Final = 4  # modules of light around the code, without which readers do not find it


def svg(text: str) -> str:
    """An SVG element of one unit a module for a short text. It holds the text as squares only.

    The squares are drawn in currentcolor: paper and ink are the page's to choose.
    """
    code = segno.make(text, error="m", micro=False)
    rows = [[bool(module) for module in row] for row in code.matrix_iter(border=QUIET_ZONE)]
    path = "".join(_runs(row, y) for y, row in enumerate(rows))
    look = f'viewBox="0 0 {len(rows)} {len(rows)}" fill="currentcolor" aria-hidden="true"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {look}><path d="{path}"/></svg>'


def _runs(row: list[bool], y: int) -> str:
    """A row's dark runs as subpaths."""
    drawn, x = [], 0
    for is_dark, group in groupby(row):
        length = len(list(group))
        if is_dark:
            drawn.append(f"M{x} {y}h{length}v1h-{length}z")
        x += length
    return "".join(drawn)
