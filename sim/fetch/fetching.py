"""One fetch from beginning to end: what it would take, part by part, and the file.

Holds no source and no file format.
"""

from collections.abc import Callable
from pathlib import Path

from sim.errors import FetchError, FetchInterrupted, InputError
from sim.fetch.data_store import DataStoreSource
from sim.fetch.joining import join, refuse_at_the_door
from sim.fetch.parts import Ledger
from sim.fetch.request import Box, Request, Times, checked_request
from sim.fetch.source import MissingHours, Part, Source, Volume
from sim.fetch.stores import ARCO, StoreSource
from sim.files import refuse_existing, refuse_unwritable
from sim.scenario import Scenario
from sim.units import size_of_data
from sim.wind.door.pieces import LARGEST

Progress = Callable[[int, int], None]

SOURCES = ("arco", "cds")

LEAST_PRESSURE = 10_000.0
"""Balloons of this package burst below 100 hPa. [Pa]"""


class Fetch:
    """A fetch that is ready to begin, or to go on.

    Parameters
    ----------
    source : Source
    request : Request
    path : Path
        File to write.
    overwrite : bool
        Replace a file of that name.

    Raises
    ------
    FetchError
        When the parts on the disk are of another request, or the file would be too large to be opened.
    """

    def __init__(self, source: Source, request: Request, path: Path, *, overwrite: bool) -> None:
        self.source, self.request, self.path, self._overwrite = source, request, path, overwrite
        self.ledger = Ledger(path.with_name(path.name + ".parts"), {**source.kind, **request.where})
        self.parts = source.parts
        self.damaged = [part for part in self.parts if self.ledger.was_damaged(part)]
        self.to_fetch = [part for part in self.parts if not self.ledger.holds(part)]
        self.volume: Volume = source.volume(self.to_fetch)
        whole = self.volume.kept * len(self.parts) // max(len(self.to_fetch), 1)
        if whole > LARGEST:
            raise FetchError(
                f"{path}: what is asked for takes {size_of_data(whole)}, and at most {size_of_data(LARGEST)} are "
                "written to one file; fetch it in several files by --times: they are opened together as one wind."
            )

    def outline(self) -> list[str]:
        """What will be done, as sentences."""
        told = [f"Fetching {self.request}, from {self.source.name}.", *self.source.notes]
        if here := len(self.parts) - len(self.to_fetch):
            told.append(f"{here} of {len(self.parts)} parts are here already.")
        if self.damaged:
            names = ", ".join(part.name for part in self.damaged)
            told.append(f"Damaged since they were fetched, and fetched again: {names}.")
        if self.source.lacking:
            told.append(f"The source does not have {', '.join(self.source.lacking)}.")
        if self.to_fetch:
            about = "an unknown number of bytes"
            if self.volume.transferred is not None:
                about = f"about {size_of_data(self.volume.transferred)}"
            told.append(
                f"This transfers {about}, unpacks {size_of_data(self.volume.unpacked)} and keeps "
                f"{size_of_data(self.volume.kept)}."
            )
        return told

    def carry_out(self, progress: Progress | None = None) -> Path:
        """Fetch what is not here, and write the file.

        Parameters
        ----------
        progress : callable or None
            Called with the steps done and in all.

        Returns
        -------
        Path
            The file; its parts are removed.

        Raises
        ------
        FetchError
            With every hour that the source does not have; what it has is kept as parts.
        FetchInterrupted
            When the source stops answering; the same call goes on from there.
        """
        done, total = 0, self.source.steps * len(self.to_fetch)

        def step() -> None:
            nonlocal done
            done += 1
            if progress:
                progress(done, total)

        problems: list[str] = []
        for number, part in enumerate(self.to_fetch):
            begun = done
            try:
                self._fetch(part, step)
            except FetchInterrupted as error:
                raise FetchInterrupted(
                    f"{problem} {number} of {len(self.to_fetch)} parts were fetched and are kept: start the same "
                    "command again to go on."
                    for problem in error.problems
                ) from error
            except MissingHours as error:
                problems.extend(error.problems)
            except FetchError as error:
                raise FetchError([*problems, *error.problems]) from error
            done = begun + self.source.steps
        if problems:
            raise FetchError(problems)
        join(self.ledger, self.parts, self.source, self.request, self.path, overwrite=self._overwrite)
        self.ledger.remove()
        return self.path

    def _fetch(self, part: Part, step: Callable[[], None]) -> None:
        self.ledger.keep(part, self.source.read(part, step))
        try:
            # At the first hour and not after the last, when a unit is not known or the air cannot be.
            refuse_at_the_door(self.ledger.path(part), f"{self.source.name}, {part.name}")
        except FetchError:
            self.ledger.drop(part)
            raise


def planned_fetch(
    path: str | Path,
    *,
    times: Times | None = None,
    scenario: Scenario | str | Path | None = None,
    box: Box | None = None,
    least_pressure: float = LEAST_PRESSURE,
    source: str = "arco",
    store: str | Path | None = None,
    overwrite: bool = False,
) -> Fetch:
    """A fetch with all that can be wrong with it found before it begins; the source is asked what it has.

    Parameters
    ----------
    path, times, scenario, box, least_pressure, source, store, overwrite
        As for `fetch_wind`.

    Raises
    ------
    InputError
        With every reason why it cannot be.
    """
    target = Path(path)
    problems: list[str] = []
    request: Request | None = None
    if source not in SOURCES:
        problems.append(f"The source is {source!r}; it must be one of {', '.join(SOURCES)}: give it by --from.")
    elif source != "arco" and store is not None:
        problems.append(f"A store ({store}) is given, and the source is {source!r}; give one of --store and --from.")
    if target.suffix != ".nc":
        problems.append(f"{target}: the name of the file must end in .nc; choose another --out.")
    try:
        request = checked_request(times, scenario, box, least_pressure)
    except InputError as error:
        problems.extend(error.problems)
    try:
        refuse_unwritable(target.parent)
        if not overwrite:
            refuse_existing([target])
    except InputError as error:
        problems.extend(error.problems)
    if problems or request is None:
        raise FetchError(problems)
    where: Source = StoreSource(str(store or ARCO), request) if source == "arco" else DataStoreSource(request)
    return Fetch(where, request, target, overwrite=overwrite)


def fetch_wind(
    path: str | Path,
    *,
    times: Times | None = None,
    scenario: Scenario | str | Path | None = None,
    box: Box | None = None,
    least_pressure: float = LEAST_PRESSURE,
    source: str = "arco",
    store: str | Path | None = None,
    overwrite: bool = False,
    progress: Progress | None = None,
) -> Path:
    """Fetch ERA5 of a box and a span to a NetCDF file that `open_wind` opens. This touches the network.

    A call that was cut off goes on where it stopped when it is made again.

    Parameters
    ----------
    path : str or Path
        File to write, ending in .nc. Parts lie in a folder beside it until it is whole.
    times : (first, last) or None
        Widened to whole hours; datetime64 or ISO 8601. [UTC]
    scenario : Scenario, str, Path or None
        Instead of times: the span of its flights; a name or a file is loaded.
    box : (west, south, east, north) or None
        By default the box of the embedded climate, around Korea. [degree]
    least_pressure : float
        Levels of lower pressure are left out. [Pa]
    source : str
        "arco", the public store on Google Cloud (needs the extra `fetch`), or "cds", the Climate Data Store with the
        key in ~/.cdsapirc.
    store : str, Path or None
        Another Zarr store with the names of ARCO-ERA5: its address, or its path on this machine.
    overwrite : bool
        Replace a file of that name.
    progress : callable or None
        Called with the steps done and in all.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    InputError
        With every reason why it cannot be fetched.
    """
    plan = planned_fetch(
        path,
        times=times,
        scenario=scenario,
        box=box,
        least_pressure=least_pressure,
        source=source,
        store=store,
        overwrite=overwrite,
    )
    return plan.carry_out(progress)
