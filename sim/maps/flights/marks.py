"""How moments of many balloons are marked.

Holds no drawing.
"""

from typing import Any

from sim.maps import style

MOST_RELEASES = 300
"""More releases than this are dots rather than triangles, which would cover everything."""

# Any: matplotlib's own keywords, passed on.
END: dict[str, Any] = {"marker": "o", "s": 9, "facecolors": style.INK, "edgecolors": "white", "linewidths": 0.4}
BAG_FULL: dict[str, Any] = {"marker": "o", "s": 13, "facecolors": style.AIR, "edgecolors": "white", "linewidths": 0.6}
BURST: dict[str, Any] = {"marker": "*", "s": 42, "facecolors": style.GAS, "edgecolors": "white", "linewidths": 0.6}


def release_mark(count: int) -> dict[str, Any]:
    """Marks of so many releases."""
    if count > MOST_RELEASES:
        return {"marker": "o", "s": 2.0, "facecolors": style.INK, "edgecolors": "none", "alpha": 0.35}
    return {"marker": "v", "s": 16, "facecolors": "white", "edgecolors": style.INK, "linewidths": 0.7}
