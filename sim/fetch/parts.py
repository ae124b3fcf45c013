"""Parts on the disk: each whole or not there, each with its digest in a ledger that also says what they are of.

Holds nothing about where they come from.
"""

import hashlib
import json
import shutil
from collections.abc import Mapping
from pathlib import Path

import xarray as xr

from sim.errors import FetchError
from sim.fetch.source import Part
from sim.files.netcdf import store
from sim.files.writing import whole_file

_LEDGER = "ledger.json"


class Ledger:
    """The folder of parts beside a file that is being fetched.

    Parameters
    ----------
    folder : Path
        Made with the first part.
    kind : mapping
        What all parts must be of, as plain values.

    Raises
    ------
    FetchError
        When the folder holds parts of something else, or something else than parts.
    """

    def __init__(self, folder: Path, kind: Mapping[str, object]) -> None:
        self.folder = folder
        self._kind = json.loads(json.dumps(kind))
        self._digests: dict[str, str] = {}
        if folder.exists():
            self._digests = self._read()

    def holds(self, part: Part) -> bool:
        """Whether a part is there as it was written, to the last bit."""
        path, known = self.path(part), self._digests.get(part.name)
        return known is not None and path.is_file() and digest_of(path) == known

    def was_damaged(self, part: Part) -> bool:
        """Whether a part was written once, and is not what was written."""
        return part.name in self._digests and not self.holds(part)

    def keep(self, part: Part, dataset: xr.Dataset) -> None:
        """Write a part, then enter it: a kill between the two costs this part alone.

        The ledger is there before the first part, so that a folder without one is never taken for ours.

        Raises
        ------
        ResultError
            When it cannot be written.
        """
        if not (self.folder / _LEDGER).exists():
            self._write()
        with whole_file(self.path(part), overwrite=True) as temporary:
            store(dataset, temporary)
        self._digests[part.name] = digest_of(self.path(part))
        self._write()

    def drop(self, part: Part) -> None:
        """Remove a part that turned out to be unfit; its entry counts for nothing without it."""
        self.path(part).unlink(missing_ok=True)
        self._digests.pop(part.name, None)

    def path(self, part: Part) -> Path:
        """Where a part is, or would be."""
        return self.folder / part.name

    def digest(self, part: Part) -> str:
        """SHA-256 of a part that is held."""
        return self._digests[part.name]

    def remove(self) -> None:
        """Remove the folder with all parts."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _write(self) -> None:
        with whole_file(self.folder / _LEDGER, overwrite=True) as temporary:
            whole = {"of": self._kind, "sha256": dict(sorted(self._digests.items()))}
            temporary.write_text(json.dumps(whole, indent=1), encoding="utf-8")

    def _read(self) -> dict[str, str]:
        away = (
            f"remove the folder to begin anew, or choose another --out than {self.folder.name.removesuffix('.parts')}"
        )
        try:
            ledger = json.loads((self.folder / _LEDGER).read_text(encoding="utf-8"))
            kind, digests = dict(ledger["of"]), dict(ledger["sha256"])
        except FileNotFoundError:
            if all(path.name.startswith(".") for path in self.folder.iterdir()):
                # A kill came before the ledger: what has a temporary name is worth nothing.
                return {}
            raise FetchError(
                f"{self.folder}: this folder holds no ledger of parts, but something else; {away}."
            ) from None
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise FetchError(f"{self.folder / _LEDGER}: this is no ledger of parts ({error}); {away}.") from error
        if changed := [name for name in {**kind, **self._kind} if kind.get(name) != self._kind.get(name)]:
            was = ", ".join(f"{name} {json.dumps(kind.get(name))}" for name in changed)
            now = ", ".join(f"{name} {json.dumps(self._kind.get(name))}" for name in changed)
            raise FetchError(
                f"{self.folder}: these parts are of {was}, and {now} is asked for; ask for the same again, {away}."
            )
        return digests


def digest_of(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
