"""The exceptions of this package: each carries sentences for a person, all of them at once.

Holds no outcome of a flight: what happens to one balloon is recorded, never raised.
"""

from collections.abc import Iterable


class InputError(ValueError):
    """Something a person gave us cannot be used.

    Parameters
    ----------
    problems : iterable of str
        One sentence each: where, what was found, what is allowed, what to do next.
    """

    def __init__(self, problems: Iterable[str] | str) -> None:
        self.problems: tuple[str, ...] = (problems,) if isinstance(problems, str) else tuple(problems)
        super().__init__("\n".join(self.problems))


class EvidenceError(InputError):
    """A seed file is wrong, or a scenario cites what it may not."""


class ScenarioError(InputError):
    """A scenario file is wrong."""


class WindError(InputError):
    """A wind cannot be read, or does not cover what is to be flown."""


class ResultError(InputError):
    """A result file cannot be written or read."""


class FetchError(InputError):
    """A wind cannot be fetched."""


class Interrupted(InputError):
    """Work stopped before its end; what was done is kept, and can be gone on from."""


class FetchInterrupted(FetchError, Interrupted):
    """A source stopped answering; what was fetched is kept, and the same call goes on from there."""


class SweepInterrupted(ResultError, Interrupted):
    """A sweep could not keep a result; the points that were kept stay, and `resume` goes on from there."""
