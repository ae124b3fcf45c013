"""What every formula owes: an array gives what its elements give, and NaN in gives NaN out."""

import importlib
import inspect
import math
import pkgutil

import numpy as np
import pytest

import sim.physics

TYPICAL = {
    "added_mass_coefficient": 0.05,
    "air_density": 0.9,
    "area": 1.27,
    "back_pressure": 400.0,
    "cross_section_area": 1.27,
    "depth": 30.0,
    "diameter": 1.27,
    "drag_coefficient": 0.6,
    "elapsed": 12.0,
    "free_lift_fraction": 0.08,
    "full_area": 50.0,
    "full_volume": 15.3,
    "gas_constant": 2077.1,
    "gas_mass": 1.7,
    "gas_temperature": 260.0,
    "geopotential_height": 4000.0,
    "heat_capacity": 5193.0,
    "heat_transfer": 2.0,
    "leak_rate": 1e-6,
    "length": 12.0,
    "net_force": 4.0,
    "pressure": 62000.0,
    "pure_gas_constant": 2077.1,
    "pure_heat_capacity": 5193.0,
    "purity": 0.945,
    "rate": 0.01,
    "sea_level_speed": 4.3,
    "solid_mass": 9.6,
    "high": 0.43,
    "low": 0.22,
    "mass": 4.0,
    "resistance": 0.2,
    "reynolds": 3.5e5,
    "speed": 5.0,
    "strength": 1.2e7,
    "thickness": 7.5e-5,
    "transition": 3.3e5,
    "viscosity": 1.7e-5,
    "source": -0.02,
    "target": 262.0,
    "temperature": 262.0,
    "total_mass": 11.0,
    "volume": 12.0,
    "width": 0.5e5,
    "height": 4000.0,
    "height_above_ground": 60.0,
    "lower_height": 10.0,
    "upper_height": 140.0,
    "pressure_tendency": -0.1,
    "relative_humidity": 0.7,
    "specific_humidity": 0.008,
    "cross_flow_drag_coefficient": 0.9,
    "declination": 0.2,
    "elevation": 0.4,
    "friction_velocity": 0.3,
    "glide_angle": 0.5,
    "grammage": 0.075,
    "hour_angle": 0.7,
    "latitude": 38.0,
    "layer_height": 900.0,
    "lean": 0.3,
    "obukhov_length": -50.0,
    "persistence": 100.0,
    "pieces": 2.0,
    "reference_temperature": 293.0,
    "slenderness": 9.4,
    "temperature_rate": 0.07,
    "zeta": 0.4,
}


def formulas():
    for module in pkgutil.iter_modules(sim.physics.__path__):
        for name, function in vars(importlib.import_module(f"sim.physics.{module.name}")).items():
            if hasattr(function, "scalar") and function.__module__ == f"sim.physics.{module.name}":
                yield pytest.param(function, id=name)


ALL = list(formulas())


def test_the_formulas_are_found():
    assert len(ALL) >= 20


@pytest.mark.parametrize("formula", ALL)
def test_arrays_give_what_their_elements_give(formula):
    names = list(inspect.signature(formula).parameters)
    factors = np.linspace(0.9, 1.1, 7)
    columns = [TYPICAL[name] * factors for name in names]
    one_by_one = [formula.scalar(*(float(column[k]) for column in columns)) for k in range(7)]
    # the last two bits belong to the two implementations of exp and sqrt
    np.testing.assert_allclose(formula(*columns), one_by_one, rtol=1e-14)
    keywords = dict(zip(names, columns, strict=True))
    np.testing.assert_array_equal(formula(**keywords), formula(*columns))


@pytest.mark.parametrize("formula", ALL)
def test_nan_in_any_argument_gives_nan(formula):
    names = list(inspect.signature(formula).parameters)
    assert math.isfinite(formula(*(TYPICAL[name] for name in names)))
    for broken in names:
        result = formula(*(math.nan if name == broken else TYPICAL[name] for name in names))
        assert math.isnan(result), f"NaN in {broken} became {result}"
