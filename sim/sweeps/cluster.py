"""`Cluster`: worker processes that fly the shards of a sweep, handed to them by a Dask scheduler.

Holds no flight and no file: shards go out by their number and come back as arrays, to the process that writes them.
"""

import json
import logging
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
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
from sim.sweeps.telling import duration

if TYPE_CHECKING:
    from distributed import Client, Future

    from sim.sweeps.workbench import Workbench

LOCAL = "local"
"""What a person types for workers on this machine."""

IN_HAND = 2
"""Shards at a worker: the one that it flies and the next, so that it need not wait and no results pile up."""

_GO_ON = "what a store keeps stays, and `balloon-drift resume` goes on from there."

Tell = Callable[[str], None]


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
            _look_at_workers(client, plan, tell or (lambda words: None))
            workbench = client.submit(Workbench, plan.to_json(), pure=False)
            yield from _handed_out(client, workbench, numbers)

    @contextmanager
    def _connected(self) -> "Iterator[Client]":
        from distributed import Client, LocalCluster
        from distributed.utils import silence_logging_cmgr

        with ExitStack() as opened:
            opened.enter_context(silence_logging_cmgr(logging.CRITICAL))  # what is lost is said once, in a sentence
            address = self.scheduler
            if address == LOCAL:
                local = LocalCluster(
                    n_workers=self.workers,
                    threads_per_worker=self.threads,
                    dashboard_address="127.0.0.1:0",  # any free port
                    silence_logs=logging.ERROR,  # that a worker in flight is ended at an interrupt is no news
                    preload="sim.sweeps.workbench",
                )
                address = opened.enter_context(local).scheduler_address
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


def _look_at_workers(client: "Client", plan: Plan, tell: Tell) -> None:
    """Say what the workers are, or refuse them.

    Raises
    ------
    InputError
    """
    from sim.sweeps.workbench import own_program, program_faults

    if not client.nthreads():
        tell("The scheduler has no worker so far; waiting for one ...")
        client.wait_for_workers(1)
    known = client.scheduler_info()
    workers = known["workers"]
    programs = client.run(own_program, on_error="return")
    strange = {address: str(error) for address, error in programs.items() if isinstance(error, Exception)}
    faults = [f"worker {address}: this program cannot be loaded there ({why})." for address, why in strange.items()]
    faults += program_faults(plan, {address: own for address, own in programs.items() if address not in strange})
    limits = {address: worker["memory_limit"] for address, worker in workers.items() if worker["memory_limit"]}
    faults += _memory_faults(plan.memory, limits)
    if faults:
        raise InputError(faults)
    tell(_said(known["address"], plan, [worker["nthreads"] for worker in workers.values()], limits))


def _said(address: str, plan: Plan, threads: Sequence[int], limits: Mapping[str, int]) -> str:
    """What a person reads about workers."""
    each = min(threads)
    bound = f"at most {min(limits.values()) / 1e9:.1f} GB" if limits else "without a bound"
    return (
        f"Workers at {address}: {len(threads)} of {each} {'thread' if each == 1 else 'threads'}, each with about "
        f"{plan.memory / 1e9:.1f} GB of memory ({bound}); about {duration(plan, each, len(threads))} (estimates)."
    )


def _memory_faults(memory: int, limits: Mapping[str, int]) -> list[str]:
    """Which workers may not have the memory that a process needs."""
    from dask import config

    from sim.sweeps.workbench import worker_words

    # above this share of its limit a worker takes no more work, and would wait for ever
    share = float(config.get("distributed.worker.memory.pause") or 1.0)
    small = [address for address, limit in limits.items() if memory > share * limit]
    if not small:
        return []
    least = min(limits.values())
    return [
        f"{worker_words(small)}: this sweep needs about {memory / 1e9:.2f} GB of memory in each, and Dask lets the "
        f"smallest work up to {share * least / 1e9:.2f} GB ({100.0 * share:.0f} % of its {least / 1e9:.2f} GB); begin "
        "fewer workers with more memory each (--workers, or `dask worker --memory-limit`), or fly fewer balloons or "
        "weather members at a point."
    ]


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
