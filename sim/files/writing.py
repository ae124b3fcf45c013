"""Writing that leaves a whole file or none."""

import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sim.errors import ResultError


def refuse_existing(paths: Iterable[Path]) -> None:
    """Raise if any of these is there already.

    Raises
    ------
    ResultError
        Names every file that would be lost.
    """
    problems = [
        f"{path}: a result is there already and is kept; choose another place, or replace it with --overwrite."
        for path in paths
        if path.exists()
    ]
    if problems:
        raise ResultError(problems)


def refuse_unwritable(folder: Path) -> None:
    """Raise if no file could be written to a folder, made or not made yet; nothing is made by asking.

    Raises
    ------
    ResultError
    """
    nearest = next(place for place in (folder.absolute(), *folder.absolute().parents) if place.exists())
    if not nearest.is_dir() or not os.access(nearest, os.W_OK | os.X_OK):
        raise ResultError(f"{folder}: no file can be written here, because of {nearest}; choose another --out.")


@contextmanager
def whole_file(path: Path, *, overwrite: bool) -> Iterator[Path]:
    """A temporary path beside `path` to write to; it takes the name when all went well and is removed otherwise.

    Raises
    ------
    ResultError
        When `path` exists and may not be replaced, or its folder cannot be written to.
    """
    if not overwrite:
        refuse_existing([path])
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.stem}-", suffix=path.suffix, dir=path.parent)
    except OSError as error:
        raise ResultError(
            f"{path.parent}: no file can be written here ({error.strerror}); choose another --out."
        ) from error
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        _make_durable(temporary)
        temporary.chmod(0o644)  # mkstemp makes it private, which a shared result folder does not expect
        _name(temporary, path, overwrite=overwrite)
    except OSError as error:
        raise ResultError(
            f"{path}: could not be written ({error.strerror or error}); no part of it was kept."
        ) from error
    finally:
        temporary.unlink(missing_ok=True)


def _name(temporary: Path, path: Path, *, overwrite: bool) -> None:
    """Give a file its name; without `overwrite` only where nobody else has taken it meanwhile."""
    if overwrite:
        temporary.replace(path)
        return
    try:
        os.link(temporary, path)
    except OSError:  # taken, or a file system without links
        refuse_existing([path])
        temporary.replace(path)


def _make_durable(path: Path) -> None:
    """Ask for the bytes to reach the disk before the name points at them."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
