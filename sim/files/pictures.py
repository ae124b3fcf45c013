"""Figures as picture files."""

from pathlib import Path
from typing import TYPE_CHECKING

from sim.files.writing import whole_file

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def save_figure(figure: "Figure", path: str | Path, *, overwrite: bool = False, dots_per_inch: int = 150) -> Path:
    """Write a figure; the ending of the name chooses the format.

    Raises
    ------
    ResultError
        When the file exists or cannot be written.
    """
    target = Path(path)
    with whole_file(target, overwrite=overwrite) as temporary:
        figure.savefig(temporary, dpi=dots_per_inch, bbox_inches="tight")
    return target
