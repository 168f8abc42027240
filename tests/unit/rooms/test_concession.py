"""The planner: what it voices never crosses a limit, never goes back, and does not point at the limit."""

import random
from collections import defaultdict
from pathlib import Path
from statistics import mean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.domain.terms import Role, Urgency
from rooms.domain.brief import Line
from rooms.domain.concession import next_offer, plan, secret_from

ROUNDS = 5
PAGE = (Path(__file__).resolve().parents[3] / "docs/negotiation.md").read_text()
BANDS = st.integers(0, 127)
SECRETS = st.binary(min_size=32, max_size=32)
ROLES: st.SearchStrategy[Role] = st.sampled_from(["seller", "buyer"])
URGENCIES: st.SearchStrategy[Urgency] = st.sampled_from(["low", "normal", "high"])


def offers(role: Role, limit: int, urgency: Urgency = "normal", secret: bytes = b"s" * 32) -> tuple[int, ...]:
    return plan(role, limit, urgency=urgency, rounds=ROUNDS, secret=secret)


def towards_the_limit(role: Role, values: tuple[int, ...]) -> tuple[int, ...]:
    """Offers with the sign turned so that conceding grows, for either role."""
    return tuple(-value for value in values) if role == "seller" else values


@given(ROLES, BANDS, URGENCIES, SECRETS, st.integers(1, 9))
def test_offers_are_monotone_on_the_scale_and_inside_the_limit(
    role: Role, limit: int, urgency: Urgency, secret: bytes, rounds: int
) -> None:
    planned = plan(role, limit, urgency=urgency, rounds=rounds, secret=secret)
    conceding = towards_the_limit(role, planned)
    assert len(planned) == rounds
    assert list(conceding) == sorted(conceding)
    assert all(0 <= band <= 127 for band in planned)
    assert all(band >= limit if role == "seller" else band <= limit for band in planned)


@pytest.mark.parametrize("urgency", ["low", "normal", "high"])
def test_the_last_offer_is_never_the_limit_unless_the_scale_ends_there(urgency: Urgency) -> None:
    for secret in (bytes([n]) * 32 for n in range(40)):
        for limit in range(128):
            assert offers("seller", limit, urgency, secret)[-1] != limit or limit == 127
            assert offers("buyer", limit, urgency, secret)[-1] != limit or limit == 0


@given(ROLES, BANDS, SECRETS)
def test_urgency_moves_neither_end_of_the_curve(role: Role, limit: int, secret: bytes) -> None:
    plans = [offers(role, limit, urgency, secret) for urgency in ("low", "normal", "high")]
    assert len({planned[0] for planned in plans}) == 1
    assert len({planned[-1] for planned in plans}) == 1


@given(ROLES, BANDS, SECRETS)
def test_the_more_urgent_concedes_no_later_in_any_round(role: Role, limit: int, secret: bytes) -> None:
    low, normal, high = (
        towards_the_limit(role, offers(role, limit, u, secret)) for u in ("low", "normal", "high")
    )
    assert all(a <= b <= c for a, b, c in zip(low, normal, high, strict=True))


def test_openings_come_from_the_public_scale_wherever_the_limit_leaves_room() -> None:
    for secret in (bytes([n]) * 32 for n in range(60)):
        assert len({offers("seller", limit, secret=secret)[0] for limit in range(96)}) == 1
        assert len({offers("buyer", limit, secret=secret)[0] for limit in range(116, 128)}) == 1
        assert all(offers("seller", limit, secret=secret)[0] <= 100 for limit in range(100))


def test_no_side_concedes_past_the_asking_price_of_its_own_accord() -> None:
    for secret in (bytes([n]) * 32 for n in range(60)):
        assert all(max(offers("buyer", limit, secret=secret)) <= 100 for limit in range(128))


def test_limits_beyond_the_horizon_look_alike() -> None:
    for secret in (bytes([n]) * 32 for n in range(60)):
        assert len({offers("seller", limit, secret=secret) for limit in range(71)}) == 1
        assert len({offers("buyer", limit, secret=secret) for limit in range(116, 128)}) == 1


@pytest.mark.parametrize(("role", "limit", "opening"), [("seller", 70, 98), ("buyer", 100, 71)])
def test_the_share_of_the_way_that_is_covered_varies_with_the_secret(
    role: Role, limit: int, opening: int
) -> None:
    ends = [offers(role, limit, secret=n.to_bytes(32))[-1] for n in range(300)]
    shares = [abs(end - opening) / abs(limit - opening) for end in ends]
    assert max(shares) - min(shares) > 0.5
    assert 0.4 < mean(shares) < 0.7


def test_a_plan_is_repeatable_and_another_secret_gives_another() -> None:
    assert offers("seller", 75) == offers("seller", 75)
    assert len({offers("seller", 75, secret=bytes([n]) * 32) for n in range(50)}) > 20


def test_the_secret_is_pinned_to_its_derivation() -> None:
    """A change here changes every plan of rooms that are under way: it needs a new info string."""
    assert secret_from(bytes(32)).hex() == "2cd88e50ad006fae1a995f8d6068d19044736ab945e5081842b0565f3b9ef023"
    assert secret_from(bytes(32)) != secret_from(bytes(31) + b"\x01")


@pytest.mark.parametrize(("limit", "rounds"), [(-1, 5), (128, 5), (90, 0)])
def test_a_plan_off_the_scale_is_refused_without_naming_the_limit(limit: int, rounds: int) -> None:
    with pytest.raises(ValueError, match="on the scale") as refused:
        plan("seller", limit, urgency="low", rounds=rounds, secret=bytes(32))
    assert str(limit) not in str(refused.value)


OTHERS = st.lists(st.one_of(st.none(), BANDS), max_size=ROUNDS)


@given(ROLES, BANDS, SECRETS, OTHERS)
def test_what_is_voiced_stays_inside_the_limit_and_never_goes_back_whatever_the_other_says(
    role: Role, limit: int, secret: bytes, others: list[int | None]
) -> None:
    planned = offers(role, limit, secret=secret)
    other: Role = "buyer" if role == "seller" else "seller"
    room: list[Line] = []
    voiced: list[int] = []
    for number, band in enumerate((*others, *[None] * ROUNDS)[:ROUNDS], start=1):
        room.append(Line(number, other, "…", band))
        voiced.append(next_offer(role, planned, room, number))
        room.append(Line(number, role, "…", voiced[-1]))
    assert list(towards_the_limit(role, tuple(voiced))) == sorted(towards_the_limit(role, tuple(voiced)))
    assert all(band >= limit if role == "seller" else band <= limit for band in voiced)


@given(BANDS, BANDS, SECRETS, SECRETS)
def test_two_planned_sides_never_voice_crossing_offers(seller: int, buyer: int, a: bytes, b: bytes) -> None:
    plans: dict[Role, tuple[int, ...]] = {
        "seller": offers("seller", seller, secret=a),
        "buyer": offers("buyer", buyer, secret=b),
    }
    room: list[Line] = []
    roles: tuple[Role, ...] = ("seller", "buyer")
    for number in range(1, ROUNDS + 1):
        for role in roles:
            room.append(Line(number, role, "…", next_offer(role, plans[role], room, number)))
    asked = [line.offer_band or 0 for line in room if line.persona == "seller"]
    bid = [line.offer_band or 0 for line in room if line.persona == "buyer"]
    assert max(bid) <= min(asked)


def test_an_offer_is_never_worse_for_its_side_than_what_the_other_has_voiced() -> None:
    assert next_offer("seller", (98, 80), [Line(1, "buyer", "…", 90)], 2) == 90
    assert next_offer("buyer", (70, 95), [Line(1, "seller", "…", 85)], 2) == 85


def guesses(role: Role, limits: tuple[int, int], samples: int) -> tuple[float, float]:
    """Mean error in bands of two observers who guess limits: one reads the offers, one knows only the range.

    The first has learned, from as many plans again, the mean limit behind each opening and last offer.
    """
    drawn = random.Random(7)

    def observe() -> tuple[tuple[int, int], int]:
        limit = drawn.randint(*limits)
        urgency: Urgency = drawn.choice(("low", "normal", "high"))
        planned = offers(role, limit, urgency, drawn.randbytes(32))
        return (planned[0], planned[-1]), limit

    seen: dict[tuple[int, int], list[int]] = defaultdict(list)
    for _ in range(samples):
        ends, limit = observe()
        seen[ends].append(limit)
    middle = mean(limits)
    trials = [observe() for _ in range(samples)]
    reading = mean(abs(limit - (mean(seen[ends]) if ends in seen else middle)) for ends, limit in trials)
    return reading, mean(abs(limit - middle) for _, limit in trials)


@pytest.mark.parametrize(("role", "limits", "at_least"), [("seller", (50, 100), 6), ("buyer", (70, 127), 8)])
def test_the_page_says_how_well_an_observer_of_the_offers_guesses(
    role: Role, limits: tuple[int, int], at_least: int
) -> None:
    reading, knowing = guesses(role, limits, 20_000)
    assert reading > at_least
    assert f"| {role} | {limits[0]} to {limits[1]} | {reading:.1f} | {knowing:.1f} |" in PAGE


@pytest.mark.parametrize("urgency", ["low", "normal", "high"])
@pytest.mark.parametrize(("role", "limit"), [("seller", 75), ("buyer", 92)])
def test_the_plans_on_the_page_are_the_planners(role: Role, limit: int, urgency: Urgency) -> None:
    voiced = " ".join(map(str, offers(role, limit, urgency, bytes(32))))
    assert f"| {role} | {limit} | {urgency} | {voiced} |" in PAGE
