"""From a scenario to one row of parameters per balloon.

Every number is drawn at the address (rng_seed, balloon, name of the quantity): a balloon's row depends on nothing else.
"""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.constants import (
    GAS_CONSTANT_HELIUM,
    GAS_CONSTANT_HYDROGEN,
    HEAT_CAPACITY_HELIUM,
    HEAT_CAPACITY_HYDROGEN,
)
from sim.ensemble.drawing import Column, Draws
from sim.ensemble.envelopes import envelope_columns
from sim.ensemble.falls import fall_speeds
from sim.ensemble.layout import Layout
from sim.flight.state import Balloon, Balloons
from sim.ground import region_of, terrain_height
from sim.physics.earth import degrees_per_metre
from sim.physics.gas import mixture_gas_constant, mixture_heat_capacity

if TYPE_CHECKING:
    from sim.scenario import Scenario

_GASES = {
    "helium": (GAS_CONSTANT_HELIUM, HEAT_CAPACITY_HELIUM),
    "hydrogen": (GAS_CONSTANT_HYDROGEN, HEAT_CAPACITY_HYDROGEN),
}

LAUNCH_TRIES = 50
"""Draws of a launch place before the site itself is taken: with one in two inside, one balloon in 10**15."""


def draw_balloons(scenario: "Scenario", layout: Layout, draws: Draws, weather_members: int) -> Balloons:
    """One row of parameters for each balloon of `draws`.

    Parameters
    ----------
    scenario : Scenario
    layout : Layout
        Bundles and drops of the scenario.
    draws : Draws
        Key and numbers; remembers what it draws.
    weather_members : int
        Balloon n flies in member n mod `weather_members`.

    Returns
    -------
    Balloons
        Start times count from the scenario's launch time.
    """
    payload_mass = draws.quantity("payload.payload_mass_kg", scenario.payload.payload_mass_kg)
    shares = np.array([bundle.mass_share for bundle in layout.bundles])
    release_after, opens = releases(scenario, layout, draws)
    return Balloons(
        table=_table(scenario, draws, payload_mass, weather_members),
        numbers=draws.numbers,
        bundle_mass=payload_mass[:, None] * shares,
        release_after=release_after,
        opens=opens,
        fall_speed=fall_speeds(scenario, layout, draws, payload_mass[:, None] * shares, weather_members),
    )


def quantities_drawn(scenario: "Scenario", layout: Layout) -> tuple[str, ...]:
    """Addresses of all numbers that a balloon of the scenario draws for itself, in the order of their use.

    Parameters
    ----------
    scenario : Scenario
    layout : Layout
    """
    draws = Draws(0, np.zeros(1, dtype=np.int64))
    draw_balloons(scenario, layout, draws, 1)
    return tuple(draws.asked)


def column(balloons: Balloons, field: str) -> Column:
    """One parameter of all balloons, by the name of the field of `Balloon`."""
    return balloons.table[:, Balloon._fields.index(field)]


def with_column(balloons: Balloons, field: str, values: NDArray[np.generic]) -> Balloons:
    """The same balloons with one parameter set, by the name of the field of `Balloon`; their table is a copy."""
    table = balloons.table.copy()
    table[:, Balloon._fields.index(field)] = values
    return balloons._replace(table=table)


def _table(scenario: "Scenario", draws: Draws, payload_mass: Column, weather_members: int) -> NDArray[np.float64]:
    filling = _filling(scenario, draws, payload_mass)
    launch = _launch(scenario, draws)
    arming = scenario.payload.arming_height
    timer = scenario.timer
    columns = {
        **launch,
        **filling,
        "member": draws.numbers % weather_members,
        "arming_height": -np.inf if arming is None else draws.quantity("payload.dispenser.arming_height_m", arming),
        "clock_temperature": draws.quantity("timer.reference_temperature_k", timer.reference_temperature_k),
        "clock_temperature_rate": draws.quantity(
            "timer.temperature_rate_percent_per_k", timer.temperature_rate_percent_per_k
        ),
    }
    table = np.empty((draws.numbers.size, len(Balloon._fields)))
    for place, name in enumerate(Balloon._fields):
        table[:, place] = columns[name]
    return table


def _launch(scenario: "Scenario", draws: Draws) -> dict[str, Column]:
    longitude, latitude = _launch_places(scenario, draws)
    above = draws.quantity("launch.height_above_ground_m", scenario.launch.height_above_ground_m)
    return {
        "start": draws.quantity("launch.time_spread_min", scenario.launch.time_spread_min),
        "longitude": longitude,
        "latitude": latitude,
        "launch_height": np.nan_to_num(terrain_height(longitude, latitude), nan=0.0) + above,
    }


def _launch_places(scenario: "Scenario", draws: Draws) -> tuple[Column, Column]:
    """Normal about the site, in the site's own region only: nobody launches from the sea or beyond the line.

    A place in another region is drawn again at the next address; after `LAUNCH_TRIES` the site itself is taken.
    """
    launch = scenario.launch
    home = region_of(launch.longitude, launch.latitude)
    spread = draws.quantity("launch.position_sd_km", launch.position_sd_km)
    per_east, per_north = degrees_per_metre(launch.latitude, 0.0)
    longitude = np.full(draws.numbers.size, launch.longitude)
    latitude = np.full(draws.numbers.size, launch.latitude)
    waiting = np.arange(draws.numbers.size)
    for attempt in range(LAUNCH_TRIES):
        # later tries are needed by some balloons only: they never have an even number of their own
        trial = draws.of(draws.numbers[waiting]) if attempt else draws
        x = launch.longitude + spread[waiting] * trial.normal(f"launch.position.{attempt}.east") * per_east
        y = launch.latitude + spread[waiting] * trial.normal(f"launch.position.{attempt}.north") * per_north
        fits = region_of(x, y) == home
        longitude[waiting[fits]], latitude[waiting[fits]] = x[fits], y[fits]
        waiting = waiting[~fits]
        if waiting.size == 0:
            break
    return longitude, latitude


def _filling(scenario: "Scenario", draws: Draws, payload_mass: Column) -> dict[str, Column | float]:
    """Envelope, gas and everything that hangs on them."""
    balloon = scenario.balloon

    def of(name: str) -> Column:
        return draws.quantity(f"balloon.{name}", getattr(balloon, name))

    envelope = envelope_columns(scenario, draws)
    empty_mass = envelope.pop("envelope_mass") + of("rigging_mass_kg")
    gas_constant, heat_capacity = _GASES[balloon.gas]
    purity = of("gas_purity")
    underfilled = draws.event("balloon.underfill_probability", balloon.underfill_probability)
    return envelope | {
        "solid_mass": payload_mass + empty_mass,
        "torn_mass": empty_mass,
        "free_lift_fraction": np.where(underfilled, of("underfilled_free_lift_fraction"), of("free_lift_fraction")),
        "gas_constant": mixture_gas_constant(purity, gas_constant),
        "heat_capacity": mixture_heat_capacity(purity, gas_constant, heat_capacity),
        "added_mass_coefficient": of("added_mass_coefficient"),
        "leak_rate": of("leak_percent_per_hour"),
        "heat_transfer": of("heat_transfer_w_m2_k"),
        "radiative_offset": of("radiative_offset_k"),
        "solar_offset": of("solar_offset_k"),
    }


def releases(scenario: "Scenario", layout: Layout, draws: Draws) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """When each bundle's timer goes off by its clock, infinite for one that fails; and whether the bundle opens.

    Parameters are those of `draw_balloons`.

    Returns
    -------
    release_after, opens
        (balloon, bundle), as in `Balloons`.
    """
    timer = scenario.timer
    after = np.empty((draws.numbers.size, len(layout.bundles)))
    opens = np.empty(after.shape, dtype=bool)
    for number, bundle in enumerate(layout.bundles):
        clock = "" if timer.shared else f".{number}"
        factor = draws.quantity(f"timer.run_time_factor{clock}", timer.run_time_factor)
        setting = draws.quantity(f"timer.setting_error_s{clock}", timer.setting_error_s)
        set_to = draws.quantity(f"payload.bundles.{bundle.name}.timer_h", bundle.timer, bundle.timer_name)
        due = set_to * factor + setting
        early = draws.event("timer.early_release_probability", timer.early_release_probability, clock)
        slipped = draws.quantity(f"timer.early_release_min{clock}", timer.early_release_min)
        due = np.where(early, np.minimum(slipped, due), due)
        failed = draws.event("timer.failure_probability", timer.failure_probability, clock)
        after[:, number] = np.where(failed, np.inf, due)
        unopened = draws.event("timer.unopened_probability", timer.unopened_probability, f".{number}")
        opens[:, number] = ~unopened & (timer.release_mode != "bundle_intact")
    return after, opens
