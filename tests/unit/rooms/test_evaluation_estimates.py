"""Intervals agree with values worked out by hand and with published tables."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms.management.evaluation import estimates


@pytest.mark.parametrize(
    ("count", "n", "low", "high"),
    [
        # 3.8415 / (n + 3.8415) above nothing at all, and its mirror image
        (0, 1000, 0.0, 0.0038268),
        (1000, 1000, 0.9961732, 1.0),
        (0, 12, 0.0, 0.2424943),
        # by hand: centre (0.01 + 3.8415/4000) / (1 + 3.8415/2000) = 0.0109394, half 0.0044566
        (20, 2000, 0.0064828, 0.0153959),
        # R. G. Newcombe, "Two-sided confidence intervals for the single proportion", 1998, table I, method 3
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_a_rate_has_wilsons_interval(count: int, n: int, low: float, high: float) -> None:
    found = estimates.rate(count, n)
    assert (found.value, found.count, found.n) == (count / n, count, n)
    assert found.interval == pytest.approx((low, high), abs=5e-5)


def test_a_rate_of_nothing_is_no_figure_rather_than_zero() -> None:
    found = estimates.rate(0, 0)
    assert (found.value, found.interval, found.n) == (None, None, 0)


@given(st.integers(1, 3000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_a_rate_lies_in_its_interval_which_lies_between_none_and_all(sample: tuple[int, int]) -> None:
    found = estimates.rate(*sample)
    assert found.interval is not None
    assert found.value is not None
    assert 0 <= found.interval[0] <= found.value <= found.interval[1] <= 1


@pytest.mark.parametrize(
    ("freedom", "point"),
    [(1, 12.706), (2, 4.303), (3, 3.182), (4, 2.776), (9, 2.262), (30, 2.042), (866, 1.963)],
)
def test_students_points_are_those_of_the_tables(freedom: int, point: float) -> None:
    assert estimates.t_quantile(freedom) == pytest.approx(point, rel=2e-3)


def test_a_mean_has_students_interval() -> None:
    # by hand: mean 2.5, standard deviation 1.2910, t of 3 degrees 3.182, half 3.182 * 1.2910 / 2
    found = estimates.mean([1, 2, 3, 4])
    assert found.value == 2.5
    assert found.interval == pytest.approx((0.446, 4.554), abs=5e-3)


def test_an_interval_holds_nothing_that_cannot_be() -> None:
    assert estimates.mean([0.0, 1.0], within=(0, 1)).interval == (0, 1)


@pytest.mark.parametrize(("values", "value"), [([], None), ([7.0], 7.0), ([0.0, 0.0, 0.0], 0.0)])
def test_a_mean_of_none_or_one_or_of_values_all_alike_has_no_interval(
    values: list[float], value: float | None
) -> None:
    found = estimates.mean(values)
    assert (found.value, found.interval, found.n) == (value, None, len(values))


def test_a_median_lies_between_two_of_the_values() -> None:
    # the 40th and the 61st of 100: the interval that every table of order statistics has
    found = estimates.quantile([float(one) for one in range(1, 101)], 0.5)
    assert (found.value, found.interval) == (50, (40, 61))


@given(st.lists(st.floats(0, 100), min_size=1, max_size=60), st.sampled_from([0.5, 0.95]))
def test_a_quantile_is_the_smallest_that_so_many_do_not_exceed(values: list[float], part: float) -> None:
    found = estimates.quantile(values, part).value
    assert found is not None
    assert sum(one <= found for one in values) >= math.ceil(part * len(values))
    assert sum(one < found for one in values) < part * len(values)


def test_a_quantile_of_a_small_sample_has_no_interval_that_it_could_not_keep() -> None:
    assert estimates.quantile([float(one) for one in range(12)], 0.95).interval is None
