"""What the programs of this folder share: the machine described, work timed in turns, and figures written down.

Holds no figure and no work to be timed.
"""

import importlib.metadata
import json
import os
import platform
import statistics
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

from sim._jit import available_threads

KEPT_IN = "BALLOON_DRIFT_FIGURES"
"""Environment variable that names the file to which figures are written beside what is printed: `bench.py` sets it."""

PORTION = 1024
"""Rows a thread takes at a time: little enough to share the end of the work, too much for Python to be seen in it."""

PACKAGES = ("numpy", "numba", "llvmlite", "scipy", "xarray")

Times = dict[str, list[float]]


class Range(NamedTuple):
    """Median of some measurements, and the least and the greatest of them."""

    median: float
    least: float
    most: float


def processor() -> str:
    """Name of the processor, where the system tells it."""
    names = _told_by_system("/proc/cpuinfo", "model name")
    return names[0] if names else platform.processor() or "unknown processor"


def memory() -> float | None:
    """Memory of the machine, where the system tells it. [byte]"""
    sizes = _told_by_system("/proc/meminfo", "MemTotal")
    return 1024.0 * float(sizes[0].split()[0]) if sizes else None


def _told_by_system(path: str, key: str) -> list[str]:
    """Values of a key in a file of lines "key : value"."""
    try:
        lines = Path(path).read_text().splitlines()
    except OSError:
        return []
    return [line.split(":", 1)[1].strip() for line in lines if line.startswith(key)]


def machine() -> dict[str, Any]:
    """What a figure depends on beside the program."""
    return {
        "processor": processor(),
        "cores": os.cpu_count(),
        "threads": available_threads(),
        "memory_bytes": memory(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        **{name: importlib.metadata.version(name) for name in PACKAGES},
        "load_average": os.getloadavg()[0],
    }


def machine_line(threads: int | None = None) -> str:
    """The machine in one line, for so many threads."""
    count = available_threads() if threads is None else threads
    plural = "" if count == 1 else "s"
    return f"{processor()}, {count} thread{plural}, Python {platform.python_version()}, {platform.system()}"


def timed(work: Callable[[], object]) -> float:
    """How long some work takes. [s]"""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def in_turns(works: dict[str, Callable[[], object]], repeats: int) -> Times:
    """Times of several works, one after the other, so often; every other turn backward. [s]

    What the rest of the machine does falls on all of them alike.
    """
    times: Times = {name: [] for name in works}
    for turn in range(repeats):
        for name in list(works) if turn % 2 == 0 else reversed(works):
            times[name].append(timed(works[name]))
    return times


def range_of(values: Iterable[float]) -> Range:
    """Median, least and greatest."""
    ordered = sorted(values)
    return Range(statistics.median(ordered), ordered[0], ordered[-1])


class Quotient(NamedTuple):
    """How many times as long one work took as another: median, least and greatest of the turns, and at their best.

    `best` is that of the shortest time of each: other work on the machine makes times longer and never shorter.
    """

    median: float
    least: float
    most: float
    best: float

    def __str__(self) -> str:
        return f"{self.median:.2f} ({self.least:.2f} to {self.most:.2f}; at their best {self.best:.2f})"


def quotient(times: Times, name: str, over: str) -> Quotient:
    """How many times as long one work took as another."""
    turns = range_of(a / b for a, b in zip(times[name], times[over], strict=True))
    return Quotient(*turns, min(times[name]) / min(times[over]))


def shared_out(count: int, threads: int, work: Callable[[int, int], None]) -> None:
    """Do `work(first, beyond)` for all portions of so many rows; the work lets go of Python."""
    with ThreadPoolExecutor(threads) as pool:
        for _ in pool.map(lambda first: work(first, min(first + PORTION, count)), range(0, count, PORTION)):
            pass


def tell(line: str, **figures: Any) -> None:
    """Print a line, and keep its figures where `bench.py` asked for them."""
    print(line, flush=True)
    if figures and (path := os.environ.get(KEPT_IN)):
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(json.dumps({"line": line, **figures}) + "\n")
