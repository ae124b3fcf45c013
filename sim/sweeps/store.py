"""`Store`: the folder of a sweep, in which every file is whole or not there.

Holds no flight and no label; `plan.json` says what is flown, `shards/` holds what was, `result.zarr` all of it.
"""

import hashlib
import io
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sim.errors import ResultError, SweepInterrupted
from sim.files.writing import whole_file
from sim.sweeps.locks import Lock
from sim.sweeps.measures import Arrays
from sim.sweeps.plan import SCHEMA, Plan

_PLAN, _RESULT = "plan.json", "result.zarr"


class Store:
    """A folder with a plan, and the shards that were flown.

    Parameters
    ----------
    folder : str or Path
    plan : Plan
        As it stands in the folder.
    """

    def __init__(self, folder: str | Path, plan: Plan) -> None:
        self.folder = Path(folder)
        self.plan = plan

    @classmethod
    def opened(cls, folder: str | Path) -> "Store":
        """A store that is there.

        Raises
        ------
        ResultError
            When there is none, or its plan cannot be read.
        """
        path = Path(folder) / _PLAN
        try:
            return cls(folder, Plan.from_json(path.read_text(encoding="utf-8")))
        except FileNotFoundError:
            raise ResultError(
                f"{folder}: no store of a sweep ({_PLAN} not found); give the folder that `balloon-drift sweep` wrote."
            ) from None
        except OSError as error:
            raise ResultError(f"{path}: cannot be read ({error.strerror}).") from error
        except ValueError as error:
            raise ResultError(
                f"{path}: not the plan of a sweep of schema {SCHEMA}, or damaged ({error}); begin another store."
            ) from error

    @classmethod
    def prepared(cls, folder: str | Path, plan: Plan) -> "Store":
        """A store for a plan: a new one, or the one that is there if its plan has the same points.

        Raises
        ------
        ResultError
            When the folder holds something else, or the store another plan: with what differs.
        """
        place = Path(folder)
        if not (place / _PLAN).exists():
            if place.is_dir() and any(not _ours(entry.name) for entry in place.iterdir()):
                raise ResultError(f"{place}: the folder is not empty and holds no sweep; choose another for the store.")
            try:
                place.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise ResultError(f"{place}: the store cannot be made ({error.strerror}); choose another.") from error
        with Lock(place / "lock") as lock, lock.desk():
            for left in place.glob(".plan-*"):  # of a writer that was killed: no other is at the desk
                left.unlink()
            if not (place / _PLAN).exists():
                with whole_file(place / _PLAN, overwrite=False) as temporary:
                    temporary.write_text(plan.to_json(), encoding="utf-8")
        store = cls.opened(place)
        store.refuse_another(plan)
        return store

    def refuse_another(self, plan: Plan) -> None:
        """Raise with all that differs, where a plan is not the one of the store.

        Raises
        ------
        ResultError
        """
        if differences := self.plan.differences(plan):
            raise ResultError(
                [
                    f"{self.folder}: the store holds another sweep; go on with that one, or choose another store. "
                    "What differs:",
                    *(f"  {difference}" for difference in differences),
                ]
            )

    def lock(self) -> Lock:
        """The lock of the store, to be entered by whoever writes."""
        return Lock(self.folder / "lock")

    def shard(self, number: int) -> dict[str, NDArray[np.generic]] | None:
        """What a shard holds; None where it is not there, is damaged or belongs to another plan."""
        path = self._path(number)
        try:
            content = path.read_bytes()
            digest = _digest_file(path).read_text(encoding="ascii").partition(" ")[0]
            if hashlib.sha256(content).hexdigest() != digest:
                return None
            with np.load(io.BytesIO(content), allow_pickle=False) as held:
                arrays = {name: held[name] for name in held.files}
        except (OSError, ValueError, zipfile.BadZipFile):
            return None
        return arrays if str(arrays.pop("plan_digest", "")) == self.plan.digest else None

    def shards(self) -> Iterator[tuple[int, Arrays]]:
        """Number and content of every sound shard."""
        found = ((number, self.shard(number)) for number in range(self.plan.shards))
        return ((number, arrays) for number, arrays in found if arrays is not None)

    def missing(self, claim: range) -> list[int]:
        """The shards of a claim that must be flown, for the first time or again."""
        return [number for number in claim if self.shard(number) is None]

    def keep(self, number: int, arrays: Arrays) -> None:
        """Write a shard, then its digest: one without the other counts as not there.

        Raises
        ------
        SweepInterrupted
            When it cannot be written.
        """
        path, text = self._path(number), io.BytesIO()
        np.savez(text, plan_digest=np.array(self.plan.digest), **arrays)  # type: ignore[arg-type]  # names of arrays
        content = text.getvalue()
        try:
            with whole_file(path, overwrite=True) as temporary:
                temporary.write_bytes(content)
            with whole_file(_digest_file(path), overwrite=True) as temporary:
                temporary.write_text(f"{hashlib.sha256(content).hexdigest()}  {path.name}\n", encoding="ascii")
        except ResultError as error:
            raise self._interrupted(str(error)) from error

    def clear(self, claim: range) -> None:
        """Remove what a kill left half-written among the shards of a claim."""
        names = {f".{number:06d}-" for number in claim}
        for path in self._path(0).parent.glob(".*-*"):
            if path.name[:8] in names:
                path.unlink(missing_ok=True)

    def keep_result(self, dataset: xr.Dataset) -> None:
        """Write the whole dataset; it is there at once or not at all.

        Raises
        ------
        SweepInterrupted
            When it cannot be written.
        """
        self.drop_result()
        try:
            temporary = Path(tempfile.mkdtemp(prefix=".result-", dir=self.folder))
            try:
                # format 2: that of version 3 has no text of its own in its specification
                dataset.to_zarr(temporary / _RESULT, zarr_format=2, consolidated=False)
                (temporary / _RESULT).rename(self.folder / _RESULT)
            finally:
                shutil.rmtree(temporary, ignore_errors=True)
        except OSError as error:
            raise self._interrupted(f"{self.folder / _RESULT}: could not be written ({error.strerror})") from error

    def drop_result(self) -> None:
        """Remove the result, and what a kill left of one: it is there only if it is that of the shards."""
        if self.has_result:  # out of the way at once, so that nobody reads half of it
            (self.folder / _RESULT).rename(Path(tempfile.mkdtemp(prefix=".result-", dir=self.folder)) / _RESULT)
        for left in self.folder.glob(".result-*"):
            shutil.rmtree(left, ignore_errors=True)

    @property
    def has_result(self) -> bool:
        """Whether the whole dataset was written."""
        return (self.folder / _RESULT).is_dir()

    def _path(self, number: int) -> Path:
        return self.folder / "shards" / f"{number:06d}.npz"

    def _interrupted(self, why: str) -> SweepInterrupted:
        done = sum(self.plan.of_shard(number).size for number, _ in self.shards())
        return SweepInterrupted(
            f"{why.rstrip('.')}; {done:,} of {self.plan.points:,} points are kept. Make room, then go on with "
            f"`balloon-drift resume {self.folder}`."
        )


def _ours(name: str) -> bool:
    """Whether a file may lie in a store that had no plan a moment ago: another process may have written it since."""
    return name in ("lock", "shards", _PLAN, _RESULT) or name.startswith(".plan-")


def _digest_file(path: Path) -> Path:
    return path.with_suffix(".sha256")
