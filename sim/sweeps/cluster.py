"""`Cluster`: worker processes that fly the shards of a sweep, handed to them by a Dask scheduler.

Holds no flight and no file: shards go out by their number and come back as arrays, to the process that writes them.
"""

import json
import logging
from collections.abc import Generator, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Self

from sim._jit import available_threads
from sim.errors import InputError, SweepInterrupted
from sim.sweeps.measures import Arrays
from sim.sweeps.plan import Plan
from sim.sweeps.workers import Tell, look_at_workers

if TYPE_CHECKING:
    from distributed import Client, Future, LocalCluster

    from sim.sweeps.workbench import Workbench

LOCAL = "local"
"""What a person types for workers on this machine."""

IN_HAND = 2
"""Shards at a worker: the one that it flies and the next, so that it need not wait and no results pile up."""

_GO_ON = "what a store keeps stays, and `balloon-drift resume` goes on from there."


@dataclass(frozen=True)
class Cluster:
    """Where the scheduler is, or how many workers are to be started on this machine.

    Attributes
    ----------
    scheduler : str
        "local", or an address.
    workers, threads : int
        Of "local": worker processes, and threads of the kernel in each.
    """

    scheduler: str
    workers: int
    threads: int

    @classmethod
    def asked_for(
        cls, scheduler: str | Path | None, workers: int | None, threads: int | None, *, wind_passed: bool = False
    ) -> Self | None:
        """The cluster that a person asks for; None for none.

        Parameters
        ----------
        scheduler, workers, threads
            As for `sweep`.
        wind_passed : bool
            Whether a wind was passed to the sweep.

        Raises
        ------
        InputError
            With everything that does not go together.
        """
        given = None if scheduler is None else str(scheduler)
        if faults := _faults(given, workers, threads, wind_passed=wind_passed):
            raise InputError(faults)
        if given is None:
            return None
        each = threads or 1
        address = given if given == LOCAL or "://" in given else _address_in(given)
        return cls(address, workers or max(1, available_threads() // each), each)

    def flown(
        self, plan: Plan, numbers: Sequence[int], tell: Tell | None = None
    ) -> Generator[tuple[int, Arrays], None, None]:
        """Fly some shards of a plan; yields number and content of each, in the order in which they are done.

        Parameters
        ----------
        plan : Plan
        numbers : sequence of int
        tell : callable, optional
            Called with what a person may read about the workers, before anything is flown.

        Raises
        ------
        InputError
            When no scheduler answers, or its workers have another program or too little memory; and with what a worker
            refuses.
        SweepInterrupted
            When the scheduler is lost, or a shard ends every worker that flies it.
        """
        from sim.sweeps.workbench import Workbench

        if not numbers:
            return
        with self._connected() as client:
            look_at_workers(client, plan, tell or (lambda words: None))
            workbench = client.submit(Workbench, plan.to_json(), pure=False)
            yield from _handed_out(client, workbench, numbers)

    def _begun(self) -> "LocalCluster":
        """Workers on this machine."""
        from distributed import LocalCluster

        try:
            return LocalCluster(
                n_workers=self.workers,
                threads_per_worker=self.threads,
                dashboard_address="127.0.0.1:0",  # any free port
                silence_logs=logging.CRITICAL,  # what a worker says when it is ended in flight is no news
                preload="sim.sweeps.workbench",
            )
        except RuntimeError as error:
            raise InputError(
                f"scheduler {LOCAL}: the workers could not be started ({error}); in a script the call must stand below "
                'if __name__ == "__main__":, since they read the script too.'
            ) from error

    @contextmanager
    def _connected(self) -> "Iterator[Client]":
        from distributed import Client
        from distributed.utils import silence_logging_cmgr

        with ExitStack() as opened:
            opened.enter_context(silence_logging_cmgr(logging.CRITICAL))  # what is lost is said once, in a sentence
            local = self.scheduler == LOCAL
            address = opened.enter_context(self._begun()).scheduler_address if local else self.scheduler
            try:
                client = Client(address, set_as_default=False)
            except (OSError, ValueError) as error:
                raise InputError(
                    f"scheduler {address}: nobody answers there ({error}); begin one with `dask scheduler`, and give "
                    "the address that it says."
                ) from error
            yield opened.enter_context(client)


def _faults(scheduler: str | None, workers: int | None, threads: int | None, *, wind_passed: bool) -> list[str]:
    """What does not go together, one sentence each."""
    faults = []
    if scheduler != LOCAL and workers is not None:
        faults.append(f"workers is {workers}; it goes with scheduler {LOCAL} only, where workers are started.")
    if scheduler is None:
        return faults
    if find_spec("distributed") is None:
        faults.append(
            f"scheduler {scheduler}: Dask, which hands out the work, is not installed; install with "
            "pip install 'balloon-drift[cluster]'."
        )
    if wind_passed:
        faults.append(
            f"scheduler {scheduler}: a wind was passed, and workers open their own; name it in the scenario "
            "(weather.wind) and pass None."
        )
    if scheduler == LOCAL:
        sizes = {"workers": workers, "threads": threads}
        bad = [(name, size) for name, size in sizes.items() if size is not None and size < 1]
        faults += [f"{name} is {size}; it must be 1 or more." for name, size in bad]
    elif threads is not None:
        faults.append(f"threads is {threads}; those of a worker are its own: begin it with `dask worker --nthreads`.")
    return faults


def _address_in(file: str) -> str:
    """The address that a scheduler wrote into a file."""
    try:
        return str(json.loads(Path(file).read_text(encoding="utf-8"))["address"])
    except OSError as error:
        why = f"cannot be read ({error.strerror})"
    except (ValueError, KeyError, TypeError):
        why = "the file holds no address of a scheduler"
    raise InputError(
        f"scheduler {file}: {why}; it must be {LOCAL}, an address such as tcp://10.0.0.5:8786, or the file that "
        "`dask scheduler --scheduler-file` writes."
    )


def _handed_out(
    client: "Client", workbench: "Future[Workbench]", numbers: Sequence[int]
) -> Generator[tuple[int, Arrays], None, None]:
    """Shards as they are done, while each worker has the next at hand."""
    from distributed import as_completed

    from sim.sweeps.workbench import fly_at

    waiting, number_of = iter(numbers), dict[object, int]()
    done = as_completed(loop=client.loop)

    def hand_out() -> None:
        room = IN_HAND * max(1, _workers_of(client)) - len(number_of)
        for number in islice(waiting, max(room, 0)):
            future = client.submit(fly_at, workbench, number, pure=False)
            number_of[future.key] = number
            done.add(future)

    hand_out()
    for future in done:
        number, arrays = number_of.pop(future.key), _result(future)
        hand_out()
        yield number, arrays


def _workers_of(client: "Client") -> int:
    """How many there are at the moment: some come late, and some go."""
    try:
        return len(client.nthreads())
    except OSError as error:
        raise SweepInterrupted(f"The scheduler does not answer any more ({error}); {_GO_ON}") from error


def _result(future: "Future[Arrays]") -> Arrays:
    """What a worker made of a shard; raises what it raised."""
    from distributed import CancelledError, KilledWorker

    try:
        arrays: Arrays = future.result()
    except KilledWorker as error:
        raise SweepInterrupted(
            f"Every worker that flew one of the shards was lost, the last at {error.last_worker.address}: perhaps for "
            f"want of memory, which the log of the worker says; {_GO_ON}"
        ) from error
    except CancelledError as error:
        why = getattr(error, "reason", error)
        raise SweepInterrupted(f"The scheduler was lost, and with it the shards in hand ({why}); {_GO_ON}") from error
    return arrays
