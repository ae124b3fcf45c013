"""Parameters of the envelopes of some balloons: tubes and spheres, in the terms of the flight.

Holds no formula: sizes and limits come from `sim.physics`.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.constants import SPHERE_DRAG_CORRELATIONS, SPHERE_DRAG_DEVIATIONS, SPHERE_DRAG_MEANS
from sim.ensemble.drawing import Column, Draws
from sim.flight.state import DragModel
from sim.physics.drag import leaning_drag_coefficient
from sim.physics.envelope import burst_over_pressure, cross_section, diameter_from_lay_flat, film_area, tube_volume
from sim.physics.sphere import sphere_volume

if TYPE_CHECKING:
    from sim.scenario import Scenario

Columns = dict[str, Column | float]
_SPHERE_DRAG = ("drag_coefficient", "drag_low", "drag_transition", "drag_width")


def envelope_columns(scenario: "Scenario", draws: Draws) -> Columns:
    """What the flight must know of each envelope, and its mass as `envelope_mass`.

    Parameters
    ----------
    scenario : Scenario
    draws : Draws

    Returns
    -------
    dict
        Fields of `Balloon`, a number for all balloons or a column. [SI]
    """
    balloon = scenario.balloon

    def of(name: str) -> Column:
        return draws.quantity(f"balloon.{name}", getattr(balloon, name))

    columns = _latex(scenario, draws, of) if balloon.envelope == "latex" else _tube(scenario, of)
    torn = balloon.torn_envelope_speed_m_s is not None
    return columns | {
        # without a way to burst nothing is torn, and the speed is never asked for
        "torn_speed": of("torn_envelope_speed_m_s") if torn else np.nan,
        "burst_by_timer": float(scenario.timer.release_mode == "burst"),
    }


def _tube(scenario: "Scenario", of: Callable[[str], Column]) -> Columns:
    balloon = scenario.balloon
    if balloon.lay_flat_width_m is not None:
        diameter = diameter_from_lay_flat(of("lay_flat_width_m"))
    else:
        diameter = of("diameter_m")
    length, thickness = of("tube_length_m"), of("film_thickness_um")
    drag = of("drag_coefficient")
    if balloon.lean_deg is not None:
        across = of("cross_flow_drag_coefficient")
        drag = np.asarray(leaning_drag_coefficient(drag, across, length / diameter, of("lean_deg")))
    area = film_area(diameter, length)
    neck: Column | float = np.inf if balloon.envelope == "sealed" else 0.0
    if balloon.envelope == "relief_tube":
        neck = of("back_pressure_hpa")
    breaks = balloon.film_strength_mpa is not None
    return {
        "elastic": 0.0,
        "envelope_mass": area * thickness * of("film_density_kg_m3"),
        "full_volume": tube_volume(diameter, length),
        "film_area": area,
        "cross_section": cross_section(diameter),
        "back_pressure": neck,
        "burst_pressure": burst_over_pressure(of("film_strength_mpa"), thickness, diameter) if breaks else np.inf,
        **_constant_drag(drag),
    }


def _latex(scenario: "Scenario", draws: Draws, of: Callable[[str], Column]) -> Columns:
    columns: Columns = {
        "elastic": 1.0,
        "envelope_mass": of("latex_mass_kg"),
        "full_volume": sphere_volume(of("burst_diameter_m")),
        # of a sphere the flight works these out itself, as large as it is
        "film_area": np.nan,
        "cross_section": np.nan,
        "back_pressure": np.nan,
        "burst_pressure": np.inf,
    }
    drag = scenario.balloon.sphere_drag
    if drag is None:
        return columns | _constant_drag(of("drag_coefficient"))
    if drag == "morrison":
        return columns | _constant_drag(np.nan) | {"drag_model": float(DragModel.SMOOTH_SPHERE)}
    return columns | _two_level_drag(draws) | {"drag_model": float(DragModel.TWO_LEVEL)}


def _constant_drag(coefficient: Column | float) -> Columns:
    nothing = {"drag_low": np.nan, "drag_transition": np.nan, "drag_width": np.nan}
    return {"drag_model": float(DragModel.CONSTANT), "drag_coefficient": coefficient, **nothing}


def _two_level_drag(draws: Draws) -> Columns:
    """The four numbers of the two-level drag, scattered together as they do in flight."""
    factor: NDArray[np.float64] = np.linalg.cholesky(np.array(SPHERE_DRAG_CORRELATIONS))
    noise = np.array([draws.normal(f"balloon.sphere_drag.{name}") for name in _SPHERE_DRAG])
    # term by term: a matrix product ends in other bits for one balloon than for many
    shaped = [sum(weight * row for weight, row in zip(weights, noise, strict=True)) for weights in factor]
    scattered = np.array(SPHERE_DRAG_MEANS)[:, None] + np.array(SPHERE_DRAG_DEVIATIONS)[:, None] * np.array(shaped)
    for name, values in zip(_SPHERE_DRAG, scattered, strict=True):
        draws.values[f"balloon.sphere_drag.{name}"] = values
        draws.units[f"balloon.sphere_drag.{name}"] = "1"
    return dict(zip(_SPHERE_DRAG, scattered, strict=True))
