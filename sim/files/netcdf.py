"""Datasets written to NetCDF-4 files in such a way that a full disk is an error like any other."""

import io
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import xarray as xr

from sim.errors import ResultError

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer

SUFFIXES = (".nc", ".nc4", ".netcdf", ".cdf", ".h5")
"""How the name of a NetCDF-4 file may end."""


class _ErrorKept(io.RawIOBase):
    """A file that keeps the first error of writing to itself, and goes on in memory.

    HDF5 that is told of a full disk while it closes a file ends the whole process. It is told of nothing, finds all
    that it wrote, and whoever gave it this file asks for `error` afterwards.

    Parameters
    ----------
    disk : io.FileIO
        Empty, open for reading and writing.
    """

    def __init__(self, disk: io.FileIO) -> None:
        self.error: BaseException | None = None
        self._held: io.FileIO | io.BytesIO = disk

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._held.seek(offset, whence)

    def tell(self) -> int:
        return self._held.tell()

    def readinto(self, buffer: "WriteableBuffer") -> int | None:
        return self._held.readinto(buffer)

    def write(self, data: "ReadableBuffer") -> int:
        numbers, begin, written = memoryview(data).cast("B"), self.tell(), 0
        try:
            while written < len(numbers):  # as much as there is room for, and then the error
                written += self._held.write(numbers[written:])
        except BaseException as error:  # raised here, any would be lost in HDF5
            self._go_on_in_memory(error)
            self.seek(begin)
            written = self._held.write(numbers)
        return written

    def truncate(self, size: int | None = None) -> int:
        try:
            return self._held.truncate(size)
        except BaseException as error:
            self._go_on_in_memory(error)
            return self._held.truncate(size)

    def _go_on_in_memory(self, error: BaseException) -> None:
        self.error = self.error or error
        self._held.seek(0)
        self._held = io.BytesIO(self._held.read() or b"")


@contextmanager
def _interrupts_wait() -> Iterator[None]:
    """Let Ctrl-C wait until this is done.

    HDF5 calls Python for each part that it writes, and takes an interrupt that comes there for an answer: the file
    would be damaged, and nobody told.
    """
    handler = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or handler is None:  # it comes to others than these
        yield
        return
    came: list[int] = []
    signal.signal(signal.SIGINT, lambda number, frame: came.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, handler)
        if came:
            signal.raise_signal(signal.SIGINT)


def store(dataset: xr.Dataset, path: Path, **options: Any) -> None:
    """Write a dataset to a file.

    Parameters
    ----------
    dataset : xr.Dataset
    path : Path
        What stands there is lost: meant for a path of `sim.files.writing.whole_file`.
    options : any
        As `xarray.Dataset.to_netcdf` takes them.

    Raises
    ------
    OSError
        When the file cannot be written, as on a full disk.
    """
    with _interrupts_wait(), io.FileIO(path, "w+") as file:
        disk = _ErrorKept(file)
        try:
            dataset.to_netcdf(disk, engine="h5netcdf", **options)
        finally:
            if disk.error is not None:
                raise disk.error


def refuse_other_than_netcdf(path: Path) -> None:
    """Raise if a name says that the file is of another kind.

    Raises
    ------
    ResultError
    """
    if path.suffix.lower() not in SUFFIXES:
        found = f"ends in {path.suffix}" if path.suffix else "has no ending"
        raise ResultError(
            f"{path}: the name {found}, and this is a NetCDF file: let it end in .nc; sim.export writes other kinds."
        )
