"""Differences between the points of a sweep: the sign, the ends, and what shared weather takes away."""

import math

import numpy as np
import pytest
import xarray as xr

import sim
from sim.errors import InputError, ResultError

DIMS = ("timer_h", "site", "item", "region")

# Shares of four members of equal weight at a 2 x 2 grid; each point's share is their mean.
SHARES = np.array(
    [
        [[0.2, 0.4, 0.6, 0.8], [0.3, 0.5, 0.7, 0.9]],  # the second is the first, and 0.1 more in each member
        [[0.8, 0.6, 0.4, 0.2], [0.5, 0.5, 0.5, 0.5]],  # the first turned round; the last scatters by nothing
    ]
)


def made(by_member=True):
    """Intervals reach 0.1 down and 0.2 up everywhere."""
    estimate = SHARES.mean(axis=-1)[..., None, None]
    result = xr.Dataset(
        {
            "probability": (DIMS, estimate),
            "low": (DIMS, estimate - 0.1),
            "high": (DIMS, estimate + 0.2),
            "flown": (DIMS[:2], np.ones((2, 2))),
        },
        {"timer_h": [1.0, 2.0], "site": ["gimpo", "paju"], "item": ["dvd"], "region": ["north_korea"]},
        {"interval_level": 0.9},
    )
    if by_member:
        result["member_share"] = ((*DIMS, "weather"), SHARES[:, :, None, None, :])
        result["member_weight"] = ((*DIMS[:3], "weather"), np.full((2, 2, 1, 4), 0.25))
    return result


FIRST = {"timer_h": 1.0, "site": "gimpo"}


def test_a_difference_is_that_of_the_point_less_the_reference():
    found = sim.sweep_differences(made(), FIRST)
    np.testing.assert_allclose(found["difference"], [[0.0, 0.1], [0.0, 0.0]], atol=1e-12)
    assert found.attrs["reference"] == "timer_h = 1.0, site = gimpo"
    assert found["difference"].dims == ("timer_h", "site")


def test_the_reference_differs_from_itself_by_exactly_nothing():
    found = sim.sweep_differences(made(), FIRST).sel(FIRST)
    assert (float(found["low"]), float(found["difference"]), float(found["high"])) == (0.0, 0.0, 0.0)


def test_the_point_with_the_greatest_probability_is_the_reference():
    found = sim.sweep_differences(made())
    assert found.attrs["reference"] == "timer_h = 1.0, site = paju"
    assert (found["difference"] <= 0.0).all()


def test_ends_are_those_of_independent_runs_where_members_are_not_known():
    found = sim.sweep_differences(made(by_member=False), FIRST).sel(timer_h=1.0, site="paju")
    # by hand: down as far as the point reaches down (0.1) and the reference up (0.2), squares added
    reach = math.sqrt(0.1**2 + 0.2**2)
    assert float(found["low"]) == pytest.approx(0.1 - reach, abs=1e-12)
    assert float(found["high"]) == pytest.approx(0.1 + reach, abs=1e-12)
    assert found.attrs["paired"] == "false"


def test_shared_weather_sharpens_and_opposed_weather_blurs():
    """Four members: a correlation of 1 counts as 4/5, one of -1 as -4/5; one that is not known as 0."""
    found = sim.sweep_differences(made(), FIRST)
    assert found["correlation"].values.ravel()[1:3] == pytest.approx([0.8, -0.8])
    assert math.isnan(found["correlation"].values[1, 1])
    squares = 0.1**2 + 0.2**2
    reach = {0.8: math.sqrt(squares - 2 * 0.8 * 0.02), -0.8: math.sqrt(squares + 2 * 0.8 * 0.02), 0.0: squares**0.5}
    for point, shared in (((0, 1), 0.8), ((1, 0), -0.8), ((1, 1), 0.0)):
        difference = float(found["difference"].values[point])
        assert float(found["low"].values[point]) == pytest.approx(difference - reach[shared])
        assert float(found["high"].values[point]) == pytest.approx(difference + reach[shared])
    assert found.attrs["paired"] == "true"


def test_members_that_one_point_lacks_are_left_out():
    result = made()
    result["member_share"][0, 1, :, :, 3] = np.nan
    found = sim.sweep_differences(result, FIRST).sel(timer_h=1.0, site="paju")
    # the three that both have go together wholly: 1, taken 3/4
    assert float(found["correlation"]) == pytest.approx(0.75)


def test_what_was_not_flown_stays_unknown_and_is_no_reference():
    result = made()
    for name in ("probability", "low", "high"):
        result[name][0, 1] = np.nan
    found = sim.sweep_differences(result)
    assert found["difference"].isnull().values.tolist() == [[False, True], [False, False]]
    assert found.attrs["reference"] == "timer_h = 1.0, site = gimpo"
    with pytest.raises(ResultError, match="was not flown"):
        sim.sweep_differences(result, {"timer_h": 1.0, "site": "paju"})
    with pytest.raises(ResultError, match="no point was flown"):
        sim.sweep_differences(result.where(False))


def test_what_the_sweep_does_not_have_is_refused():
    with pytest.raises(InputError) as told:
        sim.sweep_differences(made(), item="dvds", region="north")
    assert len(told.value.problems) == 2
    with pytest.raises(InputError, match="must name each of timer_h, site"):
        sim.sweep_differences(made(), {"timer_h": 1.0})
    with pytest.raises(InputError, match="no value of the sweep"):
        sim.sweep_differences(made(), {"timer_h": 1.5, "site": "gimpo"})
    with pytest.raises(ResultError, match="no sweep"):
        sim.sweep_differences(xr.Dataset())
