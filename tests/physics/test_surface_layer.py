import math

import numpy as np
import pytest

from sim.physics.surface_layer import log_law_share


def test_the_share_is_the_logarithmic_profile_of_any_ground():
    # (u* / k) ln(z / z0) with u* 0.3 m/s and k 0.4, written out.
    def wind(height, roughness):
        return 0.75 * math.log(height / roughness)

    for roughness in (0.03, 0.1, 1.0):
        for height in (3.0, 10.0, 42.0, 150.0, 400.0):
            low, high = wind(10.0, roughness), wind(100.0, roughness)
            share = log_law_share(height, 10.0, 100.0)
            # Round-off of logarithms.
            assert low + share * (high - low) == pytest.approx(wind(height, roughness), rel=1e-13)
            assert log_law_share(height, roughness, 150.0) * wind(150.0, roughness) == pytest.approx(
                wind(height, roughness), rel=1e-13
            )


def test_over_a_roughness_of_a_decimetre_the_wind_at_10_m_is_63_percent_of_that_at_150_m():
    # ln 100 / ln 1500 = 4.60517 / 7.31322
    assert log_law_share(10.0, 0.1, 150.0) == pytest.approx(0.629705, abs=5e-7)


def test_the_share_is_exactly_nothing_and_one_at_the_two_heights_and_grows_between():
    assert log_law_share(10.0, 10.0, 137.0) == 0.0
    assert log_law_share(137.0, 10.0, 137.0) == 1.0
    share = log_law_share(np.linspace(10.0, 137.0, 50), 10.0, 137.0)
    assert np.all(np.diff(share) > 0.0)
    # More than half of the growth comes in the lower half: the profile is bent that way, and no other.
    assert log_law_share(73.5, 10.0, 137.0) > 0.7
