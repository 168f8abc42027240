"""A cursor is read back as it was given out, and nothing else is one."""

from uuid import UUID

import pytest

from marketplace.domain.cursor import Cursor, CursorRefused

ID = UUID("01981c3e-7a60-7cc3-98c8-6c1f0f3c2a11")


@pytest.mark.parametrize("backwards", [True, False])
def test_a_cursor_comes_back_as_it_went(backwards: bool) -> None:
    cursor = Cursor(ID, 15_000_00, backwards)
    assert Cursor.parse(str(cursor)) == cursor


@pytest.mark.parametrize(
    "text",
    [
        "",
        "n",
        "x",
        f"n.{ID}.5",
        f"n.{ID.hex}",
        f"n.{ID.hex}.0",
        f"n.{ID.hex}.5\n",
        f"q.{ID.hex}.5",
        f"n.{ID.hex}.٣",
    ],
)
def test_what_no_page_gave_out_is_refused(text: str) -> None:
    with pytest.raises(CursorRefused):
        Cursor.parse(text)
