"""What made-up flights leave where, night by night, counted by hand."""

import numpy as np
import pytest

from sim.campaigns.nights import PLACES, counted, fly_nights
from sim.ensemble import RarelyLaunched
from tests.landing.made import made_flights

NORTH, SOUTH, SEA = (127.5, 38.9), (127.5, 37.0), (130.5, 38.5)
LANDED, UNOPENED, ON_BALLOON, STAYED = 0, 1, 2, 8


def flights_of(places, weather, outcome=None, items=("dvd_sleeve", "usb_stick"), represented=(200.0, 30.0)):
    spots = np.array([[place or (np.nan, np.nan) for place in row] for row in places], dtype=float)
    return made_flights(spots[..., 0], spots[..., 1], list(items), weather, outcome, represented)


@pytest.fixture
def two_nights():
    """Two balloons on each of two nights: North and sea on the first, South and nowhere on the second."""
    return flights_of(
        [[NORTH, NORTH], [SEA, SEA], [SOUTH, NORTH], [None, None]],
        weather=[0, 0, 1, 1],
        outcome=[[LANDED, LANDED], [LANDED, ON_BALLOON], [UNOPENED, UNOPENED], [STAYED, STAYED]],
    )


def counted_by_hand():
    return {
        "dvd_sleeve": {0: {"north_korea": 200.0, "sea": 200.0}, 1: {"south_korea": 200.0, "no_landing": 200.0}},
        "usb_stick": {0: {"north_korea": 30.0, "sea": 30.0}, 1: {"north_korea": 30.0, "no_landing": 30.0}},
    }


def test_a_weather_member_is_a_night(two_nights):
    kinds = ("dvd_sleeve", "usb_stick")
    nights = counted(two_nights, kinds, np.array([200.0, 30.0]), 2, 0.9)
    assert nights.copies.shape == (2, 2, len(PLACES))
    for item, kind in enumerate(kinds):
        for night, found in counted_by_hand()[kind].items():
            np.testing.assert_array_equal(nights.copies[night, item], [found.get(place, 0.0) for place in PLACES])
    assert (nights.looked_at, nights.let_go, nights.always) == (2, 2, True)


def test_all_copies_are_somewhere(two_nights):
    nights = counted(two_nights, ("dvd_sleeve", "usb_stick"), np.array([200.0, 30.0]), 2, 0.9)
    np.testing.assert_allclose(nights.copies.sum(axis=2), [[400.0, 60.0], [400.0, 60.0]])
    per_balloon = nights.per_balloon
    np.testing.assert_allclose(per_balloon.estimate.sum(axis=1), [200.0, 30.0, 230.0])
    np.testing.assert_allclose(per_balloon.estimate[2], per_balloon.estimate[:2].sum(axis=0))
    assert (per_balloon.low <= per_balloon.estimate).all()
    assert (per_balloon.estimate <= per_balloon.high).all()


def test_what_came_down_packed_is_told_apart(two_nights):
    nights = counted(two_nights, ("dvd_sleeve", "usb_stick"), np.array([200.0, 30.0]), 2, 0.9)
    # means of two nights: discs 200 unopened in the South; sticks 30 unopened in the North and 30 on a balloon at sea
    np.testing.assert_allclose(nights.packed[0], [0.0, 100.0, 0.0, 0.0, 0.0])
    np.testing.assert_allclose(nights.packed[1], [15.0, 0.0, 15.0, 0.0, 0.0])
    np.testing.assert_allclose(nights.packed[2], nights.packed[:2].sum(axis=0))


def test_a_kind_that_is_not_carried_leaves_nothing(two_nights):
    nights = counted(two_nights, ("radio", "usb_stick"), np.array([0.0, 30.0]), 2, 0.9)
    assert nights.copies[:, 0].sum() == 0.0
    assert nights.per_balloon.estimate[0].sum() == 0.0
    np.testing.assert_allclose(nights.per_balloon.estimate[2].sum(), 30.0)


def test_the_balloons_of_a_single_night_are_not_counted_apart():
    places = [[NORTH, NORTH]] * 30
    nights = counted(flights_of(places, np.zeros(30, dtype=int)), ("dvd_sleeve",), np.array([200.0]), 30, 0.9)
    assert nights.copies.shape[0] == 1
    assert nights.copies[0, 0, 0] == 30 * 200.0
    assert (nights.per_balloon.low[0, 0], nights.per_balloon.high[0, 0]) == (0.0, 200.0)


def test_the_night_that_ends_the_asking_does_not_count_for_the_share(two_nights):
    # ten nights looked at until two were let go: Haldane's (2 - 1) / (10 - 1)
    refusal = np.array([1, 1, 0, 1, 1, 1, 1, 1, 1, 0], dtype=np.uint8)
    ruled = two_nights.assign(night_refusal=("night", refusal))
    nights = counted(ruled, ("dvd_sleeve",), np.array([200.0]), 2, 0.9)
    assert (nights.looked_at, nights.let_go, nights.always) == (9, 1, False)


def test_where_few_nights_are_let_go_those_are_flown(two_nights, monkeypatch):
    wanted = []

    def simulate(*_, balloons, weather_members, **__):
        wanted.append((balloons, weather_members))
        if weather_members > 2:
            raise RarelyLaunched("too rare", looked_at=832, found=2)
        return two_nights.assign(night_refusal=("night", np.array([1, 0, 1, 0], dtype=np.uint8)))

    monkeypatch.setattr("sim.campaigns.nights.simulate", simulate)
    load = np.array([200.0])
    nights = fly_nights(None, None, ("dvd_sleeve",), load, nights=60, balloons=2, key=1, level=0.9, threads=None)
    assert wanted == [(120, 60), (4, 2)]
    # two of 832, not of the four after which the second was found
    assert (nights.looked_at, nights.let_go, nights.copies.shape[0]) == (832, 2, 2)
