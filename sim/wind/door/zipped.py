"""Texts in zip archives, as which stations of IGRA are delivered: one to an archive.

Holds no format: whether a text is a sounding is for `sounding` to say.
"""

import zipfile
from pathlib import Path

from sim.errors import WindError

ZIP_MARK = b"PK\x03\x04"
"""How every archive begins."""


def is_zip(path: Path) -> bool:
    """Whether a file is a zip archive by its first bytes."""
    with path.open("rb") as file:
        return file.read(len(ZIP_MARK)) == ZIP_MARK


def beginning_inside(path: Path, count: int) -> tuple[str, bytes]:
    """Name and first bytes of the only file of an archive; both empty where it has another number, or is damaged.

    Parameters
    ----------
    path : Path
    count : int
        How many bytes.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            names = _names(archive)
            if len(names) != 1:
                return "", b""
            with archive.open(names[0]) as file:
                return names[0], file.read(count)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError):
        # What is wrong is said when the archive is opened for what it holds.
        return "", b""


def content_inside(path: Path) -> bytes:
    """The only file of an archive.

    Parameters
    ----------
    path : Path

    Raises
    ------
    WindError
        Where it has another number, or is damaged.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            names = _names(archive)
            if len(names) != 1:
                held = ", ".join(names[:10]) or "nothing"
                raise WindError(
                    f"{path}: a zip archive of a sounding must hold one file, and it holds {held}: unpack it."
                )
            return archive.read(names[0])
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError) as error:
        raise WindError(f"{path}: the archive is damaged, cut short or locked ({error}); fetch it again.") from error


def _names(archive: zipfile.ZipFile) -> list[str]:
    return [name for name in archive.namelist() if not name.endswith("/")]
