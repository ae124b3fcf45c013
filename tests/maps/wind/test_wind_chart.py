"""The wind chart: its curves, barbs and words against the wind that was drawn."""

from collections.abc import Iterator
from pathlib import Path

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest
import xarray as xr
from cartopy.crs import PlateCarree
from cartopy.mpl.gridliner import Gridliner
from matplotlib.quiver import Barbs
from pyproj import Geod

import sim
from sim.errors import InputError
from sim.maps import draw_wind
from sim.maps.wind.barb_map import MOST_BARBS
from sim.wind import WindField, open_wind
from sim.wind.field import AirArrays, labelled
from tests.wind.files import TIMES, plain_wind, shared, written
from tests.wind.test_members import ensemble

matplotlib.use("Agg")

RADIUS = 6_356_766.0  # US Standard Atmosphere 1976, for geometric height
KNOT = 1852.0 / 3600.0


@pytest.fixture(autouse=True)
def closed_figures() -> Iterator[None]:
    yield
    plt.close("all")


@pytest.fixture(scope="module")
def sloping(tmp_path_factory: pytest.TempPathFactory) -> WindField:
    return open_wind(written(plain_wind(), tmp_path_factory.mktemp("wind") / "plain.nc"))


@pytest.fixture(scope="module")
def flown() -> sim.Scenario:
    return sim.load_scenario("lee_2015_04_04")


def blowing(
    eastward: float,
    northward: float,
    longitude: np.ndarray,
    latitude: np.ndarray,
    humidity: float | None = None,
) -> WindField:
    """The same wind everywhere on a grid."""
    pressure = np.array([100_000.0, 70_000.0, 30_000.0])
    shape = (1, 3, latitude.size, longitude.size)
    levels = np.array([[100.0, 3000.0, 9100.0], [288.0, 268.0, 228.0]])
    height, temperature = (np.broadcast_to(values[None, :, None, None], shape) for values in levels)
    share = None if humidity is None else np.full(shape, humidity)
    air = AirArrays(
        TIMES[:1],
        pressure,
        latitude,
        longitude,
        np.full(shape, eastward),
        np.full(shape, northward),
        temperature,
        height,
        share,
    )
    return WindField(labelled(air), "made for a test", "0" * 64)


def curve(ax: plt.Axes, label: str) -> tuple[np.ndarray, np.ndarray]:
    (line,) = [line for line in ax.get_lines() if line.get_label() == label]
    return np.asarray(line.get_xdata()), np.asarray(line.get_ydata())


def barbs_of(drawn: sim.maps.WindChart) -> tuple[Barbs, Barbs]:
    """Those of the grid, and that of the place."""
    grid, place = [artist for artist in drawn.map if isinstance(artist, Barbs)]
    return grid, place


def test_the_curves_are_the_wind_over_the_place(sloping: WindField) -> None:
    drawn = draw_wind(sloping, at=(38.0, 128.0), time="2015-04-03T18:00")
    wind, warmth, *_ = drawn.axes
    # At a point of the grid: y = 0, x = 1, t = 1 in `plain_wind`, on heights 2 m higher than its own.
    levels = np.array([190.0, 1459.0, 2940.0, 5420.0, 8918.0]) + 2.0
    own = RADIUS * levels / (RADIUS - levels)
    for label, values in (
        ("eastward", 5.0 + 4.0 * np.arange(5) + 0.3 + 1.0),
        ("northward", -3.0 + 1.5 * np.arange(5) + 0.2 - 0.5),
    ):
        x, kilometres = curve(wind, label)
        known = kilometres < 8.9
        np.testing.assert_allclose(x[known], np.interp(1e3 * kilometres[known], own, values), atol=1e-4)
        assert np.isnan(x[kilometres > 9.0]).all()
    x, kilometres = curve(warmth, "temperature")
    celsius = np.array([270.0, 263.0, 258.0, 245.0, 224.0]) - 273.15
    np.testing.assert_allclose(
        x[kilometres < 8.9], np.interp(1e3 * kilometres[kilometres < 8.9], own, celsius), atol=1e-3
    )


def test_nothing_is_drawn_under_a_known_ground(sloping: WindField) -> None:
    ground = np.full((5, 6), 1200.0)
    ground[2, 3] = 3500.0
    known = sloping.dataset.assign(surface_height=(("latitude", "longitude"), ground, {"units": "m"}))
    drawn = draw_wind(WindField(known, sloping.source, sloping.digest), at=(36.0, 124.0))
    eastward, kilometres = curve(drawn.axes[0], "eastward")
    # The highest level lies at 8.9 km.
    np.testing.assert_array_equal(np.isnan(eastward[kilometres < 8.0]), kilometres[kilometres < 8.0] < 1.2)
    assert barbs_of(drawn)[0].u.size == 5 * 6 - 1
    assert "none where the ground is higher" in drawn.axes[3].get_title(loc="left")
    assert "ground is higher" not in draw_wind(sloping).axes[3].get_title(loc="left")


def test_the_speed_is_that_of_both_components(sloping: WindField) -> None:
    wind = draw_wind(sloping).axes[0]
    (eastward, _), (northward, _), (speed, _) = (curve(wind, name) for name in ("eastward", "northward", "speed"))
    np.testing.assert_allclose(speed, np.sqrt(eastward**2 + northward**2), rtol=1e-6)


def test_a_dew_point_is_drawn_where_there_is_humidity() -> None:
    grid = np.array([124.0, 126.0, 128.0]), np.array([36.0, 38.0, 40.0])
    moist = draw_wind(blowing(5.0, 0.0, *grid, humidity=0.0076689))
    x, _ = curve(moist.axes[1], "dew point")
    # At 100 m and 1000 hPa 12.27 hPa of vapour, which saturate at 10 °C (Smithsonian tables); 0.3 % are 0.05 K.
    assert x[0] == pytest.approx(10.0, abs=0.3)
    dry = draw_wind(blowing(5.0, 0.0, *grid))
    assert [line.get_label() for line in dry.axes[1].get_lines()].count("dew point") == 0
    assert dry.axes[1].get_legend().get_title().get_text() == "no humidity"


def test_nine_tenths_of_the_members_lie_in_the_bands(flown: sim.Scenario) -> None:
    wind = sim.climatological_wind(flown)
    drawn = draw_wind(wind, flown)
    bands = [artist for artist in drawn.curves if hasattr(artist, "get_paths")]
    assert len(bands) == 2
    assert wind.variability is not None
    heights = np.array([0.0, 3000.0, 9000.0])
    members = 1500
    departures = wind.variability.realise(1, members, [0.0], heights).reshape(members, heights.size, 2)
    for component, (band, label) in enumerate(zip(bands, ("eastward", "northward"), strict=True)):
        x, kilometres = curve(drawn.axes[0], label)
        corners = band.get_paths()[0].vertices
        for number, height in enumerate(heights / 1e3):
            at = corners[np.isclose(corners[:, 1], height), 0]
            winds = x[np.isclose(kilometres, height)][0] + departures[:, number, component]
            share = np.mean((at.min() < winds) & (winds < at.max()))
            # Four times the sampling error of nine tenths.
            assert share == pytest.approx(0.9, abs=4.0 * np.sqrt(0.09 / members))


def test_a_state_of_the_air_has_bands_only_with_a_scenario_that_doubts_it(sloping: WindField) -> None:
    alone = draw_wind(sloping)
    assert not [artist for artist in alone.curves if hasattr(artist, "get_paths")]
    doubted = draw_wind(open_wind("shipped:gfs_2011_01_15_korea"), sim.load_scenario("gfs_2011_01_15"))
    assert len([artist for artist in doubted.curves if hasattr(artist, "get_paths")]) == 2


def test_the_hodograph_points_to_where_the_wind_blows() -> None:
    wind = blowing(12.0, -5.0, np.array([124.0, 126.0, 128.0]), np.array([36.0, 38.0, 40.0]))
    hodograph = draw_wind(wind).axes[2]
    dots = [line for line in hodograph.get_lines() if line.get_marker() == "o"]
    assert len(dots) == 4  # at 0, 3, 6 and 9 km, and no data at 12
    for dot in dots:
        assert (dot.get_xdata()[0], dot.get_ydata()[0]) == pytest.approx((12.0, -5.0), abs=1e-5)
    assert "east" in hodograph.get_xlabel()
    assert "north" in hodograph.get_ylabel()
    west, east = hodograph.get_xlim()
    assert west < -13.0 < 13.0 < east


def test_barbs_are_in_knots_and_point_to_where_the_wind_comes_from() -> None:
    grid = np.array([124.0, 126.0, 128.0]), np.array([36.0, 38.0, 40.0])
    drawn = draw_wind(blowing(20.0 * KNOT, -35.0 * KNOT, *grid))
    barbs, place = barbs_of(drawn)
    np.testing.assert_allclose(np.hypot(barbs.u, barbs.v), np.hypot(20.0, 35.0), rtol=1e-4)
    # On the middle meridian of the map north is up, and matplotlib's staff points against the wind.
    assert (place.u[0], place.v[0]) == pytest.approx((20.0, -35.0), abs=0.05)
    assert "knots" in drawn.axes[3].get_title(loc="left")
    assert "comes from" in drawn.axes[3].get_title(loc="left")


def test_barbs_turn_with_the_meridians() -> None:
    # Toward 60 degrees: the step of a geodesic in the plane of the map. The plane shears by at most 1 % at this edge;
    # a meridian turned the wrong way would be 12 degrees off, degrees taken for lengths 6.
    longitude, latitude = np.array([117.0, 127.0, 137.0]), np.array([30.0, 38.0, 46.0])
    toward = np.deg2rad(60.0)
    drawn = draw_wind(blowing(30.0 * np.sin(toward), 30.0 * np.cos(toward), longitude, latitude))
    barbs, _ = barbs_of(drawn)
    x, y = (values.ravel() for values in np.meshgrid(longitude, latitude))
    further_x, further_y, _ = Geod(ellps="WGS84").fwd(x, y, np.full(9, 60.0), np.full(9, 1000.0))
    plane = drawn.axes[3].projection
    step = (plane.transform_points(PlateCarree(), further_x, further_y) - plane.transform_points(PlateCarree(), x, y))[
        :, :2
    ]
    expected = step / np.linalg.norm(step, axis=1, keepdims=True)
    blown = np.column_stack([barbs.u, barbs.v]) / np.hypot(barbs.u, barbs.v)[:, None]
    np.testing.assert_allclose(blown, expected, atol=0.015)


def test_barbs_lie_on_the_other_side_south_of_the_equator() -> None:
    wind = blowing(10.0, 0.0, np.array([100.0, 110.0, 120.0]), np.array([-10.0, 0.0, 10.0]))
    barbs, _ = barbs_of(draw_wind(wind))
    assert np.ravel(barbs.flip).tolist() == [True] * 3 + [False] * 6


def test_a_fine_grid_is_thinned_and_says_so() -> None:
    wind = blowing(10.0, 5.0, np.arange(118.0, 138.1, 0.25), np.arange(30.0, 46.1, 0.25))
    drawn = draw_wind(wind)
    barbs, _ = barbs_of(drawn)
    # 65 rows by 81 columns: every seventh leaves 10 by 12.
    assert barbs.u.size == 10 * 12
    assert barbs.u.size <= MOST_BARBS["latitude"] * MOST_BARBS["longitude"]
    assert "every 7th row and column" in drawn.axes[3].get_title(loc="left")


@pytest.mark.parametrize(
    ("longitude", "latitude"),
    [
        (np.arange(-180.0, 171.0, 10.0), np.arange(-90.0, 91.0, 10.0)),
        (np.arange(160.0, 201.0, 5.0), np.arange(20.0, 61.0, 5.0)),
        (np.array([126.0, 127.0]), np.array([37.0, 38.0])),
    ],
    ids=["the globe", "across the date line", "one cell"],
)
def test_boxes_of_any_size_are_drawn(longitude: np.ndarray, latitude: np.ndarray) -> None:
    drawn = draw_wind(blowing(10.0, 5.0, longitude, latitude))
    drawn.figure.canvas.draw()
    barbs, _ = barbs_of(drawn)
    assert np.isfinite(barbs.u).all()
    west, east, south, north = drawn.axes[3].get_extent()
    assert np.isfinite([west, east, south, north]).all()


@pytest.mark.parametrize(("side", "step"), [(4.0, 1), (16.0, 2), (40.0, 5), (100.0, 10), (160.0, 30)])
def test_the_grid_of_a_map_stands_at_multiples_of_a_round_step(side: float, step: int) -> None:
    wind = blowing(10.0, 5.0, 80.0 + side * np.array([-0.5, 0.0, 0.5]), side * np.array([0.0, 0.1, 0.2]))
    (grid,) = [artist for artist in draw_wind(wind).map if isinstance(artist, Gridliner)]
    meridians = np.asarray(grid.xlocator.tick_values(0.0, 0.0))
    assert np.diff(meridians).tolist() == [step] * (meridians.size - 1)
    assert (meridians % step == 0.0).all()
    assert meridians.size <= 20


def test_the_caption_says_source_time_and_place(sloping: WindField, flown: sim.Scenario) -> None:
    def caption(drawn: sim.maps.WindChart) -> str:
        return " ".join(text.get_text() for text in drawn.figure.texts).replace("\N{NO-BREAK SPACE}", " ")

    middle = caption(draw_wind(sloping))
    for words in (sloping.source, "2015-04-03T18:00 UTC", "38 N, 127 E (middle of the wind's box)"):
        assert words in middle
    chosen = caption(draw_wind(sloping, at=(36.5, 125.25), time="2015-04-04T08:00+09:00"))
    assert "2015-04-03T23:00 UTC" in chosen
    assert "36.5 N, 125.25 E (chosen place)" in chosen
    launch = caption(draw_wind(sloping, flown))
    # 03:00 of 4 April in Korea
    assert "2015-04-03T18:00 UTC" in launch
    assert f"{flown.launch.latitude:.6g} N, {flown.launch.longitude:.6g} E (launch site)" in launch
    assert "at all times" in caption(draw_wind(sim.climatological_wind(flown), flown))


def test_every_fault_is_told_at_once(sloping: WindField) -> None:
    with pytest.raises(InputError) as refused:
        draw_wind(sloping, at=(10.0, 20.0), time="2016-01-01", height=15_000.0)
    said = refused.value.problems
    assert len(said) == 3
    for problem, words in zip(said, ("10 N, 20 E", "15000 m", "2016-01-01T00:00"), strict=True):
        assert words in problem
        assert "choose" in problem
    with pytest.raises(InputError, match="it must be ISO 8601"):
        draw_wind(sloping, time="yesterday")
    with pytest.raises(InputError, match="is not the one time of this wind"):
        draw_wind(open_wind("shipped:gfs_2011_01_15_korea"), time="2011-01-15T18:00")


def test_another_height_is_another_map(sloping: WindField) -> None:
    low, high = (barbs_of(draw_wind(sloping, height=height))[1] for height in (1000.0, 8000.0))
    assert np.hypot(high.u, high.v)[0] > np.hypot(low.u, low.v)[0] + 10.0


def test_one_figure_is_made_and_nothing_is_shown(sloping: WindField) -> None:
    drawn = draw_wind(sloping)
    assert plt.get_fignums() == [drawn.figure.number]
    assert all(ax.figure is drawn.figure for ax in drawn.axes)
    drawn.figure.canvas.draw()


def test_words_of_the_hodograph_stay_inside_it(flown: sim.Scenario) -> None:
    drawn = draw_wind(sim.climatological_wind(flown), flown)
    drawn.figure.canvas.draw()
    frame = drawn.axes[2].get_window_extent()
    for text in drawn.axes[2].texts:
        box = text.get_window_extent()
        assert frame.x0 < box.x0
        assert box.x1 < frame.x1


def test_a_real_field_of_the_globe_is_drawn() -> None:
    path = shared() / "data/wind/ifs_20240603_20240604_6h_10deg_global.nc"
    if not path.exists():
        pytest.skip("real data are not beside the repository")
    wind = open_wind(path)
    drawn = draw_wind(wind, at=(40.0, 130.0), time="2024-06-04T00:00")
    assert wind.covers_the_circle
    with xr.open_dataset(path) as raw:
        column = raw.sel(time="2024-06-04T00:00", latitude=40.0, longitude=130.0)
        own = column["gh"].to_numpy().astype(float).ravel()
        u, v = (column[name].to_numpy().astype(float).ravel() for name in ("u", "v"))
    order = np.argsort(own)
    geometric = (RADIUS * own / (RADIUS - own))[order]
    _, place = barbs_of(drawn)
    # Drawn in degrees: east is to the right. Wind of a float32 file, in knots.
    assert place.u[0] * KNOT == pytest.approx(np.interp(3000.0, geometric, u[order]), abs=1e-3)
    assert place.v[0] * KNOT == pytest.approx(np.interp(3000.0, geometric, v[order]), abs=1e-3)


def test_the_band_of_a_spread_lies_around_the_mean_of_the_ensemble(
    flown: sim.Scenario, sloping: WindField, tmp_path: Path
) -> None:
    # its members blow 0, 1 and 2 m/s faster toward the east than the plain wind
    wind = open_wind(written(ensemble("number", [3, 5, 7]), tmp_path / "members.nc"))
    spread = flown.with_values({"launch_rule": None, "weather.ensemble": "spread"})
    plain, mean = (
        next(line for line in draw_wind(field, spread).axes[0].lines if line.get_label() == "eastward").get_xdata()
        for field in (sloping, wind)
    )
    # winds are packed as float32
    np.testing.assert_allclose(np.asarray(mean), np.asarray(plain) + 1.0, rtol=0.0, atol=1e-5)


def test_names_of_heights_on_the_hodograph_keep_apart() -> None:
    """In the shipped wind of January 2011 those at 9 and 12 km touched."""
    example = sim.load_scenario("gfs_2011_01_15")
    drawn = draw_wind(sim.wind_for(example), example)
    drawn.figure.canvas.draw()
    names = [artist for artist in drawn.hodograph if hasattr(artist, "get_text") and artist.get_text().endswith("km")]
    boxes = [name.get_window_extent() for name in names]
    assert [name.get_text() for name in names] == ["0 km", "3 km", "6 km", "9 km", "12 km"]
    assert not any(one.overlaps(other) for place, one in enumerate(boxes) for other in boxes[:place])


def test_the_legend_names_no_strip_that_is_too_thin_to_be_seen():
    wind = sim.open_wind("shipped:gfs_2011_01_15_korea")
    plain = draw_wind(wind, sim.load_scenario("gfs_2011_01_15"))  # the ground lies at 28 m
    high = draw_wind(wind, at=(40.0, 127.5))  # in the mountains, at 68 m

    def named(chart):
        return {text.get_text() for text in chart.axes[0].get_legend().get_texts()}

    assert "ground" not in named(plain)
    assert "no level of the data" in named(plain)  # up to 209 m
    assert "ground" in named(high)
