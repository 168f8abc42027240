"""When people are told, how a mail is tried again, and what a title may say in one."""

from datetime import UTC, datetime, timedelta

import pytest

from rooms.domain.notices import MOST_TRIES, PATIENCE, WORDS, Kind, near, next_look, pause, plain

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def hours(count: float) -> timedelta:
    return timedelta(hours=count)


def test_a_deadline_is_near_a_day_before_or_at_half_of_a_shorter_time() -> None:
    assert near(NOW, NOW + hours(72)) == NOW + hours(48)
    assert near(NOW, NOW + hours(10)) == NOW + hours(5)


def test_a_room_is_looked_at_twice_more_and_then_no_more() -> None:
    looks, at = [], NOW
    while (found := next_look(at, NOW, NOW + hours(72))) is not None:
        looks.append(found)
        at = found
    assert looks == [NOW + PATIENCE, NOW + hours(48)]
    assert next_look(NOW, NOW, NOW + timedelta(minutes=6)) == NOW + timedelta(minutes=3)


def test_tries_come_later_and_later_and_end() -> None:
    pauses = [pause(tries) for tries in range(1, MOST_TRIES)]
    assert pauses == [timedelta(minutes=2**tries) for tries in range(MOST_TRIES - 1)]
    assert pause(MOST_TRIES) is None


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("2016 Volvo V60 D4, 2.0 l", "2016 Volvo V60 D4, 2.0 l"),
        ("two\r\nlines\x00", "two lines"),
        ("https://evil.example/x", "https evil. example/x"),
        ("a@b.example", "a b. example"),
        ("\u202eabc\u200b", "abc"),
        ("x" * 61, "x" * 59 + "…"),
        ("Škoda “neu”", "Škoda “neu”"),
    ],
)
def test_a_title_becomes_no_link_and_stays_one_short_line(title: str, said: str) -> None:
    assert plain(title) == said


def test_no_word_says_what_came_out() -> None:
    assert {kind for kind, _ in WORDS} == set(Kind)
    assert not [said for said in WORDS.values() if "deal" in said.lower() or any(map(str.isdigit, said))]
