"""Whether the light that a launch is said to have is the one that the sun gives: what finds a wrong offset from UTC."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, get_args

import numpy as np
from pydantic_core import PydanticCustomError

from sim.scenario.sections import Light, moment
from sim.scenario.typed import stated_in, table_in


def light_faults(raw: Any) -> Iterator[str]:  # Any: as typed by a person, with the site's coordinates
    """The end of a sentence that begins with the file's name, where launch.light is not what the sun says."""
    launch = table_in(raw, "launch")
    light, time = stated_in(launch, "light"), _moment(stated_in(launch, "time"))
    longitude, latitude = stated_in(launch, "longitude"), stated_in(launch, "latitude")
    if light not in get_args(Light) or time is None or not _is_place(longitude, latitude):
        return
    from sim.sun import light_at  # late: only a scenario that states its light needs the sun

    found = light_at(float(longitude), float(latitude), np.datetime64(time.astimezone(UTC).replace(tzinfo=None), "ns"))
    if found != light:
        yield (
            f"launch.light is {light!r}, but the sun says {found!r}: launch.time {time.isoformat()} is "
            f"{time.astimezone(UTC):%H:%M} UTC, at {longitude:g} E, {latitude:g} N; check the hour and its offset from "
            "UTC (Korean time is +09:00), or correct or remove light."
        )


def _moment(typed: Any) -> datetime | None:
    """The moment, if it is one that can be flown."""
    try:
        return moment(typed)
    except PydanticCustomError:
        return None


def _is_place(longitude: Any, latitude: Any) -> bool:
    numbers = all(isinstance(angle, int | float) and not isinstance(angle, bool) for angle in (longitude, latitude))
    return numbers and -180.0 <= longitude <= 360.0 and -90.0 <= latitude <= 90.0
