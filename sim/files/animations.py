"""Animations as files that move."""

import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from sim.errors import ResultError
from sim.files.writing import whole_file
from sim.kinds import path_of, refuse_other_than

ANIMATIONS = {"gif": "pillow", "mp4": "ffmpeg"}
"""Endings of the animations that can be written, and what writes them."""

if TYPE_CHECKING:
    from matplotlib.animation import Animation


def save_animation(
    animation: "Animation", path: str | Path, *, overwrite: bool = False, dots_per_inch: int = 100
) -> Path:
    """Write an animation; the ending of the name chooses the format: gif, or mp4 where ffmpeg is installed.

    Raises
    ------
    ResultError
        When the file exists or cannot be written, its ending is not that of an animation, or there is no ffmpeg.
    """
    from matplotlib.animation import Animation

    refuse_other_than(Animation, "save_animation: animation", animation, "an animation: pass sim.animate_night(...)")
    target = path_of("save_animation: path", path)
    writer = _writer_of(target)
    with whole_file(target, overwrite=overwrite) as temporary:
        try:
            animation.save(temporary, writer=writer, dpi=dots_per_inch)
        except subprocess.CalledProcessError as error:
            raise ResultError(
                f"{target}: ffmpeg could not write it (it ended with {error.returncode}); choose a name that ends in "
                "gif, which works without ffmpeg."
            ) from error
    return target


def _writer_of(path: Path) -> str:
    """What writes a file of this name."""
    from matplotlib.animation import writers

    writer = ANIMATIONS.get(path.suffix[1:].lower())
    if writer is None:
        found = f"ends in {path.suffix}" if path.suffix else "has no ending"
        raise ResultError(f"{path}: the name {found}; it must end in one of {', '.join(ANIMATIONS)}.")
    if not writers.is_available(writer):
        raise ResultError(
            f"{path}: no {writer} was found, which writes {path.suffix[1:]}; install it, or choose a name that ends in "
            "gif, which needs nothing more."
        )
    return writer
