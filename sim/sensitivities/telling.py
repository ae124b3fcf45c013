"""A sensitivity study as a table for a terminal.

Holds no number of its own.
"""

import numpy as np
import xarray as xr

SHOWN = {"sobol": "total_order", "morris": "mu_star"}
"""By which variable factors are ordered, by method."""


def told(result: xr.Dataset, item: str, output: str) -> str:
    """Factors of one item and output, the most important first."""
    one = result.sel(item=item, output=output)
    order = np.argsort(-one[SHOWN[result.attrs["method"]]].fillna(-1.0).values, kind="stable")
    rows = _indices(one) if result.attrs["method"] == "sobol" else _effects(one)
    heading = f"{one['item_label'].item()}: {one['output_label'].item()}"
    return "\n".join([heading, rows[0], *(rows[1 + place] for place in order)])


def _indices(one: xr.Dataset) -> list[str]:
    names = one["factor"].values
    wide = max(len(str(name)) for name in names)
    head = f"  {'factor':<{wide}}  {'alone':>20}  {'in all':>20}"
    both = [(_ends(one, "first_order", name), _ends(one, "total_order", name)) for name in names]
    return [head, *(f"  {name:<{wide}}  {alone}  {total}" for name, (alone, total) in zip(names, both, strict=True))]


def _effects(one: xr.Dataset) -> list[str]:
    names = one["factor"].values
    wide = max(len(str(name)) for name in names)
    unit, scale = ("km", 1e-3) if one["output_unit"].item() == "m" else ("1", 1.0)
    head = f"  {'value':<{wide}}  {f'mu* ({unit})':>26}  {f'sigma ({unit})':>12}"
    rows = zip(names, scale * one["sigma"].values, strict=True)
    return [
        head,
        *(f"  {name:<{wide}}  {_ends(one, 'mu_star', name, scale):>26}  {sigma:12.3g}" for name, sigma in rows),
    ]


def _ends(one: xr.Dataset, variable: str, factor: str, scale: float = 1.0) -> str:
    """An estimate with its interval."""
    known = [scale * one[f"{variable}{end}"].sel(factor=factor).item() for end in ("", "_low", "_high")]
    if np.isnan(known[0]):
        return "does not vary".rjust(20)
    # adding 0 takes the sign from a zero
    found, low, high = (round(number, 2) + 0.0 for number in known)
    return f"{found:.2f} ({low:.2f} to {high:.2f})".rjust(20)
