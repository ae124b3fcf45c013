"""Figures as picture files."""

from pathlib import Path
from typing import TYPE_CHECKING

from sim.errors import ResultError
from sim.files.writing import whole_file
from sim.kinds import path_of, refuse_other_than

PICTURES = ("png", "pdf", "svg", "jpg", "webp", "tif")
"""Endings of the pictures that can be written."""

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def save_figure(figure: "Figure", path: str | Path, *, overwrite: bool = False, dots_per_inch: int = 150) -> Path:
    """Write a figure; the ending of the name chooses the format.

    Raises
    ------
    ResultError
        When the file exists or cannot be written, or its ending is not that of a picture.
    """
    from matplotlib.figure import Figure

    refuse_other_than(Figure, "save_figure: figure", figure, "a figure: pass drawn.figure, or ax.figure of axes")
    target = path_of("save_figure: path", path)
    refuse_unknown_picture(target)
    with whole_file(target, overwrite=overwrite) as temporary:
        figure.savefig(temporary, format=target.suffix[1:].lower(), dpi=dots_per_inch, bbox_inches="tight")
    return target


def refuse_unknown_picture(path: Path) -> None:
    """Raise if the ending of a name is not that of a picture that can be written.

    Raises
    ------
    ResultError
    """
    if path.suffix[1:].lower() not in PICTURES:
        found = f"ends in {path.suffix}" if path.suffix else "has no ending"
        raise ResultError(f"{path}: the name {found}; it must end in one of {', '.join(PICTURES)}.")
