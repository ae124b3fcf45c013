"""How far landings miss against what they cost: the drift alone by two schemes, and whole flights by ours.

    python benchmarks/accuracy.py [--repeats R]

The drift: particles of `advection.py` carried for three hours by midpoint steps, as the project's, and by the classical
Runge-Kutta scheme of fourth order, which predictors of balloons use with 60 s; misses are distances to where steps of
3.75 s end, costs are samples of the wind. Whole flights: a tube that floats three hours and drops a disc and a leaflet,
with the misses of `step_error.py`; costs are nanoseconds a flight with one thread, in turns, over those of the
particle-step of the limit kernel.
"""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

import advection
import headline
import limit
import numba
import numpy as np
from measuring import in_turns, machine_line, quotient, range_of, tell
from pyproj import Geod

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.flight.cases import balloon, columns, drops_of, recorded, settings, world
from tests.flight.test_convergence import misses, weather

WGS84 = Geod(ellps="WGS84")

PARTICLES = 200
DURATION = advection.STEPS * advection.STEP
TRUE_STEP = 3.75
STEPS = (120.0, 60.0, 30.0, 20.0, 10.0)

TUBE = {"back_pressure": 400.0}
FLIGHT_STEPS, FINEST = (60.0, 40.0, 20.0, 10.0, 5.0), 0.3125
FLIGHTS = 256

Rate = Callable[[np.ndarray, float], np.ndarray]


def rate_along(start: advection.Particles) -> Rate:
    """Change of (longitude, latitude) of particles at their places, so long after their start. [degree s-1]"""
    wind, levels = advection.cube(), advection.heights()

    def rate(place: np.ndarray, elapsed: float) -> np.ndarray:
        height = start.height + elapsed * start.climb
        found = advection.wind_at(wind, levels, start.seconds + elapsed, height, place[1], place[0])
        return np.array(found) * advection.degrees_per_metre(place[1], height)

    return rate


def midpoint(rate: Rate, place: np.ndarray, elapsed: float, step: float) -> np.ndarray:
    """A step of second order, of two samples."""
    half = 0.5 * step
    return place + step * rate(place + half * rate(place, elapsed), elapsed + half)


def fourth_order(rate: Rate, place: np.ndarray, elapsed: float, step: float) -> np.ndarray:
    """A step of fourth order where the wind has no kinks, of four samples."""
    half = 0.5 * step
    first = rate(place, elapsed)
    second = rate(place + half * first, elapsed + half)
    third = rate(place + half * second, elapsed + half)
    last = rate(place + step * third, elapsed + step)
    return place + step / 6.0 * (first + 2.0 * second + 2.0 * third + last)


SCHEMES = {"midpoint": (midpoint, 2), "Runge-Kutta of 4th order": (fourth_order, 4)}
"""Step and samples of the wind in it."""


def drift(rate: Rate, start: advection.Particles, name: str, step: float) -> np.ndarray:
    """Where particles end. [degree]"""
    place, work = np.stack([start.longitude, start.latitude]), SCHEMES[name][0]
    for number in range(round(DURATION / step)):
        place = work(rate, place, number * step, step)
    return place


def drifts() -> None:
    """Print misses of the drift alone."""
    start = advection.particles(PARTICLES)
    rate = rate_along(start)
    true = drift(rate, start, "Runge-Kutta of 4th order", TRUE_STEP)
    for name, (_, samples) in SCHEMES.items():
        for step in STEPS:
            away = WGS84.inv(*drift(rate, start, name, step), *true)[2]
            middle, worst = float(np.median(away)), float(np.max(away))
            cost = samples * 3600.0 / step
            tell(
                f"drift, {name}, {step:g} s: {cost:,.0f} samples an hour, "
                f"misses by {middle:.1f} m, at most {worst:.1f} m",
                name=f"accuracy/drift/{name}",
                step=step,
                samples_an_hour=cost,
                median_metres=middle,
                most_metres=worst,
            )


def flights(step: float) -> Callable[[], object]:
    """The flights whose misses are told, many of them."""
    tubes = columns([balloon(**TUBE)] * FLIGHTS, [7.0], [10800.0], [True], [20.0, 4.3, 0.43, 4.6])
    chosen = settings(step=step, fall_height_step=10.0 * step, fall_time_step=6.0 * step)
    air = world(weather(), drops_of(1, 2), chosen=chosen)
    return lambda: recorded(tubes, air)


def whole_flights(repeats: int) -> None:
    """Print misses and costs of whole flights."""
    numba.set_num_threads(1)
    cube = limit.in_cells()
    works = {f"{step:g}": flights(step) for step in FLIGHT_STEPS}
    works["limit"] = lambda: headline.limit_time(cube, 1)
    for work in works.values():
        work()
    times = in_turns(works, repeats)
    each = {name: [wall / FLIGHTS for wall in walls] for name, walls in times.items()}
    each["limit"] = [wall / headline.LIMIT / advection.STEPS for wall in times["limit"]]
    for step, (disc, leaflet) in zip(FLIGHT_STEPS, misses(FLIGHT_STEPS, FINEST, balloon(**TUBE)), strict=True):
        cost, over = range_of(each[f"{step:g}"]).median, quotient(each, f"{step:g}", "limit")
        tell(
            f"flight, {step:g} s: {1e6 * cost:.0f} us a flight, {over.median:,.0f} particle-steps of the limit; "
            f"disc misses by {disc:.1f} m, leaflet by {leaflet:.1f} m",
            name="accuracy/flight",
            step=step,
            microseconds=1e6 * cost,
            limit_steps=over,
            disc_metres=float(disc),
            leaflet_metres=float(leaflet),
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=5)
    options = parser.parse_args()
    print(machine_line(1))
    drifts()
    whole_flights(options.repeats)


if __name__ == "__main__":
    main()
