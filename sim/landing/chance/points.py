"""By how much the points of a sweep differ, where all of them met the same weather members.

Holds the estimator only; it reads the table that a sweep makes and flies nothing.

References
----------
.. [1] Newcombe, "Improved confidence intervals for the difference between binomial proportions based on paired data",
   Statistics in Medicine 17, 1998, p. 2635, method 10 (ends of a difference from those of its parts and their
   correlation).
.. [2] Zou, "Toward using confidence intervals to compare correlations", Psychological Methods 12, 2007, p. 399 (the
   same for any two estimates with intervals).
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sim.errors import InputError, ResultError
from sim.evidence.reading import suggestion
from sim.kinds import A_SWEEP, refuse_no_mapping, refuse_other_than

Floats = NDArray[np.float64]

_OWN = ("item", "region")
_NEEDED = ("probability", "low", "high")


class _Known(NamedTuple):
    """Probability of some points with the ends of its interval; and what each member adds to its error, if known."""

    estimate: Floats
    low: Floats
    high: Floats
    errors: Floats  # (point, member)


def sweep_differences(
    result: xr.Dataset,
    reference: Mapping[str, Any] | None = None,
    item: str | None = None,
    region: str = "north_korea",
) -> xr.Dataset:
    """By how much the probability of each point of a sweep differs from that of one of them, with intervals.

    Parameters
    ----------
    result : xr.Dataset
        From `sim.sweep`; with ``by_member=True`` the intervals know that the points share their weather.
    reference : mapping, optional
        Value of each parameter of a grid, or the number of a point; without it the point with the greatest probability.
    item : str, optional
        The first of the result without it.
    region : str
        A region, total or outcome of the result.

    Returns
    -------
    xr.Dataset
        `difference`, `low` and `high` along the parameters, and `correlation`, of both estimates over weather members.
        NaN where a point is not known; exactly 0 at the reference.

    Raises
    ------
    InputError
        For an item, region or reference that the result does not have.
    ResultError
        When the dataset is no sweep, or its reference was not flown.

    Notes
    -----
    The ends come from those of both probabilities and their correlation over members [1]_ [2]_; not known, it counts as
    0, as for runs of their own. It is taken times n / (n + 1) of n members, as if one more had nothing in common:
    otherwise two points alike in every member would differ by exactly nothing. So "90 %" intervals held the truth 90 to
    100 times in 100 in all cases of `benchmarks/difference_coverage.py`, at a fifth to a half of the width of
    independent ones where the points lie near each other; the usual interval of the mean of paired differences held it
    15 times in 100 where few members differ at all.

    Members are paired by number. Under a launch rule member 7 need not be the same night at both points: what they
    share is then counted in part only, and the interval is wider than it need be.
    """
    refuse_other_than(xr.Dataset, "sweep_differences: result", result, A_SWEEP)
    one = _chosen(result, item, region)
    dims = one["probability"].dims
    known = _known(one)
    place = _place(one, reference, known)
    if not np.isfinite(known.estimate[place]):
        raise ResultError("sweep_differences: the reference was not flown, or does not carry the item; choose another.")
    correlation = _correlation(known.errors, place)
    difference, low, high = _paired(known, place, correlation)
    variables = {
        "difference": (difference, "probability of the point less that of the reference", "1"),
        "low": (low, "lower end of the interval of the difference", "1"),
        "high": (high, "upper end of the interval of the difference", "1"),
        "correlation": (correlation, "correlation of both probabilities over the weather members", "1"),
    }
    shape = one["probability"].shape
    told = [one[name].values[index] for name, index in zip(dims, np.unravel_index(place, shape), strict=True)]
    return xr.Dataset(
        {
            name: (dims, values.reshape(shape), {"long_name": said, "units": units})
            for name, (values, said, units) in variables.items()
        },
        {name: result[name] for name in result.coords if set(result[name].dims) <= set(dims)},
        {
            "item": str(one["item"].values),
            "region": region,
            "interval_level": result.attrs["interval_level"],
            "reference": ", ".join(f"{name} = {value}" for name, value in zip(dims, told, strict=True)),
            "reference_point": int(place),
            "paired": str(bool(np.isfinite(correlation).sum() > 1)).lower(),
        },
    )


def _chosen(result: xr.Dataset, item: str | None, region: str) -> xr.Dataset:
    """One item and region of a sweep."""
    if any(name not in result for name in _NEEDED) or not {*_OWN} <= set(result["probability"].dims):
        raise ResultError("sweep_differences: the dataset is no sweep; pass what sim.sweep or sim.open_sweep gave.")
    asked = {"item": str(result["item"].values[0]) if item is None else item, "region": region}
    problems = [
        f"sweep_differences: {name} is {value!r}; {suggestion(value, [str(one) for one in result[name].values])}"
        for name, value in asked.items()
        if value not in result[name].values
    ]
    if problems:
        raise InputError(problems)
    return result.sel(asked)


def _known(one: xr.Dataset) -> _Known:
    estimate, low, high = (one[name].values.ravel() for name in _NEEDED)
    if "member_share" not in one:
        return _Known(estimate, low, high, np.full((estimate.size, 0), np.nan))
    share, weight = (one[name].values.reshape(estimate.size, -1) for name in ("member_share", "member_weight"))
    return _Known(estimate, low, high, (share - estimate[:, np.newaxis]) * weight)


def _place(one: xr.Dataset, reference: Mapping[str, Any] | None, known: _Known) -> int:
    """Number of the reference among all points."""
    if not np.isfinite(known.estimate).any():
        raise ResultError("sweep_differences: no point was flown that carries the item; fly the sweep first.")
    if reference is None:
        return int(np.nanargmax(known.estimate))
    refuse_no_mapping("sweep_differences: reference", reference, '{"timer_h": 2.0}')
    number = xr.DataArray(
        np.arange(known.estimate.size).reshape(one["probability"].shape), dims=one["probability"].dims
    )
    number = number.assign_coords({name: one[name] for name in number.dims if name in one.coords})
    lacking = set(number.dims) ^ set(reference)
    if lacking:
        names = ", ".join(map(str, number.dims))
        raise InputError(f"sweep_differences: reference names {', '.join(reference)}; it must name each of {names}.")
    try:
        return int(number.sel(reference))
    except KeyError as error:
        raise InputError(
            f"sweep_differences: reference has {error.args[0]}, which is no value of the sweep; take one that is."
        ) from None


def _correlation(errors: Floats, place: int) -> Floats:
    """Correlation of each point with the reference over their members, drawn towards 0; NaN where it is not known."""
    shared = np.isfinite(errors) & np.isfinite(errors[place])
    count = shared.sum(axis=1)
    own, other = np.where(shared, errors, 0.0), np.where(shared, errors[place], 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        plain = (own * other).sum(axis=1) / np.sqrt((own**2).sum(axis=1) * (other**2).sum(axis=1))
    return np.where(count > 1, plain * count / (count + 1.0), np.nan)


def _paired(known: _Known, place: int, correlation: Floats) -> tuple[Floats, Floats, Floats]:
    """Difference from the reference, and the ends of its interval."""
    shared = np.nan_to_num(correlation)
    estimate = known.estimate - known.estimate[place]
    down, up = known.estimate - known.low, known.high - known.estimate

    def reach(own: Floats, other: float) -> Floats:
        # rounding may leave a hair below 0
        return np.sqrt(np.maximum(own**2 + other**2 - 2.0 * shared * own * other, 0.0))

    low, high = estimate - reach(down, up[place]), estimate + reach(up, down[place])
    low[place] = high[place] = 0.0
    return estimate, low, high
