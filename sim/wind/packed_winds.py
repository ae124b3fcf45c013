"""Winds that were packed already: who flies the same one again, in another ensemble, need not wait for it again.

Holds no packing. A packing is found by the content of the field, never by its name or place in memory: whoever changes
an array of a wind gets the packing of what it holds then.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Iterable
from threading import Lock

import numpy as np

from sim.numerics.grids import WindGrid
from sim.wind.field import WindField, digest_of_made
from sim.wind.packing import flown_window, pack

MOST_BYTES = 256 * 2**20
"""Memory that packed winds may take together: some hundred of the shipped climate. A larger one is not held. [byte]"""

_held: "OrderedDict[str, WindGrid]" = OrderedDict()
_door = Lock()


def packed(wind: WindField, epoch: np.datetime64, elapsed_last: float, elapsed_first: float = 0.0) -> WindGrid:
    """The field on common heights, with one weather member that adds nothing; it may be one that was packed before.

    Parameters
    ----------
    wind, epoch, elapsed_last, elapsed_first
        As for `pack`.

    Returns
    -------
    WindGrid
        Its arrays are shared and must not be written to.
    """
    name = _content(wind, epoch, elapsed_last, elapsed_first)
    with _door:
        if name in _held:
            _held.move_to_end(name)
            return _held[name]
    grid = pack(wind, epoch, elapsed_last, None, elapsed_first)
    with _door:
        _held[name] = grid
        while sum(map(size_of, _held.values())) > MOST_BYTES:
            _held.popitem(last=False)
    return grid


def size_of(grid: WindGrid) -> int:
    """Memory that the arrays of a packed wind take. [byte]"""
    return sum(part.nbytes for part in grid if isinstance(part, np.ndarray))


def _content(wind: WindField, epoch: np.datetime64, last: float, first: float) -> str:
    """Digest of everything that a packing is made from: the air that is flown, and what it takes from the whole."""
    air = digest_of_made(wind.dataset.isel(time=flown_window(wind, epoch, first, last)))
    # of one time there is nothing to count from an epoch: the nights of a month in the embedded climate are packed once
    moment = "any time" if wind.is_steady else epoch.astype("datetime64[ns]")
    whole: Iterable[object] = (air, moment, wind.highest_height)
    return hashlib.sha256(" ".join(map(str, whole)).encode()).hexdigest()
