"""What the variables of a dataset share: the convention they follow, places and times of day, flags.

Holds no physics and no draw.
"""

from functools import partial
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sim.ensemble.blocks import blockwise

CONVENTIONS = "CF-1.11"

PLACES: dict[str, dict[str, str]] = {
    "longitude": {"standard_name": "longitude", "units": "degrees_east"},
    "latitude": {"standard_name": "latitude", "units": "degrees_north"},
    "height": {"standard_name": "altitude", "units": "m", "positive": "up"},
    "time": {"standard_name": "time", "units_metadata": "leap_seconds: none"},
}


def flags(names: list[str]) -> dict[str, Any]:
    """CF flag attributes of the numbers 0, 1 ... with these names."""
    return {
        "flag_values": np.arange(len(names), dtype=np.int8),
        "flag_meanings": " ".join(names),
    }


def moments_at(epoch: np.datetime64, elapsed: NDArray[np.float64]) -> NDArray[np.datetime64]:
    """Times of day from seconds since the epoch; NaT where there are none."""
    return blockwise(partial(_moments_of_block, epoch), "datetime64[ns]", elapsed)


def _moments_of_block(epoch: np.datetime64, elapsed: NDArray[np.float64]) -> NDArray[np.datetime64]:
    milliseconds = np.where(np.isnan(elapsed), np.iinfo(np.int64).min, np.rint(elapsed * 1e3))
    whole = milliseconds.astype("int64")
    return np.where(np.isnan(elapsed), np.datetime64("NaT"), epoch + whole.astype("timedelta64[ms]")).astype(
        "datetime64[ns]"
    )


def places(
    dims: tuple[str, str], kind: str, said: str, values: NDArray[np.float64], moments: NDArray[np.datetime64]
) -> dict[str, xr.Variable]:
    """Longitude, latitude, height and time of a kind of event, as variables named after it.

    Parameters
    ----------
    dims : tuple of str
        Balloon, and drop or bundle.
    kind, said : str
        First part of the names, and the last of what they are said to be.
    values : (balloon, drop or bundle, 3 or more) float64
        Longitude, latitude [degree], height [m].
    moments : (balloon, drop or bundle) datetime64
    """
    columns = {"longitude": values[..., 0], "latitude": values[..., 1], "height": values[..., 2], "time": moments}
    return {
        f"{kind}_{name}": xr.Variable(dims, column, {"long_name": f"{name} {said}", **PLACES[name]})
        for name, column in columns.items()
    }
