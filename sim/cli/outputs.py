"""Outputs that may close or fill up without stopping the work.

Holds nothing of what is said on them.
"""

import errno
import io
import os
import select
import sys
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer


class PatientOutput(io.RawIOBase):
    """The raw end of a text stream, which turns to nowhere once it cannot be written to.

    A reader that went away, as `head` does, or a full disk under `> table.txt` must not keep the files of a run from
    being written. Whoever reads is not missed; anything else is said once, on the error stream.

    Parameters
    ----------
    raw : io.RawIOBase
        What is written to.
    name : str
        What the sentence calls it.
    """

    def __init__(self, raw: io.RawIOBase, name: str) -> None:
        self._raw = raw
        self._called = name

    def write(self, data: "ReadableBuffer") -> int | None:
        try:
            while (written := self._raw.write(data)) is None:  # full for now, and not one that waits by itself
                select.select([], [self._raw], [])
            return written
        except OSError as error:
            self._turn_to_nowhere()
            if error.errno != errno.EPIPE and self._raw.fileno() != 2:
                sys.stderr.write(
                    f"{self._called}: {error.strerror}; what follows is not shown there, and the work goes on.\n"
                )
            return memoryview(data).nbytes

    def _turn_to_nowhere(self) -> None:
        """Point the descriptor elsewhere, so that the flush at the end of Python finds no fault either."""
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, self._raw.fileno())
        os.close(nowhere)

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._raw.fileno()

    def isatty(self) -> bool:
        return self._raw.isatty()


def patient(stream: io.TextIOWrapper, name: str) -> TextIO:
    """A text stream to the same place that goes on where the place does not.

    Parameters
    ----------
    stream : io.TextIOWrapper
    name : str
        What is said of it where it is full.
    """
    buffer: Any = stream.buffer  # its type knows of no raw end; without buffers (python -u) it is the raw end
    raw = getattr(buffer, "raw", buffer)
    return io.TextIOWrapper(
        io.BufferedWriter(PatientOutput(raw, name)),
        encoding=stream.encoding,
        errors=stream.errors,
        line_buffering=stream.line_buffering or stream.write_through,
        write_through=True,
    )


def make_outputs_patient() -> None:
    """Let neither output of this process stop what it does; one that was closed from the start leads nowhere."""
    out: Any = sys.stdout  # as Python opens them, which their type does not tell
    err: Any = sys.stderr
    # each its own, so that no file opened later gets the number of an output, and with it what libraries say there
    sys.stdout = patient(out, "standard output") if out else _nowhere()
    sys.stderr = patient(err, "standard error") if err else _nowhere()


def _nowhere() -> TextIO:
    return open(os.devnull, "w", encoding="utf-8")  # open to the end of the process
