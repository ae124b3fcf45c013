"""What every source of winds can do: say what it would give and how much that is, and give it part by part."""

from collections.abc import Callable, Mapping
from typing import NamedTuple, Protocol

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sim.errors import FetchError


class MissingHours(FetchError):
    """Hours that a source does not have; others may well be there."""


class Part(NamedTuple):
    """What is fetched and kept in one piece.

    name : str
        Of its file, and the same for the same times.
    times : (time,) datetime64
        [UTC]
    """

    name: str
    times: NDArray[np.datetime64]


class Volume(NamedTuple):
    """How much some parts are.

    transferred : int or None
        Over the network, or from the disk; None where nobody knows before. [byte]
    unpacked : int
        What of that is unpacked and mostly thrown away again. [byte]
    kept : int
        [byte]
    """

    transferred: int | None
    unpacked: int
    kept: int


class Source(Protocol):
    """Somewhere winds come from."""

    @property
    def name(self) -> str:
        """How messages and files call it."""

    @property
    def kind(self) -> Mapping[str, object]:
        """What must be the same for two parts to be put together: plain values that JSON can hold."""

    @property
    def parts(self) -> list[Part]:
        """What was asked for, in order of time."""

    @property
    def lacking(self) -> tuple[str, ...]:
        """Fields of ERA5 that it does not have, by their own names."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What else must be said about it, one sentence each."""

    @property
    def steps(self) -> int:
        """How often `read` tells of progress."""

    def volume(self, parts: list[Part]) -> Volume:
        """How much parts are."""

    def read(self, part: Part, step: Callable[[], None]) -> xr.Dataset:
        """The air of a part, as `assembled` makes it.

        Raises
        ------
        MissingHours
            When it is not there.
        FetchError
            When asking for any other part would fare no better.
        FetchInterrupted
            When the source does not answer, or not as it should.
        """
