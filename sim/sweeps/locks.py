"""Who may write to a store: locks on ranges of bytes of one file, one byte for each shard.

Holds no shard. The system gives a lock back when its process ends, however it ends, so that none outlives a kill.
"""

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from sim.errors import ResultError

_DESK = 0
"""Byte of the plan and of the result; that of shard n is n + 1."""

_HELD: set[Path] = set()
"""Lock files that this process holds: the system would grant it every lock twice, and give back all with the first."""


class Lock:
    """The lock file of a store, open as long as somebody may write.

    Parameters
    ----------
    path : Path

    Raises
    ------
    ResultError
        When it cannot be opened, or this process holds it already.
    """

    def __init__(self, path: Path) -> None:
        self._path = path.resolve()
        self._file = -1

    def __enter__(self) -> Self:
        if self._path in _HELD:
            raise ResultError(f"{self._path.parent}: this process writes to the store already; let that end first.")
        try:
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            raise ResultError(
                f"{self._path}: cannot be opened ({error.strerror}); a store must be writable to go on with it."
            ) from error
        _HELD.add(self._path)
        return self

    def __exit__(self, *_: object) -> None:
        _HELD.discard(self._path)
        os.close(self._file)

    @contextmanager
    def shards(self, claim: range) -> Iterator[None]:
        """Alone with some neighbouring shards.

        Raises
        ------
        ResultError
            When another process holds one of them.
        """
        with self._range(claim.start + 1, max(len(claim), 1), fcntl.LOCK_NB):
            yield

    @contextmanager
    def desk(self) -> Iterator[None]:
        """Alone with the plan and the result; waits, since nobody holds them for long."""
        with self._range(_DESK, 1, 0):
            yield

    @contextmanager
    def _range(self, first: int, count: int, wait: int) -> Iterator[None]:
        try:
            fcntl.lockf(self._file, fcntl.LOCK_EX | wait, count, first)
        except OSError as error:
            raise ResultError(self._refusal(error)) from error
        try:
            yield
        finally:
            fcntl.lockf(self._file, fcntl.LOCK_UN, count, first)

    def _refusal(self, error: OSError) -> str:
        if error.errno in (errno.EACCES, errno.EAGAIN):
            return (
                f"{self._path.parent}: another process flies these points of the store; wait until it has ended, or "
                "share the work with --shard i/n."
            )
        return (
            f"{self._path}: the file system gives no lock ({error.strerror}); put the store where it does, such as a "
            "local disk."
        )
