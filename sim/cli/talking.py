"""What the command line says and how it ends: faults as sentences, progress as a bar.

Holds no exit code: `endings` does."""

import functools
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, TypeVar

import typer

from sim.cli.endings import BAD_INPUT, CUT_OFF, INTERRUPTED
from sim.errors import InputError, Interrupted

if TYPE_CHECKING:
    from xarray import Dataset

Command = TypeVar("Command", bound=Callable[..., None])
Result = TypeVar("Result")
Progress = Callable[[int, int], None]

_NARROWEST = 30
"""A table in fewer letters a line cannot be read. [1]"""

_PLAIN_LINE_EVERY = 10.0
"""On a log file, say how far the work is at most this often. [s]"""


def say(text: str, *, quiet: bool = False) -> None:
    """Print a line of the answer, unless asked to be quiet."""
    if not quiet:
        typer.echo(text)


def width_to_say(usual: int) -> int:
    """Letters of a line of the answer: those of the terminal where it has fewer than usual."""
    return max(_NARROWEST, min(usual, shutil.get_terminal_size().columns)) if sys.stdout.isatty() else usual


def remark(text: str, *, quiet: bool = False) -> None:
    """Print a line beside the answer, to the error stream."""
    if not quiet:
        typer.echo(text, err=True)


def say_above_data(result: "Dataset", *, quiet: bool) -> None:
    """Say how many balloons flew in air that is extrapolated."""
    if "balloons_above_wind" in result:
        share, long = float(result["balloons_above_wind"] / result["balloons"].sum()), ""
    else:
        above = result["time_above_wind"].values
        above = above[above > 0.0]
        share = above.size / result.sizes["balloon"]
        long = f" (median of those: {median(above.tolist()) / 60.0:.0f} min)" if above.size else ""
    if share > 0.0:
        remark(
            f"{100.0 * share:.1f} % of the balloons, empty ones included, flew above the highest level of the "
            f"wind{long}: there the wind is held and the standard atmosphere continues.",
            quiet=quiet,
        )


def spoken(command: Command) -> Command:
    """Turn faults of the input and a keyboard interrupt into sentences and exit codes."""

    @functools.wraps(command)
    def wrapper(*args: object, **keywords: object) -> None:
        try:
            command(*args, **keywords)
        except InputError as fault:
            for problem in fault.problems:
                typer.echo(problem, err=True)
            cut_off = isinstance(fault, Interrupted)
            raise typer.Exit(INTERRUPTED if cut_off else BAD_INPUT) from None
        except KeyboardInterrupt:
            typer.echo(CUT_OFF, err=True)
            raise typer.Exit(INTERRUPTED) from None
        except (EOFError, BrokenPipeError) as fault:  # which the parser takes for an end that a person wanted
            raise RuntimeError(f"{type(fault).__name__}: {fault}") from fault

    return wrapper  # type: ignore[return-value]


@contextmanager
def all_written() -> Iterator[list[Path]]:
    """A list for the names of files as they are written; where a later one cannot be, the fault names them."""
    written: list[Path] = []
    try:
        yield written
    except InputError as fault:
        if not written:
            raise
        kept = f"Written before that, and kept: {' and '.join(map(str, written))}."
        raise type(fault)([*fault.problems, kept]) from fault


class Faults:
    """Faults of the input, gathered from several places to be told together.

    >>> faults = Faults()
    >>> faults.attempt(lambda: 1)
    1
    >>> faults.tell()
    """

    def __init__(self) -> None:
        self.problems: list[str] = []

    def attempt(self, read: Callable[[], Result]) -> Result | None:
        """What `read` returns; None, and its faults noted, where it finds some."""
        try:
            return read()
        except InputError as fault:
            self.problems.extend(fault.problems)
            return None

    def tell(self) -> None:
        """Raise all that was gathered, if anything."""
        if self.problems:
            raise InputError(self.problems)


@contextmanager
def progress_of(work: str, *, quiet: bool) -> Iterator[Progress | None]:
    """A callback (done, in all) that shows a bar with the time left, or plain lines where there is no terminal."""
    if quiet:
        yield None
    elif sys.stderr.isatty():
        with _bar(work) as callback:
            yield callback
    else:
        yield _plain_lines(work)


@contextmanager
def _bar(work: str) -> Iterator[Progress]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(work, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _plain_lines(work: str) -> Progress:
    begun = last = time.monotonic()
    first: tuple[float, int] | None = None  # when the first part was done, and how much it was

    def callback(done: int, total: int) -> None:
        nonlocal last, first
        now = time.monotonic()
        # the first part may have waited for the compiler, half a minute: the clock of the others starts behind it
        since, before = (begun, 0) if first is None else first
        first = (now, done) if first is None else first
        if now - last < _PLAIN_LINE_EVERY and done < total:
            return
        last = now
        # nothing new since then tells nothing of how fast it goes
        left = f", {(now - since) * (total - done) / (done - before):.0f} s left" if done > before else ""
        typer.echo(f"{work}: {done:,} of {total:,}{left}", err=True)

    return callback
