"""A made-up run with two bundles of two kinds of item: the places are given, nothing flies."""

import json

import numpy as np
import xarray as xr

from sim.scenario import load_scenario
from tests.landing.made import cloud, made_flights

ITEMS = ("dvd_sleeve", "usb_stick", "dvd_sleeve", "usb_stick")
BUNDLES = ("short", "long")
HOSTILE = "</script><script>window.hacked = 1</script><img src=x onerror='window.hacked = 1'> & \"quoted\" {{ 7 * 6 }}"
LABELS = {"dvd_sleeve": "DVD in a sleeve", "usb_stick": "USB stick"}


def made_run(balloons: int = 300, bundles: tuple[str, ...] = BUNDLES, labels: dict[str, str] = LABELS) -> xr.Dataset:
    """Flights with all that a report needs; one balloon in ten stays aloft, the second bundle lands farther east."""
    places = [cloud(balloons, 4e4, 2e4, seed) for seed in range(4)]
    east = np.array([-0.6, -0.6, 0.5, 0.5])
    longitude = np.column_stack([x for x, _ in places]) + east
    latitude = np.column_stack([y for _, y in places]) + 0.15
    longitude[::10], latitude[::10] = np.nan, np.nan
    carried = dict(zip(bundles, ([0, 1], [2, 3]), strict=True))
    flights = made_flights(longitude, latitude, list(ITEMS), bundles=carried)
    after = np.arange(balloons * 4).reshape(balloons, 4) * np.timedelta64(10, "s")
    flights["landing_time"] = (("balloon", "drop"), np.datetime64("2015-04-03T20:00:00", "ns") + after)
    flights["landing_height"] = (("balloon", "drop"), np.full((balloons, 4), 120.0))
    flights["release_longitude"][:], flights["release_latitude"][:] = 127.5, 38.2
    flights = flights.assign_coords(item_label=("drop", [labels[item] for item in ITEMS]))
    scenario = load_scenario("lee_2015_04_04")
    flights.attrs |= {
        "launch_site": "imjingak",
        "scenario": scenario.to_json(),
        "scenario_name": scenario.name,
        "weather_members": 10,
        "wind_digest": "aa" * 32,
        "ground_digest": "bb" * 32,
        "code_digest": "cc" * 8,
        "wind_notes": json.dumps(["The air is made up."]),
        "versions": json.dumps({"balloon-drift": "0.1.0"}),
    }
    return flights
