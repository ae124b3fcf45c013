"""What a public door wants, and the sentence for whoever gives it something else.

Holds no check of what is inside: it tells a scenario from its name, and landings from flights.
"""

import os
from collections.abc import Iterable, Mapping
from numbers import Integral
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.errors import InputError

if TYPE_CHECKING:
    import xarray as xr

A_SCENARIO = "a Scenario: pass sim.load_scenario(...)"
A_WIND = "a WindField: pass sim.open_wind(...) or sim.wind_for(scenario)"
FLIGHTS = "a dataset of flights: pass what sim.simulate or sim.open_flights gave (landings hold it as drops.flights)"
A_TALLY = "a tally: pass what sim.tally or sim.open_tally gave"
FLIGHTS_OR_TALLY = "flights or a tally: pass what sim.simulate, sim.open_flights, sim.tally or sim.open_tally gave"
KEPT_LANDINGS = "landings of flights: pass sim.landings(flights); of a tally the single landings are not known"
LANDINGS = "landings: pass sim.landings(flights), or sim.tallied(tally)"
A_SWEEP = "the result of a sweep: pass what sim.sweep or sim.open_sweep gave"
A_CAMPAIGN = "the result of a campaign: pass what sim.campaign or sim.open_campaign gave"
AXES = "Axes of matplotlib, or be left out"
A_FILE = "the path of a file"


def refuse_other_than(
    kind: type | tuple[type, ...], name: str, given: object, wanted: str, holding: Iterable[str] = ()
) -> None:
    """Raise where something is of another kind than a door wants.

    Parameters
    ----------
    kind : type or tuple of type
    name : str
        Where, and which argument: "wind_for: scenario".
    given : object
    wanted : str
        What it must be, and how to get it.
    holding : iterable of str
        Names that must be in it: one dataset is told from another by them.

    Raises
    ------
    InputError
    """
    if not isinstance(given, kind):
        raise InputError(f"{name} is {_told(given)}; it must be {wanted}.")
    held: Any = given  # who asks for names gives a kind that has some
    missing = [each for each in holding if each not in held]
    if missing:
        raise InputError(f"{name} is {_told(given)} without {', '.join(missing)}; it must be {wanted}.")


def refuse_lost_dimensions(name: str, given: "xr.Dataset", wanted: Iterable[str] = ("balloon", "drop")) -> None:
    """Raise where a choice from flights left a single one without its dimension, or none at all.

    Parameters
    ----------
    name : str
        Where, and which argument: "reproduce: flights".
    given : xr.Dataset
    wanted : iterable of str
        Dimensions that must be there, each with one entry or more; that of the nights, too, where there are any.

    Raises
    ------
    InputError
        One sentence for each dimension.
    """
    nights = ("night",) if any(str(name).startswith("night_") for name in given.variables) else ()
    # drop=... is an argument of isel itself
    kept = {each: f'isel({{"{each}": [1]}})' if each == "drop" else f"isel({each}=[1])" for each in (*wanted, *nights)}
    problems = [
        f"{name} has no dimension {each} any more; keep it where you choose a single one: {kept[each]}."
        for each in kept
        if each not in given.dims
    ]
    problems += [
        f"{name}: there is no {each} in them; choose at least one, or fly some."
        for each in kept
        if given.sizes.get(each) == 0
    ]
    if problems:
        raise InputError(problems)


def path_of(name: str, given: object, wanted: str = A_FILE) -> Path:
    """The path that a caller gives.

    Raises
    ------
    InputError
        Where it is none.
    """
    refuse_other_than((str, os.PathLike), name, given, wanted)
    path: Any = given
    return Path(path)


def refuse_no_call(name: str, given: object) -> None:
    """Raise where the progress of something long is to be told to what cannot be called.

    Raises
    ------
    InputError
    """
    if given is not None and not callable(given):
        raise InputError(f"{name} is {_told(given)}; it must be a function of (done, to do), or be left out.")


def refuse_no_mapping(name: str, given: object, example: str) -> None:
    """Raise where names and what they are set to are no mapping of texts; a dataset is one to Python, not to a person.

    Raises
    ------
    InputError
    """
    names = given if isinstance(given, Mapping) and not hasattr(given, "data_vars") else (None,)
    if not all(isinstance(each, str) for each in names):
        raise InputError(f"{name} is {_told(given)}; it must be a mapping such as {example}, from names as texts.")


def is_number(value: Any) -> bool:  # Any: that is the question
    """Whether something is one number, of whatever library; a text such as "10 km", or "10", is none."""
    if isinstance(value, str | bytes):
        return False
    try:
        float(value)
    except (TypeError, ValueError, OverflowError):
        return False
    return True


def is_share(value: Any) -> bool:  # Any: as for `is_number`
    """Whether something is a number between 0 and 1, neither of them."""
    return is_number(value) and 0 < float(value) < 1


def is_whole_number(value: object) -> bool:
    """Whether something is a whole number, of whatever library; a truth value, or 64.0, is none."""
    return isinstance(value, Integral) and not isinstance(value, bool)


def _told(given: object) -> str:
    """What was given, in a word or two."""
    if given is None or isinstance(given, str | int | float):
        text = repr(given)
        return text if len(text) <= 60 else f"{text[:57]}...'"
    kind = type(given).__name__
    return f"an {kind}" if kind[0] in "AEIOU" else f"a {kind}"
