"""The workers of a scheduler, looked at before anything is flown: their program, their threads and their memory.

Holds no flight and no connection.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from sim.errors import InputError
from sim.sweeps.plan import Plan
from sim.sweeps.programs import own_program, program_faults, worker_words
from sim.sweeps.telling import duration

if TYPE_CHECKING:
    from distributed import Client

Tell = Callable[[str], None]

COMPILING = 1.1e9
"""Memory of a process that has compiled the flight kernel itself, as a worker on a machine without its machine code
does, once for each version of the program (1.0 GB was measured in one). [byte]"""


def look_at_workers(client: "Client", plan: Plan, tell: Tell) -> None:
    """Say what the workers of a scheduler are, or refuse them.

    Parameters
    ----------
    client : distributed.Client
    plan : Plan
    tell : callable
        Called with what a person may read.

    Raises
    ------
    InputError
        When they have another program or too little memory.
    """
    from sim.flight.kernel import is_compiled

    if not client.nthreads():
        tell("The scheduler has no worker so far; waiting for one ...")
        client.wait_for_workers(1)
    known = client.scheduler_info()
    workers = known["workers"]
    programs = client.run(own_program, on_error="return")
    strange = {address: str(error) for address, error in programs.items() if isinstance(error, Exception)}
    faults = [f"worker {address}: this program cannot be loaded there ({why})." for address, why in strange.items()]
    faults += program_faults(plan, {address: own for address, own in programs.items() if address not in strange})
    memory = float(plan.memory)
    if not all(client.run(is_compiled, on_error="return").values()):
        tell("Workers compile the flight kernel first, once for this version ...")
        memory = max(memory, COMPILING)
    limits = {address: worker["memory_limit"] for address, worker in workers.items() if worker["memory_limit"]}
    faults += _memory_faults(memory, limits)
    if faults:
        raise InputError(faults)
    tell(_said(known["address"], plan, memory, [worker["nthreads"] for worker in workers.values()], limits))


def _said(address: str, plan: Plan, memory: float, threads: Sequence[int], limits: Mapping[str, int]) -> str:
    """What a person reads about workers."""
    each = min(threads)
    bound = f"at most {min(limits.values()) / 1e9:.1f} GB" if limits else "without a bound"
    return (
        f"Workers at {address}: {len(threads)} of {each} {'thread' if each == 1 else 'threads'}, each with about "
        f"{memory / 1e9:.1f} GB of memory ({bound}); about {duration(plan, each, len(threads))} (estimates)."
    )


def _memory_faults(memory: float, limits: Mapping[str, int]) -> list[str]:
    """Which workers may not have the memory that a process needs."""
    from dask import config

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
