"""Sweep files: a scenario, what is changed, and the design, as people write them in TOML.

Holds no design: what is written is handed on as `sweep` takes it.
"""

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from sim.errors import InputError, ScenarioError
from sim.evidence.reading import model_faults, read_toml
from sim.scenario import load_scenario, scenario_path
from sim.scenario.items import Kind
from sim.scenario.laws import Text
from sim.scenario.load import own_or_shipped, shipped_names
from sim.sweeps.axes import NIGHT

if TYPE_CHECKING:
    from sim.scenario import Scenario

Count = Annotated[int, Field(strict=True, ge=1)]
Switch = Annotated[bool, Field(strict=True)]


class SweepFile(BaseModel):
    """What a sweep file says; unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    name: Kind
    """Short name, in small letters: also that of the store."""
    title: Text
    """Title for people."""
    description: Text = ""
    """What is asked."""
    scenario: Text
    """A scenario: the name of a shipped one, or a file, relative to this file if it is relative."""
    any_weather: Switch = False
    """Whether the scenario's launch rule is left out."""
    changes: dict[str, Any] = {}  # as typed: the scenario checks them
    """Entries of the scenario by their dotted names, set at every point."""
    parameters: dict[str, Any]  # as typed: the design checks them
    """What is varied: dotted names, or night, in quotes."""
    design: Literal["grid", "zip", "latin_hypercube", "sobol"] = "grid"
    """How values are put together."""
    points: Count | None = None
    """Points of a design that draws."""
    balloons: Count | None = None
    """Balloons at every point; the scenario's own number where it is not said."""
    weather_members: Count | None = None
    """Weather members at every point."""
    rng_seed: Annotated[int, Field(strict=True, ge=0, lt=2**64)] | None = None
    """Start of all random streams."""
    level: Annotated[float, Field(strict=True, gt=0, lt=1)] = 0.9
    """Probability that an interval is to hold the truth."""
    places: Switch = True
    """Whether the middle and the spread of the landings are worked out."""
    density: Switch = False
    """Whether the density of each item is kept, on one grid for all points."""
    samples: Annotated[int, Field(strict=True, ge=0)] = 0
    """How many drops of each item are kept with the places where they landed."""
    by_member: Switch = False
    """Whether the shares of the single weather members are kept, for differences."""

    def flown(self, folder: Path) -> "tuple[Scenario, Path]":
        """The scenario with its changes, and the folder of its file.

        Raises
        ------
        ScenarioError
            With every fault.
        """
        is_file = self.scenario.endswith(".toml") or len(Path(self.scenario).parts) > 1
        source = folder / self.scenario if is_file else self.scenario
        scenario = load_scenario(source)
        changes = {**self.changes, **({"launch_rule": None} if self.any_weather else {})}
        return scenario.with_values(changes) if changes else scenario, scenario_path(source).parent

    @property
    def settings(self) -> dict[str, Any]:
        """What `sweep` takes beside the scenario, the wind and the parameters."""
        sizes = ("design", "points", "balloons", "weather_members", "rng_seed", "level")
        return {name: getattr(self, name) for name in (*sizes, "places", "density", "samples", "by_member")}


def shipped_sweeps() -> list[str]:
    """Names of the shipped sweep files."""
    return shipped_names("sweeps")


def load_sweep(path_or_name: str | Path) -> tuple[SweepFile, Path]:
    """A sweep file, or a shipped one by its name; and the folder that it lies in.

    Raises
    ------
    ScenarioError
        With every fault of the file.
    """
    path = own_or_shipped(path_or_name, "sweeps", "sweep")
    return sweep_of(read_toml(path, ScenarioError), str(path)), path.parent


def sweep_of(raw: dict[str, Any], origin: str) -> SweepFile:
    """What a sweep file with these entries says; `origin` is what messages call it.

    Raises
    ------
    ScenarioError
        With every fault.
    """
    found, faults = model_faults(SweepFile, raw, origin)
    if found is None:
        raise ScenarioError(faults)
    return found


def typed_parameter(text: str) -> tuple[str, Any]:
    """A parameter as it is typed on the command line, such as ``balloon.gas_purity=0.9,0.95``.

    Parameters
    ----------
    text : str
        ``PATH=1,2,3`` is a list, ``PATH=1..4:7`` seven numbers from 1 to 4, ``PATH=1..4`` all between (of nights, each
        day), ``PATH=own`` the scenario's distribution; brackets and braces hold TOML.

    Raises
    ------
    InputError

    Examples
    --------
    >>> typed_parameter("night=2015-04-01..2015-04-30")
    ('night', {'first': '2015-04-01', 'last': '2015-04-30'})
    >>> typed_parameter("balloon.free_lift_fraction=0.04..0.16:4")
    ('balloon.free_lift_fraction', {'first': 0.04, 'last': 0.16, 'count': 4})
    >>> typed_parameter("launch.site=gimpo,imjingak")
    ('launch.site', ['gimpo', 'imjingak'])
    """
    path, equals, typed = text.partition("=")
    if not equals or not path or not typed:
        raise InputError(f"--parameter {text}: it must be PATH=VALUES, such as balloon.gas_purity=0.9,0.95.")
    if typed[0] in "[{":
        return path, _toml(typed, text)
    if typed == "own":
        return path, typed
    first, dots, rest = typed.partition("..")
    if not dots:
        return path, [_scalar(part) for part in typed.split(",")]
    if path == NIGHT:
        return path, {"first": first, "last": rest}
    last, colon, count = rest.partition(":")
    if colon:
        return path, {"first": _number(first), "last": _number(last), "count": _scalar(count)}
    return path, {"low": _number(first), "high": _number(last)}


def _toml(typed: str, text: str) -> Any:  # as typed by a person
    try:
        return tomllib.loads(f"value = {typed}")["value"]
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"--parameter {text}: is not valid TOML: {error}.") from None


def _scalar(typed: str) -> Any:  # as typed by a person
    """A number, truth value, date or moment; else the text itself."""
    try:
        value = tomllib.loads(f"value = {typed}")["value"]
    except tomllib.TOMLDecodeError:
        return typed
    return value


def _number(typed: str) -> Any:  # as typed by a person
    """A number as a range takes it: always a float."""
    value = _scalar(typed)
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value
