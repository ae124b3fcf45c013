"""Whether what a source needs is there, asked before anything long begins: packages, and an answer from far away.

Holds no transfer of data.
"""

import importlib.util
from collections.abc import Sequence
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from sim.errors import FetchError

_PATIENCE = 10.0
"""Longest wait for any answer at all: the libraries behind the sources would try for a minute and more. [s]"""


def refuse_without(packages: Sequence[str], source: str) -> None:
    """Raise if a package that reads a source is not installed.

    Raises
    ------
    FetchError
    """
    missing = [package for package in packages if importlib.util.find_spec(package) is None]
    if missing:
        be = "is" if len(missing) == 1 else "are"
        raise FetchError(
            f"{source}: {' and '.join(missing)}, needed to fetch from there, {be} not installed; install with "
            "pip install 'balloon-drift[fetch]'."
        )


def refuse_unreachable(address: str, source: str) -> None:
    """Raise if nobody answers at an address of the web; any answer will do.

    Raises
    ------
    FetchError
    """
    try:
        with urlopen(Request(address, method="HEAD"), timeout=_PATIENCE):
            return
    except HTTPError:
        return
    except OSError as error:
        raise FetchError(
            f"{source}: {address} cannot be reached ({reason_of(error)}); check the network, or give wind files that "
            "are on this machine."
        ) from error


def reason_of(error: BaseException) -> str:
    """What an exception says, as part of a sentence: its first line, or its kind where it says nothing."""
    lines = str(getattr(error, "reason", None) or error).strip().splitlines()
    return lines[0].rstrip(".") if lines else type(error).__name__
