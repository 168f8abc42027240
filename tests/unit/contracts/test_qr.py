"""The QR code of a digest: squares, drawn as the library found them, in a zone of quiet."""

import re
from xml.etree import ElementTree

import segno

from contracts.domain import qr

TEXT = "sha256:" + "0123456789abcdef" * 4


def dark(svg: str) -> set[tuple[int, int]]:
    """The squares of an SVG's one path."""
    path = ElementTree.fromstring(svg).find("{http://www.w3.org/2000/svg}path")  # noqa: S314 - our own
    assert path is not None
    runs = re.findall(r"M(\d+) (\d+)h(\d+)v1h-(\d+)z", path.attrib["d"])
    assert "".join(f"M{x} {y}h{length}v1h-{back}z" for x, y, length, back in runs) == path.attrib["d"]
    assert all(length == back for _, _, length, back in runs)
    return {(int(x) + one, int(y)) for x, y, length, _ in runs for one in range(int(length))}


def test_the_squares_are_those_of_the_code() -> None:
    rows = list(segno.make_qr(TEXT, error="m").matrix_iter(border=4))
    drawn = qr.svg(TEXT)
    assert dark(drawn) == {(x, y) for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark}
    assert f'viewBox="0 0 {len(rows)} {len(rows)}"' in drawn


def test_nothing_dark_is_in_the_quiet_zone() -> None:
    squares = dark(qr.svg(TEXT))
    assert min(min(x, y) for x, y in squares) == 4
    assert {(x, 4) for x in range(4, 11)} <= squares  # the finder pattern's upper edge


def test_it_holds_no_text_no_style_and_no_script() -> None:
    assert re.fullmatch(r'<svg [^<>]*><path d="[Mhvz0-9 -]+"/></svg>', qr.svg("<script>&style=;"))
    assert "style" not in qr.svg(TEXT)
