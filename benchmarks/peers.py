"""Other programs for particles in a flow, on the wind of `advection`: midpoint steps of 30 s and a steady rise."""

import importlib.metadata
import importlib.util
from collections.abc import Callable
from typing import NamedTuple

from advection import Particles


class Peer(NamedTuple):
    """A program to be held against.

    package : str
        As it is imported, and as it is called where it is distributed.
    carried : callable
        Longitude and latitude where particles that start together end. [degree]
    """

    package: str
    carried: Callable[[Particles], tuple]

    def missing(self) -> str | None:
        """A line where the package is not there to be run."""
        if importlib.util.find_spec(self.package) is None:
            return f"{self.package} is not installed: nothing is compared."
        return None

    @property
    def told(self) -> str:
        return f"{self.package} {importlib.metadata.version(self.package)}"


PEERS: dict[str, Peer] = {}
