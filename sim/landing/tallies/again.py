"""`reproduce`: make a result again from itself alone, be it flights or a tally of them, and compare every bit.

Holds no comparison: that is `sim.ensemble.reproducing`.
"""

from typing import TYPE_CHECKING

import xarray as xr

from sim import ensemble
from sim.ensemble import Progress, Reproduction, made_again
from sim.kinds import FLIGHTS_OR_TALLY, refuse_lost_dimensions, refuse_other_than
from sim.landing.tallies.tallied import is_tally
from sim.landing.tallies.tallying import tally
from sim.wind import WindField

if TYPE_CHECKING:
    from sim.scenario import Scenario


def reproduce(
    result: xr.Dataset,
    wind: WindField | None = None,
    *,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Reproduction:
    """Fly a result again from itself alone, and compare every bit.

    Parameters
    ----------
    result : xr.Dataset
        Flights, from `sim.open_flights` or `sim.simulate`; or a tally, from `sim.open_tally` or `sim.tally`.
    wind : WindField, optional
        What it was flown in; opened as the scenario names it by default.
    threads : int, optional
        Threads of the kernel; all there are by default.
    progress : callable, optional
        As for `sim.simulate`.

    Returns
    -------
    Reproduction

    Raises
    ------
    ResultError
        Where the result does not carry what it was flown from, or a part of the flights was taken out.
    WindError
        Where the wind is another than the one it was flown in.
    """
    refuse_other_than(xr.Dataset, "reproduce: result", result, FLIGHTS_OR_TALLY)
    if not is_tally(result):
        return ensemble.reproduce(result, wind, threads=threads, progress=progress)
    refuse_lost_dimensions("reproduce: tally", result, ("weather", "drop", "ending", "outcome", "kind"))
    balloons, first = int(result["balloons"].sum()), int(result.attrs["first_balloon"])

    def fly(scenario: "Scenario", air: WindField, members: int, key: int) -> xr.Dataset:
        return tally(
            scenario,
            air,
            balloons=balloons,
            weather_members=members,
            rng_seed=key,
            first_balloon=first,
            threads=threads,
            progress=progress,
        )

    return made_again(result, wind, balloons, fly)
