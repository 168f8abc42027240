"""A line that may be said can be none for this turn: said before, with a gap in it, or without the offer."""

import pytest

from rooms.actions.speaking import unfit
from rooms.domain.brief import Line, PublicListing, SpeakingBrief

LISTING = PublicListing("2016 Volvo V60", "Estate.", "car", {}, 1_980_000, "USD")
SAID = (Line(1, "seller", "Good day. $19,206.", 97),)


@pytest.mark.parametrize(
    ("text", "band", "why"),
    [
        ("I could do $18,216.", 92, None),
        ("18.216,00 would be my offer.", 92, None),
        ("I could do better.", 92, "no_offer"),
        ("Eighteen thousand two hundred and sixteen.", 92, "no_offer"),
        ("Good day. $19,206.", 97, "repeated"),
        ("Dear [Your Name], $18,216 it is.", 92, "placeholder"),
        ("Dear <name>, $18,216 it is.", 92, "placeholder"),
        ("Tell me about the gearbox.", None, None),
        ("Tell me, [name].", None, "placeholder"),
    ],
)
def test_why_a_line_is_none_for_its_turn(text: str, band: int | None, why: str | None) -> None:
    brief = SpeakingBrief("buyer", LISTING, "", SAID, 1, 5, band, b"seed")
    assert unfit(text, brief) == why
