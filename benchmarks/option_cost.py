"""What each option of a scenario costs: the headline scenario, and each time one thing left out of it or put into it.

    python benchmarks/option_cost.py [--balloons N] [--repeats R]

All are flown in turns in one process, with one thread; flights alone, without draws and labels. Options change the
flights too, so that times are told for ten seconds of a balloon's flight, drops included, over those of the scenario as
it is shipped and over a particle-step of the limit kernel. What a zero switches off is worked out all the same where a
loop has no branches.
"""

import argparse

import advection
import headline
import limit
from measuring import in_turns, machine_line, quotient, range_of, tell

GUSTS = {"weather.turbulence_diffusivity_m2_s": 0.0, "weather.vertical_gust_sd_m_s": 0.0}
SLOW_GUSTS = {"weather.mesoscale_fraction": 0.0}
DAY = "ffnk_2014_10_10"

OPTIONS: dict[str, tuple[str, dict[str, object], int | None]] = {
    "as shipped": (headline.NAME, {}, None),
    "no fast gusts": (headline.NAME, GUSTS, None),
    "no slow gusts": (headline.NAME, SLOW_GUSTS, None),
    "no gusts": (headline.NAME, {**GUSTS, **SLOW_GUSTS}, None),
    "one weather, without the launch rule": (headline.NAME, {"launch_rule": None}, 1),
    "500 weathers, without the launch rule": (headline.NAME, {"launch_rule": None}, 500),
    "no vertical wind": (headline.NAME, {"weather.vertical_wind": False}, None),
    "no heat through the film": (headline.NAME, {"balloon.heat_transfer_w_m2_k": 0.0}, None),
    "one fall of each item": (headline.NAME, {"simulation.fall_samples": 1}, None),
    "four falls of each item": (headline.NAME, {"simulation.fall_samples": 4}, None),
    "steps of 20 s": (headline.NAME, {"simulation.step_s": 20.0}, None),
    "steps of 5 s": (headline.NAME, {"simulation.step_s": 5.0}, None),
    "by day": (DAY, {}, 50),
    "by day, a sun that does not warm": (DAY, {"balloon.solar_offset_k": 0.0}, 50),
    "a real wind with analysis errors": ("gfs_2011_01_15", {}, None),
}
"""Scenario, what is changed in it, and weather members where they are not its own."""

STEP = 10.0
"""What a time is told for. [s]"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--balloons", type=int, default=2000)
    parser.add_argument("--repeats", type=int, default=5)
    options = parser.parse_args()
    cube = limit.in_cells()
    ensembles = {name: headline.prepared(*option) for name, option in OPTIONS.items()}
    known = {name: headline.ready(ensemble, options.balloons) for name, ensemble in ensembles.items()}
    flown = {name: each.longest_steps() * each.world.settings.step for name, each in known.items()}
    headline.limit_time(cube, 1)
    works = {name: each.fly for name, each in known.items()}
    times = in_turns({**works, "limit": lambda: headline.limit_time(cube, 1)}, options.repeats)
    steps = {name: span / STEP for name, span in flown.items()} | {"limit": headline.LIMIT * advection.STEPS}
    times = {name: [wall / steps[name] for wall in walls] for name, walls in times.items()}
    print(machine_line(1))
    print(f"{'':40}{'ns':>8}{'as shipped':>12}{'the limit':>12}   a balloon flies")
    for name in OPTIONS:
        cost, over, least = range_of(times[name]), quotient(times, name, "as shipped"), quotient(times, name, "limit")
        hours = flown[name] / options.balloons / 3600.0
        tell(
            f"{name:40}{1e9 * cost.median:8.0f}{over.median:12.2f}{least.median:12.1f}{hours:12.1f} h",
            name=f"option_cost/{name}",
            nanoseconds=1e9 * cost.median,
            times_as_shipped=over,
            times_the_limit=least,
            hours=hours,
        )


if __name__ == "__main__":
    main()
