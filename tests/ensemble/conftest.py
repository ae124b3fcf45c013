import pytest

import sim


@pytest.fixture(scope="session")
def lee():
    """The headline night, launched in any weather: its rule has tests of its own."""
    return sim.load_scenario("lee_2015_04_04").with_values({"launch_rule": None})


@pytest.fixture(scope="session")
def april(lee):
    return sim.climatological_wind(lee)


@pytest.fixture(scope="session")
def flights(lee, april):
    """Six hundred balloons of the headline night in thirty weathers."""
    return sim.simulate(lee, april, balloons=600, weather_members=30, rng_seed=4, tracks=3)
