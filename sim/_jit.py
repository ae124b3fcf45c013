"""The two decorators of the compiled floor and where their machine code is kept.

Holds no formula. `elementwise` lets one scalar formula serve a float, an array and a kernel; `compiled` is for
functions with several results or loops.
"""

import atexit
import contextlib
import functools
import hashlib
import os
import re
import shutil
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba
import numpy as np
import platformdirs
from numba.core import config as _untyped_config
from numba.core import types
from numba.extending import overload
from numba.np.unsafe.ndarray import to_fixed_tuple
from numpy.typing import NDArray

config: Any = _untyped_config  # Numba makes its settings at run time

Function = Callable[..., Any]  # Any: a formula takes floats and arrays, a kernel takes whatever Numba can type


KEPT_FOR = 30 * 86400.0
"""Machine code of a version that was not started for this long is removed. [s]"""


MARK = "machine-code-of-balloon-drift"
"""File that tells a folder of ours from one of somebody else."""


def available_threads() -> int:
    """Threads the kernel can have; the environment variable NUMBA_NUM_THREADS lowers it."""
    return int(config.NUMBA_NUM_THREADS)


COMPILED_HALF = (
    "flight/",
    "physics/",
    "numerics/",
    "elementary.py",
    "_jit.py",
    "constants.py",
    "errors.py",
    "units.py",
)
"""What machine code can come from: the floors below the stairs, which import nothing from above."""


def source_digest() -> str:
    """Digest of every Python file of the package: which program made a result."""
    return _digest_of(_sources())


def compiled_digest() -> str:
    """Digest of every file that machine code can come from: any change of a formula makes a new one.

    Numba's own cache looks only at the file that holds the function, so a formula changed in another file would leave
    the kernel with the old physics.
    """
    return _digest_of([name for name in _sources() if name.startswith(COMPILED_HALF)])


def _sources() -> list[str]:
    """Names of all Python files of the package."""
    root = Path(__file__).parent
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*.py"))


def _digest_of(names: list[str]) -> str:
    digest = hashlib.sha256()
    for name in names:
        digest.update(name.encode())
        digest.update((Path(__file__).parent / name).read_bytes())
    return digest.hexdigest()[:16]


def _writable(directory: Path) -> bool:
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(directory, os.W_OK)


def _forget_the_old(home: Path) -> None:
    """Remove machine code of other versions that nobody started for a while, and nothing that is not ours."""
    for other in home.iterdir():
        ours = re.fullmatch("[0-9a-f]{16}", other.name) and (other / MARK).is_file()
        if ours and time.time() - other.stat().st_mtime > KEPT_FOR:
            shutil.rmtree(other, ignore_errors=True)


@functools.cache
def cache_directory() -> Path:
    """Where machine code of exactly these formulas is kept; `BALLOON_DRIFT_CACHE` moves it.

    Without a folder to write to, it is kept for this process only: code from a folder that others can write to would be
    run as it is.
    """
    home = Path(os.environ.get("BALLOON_DRIFT_CACHE") or platformdirs.user_cache_dir("balloon-drift")) / "kernels"
    directory = home / compiled_digest()
    if not _writable(directory):
        kept = tempfile.TemporaryDirectory(prefix="balloon-drift-", ignore_cleanup_errors=True)
        atexit.register(kept.cleanup)
        return Path(kept.name)
    (directory / MARK).touch()
    os.utime(directory)
    _forget_the_old(home)
    return directory


_OPTIONS: Any = {"error_model": "numpy", "no_cfunc_wrapper": True}  # Any: Numba's types do not know the second
"""Division by zero as NumPy has it, and no way in from C, which nobody asks for and which takes long to compile."""

_one_at_a_time = threading.RLock()
"""Held while Numba's setting is ours: a thread that came between would take it for what it was before."""


def _with_own_cache(decorate: Callable[[], Any]) -> Any:
    """Run a Numba decorator with the cache directory of this package, leaving other packages' setting alone."""
    with _one_at_a_time:
        before = config.CACHE_DIR
        config.CACHE_DIR = str(cache_directory())
        try:
            return decorate()
        finally:
            config.CACHE_DIR = before


def _for_any_number(dispatcher: Any) -> Any:
    """A compiled function with one machine code for all whole numbers that calls of it name.

    Numba makes a code for each that stands in a text: for every column of a lane, and for the 0 that a count starts at.
    """
    compiler = getattr(dispatcher, "_compiler", None)
    if compiler is None:  # plain Python: compiling is switched off
        return dispatcher
    fold = compiler.fold_argument_types

    def folded(args: Any, keywords: Any) -> Any:
        signature, kinds = fold(args, keywords)
        return signature, tuple(map(types.unliteral, kinds))

    compiler.fold_argument_types = folded
    return dispatcher


def _unless_damaged(dispatcher: Any) -> Any:
    """A compiled function that is compiled anew where what is kept of it cannot be read, or cannot be kept.

    A file that was cut off, by a full disk or a copy that stopped, else ends every later start with the error of
    whatever part of it was read last.
    """
    cache = getattr(dispatcher, "_cache", None)
    if cache is None:  # plain Python: compiling is switched off
        return dispatcher
    load, save = cache.load_overload, cache.save_overload

    def load_or_forget(*which: Any) -> Any:
        try:
            return load(*which)
        except Exception:  # a damaged pickle raises anything
            with contextlib.suppress(OSError):
                cache.flush()
            return None

    def save_or_not(*what: Any) -> None:
        with contextlib.suppress(OSError):
            save(*what)

    cache.load_overload, cache.save_overload = load_or_forget, save_or_not
    return dispatcher


def compiled(function: Function | None = None, *, alone: bool = False, inline: bool = False) -> Any:
    """Compile a function of scalars, arrays and named tuples; `.py_func` stays the plain Python text.

    Without fastmath: multiply-add contraction would let the kernel and the plain Python flight differ in the last bit.
    `inline` is for small steps inside a loop: a call that hands over a balloon of thirty numbers costs more than they
    do. `alone` lets go of Python while it runs, so that other threads may run too.
    """
    if function is None:
        return functools.partial(compiled, alone=alone, inline=inline)
    decorate = numba.njit(cache=True, nogil=alone, forceinline=inline, **_OPTIONS)
    return _unless_damaged(_for_any_number(_with_own_cache(lambda: decorate(function))))


def _loop_over(formula: Function, count: int) -> Function:
    """The formula at each row of a table of its arguments.

    Written as a loop, and not as a ufunc of Numba, whose machine code is made anew in every process: 40 ms for each of
    the 22 formulas that a first flight needs.
    """

    def loop(table: NDArray[np.float64], out: NDArray[np.float64]) -> None:
        for row in range(out.size):
            numbers: Any = to_fixed_tuple(table[row], count)  # type: ignore[call-arg]  # as the compiler sees it
            out[row] = formula(*numbers)

    # the name of its file in the cache, which else all formulas would share
    loop.__qualname__ = f"{formula.__module__}.{formula.__qualname__}"
    return loop


def _in_portions(loop: Function, args: tuple[Any, ...]) -> Any:
    """A formula at all elements of arguments that broadcast, some thousand at a time; a float where none has axes."""
    needs = [["readonly"]] * len(args) + [["writeonly", "allocate", "contig"]]
    flags = ["buffered", "external_loop", "zerosize_ok"]
    nditer: Any = np.nditer  # its types do not know "contig"
    elements = nditer([*map(np.asarray, args), None], flags, needs, [np.float64] * len(needs))
    with elements:
        for *columns, out in elements:
            loop(np.stack(columns, axis=-1), out)
        result = elements.operands[-1]
    return float(result) if result.ndim == 0 else result


def _in_python(function: Function, args: tuple[Any, ...]) -> Any:
    """A formula in plain Python, as NumPy's numbers have it: for them a root of less than 0 is NaN."""
    with np.errstate(invalid="ignore"):  # a comparison with NaN would warn; the NaN itself comes out
        result = np.vectorize(function, otypes=[float])(*args)
    return float(result) if np.ndim(result) == 0 else result


def elementwise(function: Function) -> Function:
    """Make a scalar formula work on floats and arrays outside, and be the scalar itself inside a kernel.

    The formula takes and returns floats only. Outside, arguments broadcast as NumPy arrays of float64 do; NaN in gives
    NaN out as long as the formula lets it through.
    """
    names = function.__code__.co_varnames[: function.__code__.co_argcount]

    @functools.cache
    def alone() -> Any:
        return compiled(function)

    @functools.cache
    def together() -> Any:
        return compiled(_loop_over(public, len(names)))

    @functools.wraps(function)
    def public(*args: Any, **keywords: Any) -> Any:
        if keywords:
            args = args + tuple(keywords[name] for name in names[len(args) :])
        if len(args) != len(names):
            return function(*args)  # Python says what is wrong; the loop would read beyond its table
        if config.DISABLE_JIT:
            return _in_python(function, args)
        if all(isinstance(number, float | int) for number in args):
            return alone()(*map(float, args))
        return _in_portions(together(), args)

    @functools.wraps(function)
    def implementation(*args: Any) -> Any:
        return function

    options: Any = {"forceinline": True, **_OPTIONS}
    overload(public, jit_options=options)(implementation)
    public.scalar = function  # type: ignore[attr-defined]
    return public
