"""Quantile functions against scipy's frozen distributions and closed forms."""

import sys
from types import FrameType
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import integrate, stats

from sim.scenario.laws import Beta, Certain, Law, Lognormal, Normal, Triangular, Uniform, Weibull

WHY = {"because": "test"}
U = np.array([1e-9, 1e-4, 0.01, 0.25, 0.5, 0.75, 0.99, 1.0 - 1e-4, 1.0 - 1e-9])


def _normal(**numbers: float) -> Normal:
    return Normal(distribution="normal", **WHY, **numbers)


def _lognormal(**numbers: float) -> Lognormal:
    return Lognormal(distribution="lognormal", **WHY, **numbers)


def _weibull(**numbers: float) -> Weibull:
    return Weibull(distribution="weibull", **WHY, **numbers)


def _beta(**numbers: float) -> Beta:
    return Beta(distribution="beta", **WHY, **numbers)


def _uniform(**numbers: float) -> Uniform:
    return Uniform(distribution="uniform", **WHY, **numbers)


def _triangular(**numbers: float) -> Triangular:
    return Triangular(distribution="triangular", **WHY, **numbers)


# Each law beside scipy's distribution of the same name.
UNBOUNDED = [
    (_normal(mean=7.0, sd=1.5), stats.norm(7.0, 1.5)),
    (_lognormal(median=0.08, spread=1.6), stats.lognorm(s=np.log(1.6), scale=0.08)),
    (_uniform(low=-15.0, high=15.0), stats.uniform(-15.0, 30.0)),
    (_triangular(low=0.35, mode=0.6, high=1.2), stats.triang(c=0.25 / 0.85, loc=0.35, scale=0.85)),
    (_triangular(low=0.0, mode=0.0, high=2.0), stats.triang(c=0.0, loc=0.0, scale=2.0)),
    (_weibull(shape=14.36, scale=1.1212), stats.weibull_min(14.36, scale=1.1212)),
    (_beta(a=2.0, b=18.0), stats.beta(2.0, 18.0)),
    (_beta(a=2.0, b=3.0, low=-1.0, high=4.0), stats.beta(2.0, 3.0, loc=-1.0, scale=5.0)),
]

# Each law with one or both bounds, beside the uncut distribution and its bounds.
BOUNDED = [
    (_normal(mean=7.0, sd=1.5, low=3.0, high=10.0), stats.norm(7.0, 1.5), 3.0, 10.0),
    (_normal(mean=7.0, sd=1.5, high=8.0), stats.norm(7.0, 1.5), -np.inf, 8.0),
    (_normal(mean=0.0, sd=1.0, low=1.0), stats.norm(), 1.0, np.inf),
    (_lognormal(median=4.0, spread=2.0, high=15.0), stats.lognorm(s=np.log(2.0), scale=4.0), 0.0, 15.0),
    (_lognormal(median=4.0, spread=2.0, low=2.0), stats.lognorm(s=np.log(2.0), scale=4.0), 2.0, np.inf),
    (_weibull(shape=2.0, scale=3.0, low=1.0, high=5.0), stats.weibull_min(2.0, scale=3.0), 1.0, 5.0),
    (_weibull(shape=0.7, scale=3.0, high=5.0), stats.weibull_min(0.7, scale=3.0), 0.0, 5.0),
]


@pytest.mark.parametrize(("law", "reference"), UNBOUNDED)
def test_a_quantile_agrees_with_scipy(law: Law, reference: stats.rv_continuous) -> None:
    # Both are good to a few units in the last place; beta's inverse is iterated to about 1e-13.
    np.testing.assert_allclose(law.quantile(U), reference.ppf(U), rtol=1e-11, atol=1e-12)


@pytest.mark.parametrize(("law", "uncut", "low", "high"), BOUNDED)
def test_a_cut_law_is_the_uncut_one_within_its_bounds(
    law: Law, uncut: stats.rv_continuous, low: float, high: float
) -> None:
    below, above = uncut.cdf(low), uncut.cdf(high)
    inner = U[1:-1]  # beyond these the reference's differences of distribution functions lose digits
    np.testing.assert_allclose(uncut.cdf(law.quantile(inner)), below + inner * (above - below), rtol=1e-9)
    assert law.support == pytest.approx((low, high))
    assert np.all((law.quantile(U) >= low) & (law.quantile(U) <= high))


@pytest.mark.parametrize(
    ("low", "high"), [(-2.0, 3.0), (0.0, 2.0), (-2.0, 0.0), (1.5, 4.0), (-4.0, -1.5), (30.0, 31.0), (-31.0, -30.0)]
)
def test_a_cut_normal_law_agrees_with_scipy_on_both_sides(low: float, high: float) -> None:
    law = _normal(mean=7.0, sd=0.5, low=7.0 + 0.5 * low, high=7.0 + 0.5 * high)
    # one unit of 7.5 in the last place is 3e-15 of the standard numbers between
    np.testing.assert_allclose(law.quantile(U), 7.0 + 0.5 * stats.truncnorm.ppf(U, low, high), rtol=1e-14)
    assert law.support == (7.0 + 0.5 * low, 7.0 + 0.5 * high)


def test_a_cut_in_the_far_tail_keeps_its_digits() -> None:
    # Beyond 10 sd a normal tail is nearly exponential; mean excess by quadrature of the density relative to its start.
    law = _normal(mean=0.0, sd=1.0, low=10.0)
    weight = integrate.quad(lambda x: np.exp(-(x**2 - 100.0) / 2.0), 10.0, 14.0)[0]
    mean = integrate.quad(lambda x: x * np.exp(-(x**2 - 100.0) / 2.0), 10.0, 14.0)[0] / weight
    u = (np.arange(20_000) + 0.5) / 20_000
    assert law.quantile(u).mean() == pytest.approx(mean, rel=1e-5)  # midpoint rule on 20,000 strips


def test_a_weibull_cut_in_the_far_tail_keeps_its_digits() -> None:
    # Shape 1 is the exponential distribution, which forgets where it was cut: 50 + the uncut quantile.
    law = _weibull(shape=1.0, scale=1.0, low=50.0)
    np.testing.assert_allclose(law.quantile(U) - 50.0, -np.log1p(-U), rtol=1e-5)


@pytest.mark.parametrize("law", [law for law, *_ in [*UNBOUNDED, *BOUNDED]] + [Certain(value=3.0, because="test")])
def test_a_quantile_ascends_keeps_the_shape_and_passes_nan_on(law: Law) -> None:
    assert np.all(np.diff(law.quantile(np.linspace(0.001, 0.999, 500))) >= 0.0)
    grid = law.quantile(np.array([[0.1, np.nan], [0.5, 0.9]]))
    assert grid.shape == (2, 2)
    np.testing.assert_array_equal(np.isnan(grid), [[False, True], [False, False]])


@pytest.mark.parametrize("law", [law for law, *_ in [*UNBOUNDED, *BOUNDED]])
def test_draws_take_no_loop_of_python(law: Law) -> None:
    def lines(u: NDArray[np.float64]) -> int:
        seen = []

        def seeing(frame: FrameType, event: str, argument: Any) -> Any:
            seen.append(event)
            return seeing

        before = sys.gettrace()
        sys.settrace(seeing)
        try:
            law.quantile(u)
        finally:
            sys.settrace(before)
        return len(seen)

    law.quantile(U)  # what runs once only
    # a loop over draws comes by for each; the collector of garbage may run some lines of anybody's at any moment
    assert 0 < lines(np.full(1000, 0.3)) < lines(np.full(1, 0.3)) + 1000


def test_a_law_reads_like_a_sentence() -> None:
    assert _normal(mean=7.0, sd=1.5, low=3.0, high=10.0).words == "normal(mean 7, sd 1.5, low 3, high 10)"
    assert _triangular(low=0.35, mode=0.6, high=1.2).words == "triangular(low 0.35, mode 0.6, high 1.2)"
    assert Certain(value=12.0, because="test").words == "12"
