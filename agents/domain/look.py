"""A market's colours: two accents, one on light paper and one on dark, that everybody can read."""

import re
from typing import Final

PAPER: Final = {"light": "#fbfaf7", "dark": "#14151a"}
"""What static/css/tokens.css says of --paper in each scheme."""
LEAST_CONTRAST: Final = 4.5
"""WCAG 2.2, success criterion 1.4.3 (AA), for text of ordinary size."""
SOFTENED: Final = 0.1
_HEX: Final = re.compile(r"#[0-9a-f]{6}")

Colour = tuple[int, int, int]


class ColourRefused(ValueError):
    """`bad_colour`: no #rrggbb in lower case. `low_contrast`: too close to the paper that it stands on."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def check(accent: str, scheme: str) -> None:
    """Whether an accent can be read on its scheme's paper and on its own soft tint, and paper on it. Raises
    ColourRefused."""
    for ground in (PAPER[scheme], soft(accent, scheme)):
        if contrast(accent, ground) < LEAST_CONTRAST:
            raise ColourRefused("low_contrast")


def soft(accent: str, scheme: str) -> str:
    """The paper with a little of the accent in it. Raises ColourRefused."""
    mixed = (
        round(ground + SOFTENED * (ink - ground))
        for ink, ground in zip(_read(accent), _read(PAPER[scheme]), strict=True)
    )
    return "#" + "".join(f"{part:02x}" for part in mixed)


def stylesheet(accent: str, accent_dark: str) -> str:
    """The custom properties of both schemes. Raises ColourRefused: nothing but colours gets into a stylesheet."""
    light, dark = _tokens(accent, "light"), _tokens(accent_dark, "dark")
    return f":root{{{light}}}@media (prefers-color-scheme:dark){{:root{{{dark}}}}}\n"


def _tokens(accent: str, scheme: str) -> str:
    return f"--accent:{accent};--accent-soft:{soft(accent, scheme)}"


def contrast(one: str, other: str) -> float:
    """WCAG 2.2's contrast ratio of two colours, 1 to 21. Raises ColourRefused."""
    darker, lighter = sorted((_luminance(_read(one)), _luminance(_read(other))))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Colour) -> float:
    red, green, blue = (_linear(part / 255) for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    linear: float = part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
    return linear


def _read(text: str) -> Colour:
    if not _HEX.fullmatch(text):
        raise ColourRefused("bad_colour")
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)
