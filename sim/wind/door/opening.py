"""Which files are meant, what kind each is by its first bytes, and each as a labelled dataset that is not yet read.

Holds no search for axes or variables and no check of the air.
"""

import glob
import importlib.util
import io
import json
import zipfile
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Set
from pathlib import Path
from typing import Any, BinaryIO, Literal, NamedTuple

import xarray as xr

from sim.errors import WindError
from sim.kinds import refuse_other_than
from sim.wind.door.cutting import Cut
from sim.wind.door.grib import read_grib
from sim.wind.door.zipped import ZIP_MARK

Source = str | Path | Iterable[str | Path]
"""One file, folder, store or pattern, or several."""

_NETCDF_4, _NETCDF_3 = b"\x89HDF", (b"CDF\x01", b"CDF\x02")

_GRIB = b"GRIB"

_KNOWN = (_NETCDF_4, *_NETCDF_3, _GRIB, ZIP_MARK)

_CDF_5 = b"CDF\x05"

_STORE_MARKS = ("zarr.json", ".zgroup", ".zmetadata")
"""Any of these makes a folder a Zarr store."""

_PATTERN = frozenset("*?[")


class Opened(NamedTuple):
    """One dataset of a source.

    dataset : xr.Dataset
        Nothing decoded but packed numbers and fill values; not yet read, unless it comes from GRIB.
    origin : str
        How messages call it.
    is_store : bool
        Whether it may be far larger than memory.
    notes : tuple of str
        What must be said about how it became one.
    """

    dataset: xr.Dataset
    origin: str
    is_store: bool = False
    notes: tuple[str, ...] = ()


def files_of(source: Source, choice: str) -> tuple[list[Path], list[str]]:
    """Files and stores that a source names, and notes on what was passed over.

    Parameters
    ----------
    source : Source
        A folder stands for all wind files directly in it, a pattern with * or ? for all that fit.
    choice : str
        What messages offer besides a file.
    """
    wanted = f"the path of a wind file, a list of them, {choice}"
    # bytes would be taken apart into numbers, and a dataset into the names that it holds
    several = Path if isinstance(source, bytes | Mapping) else Iterable
    refuse_other_than((str, Path, several), "open_wind: source", source, wanted)
    entries = [source] if isinstance(source, str | Path) else list(source)
    if isinstance(source, Set):  # which has no order, and another one in another process
        entries.sort(key=str)
    for entry in entries:
        refuse_other_than((str, Path), "open_wind: source", entry, wanted)
    if not entries:
        raise WindError("the list of wind files is empty; give one file or more.")
    found: dict[Path, None] = {}
    notes: list[str] = []
    problems: list[str] = []
    for entry in entries:
        try:
            files, said = _files_of_one(entry, choice)
        except WindError as error:
            problems.extend(error.problems)
        else:
            found |= dict.fromkeys(files)
            notes.extend(said)
    if problems:
        raise WindError(problems)
    return list(found), notes


def _files_of_one(entry: str | Path, choice: str) -> tuple[list[Path], list[str]]:
    path, text = Path(entry), str(entry)
    if "://" in text:
        raise WindError(
            f"{text}: winds are read from this machine only; copy the box and the times needed to a file first: "
            f"`balloon-drift wind fetch --store {text}`."
        )
    if path.is_dir() and not is_store(path):
        files = sorted(file for file in path.iterdir() if file.is_file() and not file.name.startswith("."))
        wind = [file for file in files if _beginning(file).startswith(_KNOWN)]
        if not wind:
            raise WindError(f"{text}: this is a directory without a NetCDF or GRIB file; give the path of a wind file.")
        over = len(files) - len(wind)
        return wind, [f"{over} files of the folder are neither NetCDF nor GRIB and were passed over."] if over else []
    if path.exists():
        return [path], []
    if _PATTERN & set(text):
        if fitting := sorted(Path(name) for name in glob.glob(text)):
            return fitting, []
        raise WindError(f"{text}: no file fits this pattern; check it.")
    raise WindError(f"{text}: there is no such file; give the path of a wind file, {choice}.")


def is_netcdf_or_grib(beginning: bytes) -> bool:
    """Whether a file that begins like this is NetCDF, a zip archive or GRIB."""
    return beginning.startswith((*_KNOWN, _CDF_5))


def is_store(path: Path) -> bool:
    """Whether a path is a Zarr store on this machine."""
    return path.is_dir() and any((path / mark).is_file() for mark in _STORE_MARKS)


def opened(path: Path, origin: str, cut: Cut) -> Generator[Opened]:
    """Every dataset of a file, closed when the next one is asked for.

    Parameters
    ----------
    path : Path
    origin : str
        How messages call the file.
    cut : Cut
        What is wanted of it; GRIB is cut while it is unpacked.
    """
    if is_store(path):
        yield from _closed(_store(path, origin), origin, is_store=True)
        return
    beginning = _beginning(path)
    if beginning.startswith(_GRIB):
        for dataset in read_grib(path, origin, cut):
            yield Opened(dataset, origin if "level" in dataset.dims else f"{origin} (at the ground)")
    elif beginning.startswith(ZIP_MARK):
        yield from _members(path, origin)
    else:
        yield from _closed(_netcdf(beginning, lambda: path, origin), origin)


def _closed(dataset: xr.Dataset, origin: str, *, is_store: bool = False) -> Iterator[Opened]:
    with dataset:
        yield Opened(dataset, origin, is_store)


def is_grib(path: Path) -> bool:
    """Whether a file begins like GRIB; a store does not."""
    return path.is_file() and _beginning(path).startswith(_GRIB)


def _beginning(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(8)


def _members(path: Path, origin: str) -> Iterator[Opened]:
    """The NetCDF files of a zip archive, as which the Climate Data Store delivers some downloads named .nc."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = [name for name in archive.namelist() if not name.endswith("/")]
            contents = {name: archive.read(name) for name in sorted(names)}
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError) as error:
        raise damaged(origin, error) from error
    wind = {name: data for name, data in contents.items() if data.startswith((_NETCDF_4, *_NETCDF_3))}
    if not wind:
        held = ", ".join(names) or "nothing"
        raise WindError(
            f"{origin}: this is a zip archive without a NetCDF file; it holds {held}: unpack it and give the winds."
        )
    for name, data in wind.items():
        inside = f"{origin} ({name})"
        yield from _closed(_netcdf(data[:8], lambda data=data: io.BytesIO(data), inside), inside)  # type: ignore[misc]  # mypy types no lambda with a default


def _netcdf(beginning: bytes, content: Callable[[], Path | BinaryIO], origin: str) -> xr.Dataset:
    engine, options = _engine(beginning, origin)
    try:
        return xr.open_dataset(
            content(), engine=engine, decode_times=False, decode_coords=False, backend_kwargs=options
        )
    except Exception as error:  # the libraries raise many kinds for a damaged file
        raise damaged(origin, error) from error


def _engine(beginning: bytes, origin: str) -> tuple[Literal["h5netcdf", "scipy"], dict[str, Any]]:
    """Which reader knows a file that begins like this, and its options (Any: as xarray types them)."""
    if beginning.startswith(_NETCDF_4):
        return "h5netcdf", {}
    if beginning.startswith(_NETCDF_3):
        # A mapped file would have to stay open as long as any array of it lives.
        return "scipy", {"mmap": False}
    what = f"it begins with {beginning!r}; give a NetCDF or GRIB file"
    if not beginning:
        what = "it is empty; fetch it again"
    elif beginning.startswith(_CDF_5):
        what = "it is NetCDF with 64-bit data (CDF-5); convert it to NetCDF-4, for example with nccopy -k nc4"
    raise WindError(f"{origin}: this is not a wind file that can be read: {what}.")


def _store(path: Path, origin: str) -> xr.Dataset:
    if importlib.util.find_spec("zarr") is None:
        raise WindError(
            f"{origin}: this is a Zarr store, and zarr, which reads it, is not installed; pip install zarr, or convert "
            "the part that is needed to NetCDF."
        )
    try:
        return xr.open_dataset(
            path,
            engine="zarr",
            chunks=None,
            decode_times=False,
            decode_coords=False,
            backend_kwargs={"consolidated": _is_consolidated(path)},
        )
    except Exception as error:  # as above
        raise damaged(origin, error) from error


def _is_consolidated(path: Path) -> bool:
    """Whether one file lists all arrays of a store: to look for it in vain would be warned of."""
    if (path / ".zmetadata").is_file():
        return True
    whole = path / "zarr.json"
    return whole.is_file() and "consolidated_metadata" in json.loads(whole.read_text(encoding="utf-8"))


def damaged(origin: str, error: Exception) -> WindError:
    """The refusal of a file that its library cannot read.

    Parameters
    ----------
    origin : str
        How messages call the file.
    error : Exception
        What the library says.
    """
    return WindError(f"{origin}: the file is damaged or cut short ({error}); fetch it again.")
