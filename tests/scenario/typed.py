"""A small complete scenario as a person types it, for tests to change."""

import tomllib
from collections.abc import Mapping
from typing import Any

from sim.scenario import Scenario

TEXT = """
name = "example"
title = "An example"
description = "For tests."
claims = ["fact:verge_2015_04_08/dvds_claimed"]

[launch]
time = { value = 2015-04-04T03:00:00+09:00, source = "fact:verge_2015_04_08/launch_hour" }
time_spread_min = { distribution = "uniform", low = -15, high = 15, because = "test" }
site = { value = "Imjingak", because = "test" }
position_sd_km = { value = 2, because = "test" }
height_above_ground_m = { value = 15, because = "test" }
balloons = { value = 10, because = "test" }

[balloon]
envelope = { value = "relief_tube", because = "test" }
gas = { value = "helium", because = "test" }
gas_purity = { value = 0.945, because = "test" }
tube_length_m = { value = 12, because = "test" }
lay_flat_width_m = { value = 2, because = "test" }
film_thickness_um = { value = 75, because = "test" }
film_density_kg_m3 = { value = 920, because = "test" }
rigging_mass_kg = { value = 0.3, because = "test" }
free_lift_fraction = { value = 0.08, because = "test" }
underfill_probability = { value = 0.03, because = "test" }
underfilled_free_lift_fraction = { distribution = "uniform", low = -0.02, high = 0.02, because = "test" }
drag_coefficient = { value = 0.6, because = "test" }
added_mass_coefficient = { value = 0.05, because = "test" }
back_pressure_hpa = { value = 4, because = "test" }
leak_percent_per_hour = { value = 0.36, because = "test" }
heat_transfer_w_m2_k = { value = 2, because = "test" }
radiative_offset_k = { value = -2, because = "test" }

[payload]
payload_mass_kg = { value = 7, because = "test" }

[[payload.bundles]]
name = "short"
mass_share = 0.25
timer_h = { value = 2, because = "test" }
because = "test"
items = [{ kind = "dvd_sleeve", mass_share = 0.6 }, { kind = "bank_note", mass_share = 0.4 }]

[[payload.bundles]]
name = "long"
mass_share = 0.75
timer_h = { value = 3, because = "test" }
because = "test"
items = [{ kind = "leaflet_vinyl", mass_share = 1.0 }]

[timer]
shared = { value = false, because = "test" }
kind = { value = "electronic", because = "test" }
setting_error_s = { value = 0, because = "test" }
failure_probability = { value = 0.1, because = "test" }
early_release_probability = { value = 0.02, because = "test" }
early_release_min = { distribution = "uniform", low = 0, high = 10, because = "test" }
unopened_probability = { value = 0.02, because = "test" }

[weather]
wind = "climatology"
"""

DISPENSER = {
    "batches": 3,
    "interval_min": {"value": 5, "because": "test"},
    "arming_height_m": {"value": 3200, "because": "test"},
    "items": [{"kind": "leaflet_vinyl", "mass_share": 1.0}],
    "because": "test",
}


def given(value: object) -> dict[str, object]:
    """An entry with its grounds."""
    return {"value": value, "because": "test"}


# What to set in the example, a relief_tube, to fly another envelope.
ZERO_PRESSURE: dict[str, Any] = {"balloon.envelope": given("zero_pressure"), "balloon.back_pressure_hpa": None}
SEALED: dict[str, Any] = {
    "balloon.envelope": given("sealed"),
    "balloon.back_pressure_hpa": None,
    "balloon.film_strength_mpa": given(12),
    "balloon.torn_envelope_speed_m_s": given(5),
}
FLYER: dict[str, Any] = {
    "label": "flyer",
    "mass_g": given(0.8),
    "size_cm": given("20x10"),
    "grammage_g_m2": given(40),
    "drag_coefficient": given(1.8),
    "spread_within_drop": given(0.1),
    "spread_between_drops": given(0.1),
}
"""An item by its drag: 20 x 10 cm at 40 g m-2 weigh 0.8 g."""

LATEX: dict[str, Any] = {
    "balloon.envelope": given("latex"),
    **{
        f"balloon.{key}": None
        for key in (
            "tube_length_m",
            "lay_flat_width_m",
            "film_thickness_um",
            "film_density_kg_m3",
            "drag_coefficient",
            "back_pressure_hpa",
            "lean_deg",
            "cross_flow_drag_coefficient",
        )
    },
    "balloon.latex_mass_kg": given(1.2),
    "balloon.burst_diameter_m": {"distribution": "weibull", "shape": 14.36, "scale": 9.53, "because": "test"},
    "balloon.sphere_drag": given("two_level"),
    "balloon.torn_envelope_speed_m_s": given(5),
}


def tables(changes: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The scenario as read, with entries set by dotted names; None removes one."""
    raw = tomllib.loads(TEXT)
    for path, value in (changes or {}).items():
        *parents, last = path.split(".")
        table = raw
        for step in parents:
            table = table[int(step)] if isinstance(table, list) else table.setdefault(step, {})
        if value is None:
            table.pop(last, None)
        else:
            table[last] = value
    return raw


def scenario(changes: Mapping[str, Any] | None = None) -> Scenario:
    """The scenario, checked."""
    return Scenario.from_raw(tables(changes), "example.toml")
