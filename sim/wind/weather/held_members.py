"""Weather members that were made already: points of a sweep, and nights of one month, ask for the same ones again.

Holds no process. Members are found by all that they are made from, never by a place in memory.
"""

import hashlib
from collections import OrderedDict
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from sim.wind.weather.grid import Axes, realised
from sim.wind.weather.process import WeatherProcess

MOST_BYTES = 256 * 2**20
"""Memory that held members may take together: some 800 of the embedded climate. More are not held. [byte]"""

_held: "OrderedDict[str, NDArray[np.float32]]" = OrderedDict()
_door = Lock()


def held_members(
    process: WeatherProcess, key: int, numbers: NDArray[np.int64], axes: Axes, purpose: str = ""
) -> NDArray[np.float32]:
    """The members that `realised` makes; they may be ones that were made before, and must not be written to.

    Parameters are those of `realised`.
    """
    name = _content(process, key, numbers, axes, purpose)
    with _door:
        if name in _held:
            _held.move_to_end(name)
            return _held[name]
    members = realised(process, key, numbers, axes, purpose)
    with _door:
        _held[name] = members
        while sum(values.nbytes for values in _held.values()) > MOST_BYTES:
            _held.popitem(last=False)
    return members


def _content(process: WeatherProcess, key: int, numbers: NDArray[np.int64], axes: Axes, purpose: str) -> str:
    """Digest of everything that members are made from."""
    digest = hashlib.sha256(repr((process.horizontal_scale, process.time_scale, key, axes, purpose)).encode())
    for values in (process.heights, process.eastward_sd, process.northward_sd, process.correlation, numbers):
        digest.update(repr((values.shape, values.dtype.str)).encode())
        digest.update(np.ascontiguousarray(values).tobytes())
    return digest.hexdigest()
