"""Whether a tally is whole: its counts are of all that was flown, and nothing of it can be chosen.

Holds no count of its own.
"""

from collections.abc import Iterator

import numpy as np
import xarray as xr

from sim.errors import ResultError
from sim.ground import regions
from sim.landing.tallies.labels import COUNTED, OUTCOMES, sums_in

_OPENED = OUTCOMES.index("bundle_opened")
_WHOLE = "give the whole of what sim.tally or sim.open_tally returned: no weather, drop or cell can be chosen from it."


def refuse_parted(tally: xr.Dataset, where: str) -> None:
    """Raise where something was taken out of a tally, or its counts no longer add up.

    Parameters
    ----------
    tally : xr.Dataset
        With `drops_ended`.
    where : str
        Who asks, for messages.

    Raises
    ------
    ResultError
    """
    fault = next(_faults(tally), None)
    if fault is not None:
        raise ResultError(f"{where}: {fault}; {_WHOLE}")


def _faults(tally: xr.Dataset) -> Iterator[str]:
    dims = {name: dims for name, dims, _ in COUNTED.values()}
    dims |= {str(name): ("night",) for name in tally.variables if str(name).startswith("night_")}
    for name, wanted in dims.items():
        if name not in tally.variables:
            yield f"{name} not found"
        elif tally[name].dims != wanted:
            yield f"{name} is on ({', '.join(map(str, tally[name].dims))}), not on ({', '.join(wanted)})"
    for dim, size in (("kind", len(set(tally["item"].values.tolist()))), ("outcome", len(OUTCOMES))):
        if tally.sizes[dim] != size:
            yield f"it has {tally.sizes[dim]} of {size} entries of {dim}"
    sums = sums_in(tally)
    every, landed = sums.outcome.sum(axis=1), sums.ended[..., : len(regions())].sum(axis=(0, 2))
    agree = (
        every == sums.balloons.sum(),
        sums.ended.sum(axis=(0, 2)) == every - sums.outcome[:, _OPENED],
        sums.minutes.sum(axis=1) == landed,
        sums.landings.sum() == landed.sum(),
    )
    if not all(map(np.all, agree)):
        yield "its counts do not add up, so a part was taken out or changed"
