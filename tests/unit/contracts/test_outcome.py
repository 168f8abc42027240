"""The arithmetic of bands against the plainest statement of each rule: try all 128."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.domain.outcome import (
    TOP_BAND,
    Decision,
    LimitOffScale,
    Outcome,
    buyer_limit_band,
    clamp,
    price,
    seller_limit_band,
    settle,
)

asks = st.one_of(st.integers(1, 300), st.integers(1, 10**15 - 1))
limits = st.one_of(st.integers(0, 400), st.integers(0, 2 * 10**15))
bands = st.integers(0, TOP_BAND)
decisions = st.builds(Decision, st.booleans(), bands)
BANDS = range(TOP_BAND + 1)


@given(ask=asks, share=st.integers(0, 140))
@settings(max_examples=300)
def test_a_sellers_limit_band_is_the_smallest_whose_price_reaches_the_floor(ask: int, share: int) -> None:
    floor = ask * share // 100
    reaching = [band for band in BANDS if price(band, ask) >= floor]
    if reaching:
        assert seller_limit_band(floor, ask) == reaching[0]
    else:
        with pytest.raises(LimitOffScale) as refused:
            seller_limit_band(floor, ask)
        assert refused.value.code == "floor_above_scale"


@given(ask=asks, floor=limits)
@settings(max_examples=300)
def test_a_floor_of_any_size_is_reached_or_refused(ask: int, floor: int) -> None:
    if floor > price(TOP_BAND, ask):
        with pytest.raises(LimitOffScale):
            seller_limit_band(floor, ask)
    else:
        assert price(seller_limit_band(floor, ask), ask) >= floor


@given(ask=asks, budget=limits)
@settings(max_examples=300)
def test_a_buyers_limit_band_is_the_largest_whose_price_the_budget_covers(ask: int, budget: int) -> None:
    assert buyer_limit_band(budget, ask) == max(band for band in BANDS if price(band, ask) <= budget)


@given(ask=asks, seller=decisions, buyer=decisions, floor=limits, budget=limits)
@settings(max_examples=300)
def test_no_deal_ever_crosses_a_limit_whatever_the_personas_pick(
    ask: int, seller: Decision, buyer: Decision, floor: int, budget: int
) -> None:
    floor = min(floor, price(TOP_BAND, ask))
    outcome = settle(
        clamp("seller", seller, seller_limit_band(floor, ask)),
        clamp("buyer", buyer, buyer_limit_band(budget, ask)),
    )
    if outcome.band is not None:
        assert floor <= price(outcome.band, ask) <= budget


@given(ask=asks, floor=limits, budget=limits)
@settings(max_examples=300)
def test_two_that_pick_their_limits_agree_exactly_when_a_band_suits_both(
    ask: int, floor: int, budget: int
) -> None:
    floor = min(floor, price(TOP_BAND, ask))
    outcome = settle(
        Decision(True, seller_limit_band(floor, ask)), Decision(True, buyer_limit_band(budget, ask))
    )
    assert outcome.deal == any(floor <= price(band, ask) <= budget for band in BANDS)


@given(decision=decisions, limit=bands)
def test_a_clamp_moves_a_pick_inside_the_limit_and_no_further(decision: Decision, limit: int) -> None:
    seller, buyer = clamp("seller", decision, limit), clamp("buyer", decision, limit)
    assert seller.band == max(decision.band, limit)
    assert buyer.band == min(decision.band, limit)
    assert seller.rate == buyer.rate == decision.rate
    assert clamp("seller", seller, limit) == seller
    assert clamp("buyer", buyer, limit) == buyer


@given(seller=decisions, buyer=decisions)
@settings(max_examples=300)
def test_a_deal_takes_two_that_rate_and_picks_that_meet(seller: Decision, buyer: Decision) -> None:
    outcome = settle(seller, buyer)
    assert outcome.deal == (seller.rate and buyer.rate and buyer.band >= seller.band)
    if outcome.band is not None:
        assert seller.band <= outcome.band <= buyer.band
        assert (buyer.band - outcome.band) - (outcome.band - seller.band) in (0, 1)  # halfway, rounded down


@given(seller=bands, buyer=bands)
def test_settling_favours_neither_side_but_for_the_rounding(seller: int, buyer: int) -> None:
    straight = settle(Decision(True, seller), Decision(True, buyer))
    mirrored = settle(Decision(True, TOP_BAND - buyer), Decision(True, TOP_BAND - seller))
    assert straight.deal == mirrored.deal
    if straight.band is not None and mirrored.band is not None:
        # (s + b) // 2 and (2 * 127 - s - b) // 2: only an odd sum is rounded, once in each
        assert straight.band + mirrored.band == TOP_BAND - (seller + buyer) % 2


@given(one=st.booleans(), other=st.booleans(), band=bands)
def test_it_does_not_matter_which_side_passes(one: bool, other: bool, band: int) -> None:
    assert settle(Decision(one, band), Decision(other, band)) == settle(
        Decision(other, band), Decision(one, band)
    )


def test_every_byte_is_one_outcome_or_none() -> None:
    sound = 0
    for byte in range(256):
        bits = format(byte, "08b")
        if byte == 0 or byte >= 128:
            outcome = Outcome.from_bits(bits)
            assert outcome.bits == bits
            assert outcome.deal == (byte >= 128)
            assert outcome.band == (byte - 128 if outcome.deal else None)
            sound += 1
        else:
            with pytest.raises(ValueError, match="no deal is 00000000"):
                Outcome.from_bits(bits)
    assert sound == 129


@given(outcome=st.one_of(st.just(Outcome(False, None)), st.builds(Outcome, st.just(True), bands)))
def test_an_outcome_comes_back_from_its_byte(outcome: Outcome) -> None:
    assert Outcome.from_bits(outcome.bits) == outcome


@pytest.mark.parametrize(
    "bits", ["", "1101110", "110111000", "1101110x", "0b110111", " 1011100", "\u0661" * 8]
)
def test_bits_are_eight_plain_digits(bits: str) -> None:
    with pytest.raises(ValueError, match="eight characters"):
        Outcome.from_bits(bits)


@pytest.mark.parametrize(
    ("deal", "band"), [(True, None), (True, 128), (True, -1), (False, 0), (False, 92), (1, 92), (True, 92.0)]
)
def test_an_outcome_that_contradicts_itself_cannot_be_made(deal: bool, band: int | None) -> None:
    with pytest.raises(ValueError, match="a deal has a band"):
        Outcome(deal, band)


@pytest.mark.parametrize(("rate", "band"), [(True, 128), (True, -1), (1, 5), (True, 5.0), (True, True)])
def test_a_decision_off_the_scale_cannot_be_made(rate: bool, band: int) -> None:
    with pytest.raises(ValueError, match="a decision is"):
        Decision(rate, band)


def test_a_pick_is_in_no_repr() -> None:
    assert repr(Decision(True, 93)).partition(" at ")[0] == "<contracts.domain.outcome.Decision object"


def test_the_examples_of_the_protocol_hold() -> None:
    assert price(92, 2_000_000) == 1_840_000
    assert Outcome(True, 92).bits == "11011100"
    assert Outcome(False, None).bits == "00000000"
    assert price(50, 1) == 1  # half a cent rounds up
    assert price(49, 1) == 0


@pytest.mark.parametrize("ask", [0, -1])
@pytest.mark.parametrize("rule", [price, seller_limit_band, buyer_limit_band])
def test_an_asking_price_of_nothing_has_no_bands(rule: Callable[[int, int], int], ask: int) -> None:
    with pytest.raises(ValueError, match="above 0"):
        rule(1, ask)


@pytest.mark.parametrize("band", [-1, 128])
def test_a_band_off_the_scale_has_no_price(band: int) -> None:
    with pytest.raises(ValueError, match=r"0\.\.127"):
        price(band, 100)


def test_a_negative_limit_is_no_limit() -> None:
    for rule in (seller_limit_band, buyer_limit_band):
        with pytest.raises(ValueError, match="not negative"):
            rule(-1, 100)
