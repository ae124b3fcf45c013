"""What was varied, as the axis of a picture: places of the values, and the words of axis and values.

Holds no drawing.
"""

from typing import Any, NamedTuple

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sim.units import UNITS

_SITE = "launch.site"


class Parameter(NamedTuple):
    """One parameter of a sweep.

    name : str
        What the result calls it.
    words : str
        What it is, without its unit.
    unit : str
        Empty where it has none: of dates and words.
    kind : str
        "number", "date" or "word".
    values : (n,) array
        Numbers, moments or text.
    labels : tuple of str
        Each value as a person reads it, without its unit.
    """

    name: str
    words: str
    unit: str
    kind: str
    values: NDArray[Any]
    labels: tuple[str, ...]

    @property
    def axis_label(self) -> str:
        """What stands at an axis."""
        return f"{self.words} ({self.unit})" if self.unit else self.words

    def said(self, place: int) -> str:
        """The parameter at one of its values, as the name of a point: sites and dates speak for themselves."""
        if self.kind == "number":
            unit = f" {self.unit}" if self.unit != "1" else ""
            return f"{self.words} {self.labels[place]}{unit}"
        own = self.kind == "date" or self.name == "site"
        return self.labels[place] if own else f"{self.words} {self.labels[place]}"


def parameter_of(result: xr.Dataset, name: str) -> Parameter:
    """The parameter of a dimension of a grid, or of a coordinate along its points."""
    coordinate = result[name]
    values = np.atleast_1d(coordinate.values)
    words = _without_unit(name).replace("_", " ")
    if np.issubdtype(values.dtype, np.datetime64):
        return _dates(name, values)
    if np.issubdtype(values.dtype, np.number):
        return Parameter(name, words, str(coordinate.attrs.get("units", "1")), "number", values, _numbers(values))
    labels = tuple(str(value) for value in values)
    if coordinate.attrs.get("scenario_path") == _SITE:
        labels = tuple(label.replace("_", " ").title() for label in labels)
        words = "launch site"
    elif name == "item":
        words, labels = "item", tuple(str(label) for label in np.atleast_1d(result["item_label"].values))
    return Parameter(name, words, "", "word", values, labels)


def _numbers(values: NDArray[Any]) -> tuple[str, ...]:
    return tuple(f"{value:.4g}" for value in values)


def _dates(name: str, values: NDArray[np.datetime64]) -> Parameter:
    """Dates without the year where all have the same one; hours where there are some."""
    years = np.unique(values.astype("datetime64[Y]").astype(str))
    whole = (values == values.astype("datetime64[D]")).all()
    words = "date of the launch" if whole else "time of the launch"
    told = [words, *([", " + years[0]] if years.size == 1 else []), *([] if whole else [" (UTC)"])]
    pattern = ("%-d %b" if years.size == 1 else "%Y-%m-%d") + ("" if whole else " %H:%M")
    labels = tuple(value.astype("datetime64[s]").item().strftime(pattern) for value in values)
    return Parameter(name, "".join(told), "", "date", values, labels)


def _without_unit(name: str) -> str:
    """A name without the unit at its end.

    >>> _without_unit("main_timer_h"), _without_unit("free_lift_fraction")
    ('main_timer', 'free_lift_fraction')
    """
    longest_first = sorted((unit.suffix for unit in UNITS), key=len, reverse=True)
    return next((name.removesuffix(f"_{end}") for end in longest_first if name.endswith(f"_{end}")), name)
