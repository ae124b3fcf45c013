import pytest

import sim


@pytest.fixture(scope="session")
def tiny():
    """The headline night in any weather: four balloons in two weathers, for six hours."""
    sizes = {"simulation.balloons": 4, "simulation.weather_members": 2, "simulation.horizon_h": 6.0}
    return sim.load_scenario("lee_2015_04_04").with_values({"launch_rule": None, **sizes})


@pytest.fixture(scope="session")
def april(tiny):
    return sim.climatological_wind(tiny)


@pytest.fixture
def small_shards(monkeypatch):
    """Two points to a shard."""
    monkeypatch.setattr("sim.sweeps.planning.points_per_shard", lambda *_: 2)
