"""Texts as files."""

from pathlib import Path

from sim.files.writing import whole_file


def save_text(text: str, path: str | Path, *, overwrite: bool = False) -> Path:
    """Write a text in UTF-8, as it is on every system.

    Raises
    ------
    ResultError
        When the file exists or cannot be written.
    """
    target = Path(path)
    with whole_file(target, overwrite=overwrite) as temporary:
        temporary.write_bytes(text.encode("utf-8"))
    return target
