"""Scores against closed forms, and of forecasts that are right, shifted, too narrow or too wide by construction."""

import math

import numpy as np
import pytest
from scipy import stats

import sim
from sim.errors import InputError
from sim.landing.skill.scores import axis_ranks, coverage, energy_score, hdr_mass_at, log_score, rank_histogram
from tests.landing.made import cloud, from_plane, made_flights

EAST, NORTH = 20e3, 8e3
CASES = 200


@pytest.fixture(scope="module")
def drops():
    """A Gaussian cloud of 10,000 balloons about 128 E, 38.5 N, each in a weather of its own."""
    longitude, latitude = cloud(10_000, EAST, NORTH)
    return sim.landings(made_flights(longitude[:, None], latitude[:, None], ["usb_stick"], weather=np.arange(10_000)))


def masses_at(drops, x, y):
    density, positions = drops.density("usb_stick"), drops.positions("usb_stick")
    return np.array([hdr_mass_at(density, positions, *place) for place in zip(*from_plane(x, y), strict=True)])


def drawn(east, north, seed=2):
    generator = np.random.default_rng(seed)
    return east * generator.standard_normal(CASES), north * generator.standard_normal(CASES)


def test_the_energy_score_of_three_places_by_hand():
    places = np.array([[0.0], [1.0], [3.0]])
    # mean distance to 2 is (2 + 1 + 1) / 3, mean distance of the pairs (1 + 3 + 2) / 3
    assert energy_score(places, [2.0]) == pytest.approx(4 / 3 - 1.0)
    # weighted: (2 + 1 + 2) / 4 to the place; pairs (1, 3, 2) with weights in proportion to (1, 2, 2)
    assert energy_score(places, [2.0], np.array([1.0, 1.0, 2.0])) == pytest.approx(1.25 - 0.5 * 11 / 5)
    # the first two share their weather: only the pairs with the third are independent
    assert energy_score(places, [2.0], None, np.array([0, 0, 1])) == pytest.approx(4 / 3 - 0.5 * 2.5)


@pytest.mark.parametrize("found", [-1.5, 0.0, 0.7])
def test_in_one_dimension_it_is_the_ranked_probability_score_of_a_normal_law(found):
    places = np.random.default_rng(1).standard_normal((10_000, 1))
    # Gneiting and Raftery (2007), the formula below eq. (21), with its sign turned
    normal = stats.norm
    known = found * (2 * normal.cdf(found) - 1) + 2 * normal.pdf(found) - 1 / math.sqrt(math.pi)
    assert energy_score(places, [found]) == pytest.approx(known, abs=0.02)  # of 10,000 draws


@pytest.mark.parametrize("away", [0.0, 15e3, 60e3])
def test_the_energy_score_of_a_round_cloud(away):
    spread = 10e3
    places = spread * np.random.default_rng(3).standard_normal((8000, 2))
    # distances from a point are Rice's law; those of pairs have the spread sqrt(2) times as large
    known = stats.rice(away / spread, scale=spread).mean() - 0.5 * math.sqrt(math.pi) * spread
    assert energy_score(places, [0.6 * away, 0.8 * away]) == pytest.approx(known, abs=0.02 * spread)


def test_the_true_forecast_has_the_least_mean_energy_score():
    generator = np.random.default_rng(4)
    places = generator.standard_normal((400, 2))
    found = generator.standard_normal((40, 2))

    def mean(forecast):
        return np.mean([energy_score(forecast, place) for place in found])

    true = mean(places)
    assert true < mean(places + np.array([0.7, 0.0]))
    assert true < mean(0.5 * places)
    assert true < mean(2.0 * places)


def test_one_group_has_no_spread():
    with pytest.raises(InputError, match="at least two"):
        energy_score(np.zeros((4, 2)), [1.0, 0.0], None, np.zeros(4, dtype=int))


@pytest.mark.parametrize(("x", "y"), [(0.5, 0.0), (0.0, -1.5), (-1.2, 1.2)])
def test_mass_and_density_at_a_place_of_a_gaussian_cloud(drops, x, y):
    [longitude], [latitude] = from_plane(np.array([x * EAST]), np.array([y * NORTH]))
    square = x**2 + y**2
    density = drops.density("usb_stick")
    # The region of highest density through the place is an ellipse that holds 1 - exp(-r**2 / 2). The density of 10,000
    # draws is good to sqrt(exp(r**2 / 2) n**(-2/3) / 2) = 3.3 % at the middle (Scott's bandwidth), and less far out.
    assert hdr_mass_at(density, drops.positions("usb_stick"), longitude, latitude) == pytest.approx(
        1.0 - math.exp(-square / 2.0), abs=0.08
    )
    known = math.log(2.0 * math.pi * EAST * NORTH / 1e6) + square / 2.0
    # the kernel adds (n**(-1/6))**2 = 4.6 % to each variance
    assert log_score(density, longitude, latitude) == pytest.approx(known, abs=0.12)


def test_beyond_everything_simulated_the_mass_is_one_and_the_log_score_infinite(drops):
    density, positions = drops.density("usb_stick"), drops.positions("usb_stick")
    assert hdr_mass_at(density, positions, 135.0, 38.5) == pytest.approx(1.0)
    assert log_score(density, 135.0, 38.5) == math.inf


def test_ranks_on_the_axes_are_those_of_normal_laws():
    places = np.random.default_rng(5).standard_normal((20_000, 2)) * [EAST, NORTH]
    along, across = axis_ranks(places, [EAST, -NORTH])
    assert along == pytest.approx(stats.norm.cdf(1.0), abs=0.01)  # to the east, the longer axis
    assert across == pytest.approx(stats.norm.cdf(-1.0), abs=0.01)  # to the south
    weighted = axis_ranks(np.array([[0.0, 0.0], [1.0, 0.0], [2.0, 0.1]]), [1.0, 0.0], np.array([2.0, 1.0, 1.0]))
    assert weighted[0] == pytest.approx(0.5 + 0.5 * 0.25, abs=0.13)  # half of the one that is as far, if it is


def test_a_calibrated_forecast_is_uniform_and_covers_what_it_states(drops):
    masses = masses_at(drops, *drawn(EAST, NORTH))
    assert stats.kstest(masses, "uniform").pvalue > 0.01
    counts = rank_histogram(masses, 8)
    assert counts.sum() == CASES
    assert stats.chisquare(counts).pvalue > 0.01
    for stated in (0.5, 0.9):
        share = coverage(masses, stated, level=0.99)
        assert share.cases == CASES
        assert share.low <= stated <= share.high


@pytest.mark.parametrize(
    ("wrong", "scale"), [((2.0 * EAST, 0.0), 1.0), ((0.0, -2.0 * NORTH), 1.0), ((0.0, 0.0), 2.0), ((0.0, 0.0), 0.5)]
)
def test_a_forecast_that_is_shifted_too_narrow_or_too_wide_is_found_out(drops, wrong, scale):
    x, y = drawn(scale * EAST, scale * NORTH)
    masses = masses_at(drops, x + wrong[0], y + wrong[1])
    assert stats.kstest(masses, "uniform").pvalue < 1e-6
    share = coverage(masses, 0.5, level=0.99)
    assert not share.low <= 0.5 <= share.high
    assert (share.share < 0.5) == (scale >= 1.0)


def test_the_interval_of_a_coverage_is_wilsons():
    share = coverage(np.r_[np.full(18, 0.3), 0.95, 1.0], 0.9, level=0.95)
    # by hand: 18 of 20, z = 1.95996: centre (0.9 + z**2/40) / (1 + z**2/20), half width likewise
    assert (share.share, share.cases) == (0.9, 20)
    assert (share.low, share.high) == pytest.approx((0.6990, 0.9721), abs=5e-4)


def test_a_score_tells_distance_bearing_and_chances():
    longitude, latitude = cloud(4000, EAST, NORTH)
    longitude[::2] = np.nan  # half of it does not come down
    flights = made_flights(longitude[:, None], latitude[:, None], ["usb_stick"], weather=np.arange(4000) % 200)
    [east], [north] = from_plane(np.array([0.0]), np.array([-30e3]))
    told = sim.score(sim.landings(flights), east, north)
    assert told.distance == pytest.approx(30e3, abs=1e3)
    assert math.degrees(told.bearing) == pytest.approx(180.0, abs=2.5)  # the place lies south of the cloud
    assert told.landed_share == pytest.approx(0.5)
    # of the half that lands: within 50 km of the place, on the plane
    x, y = drawn(EAST, NORTH)
    near = 0.5 * np.mean(np.hypot(x, y + 30e3) < 50e3)
    assert told.within[2].radius == 50e3
    assert told.within[2].probability == pytest.approx(near, abs=0.03)
    assert told.within[2].low < told.within[2].probability < told.within[2].high
    assert told.hdr_mass > 0.99
    assert 0.5 < told.energy_score / 30e3 < 1.0  # a cloud scores less than a single wrong point
    assert told.across < 0.01
    assert "50.0 % that came down" in str(told)


def test_kinds_count_alike_in_a_score_however_many_pieces_they_have():
    x, y = np.zeros((50, 3)), np.zeros((50, 3))
    x[:, 2] = 40e3  # one kind has two drops at the middle, the other one drop 40 km to the east
    places = [axis.reshape(50, 3) for axis in from_plane(x.ravel(), y.ravel() + np.tile([0.0, 10.0, 20.0], 50))]
    drops = sim.landings(made_flights(*places, ["usb_stick", "usb_stick", "dvd_sleeve"]))
    [east], [north] = from_plane(np.array([0.0]), np.array([0.0]))
    told = sim.score(drops, east, north)
    # mean distance (0 + 40) / 2; pairs: half of them 40 km apart
    assert told.energy_score == pytest.approx(20e3 - 0.5 * 20e3, rel=0.05)
