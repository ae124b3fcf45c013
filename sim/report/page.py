"""The page: texts, tables, pictures and the map in one HTML document that asks for nothing.

Holds no number of its own.
"""

import base64
import hashlib
import shlex
from pathlib import Path
from typing import Any

import jinja2
import xarray as xr
from markupsafe import Markup, escape
from plotly.offline import get_plotlyjs

from sim.errors import InputError
from sim.landing import landings
from sim.report.answer import answer
from sim.report.figures import pictures
from sim.report.input_tables import input_tables, marks_table, provenance_table, wind_notes
from sim.report.landing_tables import landing_tables
from sim.report.limits import NOT_MODELLED
from sim.report.map_data import map_data
from sim.report.plane import SIMPLIFIED
from sim.report.view_data import MOST_LANDINGS
from sim.report.words import launch_moment, launch_place, moment
from sim.scenario import Scenario, claims_beside, load_scenario

_HERE = Path(__file__).parent


def report_html(flights: xr.Dataset) -> str:
    """The page about a dataset of flights. See `write_report`."""
    drops, scenario = landings(flights), Scenario.from_json(flights.attrs["scenario"])
    scripts = {"plotly": get_plotlyjs(), "map": (_HERE / "map.js").read_text(encoding="utf-8")}
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_HERE),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["breakable"] = _breakable
    return environment.get_template("page.html").render(
        title=flights.attrs["title"],
        description=scenario.description,
        launch=f"{launch_place(flights)}, {moment(launch_moment(flights))}",
        answer=answer(drops, scenario),
        map=map_data(drops),
        most_landings=MOST_LANDINGS,
        simplified=f"{SIMPLIFIED / 1e3:g} km",
        pictures=pictures(drops),
        landing_tables=landing_tables(drops),
        marks=marks_table(scenario),
        input_tables=input_tables(scenario),
        claims=claims_beside(scenario),
        wind_notes=wind_notes(flights.attrs),
        limits=NOT_MODELLED.values(),
        provenance=provenance_table(flights.attrs, flights.sizes["balloon"]),
        command=_command(flights),
        style=Markup((_HERE / "page.css").read_text(encoding="utf-8")),
        scripts={name: Markup(text) for name, text in scripts.items()},
        allowed=" ".join(_source(text) for text in scripts.values()),
    )


def _breakable(name: str) -> Markup:
    """A name that a narrow column may break after a dot or an underscore."""
    return Markup(str(escape(name)).replace("_", "_<wbr>").replace(".", ".<wbr>"))


def _source(script: str) -> str:
    """What a page's policy calls a script that it may run: nothing that a title smuggles in has this digest."""
    digest = hashlib.sha256(script.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"


def _command(flights: xr.Dataset) -> str:
    """What to type to fly this anew from a scenario that ships; empty where that would be another run."""
    given = flights.attrs
    if not _ships_as_flown(given) or int(flights["balloon"].values[0]) != 0:
        return ""
    options = {
        "balloons": flights.sizes["balloon"],
        "weather-members": given["weather_members"],
        "rng-seed": given["rng_seed"],
    }
    if "track" in flights.sizes:
        options["tracks"] = flights.sizes["track"]
    words = [f"--{name} {value}" for name, value in options.items()]
    return f"balloon-drift run {shlex.quote(str(given['scenario_name']))} {' '.join(words)}"


# Any: attributes of a dataset
def _ships_as_flown(given: dict[str, Any]) -> bool:
    """Whether a scenario of this name ships that is just the one flown: its wind and its launch rule too."""
    try:
        return load_scenario(str(given["scenario_name"])) == Scenario.from_json(given["scenario"])
    except InputError:
        return False
