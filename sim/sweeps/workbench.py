"""`Workbench`: what a worker process has before it for a sweep: the plan, and the winds that it opened itself.

Holds no scheduler: a worker is told to fly a shard, and gives its arrays back.
"""

import signal
import threading
from pathlib import Path

from sim._jit import available_threads
from sim.errors import ResultError
from sim.sweeps.airs import Airs
from sim.sweeps.measures import Arrays
from sim.sweeps.plan import Plan
from sim.sweeps.programs import own_program, program_faults
from sim.sweeps.shards import fly_shard

_ALONE = threading.Lock()
"""One shard at a time in a process: not every threading layer of Numba can be called from two threads at once."""


class Workbench:
    """A plan and the winds that were opened for it; travels as the plan's text, without any wind.

    Parameters
    ----------
    text : str
        The plan, as `Plan.to_json` writes it.
    """

    def __init__(self, text: str) -> None:
        self.plan = Plan.from_json(text)
        self.airs = Airs(None, Path(self.plan.folder))
        self._text = text

    def __reduce__(self) -> tuple[type["Workbench"], tuple[str]]:
        return Workbench, (self._text,)


def dask_setup(worker: object) -> None:
    """What Dask calls in a worker that it starts with this module loaded (`preload`): leave Ctrl-C to whoever began it.

    A terminal sends it to every process that was begun from there; the one that writes the store ends the others.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def fly_at(workbench: Workbench, number: int) -> Arrays:
    """What is kept of every point of a shard; called in a worker, whose threads the kernel takes.

    Raises
    ------
    ResultError
        When this worker, which may have come late, has another program than the plan.
    """
    from distributed import get_worker

    worker = get_worker()
    if faults := program_faults(workbench.plan, {worker.address: own_program()}):
        raise ResultError(faults)
    with _ALONE:
        threads = min(worker.state.nthreads, available_threads())
        return fly_shard(workbench.plan, number, workbench.airs, threads=threads)
