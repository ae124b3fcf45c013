"""Towns and a place of one's own against geodesics and counts by hand."""

import math

import numpy as np
import pytest
from pyproj import Geod
from scipy import stats

from sim.errors import InputError, ResultError
from sim.ground import places
from sim.landing import LandingDistribution, landings
from tests.landing.made import made_flights

EARTH = Geod(ellps="WGS84")
SEOUL, PYONGYANG, EAST_SEA = (126.9997, 37.5663), (125.7547, 39.0194), (130.5, 38.5)
NAN = (math.nan, math.nan)


def of_places(*where: tuple[float, float], **given: object) -> LandingDistribution:
    x, y = np.array(where).T
    return landings(made_flights(x[:, None], y[:, None], ["usb_stick"], **given))


def moved(place: tuple[float, float], azimuth: float, distance: float) -> tuple[float, float]:
    return EARTH.fwd(*place, azimuth, distance)[:2]


def test_a_landing_is_near_a_town_inside_the_radius_only() -> None:
    drops = of_places(moved(PYONGYANG, 70, 9_990), moved(PYONGYANG, 250, 10_010), NAN, EAST_SEA)
    row = drops.near_places(10e3).row("usb_stick", "pyongyang")
    assert (row.landings, row.probability, row.kind) == (1, 0.25, "place")
    assert drops.near_places(10.1e3).row("usb_stick", "pyongyang").landings == 2


def test_every_town_is_counted_as_geodesics_say() -> None:
    generator = np.random.default_rng(2)
    x, y = generator.uniform(124, 130, 800), generator.uniform(34, 43, 800)
    table = of_places(*zip(x, y, strict=True)).near_places(40e3)
    near_any = np.zeros(800, dtype=bool)
    for place in places():
        away = EARTH.inv(np.full(800, place.longitude), np.full(800, place.latitude), x, y)[2]
        near_any |= away <= 40e3
        rows = [row for row in table if table.labels[row.region] == place.name]
        assert sum(row.landings for row in rows) == (away <= 40e3).sum(), place.name
    assert table.row("usb_stick", "any_town").landings == near_any.sum()


def test_surroundings_overlap_and_this_is_said() -> None:
    """Seoul and Goyang lie 17 km apart: a landing between them is near both and counts once for any town."""
    between = (126.92, 37.61)
    table = of_places(between, EAST_SEA).near_places(15e3)
    assert table.row("usb_stick", "seoul").probability == table.row("usb_stick", "goyang").probability == 0.5
    assert table.row("usb_stick", "any_town").probability == 0.5
    assert "Within 15 km of each town; surroundings overlap and do not add up." in str(table)


def test_what_did_not_land_is_near_nothing_and_counted() -> None:
    table = of_places(PYONGYANG, NAN, NAN, EAST_SEA).near_places()
    assert table.row("usb_stick", "no_landing").landings == 2
    assert table.row("usb_stick", "aloft_at_horizon").probability == 0.5
    assert table.row("usb_stick", "pyongyang").probability == 0.25


def test_intact_bundles_near_a_town_are_of_those_that_did_not_open() -> None:
    flights = made_flights(
        [[PYONGYANG[0]], [EAST_SEA[0]], [math.nan], [math.nan]],
        [[PYONGYANG[1]], [EAST_SEA[1]], [math.nan], [math.nan]],
        ["intact_bundle"],
        outcome=[[1], [1], [3], [4]],
    )
    table = landings(flights).near_places(item="intact_bundle")
    assert table.row("intact_bundle", "pyongyang").probability == pytest.approx(1 / 3)
    assert table.row("intact_bundle", "no_landing").landings == 1


@pytest.mark.parametrize("radius", [0.0, -5.0, 2e6, math.nan])
def test_an_impossible_radius_is_refused(radius: float) -> None:
    with pytest.raises(InputError, match="it must be a number of metres above 0 and at most 1000000"):
        of_places(SEOUL).near_places(radius)


def ten() -> LandingDistribution:
    """Nine sticks 10, 20 ... 90 km from Pyongyang all around it, one aloft; ten weathers."""
    return of_places(*(moved(PYONGYANG, 40.0 * k, 10e3 * k) for k in range(1, 10)), NAN)


def test_quantiles_of_the_distance_are_over_all_drops() -> None:
    found = ten().distances(*PYONGYANG)
    assert found.quantile(0.1) == pytest.approx(10e3, abs=0.01)
    assert found.quantile(0.5) == pytest.approx(50e3, abs=0.01)
    assert found.quantile(0.9) == pytest.approx(90e3, abs=0.01)
    assert found.quantile(0.95) == math.inf
    assert found.landed_share == pytest.approx(0.9)


def test_probability_within_a_radius_has_wilsons_interval() -> None:
    """Ten weathers of one balloon: Wilson's with Student's quantile for nine degrees of freedom; n - 1 for n."""
    found = ten().distances(*PYONGYANG).probability_within(45e3)
    square = stats.t.ppf(0.95, 9) ** 2
    # a sample of ten independent trials has its variance from p (1 - p) / 9, so it counts as nine
    expected = [
        (0.4 + square / 18 + sign * math.sqrt(0.24 * square / 9 + (square / 18) ** 2)) / (1 + square / 9)
        for sign in (-1, 1)
    ]
    assert (found.radius, found.probability, found.landings) == (45e3, pytest.approx(0.4), 4)
    assert [found.low, found.high] == pytest.approx(expected, abs=0.01)


def test_what_did_not_land_is_beyond_every_radius_and_this_is_said() -> None:
    found = ten().distances(*PYONGYANG)
    assert found.probability_within(2e7).probability == pytest.approx(0.9)
    assert "10.0 % did not land and count as farther away" in str(found)
    assert "50 % within 50 km" in str(found)
    assert "39.019 N, 125.755 E" in str(found)


def test_only_radii_that_so_many_reach_are_told() -> None:
    """Two of ten land: 5 % lie within 10 km, and no radius holds a quarter."""
    text = str(of_places(moved(PYONGYANG, 40, 10e3), moved(PYONGYANG, 50, 20e3), *[NAN] * 8).distances(*PYONGYANG))
    assert "land: 5 % within 10 km (of all drops; 80.0 % did not land" in text


def test_kinds_count_alike_in_a_distance() -> None:
    """All sticks at the place, the leaflets 30 km away: half of the mixture, though there are two leaflet drops."""
    far = moved(PYONGYANG, 90, 30e3)
    flights = made_flights(
        [[PYONGYANG[0], far[0], far[0]]] * 4,
        [[PYONGYANG[1], far[1], far[1]]] * 4,
        ["usb_stick", "leaflet_paper", "leaflet_paper"],
    )
    drops = landings(flights)
    assert drops.distances(*PYONGYANG).probability_within(1e3).probability == pytest.approx(0.5)
    assert drops.distances(*PYONGYANG, item="leaflet_paper").probability_within(1e3).probability == 0.0


def test_an_impossible_place_or_share_is_refused_with_every_problem() -> None:
    with pytest.raises(InputError) as refused:
        ten().distances(500.0, 91.0)
    assert len(refused.value.problems) == 2
    found = ten().distances(*PYONGYANG)
    with pytest.raises(InputError, match="share is 1"):
        found.quantile(1.0)
    with pytest.raises(InputError) as refused:
        found.probability_within(-1.0, level=2.0)
    assert len(refused.value.problems) == 2
    with pytest.raises(ResultError, match="no item 'radio'"):
        ten().distances(*PYONGYANG, item="radio")
