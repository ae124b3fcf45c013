"""How a run is flown: with every landing kept, with landings counted only, or until its answer is known well enough."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sim.errors import InputError

if TYPE_CHECKING:
    from xarray import Dataset

    from sim.scenario import Scenario

KEPT, TALLIED = "flights.nc", "tally.nc"


class Road(NamedTuple):
    """How the balloons of a run are flown, and what is written of it.

    fly : callable
        Makes the result, given scenario, wind, weather members, seed, threads and progress.
    save : callable
        Writes it.
    file : str
        Name of what is written.
    remark : str
        What must be said of a choice that nobody made; empty where there is nothing.
    """

    fly: "Callable[..., Dataset]"
    save: Callable[..., Path]
    file: str
    remark: str = ""


def road_of(
    scenario: "Scenario", balloons: int | None, stop_when: float | None, *, keep: bool | None, tracks: int
) -> Road:
    """What a person asked for; without a word landings are kept where they are not too many.

    Raises
    ------
    InputError
        Where landings would be too many to be kept, and tracks are asked for.
    """
    from sim import save_flights, save_tally, simulate, simulate_until, tally
    from sim.landing import MOST_KEPT, drops_flown

    if stop_when is not None:
        return Road(partial(simulate_until, half_width=stop_when, most_balloons=balloons), save_flights, KEPT)
    drops = drops_flown(scenario, balloons)
    if keep or (keep is None and drops <= MOST_KEPT):
        return Road(partial(simulate, balloons=balloons, tracks=tracks), save_flights, KEPT)
    chosen = f"{drops:,} drops are more than {MOST_KEPT:,}: landings are counted while they are flown, and not kept"
    if tracks:
        raise InputError(f"run: {chosen}, nor is any of the --tracks; add --keep, or fly fewer balloons.")
    said = "" if keep is False else f"{chosen} (--keep keeps them)."
    return Road(partial(tally, balloons=balloons), save_tally, TALLIED, said)


def refuse_opposed(stop_when: float | None, *, keep: bool | None, tracks: int) -> None:
    """Raise where what is asked for cannot be had together.

    Raises
    ------
    InputError
    """
    if stop_when is not None and keep is False:
        raise InputError("run: --stop-when reads every landing, and --tally keeps none; leave one of them out.")
    if tracks and (stop_when is not None or keep is False):
        other = "--tally" if keep is False else "--stop-when"
        raise InputError(f"run: {other} keeps no --tracks; leave one of them out.")


def refuse_another_kind(folder: Path, file: str) -> None:
    """Raise where a folder holds a result of the other kind: nobody could tell which one its map is of.

    Raises
    ------
    InputError
    """
    other = folder / (TALLIED if file == KEPT else KEPT)
    if other.exists():
        raise InputError(f"{other}: a result of another kind is there; choose another --out, or remove it.")
