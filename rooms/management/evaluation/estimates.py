"""Figures of a sample with what may be said of the population: 95 % intervals, and how many were counted.

Rates: Wilson's score interval (E. B. Wilson, "Probable inference, the law of succession, and statistical
inference", Journal of the American Statistical Association 22, 1927), which keeps its promise where nothing was
seen, and with few observations (L. D. Brown, T. T. Cai, A. DasGupta, "Interval estimation for a binomial
proportion", Statistical Science 16, 2001). Means: Student's t. Quantiles: the interval between two order statistics
(W. J. Conover, "Practical Nonparametric Statistics", section 3.2), which supposes no distribution.
"""

import itertools
import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

LEVEL: Final = 0.95
_Z: Final = statistics.NormalDist().inv_cdf((1 + LEVEL) / 2)


@dataclass(frozen=True)
class Estimate:
    """A figure. n: how many observations stand behind it; value: None where there were none.

    low, high: its 95 % interval; None where these observations allow none. count: of a rate, how many of the n.
    """

    value: float | None
    n: int
    low: float | None = None
    high: float | None = None
    count: int | None = None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Both ends, or None."""
        return None if self.low is None or self.high is None else (self.low, self.high)


NOTHING: Final = Estimate(None, 0)


def rate(count: int, n: int) -> Estimate:
    """`count` of `n`, with Wilson's interval."""
    if n == 0:
        return Estimate(None, 0, count=count)
    share, square = count / n, _Z * _Z
    middle = (share + square / (2 * n)) / (1 + square / n)
    half = _Z / (1 + square / n) * math.sqrt(share * (1 - share) / n + square / (4 * n * n))
    low = 0.0 if count == 0 else max(0.0, middle - half)
    high = 1.0 if count == n else min(1.0, middle + half)
    return Estimate(share, n, low, high, count)


def mean(values: Sequence[float], within: tuple[float, float] = (-math.inf, math.inf)) -> Estimate:
    """The mean, with Student's interval as far as it lies `within` what can be.

    A single value has none, and neither have values that are all alike: a spread of nothing would claim certainty.
    """
    if not values:
        return NOTHING
    middle = statistics.fmean(values)
    if len(set(values)) == 1:
        return Estimate(middle, len(values))
    half = t_quantile(len(values) - 1) * statistics.stdev(values) / math.sqrt(len(values))
    return Estimate(middle, len(values), max(within[0], middle - half), min(within[1], middle + half))


def quantile(values: Sequence[float], part: float) -> Estimate:
    """The smallest value that `part` of the values do not exceed.

    Its interval is that between two of the values; there is none where the sample is too small for both ends.
    """
    if not values:
        return NOTHING
    ordered, n = sorted(values), len(values)
    value = ordered[max(0, math.ceil(part * n) - 1)]
    tail = (1 - LEVEL) / 2
    # at `rank`: the probability that at most so many of the values lie below the quantile
    below = list(itertools.accumulate(_exactly(rank, n, part) for rank in range(n)))
    low = max((rank for rank in range(n) if below[rank] <= tail), default=None)
    high = next((rank for rank in range(n) if below[rank] >= 1 - tail), None)
    if low is None or high is None:
        return Estimate(value, n)
    return Estimate(value, n, ordered[low], ordered[high])


def ratio(total: float, n: int) -> Estimate:
    """`total` shared among `n`, of which only the total is known: no interval."""
    return Estimate(total / n, n) if n else NOTHING


def t_quantile(freedom: int) -> float:
    """The 97.5 % point of Student's distribution with so many degrees of freedom, within 0.2 %.

    Exact for 1 and 2, else the expansion of Abramowitz and Stegun, "Handbook of Mathematical Functions", 26.7.5.
    """
    if freedom == 1:
        return math.tan(math.pi * LEVEL / 2)
    if freedom == 2:
        return LEVEL * math.sqrt(2 / (1 - LEVEL * LEVEL))
    return math.fsum(term / float(freedom) ** power for power, term in enumerate(_EXPANSION))


_EXPANSION: Final = (
    _Z,
    (_Z**3 + _Z) / 4,
    (5 * _Z**5 + 16 * _Z**3 + 3 * _Z) / 96,
    (3 * _Z**7 + 19 * _Z**5 + 17 * _Z**3 - 15 * _Z) / 384,
    (79 * _Z**9 + 776 * _Z**7 + 1482 * _Z**5 - 1920 * _Z**3 - 945 * _Z) / 92_160,
)


def _exactly(k: int, n: int, part: float) -> float:
    """The probability of `k` successes in `n` tries of probability `part`."""
    logs = math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
    return math.exp(logs + k * math.log(part) + (n - k) * math.log1p(-part))
