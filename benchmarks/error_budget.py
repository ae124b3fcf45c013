"""Which source of error moves what lands, and how far: the second table of docs/sensitivity.md.

    python benchmarks/error_budget.py [BALLOONS]

A tube of the headline night flies in a wind of u = 2 + z, v = 5 + z m/s (z in km). Everything is at its median but one
source, given the spread that an earlier estimate gave it with a toy model: straight ascent, flight at one height,
straight fall. Payload and free lift are set so that the ceiling is 4.0 +- 0.6 km, the ascent 3.5 +- 0.8 m/s, as there.
"""

import sys
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import brentq

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import sim
from sim.sensitivities.flying import study_of
from sim.sensitivities.outputs import bearing_of
from sim.wind import wind_error
from sim.wind.ideal import shear_wind

CEILING, CEILING_SD = 4000.0, 600.0
ASCENT, ASCENT_SD = 3.5, 0.8
ITEMS = ("leaflet_vinyl", "dvd_sleeve", "usb_stick")
TOY = {
    "ascent rate": ((0.9, 0.2), (1.0, 0.2), (0.9, 0.2)),
    "ceiling height": ((19.8, 2.2), (9.2, 1.7), (8.4, 1.7)),
    "timer": ((6.4, 0.2), (6.5, 0.1), (6.5, 0.0)),
    "fall speed": ((15.2, 0.6), (1.1, 0.1), (0.4, 0.0)),
    "wind error": ((21.1, 21.0), (14.6, 14.5), (14.2, 14.1)),
    "all five": ((33.6, 21.5), (18.1, 14.4), (17.4, 14.1)),
}
"""Standard deviations along and across, of leaflet, DVD and USB stick. [km]"""

TOY_RANGES = (178, 120, 116)
"""Distance of the landings from the launch. [km]"""

WIND = shear_wind((2.0, 5.0), (1e-3, 1e-3))


def normal(mean: float, sd: float) -> dict[str, Any]:
    """A distribution as in a scenario file, cut at three standard deviations."""
    ends = {"low": mean - 3.0 * sd, "high": mean + 3.0 * sd}
    return {"distribution": "normal", "mean": mean, "sd": sd, "because": "toy model", **ends}


def medians(scenario: sim.Scenario) -> dict[str, Any]:
    """Everything that has a spread at its median, no chance event, no gusts, no scatter of falls."""
    values = {name: v.median / v.typed.factor for name, v in scenario.quantities.items() if not v.is_certain}
    del values["balloon.underfilled_free_lift_fraction"]  # no balloon is underfilled
    never = {name: 0.0 for name in scenario.quantities if name.endswith("_probability")}
    calm = {
        "launch_rule": None,
        "launch.position_sd_km": 0.0,
        "weather.vertical_gust_sd_m_s": 0.0,
        "weather.turbulence_diffusivity_m2_s": 0.0,
        "weather.night_friction_velocity_m_s": 1e-6,
        "weather.day_friction_velocity_m_s": 1e-6,
    }
    return values | never | calm | scatter(0.0)


def scatter(share: float) -> dict[str, Any]:
    """The geometric scatter of fall speeds, as a share of what the scenario has."""
    lee = sim.load_scenario("lee_2015_04_04")
    names = [f"items.{kind}.{name}" for kind in ITEMS for name in ("spread_between_drops", "spread_within_drop")]
    return {name: share * lee.quantities[name].median for name in names if name in lee.quantities}


def risen(scenario: sim.Scenario) -> tuple[float, float]:
    """Ceiling [m] and mean speed of the ascent to the full bag [m s-1] of a single balloon."""
    balloon = sim.simulate(scenario, WIND, balloons=1, weather_members=1).isel(balloon=0)
    seconds = (balloon["bag_full_time"] - balloon["launch_time"]) / np.timedelta64(1, "s")
    return float(balloon["peak_height_laden"]), float((balloon["bag_full_height"] - balloon["launch_height"]) / seconds)


def matched(scenario: sim.Scenario) -> tuple[dict[str, float], dict[str, dict[str, Any]]]:
    """Mass of the payload and free lift that have the toy's ceiling and ascent, and their spreads."""
    mass, lift = "payload.payload_mass_kg", "balloon.free_lift_fraction"

    def miss(value: float, name: str, place: int, wanted: float, at: sim.Scenario) -> float:
        return risen(at.with_values({name: value}))[place] - wanted

    def found(name: str, place: int, wanted: float, at: sim.Scenario, ends: tuple[float, float]) -> float:
        return float(brentq(partial(miss, name=name, place=place, wanted=wanted, at=at), *ends, rtol=1e-4))

    lifts = [found(lift, 1, ASCENT + sign * ASCENT_SD, scenario, (0.02, 0.3)) for sign in (-1, 0, 1)]
    middle = scenario.with_values({lift: lifts[1]})
    masses = [found(mass, 0, CEILING - sign * CEILING_SD, middle, (3.0, 9.9)) for sign in (-1, 0, 1)]
    spread = float(np.sqrt(lifts[2] / lifts[0]))
    laws = {
        "ascent rate": {
            lift: {"distribution": "lognormal", "median": lifts[1], "spread": spread, "because": "matched"}
        },
        "ceiling height": {mass: normal(masses[1], (masses[2] - masses[0]) / 2.0)},
    }
    half = (masses[2] - masses[0]) / 2.0
    print(f"free lift {lifts[1]:.3f}, spread {spread:.2f}; payload {masses[1]:.2f} +- {half:.2f} kg")
    return {lift: lifts[1], mass: masses[1]}, laws


def budget(scenario: sim.Scenario, wind: sim.WindField, balloons: int) -> list[tuple[float, float, float]]:
    """Standard deviation along and across, and median range, of each of `ITEMS`. [km]"""
    study = study_of(scenario, wind, balloons, min(balloons, 500), 1, None)
    ((own, other),) = study.exchanged([()], None)
    rows = []
    for kind in ITEMS:
        told = [landed.outputs(bearing_of(own[kind], other[kind])) for landed in (own[kind], other[kind])]
        along, cross, far = (np.concatenate([one[name] for one in told]) for name in ("along", "cross", "range"))
        rows.append((np.nanstd(along) / 1e3, np.nanstd(cross) / 1e3, np.nanmedian(far) / 1e3))
    return rows


def line(name: str, cells: list[str]) -> str:
    return f"{name:<22}" + "".join(f"{cell:>28}" for cell in cells)


def main() -> None:
    balloons = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    lee = sim.load_scenario("lee_2015_04_04")
    values, laws = matched(lee.with_values(medians(lee)))
    base = lee.with_values(medians(lee) | values)
    erring = replace(WIND, variability=wind_error(1.5, 2500.0, 250e3, 9.0 * 3600.0))
    own = {name: quantity.law.model_dump() for name, quantity in lee.quantities.items()}
    timer = {"timer.setting_error_s": normal(0.0, 600.0)}
    five = laws["ascent rate"] | laws["ceiling height"] | timer | scatter(1.0)
    gliding = [name for name in own if name.endswith("glide_angle_deg")]
    neck = {"balloon.back_pressure_hpa": own["balloon.back_pressure_hpa"]}
    leak = {"balloon.leak_percent_per_hour": own["balloon.leak_percent_per_hour"]}
    gusts = {"weather.turbulence_diffusivity_m2_s": 50.0}
    glide = {name: own[name] for name in gliding}
    rows: dict[str, tuple[dict[str, Any], sim.WindField]] = {
        "ascent rate": (laws["ascent rate"], WIND),
        "ceiling height": (laws["ceiling height"], WIND),
        "timer": (timer, WIND),
        "fall speed": (scatter(1.0), WIND),
        "wind error": ({}, erring),
        "all five": (five, erring),
        "leak": (leak, WIND),
        "back pressure": (neck, WIND),
        "gusts of the free air": (gusts, WIND),
        "glide": (glide, WIND),
        "all nine": (five | leak | neck | gusts | glide, erring),
    }
    still = base.with_values(dict.fromkeys(gliding, 0.0))
    found = {name: budget(still.with_values(changes), wind, balloons) for name, (changes, wind) in rows.items()}
    ranges = [f"{row[2]:.0f} ({toy})" for row, toy in zip(found["timer"], TOY_RANGES, strict=True)]
    print(f"Along / across, km, {2 * balloons} balloons; in brackets the toy model.")
    print(line("", list(ITEMS)))
    print(line("median range", ranges))
    for name, row in found.items():
        toy = [f" ({along:.1f} / {across:.1f})" for along, across in TOY.get(name, ())] or [""] * len(ITEMS)
        print(line(name, [f"{one[0]:.1f} / {one[1]:.1f}{old}" for one, old in zip(row, toy, strict=True)]))


if __name__ == "__main__":
    main()
