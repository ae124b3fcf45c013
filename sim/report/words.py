"""How the report writes numbers and moments.

Holds no sentence and no table.
"""

from datetime import datetime

import xarray as xr

from sim.ensemble import BY_COORDINATES
from sim.landing import Row
from sim.scenario import sites


def percent(share: float) -> str:
    """A share as people read it; a small one is not shown as none.

    >>> percent(0.2667), percent(0.0002), percent(0.0)
    ('26.7 %', 'below 0.1 %', '0 %')
    """
    if share <= 0.0:
        return "0 %"
    return "below 0.1 %" if share < 0.0005 else f"{100.0 * share:.1f} %"


def interval(row: Row) -> str:
    """The interval of a row.

    >>> interval(Row("usb_stick", "kangwon", "region", "north_korea", 0.2, 0.191, 0.212, 40, 4.0, 3.8, 4.2))
    '19.1 to 21.2 %'
    """
    return f"{100.0 * row.low:.1f} to {100.0 * row.high:.1f} %"


def number(value: float) -> str:
    """A number to three figures: no number of pieces is known better.

    >>> number(0.01234), number(1234567.0)
    ('0.0123', '1,230,000')
    """
    rounded = float(f"{value:.3g}")
    return f"{rounded:,.0f}" if rounded >= 100.0 else f"{rounded:g}"


def share(row: Row) -> str:
    """Share and interval of a row; where nothing was seen, how much it could be."""
    if row.landings == 0:
        return f"none seen (up to {100.0 * row.high:.1f} %)"
    return f"{percent(row.probability)} ({interval(row)})"


def listed(parts: list[str]) -> str:
    """Parts of a sentence.

    >>> listed(["discs"]), listed(["discs", "sticks", "notes"]), listed([])
    ('discs', 'discs, sticks and notes', '')
    """
    return " and ".join(part for part in (", ".join(parts[:-1]), *parts[-1:]) if part)


def spaced(name: str) -> str:
    """A name without the underscores that files want."""
    return name.replace("_", " ")


def launch_place(flights: xr.Dataset) -> str:
    """The launch site as people call it; a site that is in no table keeps its name."""
    name = str(flights.attrs["launch_site"])
    if name == BY_COORDINATES:
        return f"{flights.attrs['launch_latitude']:.3f} N, {flights.attrs['launch_longitude']:.3f} E"
    return sites()[name].label if name in sites() else spaced(name)


def launch_moment(flights: xr.Dataset) -> datetime:
    """The launch, by the clock of its place."""
    return datetime.fromisoformat(str(flights.attrs["launch_time"]))


def moment(time: datetime) -> str:
    """Date, hour and offset.

    >>> moment(datetime.fromisoformat("2015-04-04T03:00:00+09:00"))
    '2015-04-04 03:00 (UTC+09:00)'
    """
    return f"{time:%Y-%m-%d %H:%M} ({time.tzname()})"
