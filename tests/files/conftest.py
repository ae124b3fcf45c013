"""One small flight for all tests of files."""

import pytest

import sim


@pytest.fixture(scope="package")
def flights():
    """Thirty balloons of the headline night, with the tracks of four and the nights of its launch rule."""
    scenario = sim.load_scenario("lee_2015_04_04")
    return sim.simulate(scenario, sim.climatological_wind(scenario), balloons=30, weather_members=3, tracks=4)
