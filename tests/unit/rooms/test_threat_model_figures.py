"""Every figure in docs/threat-model.md follows from a computation, which is made again here."""

import functools
import math
import random
import re
from pathlib import Path
from statistics import median_low

import pytest

from contracts.domain.outcome import (
    TOP_BAND,
    Decision,
    Outcome,
    buyer_limit_band,
    price,
    seller_limit_band,
    settle,
)
from marketplace.domain.money import format_digits, parse_digits
from marketplace.domain.terms import PADDED_TO, Role
from marketplace.models import Policy
from rooms.domain.brief import Line
from rooms.domain.concession import next_offer, plan

PAGE = (Path(__file__).resolve().parents[3] / "docs/threat-model.md").read_text()
ROUNDS = 5
BANDS = range(TOP_BAND + 1)


def rows(header: str) -> list[list[str]]:
    """The cells of the table whose head begins like this."""
    body = PAGE.partition(f"\n| {header}")[2].partition("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in body]


@functools.cache
def agreed(seller: int, buyer: int) -> int | None:
    """The band of two that rate and pick their limits; None without a deal."""
    return settle(Decision(True, seller), Decision(True, buyer)).band


def buyers_behind(seller: int, band: int) -> list[int]:
    """The buyer's limits that a seller cannot tell apart after a deal."""
    return [buyer for buyer in BANDS if agreed(seller, buyer) == band]


def sellers_behind(buyer: int, band: int) -> list[int]:
    return [seller for seller in BANDS if agreed(seller, buyer) == band]


def test_a_deal_leaves_two_bands_at_most_and_they_are_the_ones_told() -> None:
    left = set()
    for seller in BANDS:
        for buyer in range(seller, TOP_BAND + 1):
            band = agreed(seller, buyer)
            assert band is not None
            known = buyers_behind(seller, band), sellers_behind(buyer, band)
            assert set(known[0]) <= {2 * band - seller, 2 * band - seller + 1}
            assert set(known[1]) <= {2 * band - buyer, 2 * band - buyer + 1}
            left |= {len(known[0]), len(known[1])}
    assert left == {1, 2}


@pytest.mark.parametrize("row", rows("asking |"), ids=lambda row: row[0])
def test_a_worked_deal_is_what_the_rule_says(row: list[str]) -> None:
    ask, floor, budget = (parse_digits(text, 2) for text in row[:3])
    seller, buyer = seller_limit_band(floor, ask), buyer_limit_band(budget, ask)
    band = agreed(seller, buyer)
    assert band is not None
    buyers, sellers = buyers_behind(seller, band), sellers_behind(buyer, band)

    def money(minor: int) -> str:
        return format_digits(minor, 2)

    assert row[3:] == [
        f"{seller}, {buyer}",
        f"{band}: {money(price(band, ask))}",
        f"{buyers[0]} or {buyers[1]}",
        f"{money(price(buyers[0], ask))} to {money(price(buyers[1] + 1, ask) - 1)}",
        f"{sellers[0]} or {sellers[1]}",
        f"{money(price(sellers[0] - 1, ask) + 1)} to {money(price(sellers[1], ask))}",
    ]


@pytest.mark.parametrize("row", rows("asking |"), ids=lambda row: row[0])
def test_every_amount_in_the_intervals_has_one_of_the_bands_and_no_other_has(row: list[str]) -> None:
    ask = parse_digits(row[0], 2)
    for limit_band, bands, interval in (
        (buyer_limit_band, row[5], row[6]),
        (seller_limit_band, row[7], row[8]),
    ):
        known = {int(band) for band in bands.split(" or ")}
        low, high = (parse_digits(text, 2) for text in interval.split(" to "))
        assert {limit_band(low, ask), limit_band(high, ask)} == known
        assert not {limit_band(low - 1, ask), limit_band(high + 1, ask)} & known
        assert high - low + 1 == 2 * ask // 100


def test_the_byte_has_as_many_values_as_are_told() -> None:
    values = 0
    for byte in range(256):
        try:
            Outcome.from_bits(f"{byte:08b}")
        except ValueError:
            continue
        values += 1
    assert f"The byte has {values} values, {math.log2(values):.2f} bits" in PAGE


def test_a_reader_of_a_contract_learns_the_sum_of_the_limits_to_within_one_band() -> None:
    for band in BANDS:
        sums = {s + b for s in BANDS for b in range(s, TOP_BAND + 1) if agreed(s, b) == band}
        assert sums <= {2 * band, 2 * band + 1}


def test_two_colluding_buyers_pay_exactly_the_floor_whatever_it_is() -> None:
    for seller in range(TOP_BAND):
        first = agreed(seller, TOP_BAND)
        assert first is not None
        lower = 2 * first - TOP_BAND
        assert agreed(seller, lower + 1) == seller


@pytest.mark.parametrize("row", rows("buyers |"), ids=lambda row: row[0])
def test_colluding_buyers_who_sign_pay_what_is_told(row: list[str]) -> None:
    budgets = [int(budget) for budget in row[1].split(", ")]
    assert len(budgets) == int(row[0])
    above = []
    for seller in range(50, 101):
        deal = next(band for band in (agreed(seller, budget) for budget in budgets) if band is not None)
        above.append(deal - seller)
    assert max(above) == int(row[2])


@pytest.mark.parametrize("row", rows("candidate phrases |"), ids=lambda row: row[0])
def test_finding_a_dealbreaker_takes_as_many_rooms_as_are_told(row: list[str]) -> None:
    assert math.ceil(math.log2(int(row[0]))) == int(row[1])


@pytest.mark.parametrize("row", rows("role | limit | nearest"), ids=lambda row: f"{row[0]}-{row[1]}")
def test_the_last_offer_stops_as_far_short_as_is_told(row: list[str]) -> None:
    role: Role = "seller" if row[0] == "seller" else "buyer"
    limit = int(row[1])
    short = [
        abs(plan(role, limit, urgency="normal", rounds=ROUNDS, secret=n.to_bytes(32))[-1] - limit)
        for n in range(10_000)
    ]
    assert [min(short), median_low(short), max(short)] == [int(cell) for cell in row[2:]]


def last_offers(limits: dict[Role, int], draw: random.Random) -> tuple[int, int]:
    """What both sides voice in the last round: the seller's band, the buyer's."""
    plans = {
        role: plan(role, limit, urgency="normal", rounds=ROUNDS, secret=draw.randbytes(32))
        for role, limit in limits.items()
    }
    said: list[Line] = []
    for number in range(1, ROUNDS + 1):
        for role, planned in plans.items():
            said.append(Line(number, role, "…", next_offer(role, planned, said, number)))
    return said[-2].offer_band or 0, said[-1].offer_band or 0


def test_the_price_lies_outside_the_last_offers_as_often_as_is_told() -> None:
    draw = random.Random(7)
    inside = []
    for _ in range(20_000):
        seller, buyer = draw.randint(50, 100), draw.randint(70, 127)
        band = agreed(seller, buyer)
        if band is not None:
            asked, bid = last_offers({"seller": seller, "buyer": buyer}, draw)
            inside.append(bid <= band <= asked)
    outside = 1 - sum(inside) / len(inside)
    assert f"outside the two last offers in {outside * 100:.0f} of 100 deals" in PAGE


def test_the_defaults_on_the_page_are_the_policys() -> None:
    policy = Policy()
    assert f"(`turns_hours`, {policy.turns_hours} by default)" in PAGE
    assert f"for each buyer's key in {policy.allowance_days} days (`allowance_days`)" in PAGE
    assert policy.max_unsigned_deals == 1
    assert "**One unsigned deal** in 30 days is forgiven (`max_unsigned_deals`)" in PAGE
    assert f"padded to steps of {PADDED_TO} bytes" in PAGE


def test_every_table_of_figures_is_read_here() -> None:
    heads = re.findall(r"^\| (.*?) \|\n\|---", PAGE, re.MULTILINE)
    read = ("asking |", "buyers |", "candidate phrases |", "role | limit | nearest")
    told = ("who |", "promise |")
    assert all(head.startswith((*read, *told)) for head in heads)
    assert len(heads) == len(read) + len(told)
