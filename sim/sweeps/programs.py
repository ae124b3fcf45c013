"""Which program computes in a process, and what that of another has otherwise than a plan.

Holds no flight and no connection.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache

from sim.sweeps.plan import Plan
from sim.sweeps.planning import program


@cache
def own_program() -> dict[str, str]:
    """Versions and digests of what computes in this process, as they were when first asked for.

    A worker is asked before it flies anything, and may outlive a change of the program's files beside it.
    """
    return program()


def program_faults(plan: Plan, programs: Mapping[str, Mapping[str, str]]) -> list[str]:
    """What workers have otherwise than a plan, a sentence for those that have the same.

    Parameters
    ----------
    plan : Plan
    programs : mapping
        Versions and digests by the worker's address.
    """
    wanted = plan.program
    those: dict[str, list[str]] = defaultdict(list)
    for address, own in programs.items():
        other = [
            f"{name} {own.get(name)} instead of {wanted[name]}" for name in wanted if own.get(name) != wanted[name]
        ]
        those[", ".join(other)].append(address)
    return [
        f"{worker_words(addresses)}: other bits would come of {differences}; begin it with the program of this sweep."
        for differences, addresses in those.items()
        if differences
    ]


def worker_words(addresses: Sequence[str]) -> str:
    """Some workers, for people.

    >>> worker_words(["tcp://10.0.0.7:4001"]), worker_words(["tcp://10.0.0.7:4001", "tcp://10.0.0.8:4001"])
    ('worker tcp://10.0.0.7:4001', 'worker tcp://10.0.0.7:4001 and 1 more')
    """
    more = len(addresses) - 1
    return f"worker {addresses[0]}" + (f" and {more} more" if more else "")
