"""The table of a sweep whose numbers are made up, so that pictures of it can be checked by hand."""

import numpy as np
import xarray as xr

TIMERS, SITES = [1.0, 2.0, 3.0], ["gimpo", "north_shore"]
ITEMS = {"usb_stick": "USB stick", "leaflet": "vinyl leaflet"}
REGIONS = {"north_korea": "total", "kangwon": "region", "sea": "total", "no_landing": "total"}

# Share of the first item that lands in the North: (timer, site).
NORTH = np.array([[0.10, 0.50], [0.20, 0.40], [0.30, 0.05]])
SEA = np.array([[0.20, 0.40], [0.10, 0.30], [0.50, 0.05]])


def made_sweep() -> xr.Dataset:
    """Three timers from two sites; of the second item half as much lands; intervals reach 4 points down and 6 up."""
    dims = ("timer_h", "site", "item", "region")
    chance = np.zeros((3, 2, 2, 4))
    chance[:, :, 0, 0], chance[:, :, 0, 2] = NORTH, SEA
    chance[:, :, 0, 3] = 0.02
    chance[:, :, 1] = 0.5 * chance[:, :, 0]
    length = 1e4 * (1.0 + np.arange(12.0)).reshape(3, 2, 2)
    return xr.Dataset(
        {
            "probability": (dims, chance),
            "low": (dims, np.maximum(chance - 0.04, 0.0)),
            "high": (dims, chance + 0.06),
            "pieces": (dims, 100.0 * chance),
            "pieces_low": (dims, 90.0 * chance),
            "pieces_high": (dims, 120.0 * chance),
            **dict.fromkeys(("range", "along_sd", "cross_sd", "circular_error"), (dims[:3], length)),
            "balloons": (dims[:2], np.full((3, 2), 100)),
            "weather_members": (dims[:2], np.full((3, 2), 50)),
            "flown": (dims[:2], np.ones((3, 2), dtype=np.int8)),
            "air_of_point": (dims[:2], np.zeros((3, 2), dtype=np.int64)),
        },
        {
            "timer_h": ("timer_h", TIMERS, {"scenario_path": "payload.bundles.main.timer_h", "units": "h"}),
            "site": ("site", SITES, {"scenario_path": "launch.site"}),
            "item": list(ITEMS),
            "item_label": ("item", list(ITEMS.values())),
            "region": list(REGIONS),
            "region_kind": ("region", list(REGIONS.values())),
            "air_source": ("air", ["made-up wind"]),
        },
        {"title": "Sweep of something", "interval_level": 0.9},
    )


def lacking(result: xr.Dataset) -> xr.Dataset:
    """The same with the first point outstanding and the last refused."""
    result = result.copy(deep=True)
    result["flown"][0, 0], result["flown"][-1, -1] = 0, 2
    names = [name for name in result.data_vars if result[name].dtype.kind == "f"]
    return result.assign({name: result[name].where(result["flown"] == 1) for name in names})


def on_nights(result: xr.Dataset) -> xr.Dataset:
    """Two nights: on the second a tenth more of the first item everywhere."""
    second = result.copy(deep=True)
    for name in ("probability", "low", "high"):
        second[name] = second[name] + 0.1
    nights = xr.Variable("night", np.array(["2015-04-04", "2015-07-15"], dtype="datetime64[ns]"))
    constant = ["item_label", "region_kind", "air_source"]
    whole = xr.concat([result.drop_vars(constant), second.drop_vars(constant)], nights.to_index_variable(), "all")
    return whole.assign_coords({name: result[name] for name in constant}).transpose("timer_h", "site", "night", ...)
