import numpy as np
import pytest

import sim
from sim.wind.ideal import uniform_wind


@pytest.fixture(scope="session")
def lee():
    """The headline night in any weather, for six hours."""
    changes = {"launch_rule": None, "simulation.horizon_h": 6.0}
    return sim.load_scenario("lee_2015_04_04").with_values(changes)


@pytest.fixture(scope="session")
def april(lee):
    return sim.climatological_wind(lee)


@pytest.fixture(scope="session")
def only_timer(lee):
    """Nothing is uncertain but the setting of the timer, normal with a standard deviation of ten minutes."""
    medians = {
        name: value.median / value.typed.factor for name, value in lee.quantities.items() if not value.is_certain
    }
    del medians["balloon.underfilled_free_lift_fraction"]
    never = {name: 0.0 for name in lee.quantities if name.endswith("_probability")}
    spread = {"distribution": "normal", "mean": 0.0, "sd": 600.0, "because": "made up"}
    still = {"launch.position_sd_km": 0.0, "weather.vertical_gust_sd_m_s": 0.0, "timer.setting_error_s": spread}
    return lee.with_values({**medians, **never, **still})


@pytest.fixture(scope="session")
def westerly():
    """10 m/s from the west everywhere."""
    return uniform_wind(10.0, 0.0)


@pytest.fixture
def rng():
    return np.random.default_rng(7)
