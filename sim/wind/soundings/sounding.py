"""Radiosonde soundings as a horizontally uniform wind, of one time or of several.

Holds no file format: `sounding_csv`, `igra`, `wyoming` and `wyoming_csv` read; `ascent` makes whole profiles,
`sounding_air` air of them. The wind is as true elsewhere as the weather is uniform.
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from sim.errors import WindError
from sim.wind.door.opening import is_netcdf_or_grib
from sim.wind.door.zipped import beginning_inside, content_inside, is_zip
from sim.wind.field import WindField, held_above, held_below, labelled, minute
from sim.wind.soundings.ascent import Ascent, Part, Profile, complete_profile, level_problems
from sim.wind.soundings.ascent_choice import chosen_parts
from sim.wind.soundings.igra import IGRA_HEADER, igra_parts
from sim.wind.soundings.sounding_air import sounding_air
from sim.wind.soundings.sounding_csv import csv_parts
from sim.wind.soundings.wyoming import WYOMING_TITLE, wyoming_parts
from sim.wind.soundings.wyoming_csv import WYOMING_CSV_MARK, wyoming_csv_parts

FARTHEST_MOVE = 0.5
"""How far the place of a station may differ between ascents that make one wind. Assumed: stations move by some km in
their history, ships by degrees a day. [degree]"""

_BEGINNING = 8192
"""How much of a file shows what it is. [byte]"""

MOST_NAMED = 20
"""How many problems or times a message lists before it only counts them."""


def is_sounding_text(beginning: bytes) -> bool:
    """Whether a file that begins like this is a sounding in IGRA version 2 or of the University of Wyoming.

    Parameters
    ----------
    beginning : bytes
        The first 64 bytes show IGRA; the title of a listing stands within the first some thousand.

    Examples
    --------
    >>> is_sounding_text(b"47122 RKSO Osan Observations at 12Z 04 Apr 2015")
    True
    >>> is_sounding_text(b"CDF")
    False
    """
    text = beginning.decode("utf-8", "replace").removeprefix("\ufeff")
    return bool(IGRA_HEADER.match(text) or WYOMING_TITLE.search(text) or _is_wyoming_csv(text))


def is_sounding(path: Path) -> bool:
    """Whether a file is a sounding by its beginning or by its name, or a zip archive of one alone.

    Parameters
    ----------
    path : Path
        Of a file.
    """
    if is_zip(path):
        name, beginning = beginning_inside(path, _BEGINNING)
    else:
        with path.open("rb") as file:
            name, beginning = path.name, file.read(_BEGINNING)
    return name.lower().endswith(".csv") or (not is_netcdf_or_grib(beginning) and is_sounding_text(beginning))


def open_sounding(path: str | Path, which: str | None = None) -> WindField:
    """Horizontally uniform wind from one ascent of a radiosonde, or from several of one station.

    Parameters
    ----------
    path : str or Path
        Text in IGRA version 2, a page, text listing or CSV export of the University of Wyoming, or CSV with a header
        and the columns wmo, station, latitude, longitude, valid (ISO 8601), p_hPa, gph_m, t_K and u_ms, v_ms (or
        wdir_deg, where the wind comes from, and wspd_ms); also td_K or rh_percent. An empty cell is a value that a
        level does not report. Or a zip archive of one such file, as IGRA delivers its stations.
    which : str or None
        Name or number of the station, a time such as 2015-04-04T12 or 2015-04-04, a span such as
        2015-04-03/2015-04-05, or a station and one of these behind a comma. May be None where the file holds one
        station whose ascents are all meant.

    Returns
    -------
    WindField
        The same everywhere within 8 degrees of latitude and 10 of longitude; one time for each ascent.

    Raises
    ------
    WindError
        With every problem of the file: one sentence each.

    Notes
    -----
    One ascent keeps its own levels, completed as `ascent.complete_profile` says. Several are brought to the
    pressures that any of them has, linear in ln p, within the span that all of them reach. Among several, ascents with
    fewer than two complete levels, such as those of wind alone, are left out and named in the notes. The time of an
    ascent is its nominal one, but that of the release in Wyoming's CSV export, which gives no other.
    """
    file, origin = Path(path), str(path)
    if not file.is_file():
        raise WindError(f"{path}: there is no such file; give the path of a sounding in IGRA, Wyoming text or CSV.")
    content = file.read_bytes()
    problems: list[str] = []
    parts = _parts(content_inside(file) if is_zip(file) else content, origin, problems)
    _refuse(problems)
    chosen = chosen_parts(parts, which, origin)
    ascents, profiles, notes = _flyable(_read(chosen, origin), origin)
    air = sounding_air(ascents, profiles, origin)
    _refuse(air.problems)
    dataset = labelled(air.air)
    notes = [held_below(dataset), held_above(dataset), *air.notes, *notes]
    source = f"radiosonde {chosen[0].station}, {_when(ascents)} ({file.name})"
    return WindField(dataset, source, hashlib.sha256(content).hexdigest(), notes=tuple(notes))


def _parts(content: bytes, origin: str, problems: list[str]) -> list[Part]:
    """The ascents of a file of any of the formats."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise WindError(f"{origin}: this is not a text in UTF-8 ({error}); give a sounding as text.") from error
    if IGRA_HEADER.match(text):
        return igra_parts(text, origin, problems)
    if WYOMING_TITLE.search(text):
        return wyoming_parts(text, origin, problems)
    if _is_wyoming_csv(text):
        return wyoming_csv_parts(text, origin, problems)
    return csv_parts(text, origin, problems)


def _is_wyoming_csv(text: str) -> bool:
    return WYOMING_CSV_MARK in text.partition("\n")[0]


def _read(parts: Sequence[Part], origin: str) -> list[Ascent]:
    """The ascents; every problem of every one of them is raised together."""
    problems: list[str] = []
    ascents: list[Ascent] = []
    for part in parts:
        if np.isnat(part.valid):
            problems.append(f"{origin}: an ascent of {part.station} has no hour; choose others by their time after #.")
        elif (ascent := part.read(problems)) is not None:
            problems.extend(level_problems(ascent.levels, f"{origin}, {part.when}"))
            problems.extend(_place_problems(ascent, f"{origin}, {part.when}"))
            ascents.append(ascent)
    _refuse([*problems, *_move_problems(ascents, origin)])
    return ascents


def _place_problems(ascent: Ascent, origin: str) -> list[str]:
    """Whether the station is on earth."""
    if abs(ascent.latitude) <= 90.0 and -180.0 <= ascent.longitude <= 360.0:
        return []
    return [
        f"{origin}: the station lies at {ascent.latitude:g} N, {ascent.longitude:g} E, which is no place on earth; "
        "correct the file."
    ]


def _move_problems(ascents: Sequence[Ascent], origin: str) -> list[str]:
    """Whether the station stays where it is."""
    for ascent in ascents:
        moved = max(abs(ascent.latitude - ascents[0].latitude), abs(ascent.longitude - ascents[0].longitude))
        if moved > FARTHEST_MOVE:
            return [
                f"{origin}: the station moves by {moved:.2f} degrees between {minute(ascents[0].valid)} and "
                f"{minute(ascent.valid)} UTC, and at most {FARTHEST_MOVE:g} make one wind: choose ascents by their "
                "time after #."
            ]
    return []


def _flyable(ascents: Sequence[Ascent], origin: str) -> tuple[list[Ascent], list[Profile], list[str]]:
    """The ascents with two complete levels or more, their profiles, and what must be said about them and the others."""
    found = [(ascent, complete_profile(ascent.levels)) for ascent in ascents]
    whole = [pair for pair in found if pair[1].pressure.size > 1]
    if not whole:
        most = max(profile.pressure.size for _, profile in found)
        raise WindError(f"{origin}: {most} levels have height, temperature and wind together; at least 2 are needed.")
    notes = ["One sounding stands for the whole box: the wind does not change along the way."]
    if len(whole) > 1:
        notes = [f"{len(whole)} soundings stand for the whole box: the wind changes with time, not along the way."]
    if short := [minute(ascent.valid) for ascent, profile in found if profile.pressure.size < 2]:
        times = ", ".join(short[:MOST_NAMED]) + (" and more" if len(short) > MOST_NAMED else "")
        notes.append(
            f"{len(short)} of {len(found)} ascents were left out, since fewer than 2 of their levels have height, "
            f"temperature and wind together: {times} UTC."
        )
    if dropped := sum(profile.dropped for _, profile in whole):
        notes.append(f"{dropped} levels above or below those with wind, temperature and height were left out.")
    return [ascent for ascent, _ in whole], [profile for _, profile in whole], notes


def _when(ascents: Sequence[Ascent]) -> str:
    """The times of the ascents, for people."""
    first, last = minute(ascents[0].valid), minute(ascents[-1].valid)
    return f"{first} UTC" if len(ascents) == 1 else f"{len(ascents)} ascents from {first} to {last} UTC"


def _refuse(problems: Sequence[str]) -> None:
    """Raise where there are problems: of a great many the first, and how many there are."""
    if len(problems) > MOST_NAMED:
        problems = [*problems[:MOST_NAMED], f"There are {len(problems) - MOST_NAMED} problems more like these."]
    if problems:
        raise WindError(problems)
