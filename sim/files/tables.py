"""Landings as comma-separated text."""

from pathlib import Path

from sim.files.listing import Selection


def write_csv(chosen: Selection, path: Path) -> None:
    """One row for each drop; the places of what did not land stay empty.

    Parameters
    ----------
    chosen : Selection
    path : Path
    """
    rows = chosen.rows()
    rows["time_utc"] = rows["time_utc"].dt.strftime("%Y-%m-%dT%H:%M:%SZ").where(rows["time_utc"].notna(), "")
    # 0.1 m on the ground, and more than a model knows of any number here
    rows = rows.round({"longitude_deg": 6, "latitude_deg": 6, "height_m": 1, "items_represented": 3})
    rows.to_csv(path, index=False, lineterminator="\n")
