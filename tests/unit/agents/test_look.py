"""A market's colours can be read, and nothing but colours gets into a stylesheet."""

import re
from pathlib import Path

import pytest

from agents.domain import look

TOKENS = (Path(__file__).resolve().parents[3] / "static/css/tokens.css").read_text()


def test_the_papers_are_those_of_the_tokens() -> None:
    assert re.findall(r"--paper: (#[0-9a-f]{6})", TOKENS) == [look.PAPER["light"], look.PAPER["dark"]]


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#ffffff", "#000000", 21), ("#777777", "#ffffff", 4.48), ("#0000ff", "#0000ff", 1)],
)
def test_contrast_is_wcags(one: str, other: str, ratio: float) -> None:
    assert look.contrast(one, other) == look.contrast(other, one) == pytest.approx(ratio, abs=0.005)


@pytest.mark.parametrize(
    ("accent", "scheme"),
    [("#ffff00", "light"), ("#fbfaf7", "light"), ("#757575", "light"), ("#202060", "dark")],
)
def test_a_colour_that_could_not_be_read_is_refused(accent: str, scheme: str) -> None:
    with pytest.raises(look.ColourRefused, match="low_contrast"):
        look.check(accent, scheme)


@pytest.mark.parametrize(
    "accent", ["", "red", "#fff", "#FFFFFF", "#12345g", "#123456;}body{display:none", "#123456\n"]
)
def test_what_is_no_colour_is_refused(accent: str) -> None:
    with pytest.raises(look.ColourRefused, match="bad_colour"):
        look.stylesheet(accent, "#a9b4ff")
    with pytest.raises(look.ColourRefused, match="bad_colour"):
        look.stylesheet("#3d4fc4", accent)
