"""Tracks, heights, the night and its animation, on flights whose every place and time can be said by hand."""

import cartopy.crs as ccrs
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
import xarray as xr
from matplotlib.collections import PathCollection
from matplotlib.colors import to_hex
from matplotlib.dates import date2num
from matplotlib.text import Annotation
from pvlib.solarposition import sun_rise_set_transit_spa

from sim.errors import InputError
from sim.maps import (
    HeightChart,
    NightChart,
    TrackMap,
    animate_night,
    draw_heights,
    draw_night,
    draw_tracks,
    style,
)
from sim.maps.flights.animation import Night, draw_moment, night_of
from sim.maps.flights.tracked import tracked
from tests.maps.made_tracks import BALLOONS, KOREA, LAUNCH, MINUTE, STEPS

pytestmark = pytest.mark.filterwarnings("ignore:Animation was deleted")

DEGREES = ccrs.PlateCarree()


def local(time: np.datetime64) -> float:
    """Matplotlib's number of a time in Korea."""
    return float(date2num(time + KOREA))


@pytest.fixture(scope="module")
def track_map(tracks: xr.Dataset) -> TrackMap:
    return draw_tracks(tracks)


@pytest.fixture(scope="module")
def height_chart(tracks: xr.Dataset) -> HeightChart:
    return draw_heights(tracks)


@pytest.fixture(scope="module")
def night_chart(tracks: xr.Dataset) -> NightChart:
    return draw_night(tracks)


def test_tracks_lie_on_the_map_where_the_balloons_flew(track_map: TrackMap) -> None:
    """Every balloon goes straight to 1.8 degrees east and 0.9 north of its launch."""
    on_map = track_map.tracks[0].get_segments()
    assert len(on_map) == BALLOONS * (STEPS - 1)
    ends = [
        DEGREES.transform_point(*point, track_map.axes.projection) for point in (on_map[0][0], on_map[STEPS - 2][1])
    ]
    np.testing.assert_allclose(ends, [(126.74, 37.889), (128.54, 38.789)], atol=1e-6)


def test_east_is_right_north_is_up_and_high_is_up(track_map: TrackMap) -> None:
    track_map.figure.canvas.draw()
    first, last = (np.array(track_map.tracks[0].get_segments()[step][1]) for step in (0, STEPS - 2))
    moved = track_map.axes.transData.transform(last) - track_map.axes.transData.transform(first)
    assert (moved > 30.0).all()
    climbed = [
        track_map.height_axes.transData.transform(track_map.tracks[1].get_segments()[step][1]) for step in (0, 15)
    ]
    assert climbed[1][0] > climbed[0][0]
    assert climbed[1][1] > climbed[0][1] + 10.0


def test_heights_below_the_map_are_those_of_the_tracks_in_local_time(track_map: TrackMap) -> None:
    """Balloon 3 floats at 2.3 km; it was launched at 03:03 and lands at 06:03."""
    segments = track_map.tracks[1].get_segments()[3 * (STEPS - 1) : 4 * (STEPS - 1)]
    assert segments[0][0] == pytest.approx((local(LAUNCH + 3 * MINUTE), 0.0))
    assert segments[10][0] == pytest.approx((local(LAUNCH + 13 * MINUTE), 1.15))
    assert segments[-1][1] == pytest.approx((local(LAUNCH + 183 * MINUTE), 2.3))


def test_colours_tell_the_height_alike_in_both_panels(track_map: TrackMap) -> None:
    on_map, beside = (lines.get_array() for lines in track_map.tracks)
    np.testing.assert_array_equal(on_map, beside)
    assert list(on_map[:2]) == pytest.approx([0.05, 0.15])  # 100 m a minute, middles of the first two steps


def test_greys_of_the_tracks_grow_lighter_with_height() -> None:
    colours = style.TRACK_HEIGHT(np.linspace(0.0, 1.0, 64))[:, :3]
    linear = np.where(colours <= 0.04045, colours / 12.92, ((colours + 0.055) / 1.055) ** 2.4)
    greys = linear @ (0.2126, 0.7152, 0.0722)
    assert (np.diff(greys) > 0.0).all()


def test_releases_and_ends_are_marked_in_both_panels(track_map: TrackMap) -> None:
    releases, ends, _, high_releases, high_ends = track_map.marks
    assert [len(marks.get_offsets()) for marks in (releases, high_releases)] == [BALLOONS - 2] * 2
    assert [len(marks.get_offsets()) for marks in (ends, high_ends)] == [BALLOONS] * 2
    np.testing.assert_allclose(releases.get_offsets()[0], (127.94, 38.489))
    np.testing.assert_allclose(high_releases.get_offsets()[0], (local(LAUNCH + 120 * MINUTE), 2.0))


def test_map_alone_on_given_axes(tracks: xr.Dataset) -> None:
    figure = plt.figure()
    ax = figure.add_subplot(projection=ccrs.Mercator())
    drawn = draw_tracks(tracks, ax=ax)
    assert (drawn.axes, drawn.height_axes) == (ax, None)
    assert plt.get_fignums() == [figure.number]


@pytest.mark.parametrize(("draw", "who"), [(draw_tracks, "draw_tracks"), (draw_heights, "draw_heights"),
                                           (animate_night, "animate_night")])  # fmt: skip
def test_flights_without_tracks_are_refused_with_what_to_do(tracks: xr.Dataset, draw: object, who: str) -> None:
    without = tracks.drop_vars([name for name in tracks if str(name).startswith("track_")])
    with pytest.raises(
        InputError, match=rf"{who}: the dataset has no tracks; fly with sim.simulate\(\.\.\., tracks=60"
    ):
        draw(without)
    with pytest.raises(InputError, match=f"{who}: the tracks do not say which balloons they are of"):
        draw(tracks.drop_vars("track"))
    with pytest.raises(InputError, match=f"{who}: none of the 2 tracks has a flight of a balloon in the dataset"):
        draw(tracks.isel(balloon=slice(3, None), track=slice(2)))
    for lost in ("track", "step"):
        with pytest.raises(InputError, match=f"{who}: flights has no dimension {lost} any more"):
            draw(tracks.isel({lost: 0}))


def test_of_chosen_balloons_their_own_tracks_are_drawn(tracks: xr.Dataset) -> None:
    """Balloon n floats at 2000 + 100 n m; the last two let go of nothing."""
    drawn = draw_tracks(tracks.isel(balloon=[19, 7, 3], track=slice(5, None)))
    assert [len(artist.get_offsets()) for artist in drawn.marks[:2]] == [1, 2]
    assert drawn.tracks[1].get_array().max() == pytest.approx(3.9)
    high = tracked(tracks.isel(balloon=[19, 7, 3]), "here")
    assert high.height[:, -1].tolist() == [2300.0, 2700.0, 3900.0]
    assert high.flights["balloon"].values.tolist() == [3, 7, 19]


def test_bands_hold_the_stated_shares_of_the_balloons_in_flight(height_chart: HeightChart) -> None:
    """At 04:30 all float at 2.0 to 3.9 km in steps of 0.1: quantiles by numpy's own rule."""
    heights = 2.0 + 0.1 * np.arange(BALLOONS)
    wide, narrow, median = height_chart.bands
    for band, shares in ((wide, (0.05, 0.95)), (narrow, (0.25, 0.75))):
        corners = band.get_paths()[0].vertices
        here = corners[np.abs(corners[:, 0] - local(LAUNCH + 90 * MINUTE)) < 1e-6, 1]
        assert (here.min(), here.max()) == pytest.approx(tuple(np.quantile(heights, shares)))
    days, middle = median.get_data()
    assert middle[np.argmin(np.abs(days - local(LAUNCH + 90 * MINUTE)))] == pytest.approx(2.95)


def test_everything_that_happened_is_marked_once(height_chart: HeightChart) -> None:
    counts = {name: len(marks.get_offsets()) for name, marks in height_chart.events.items()}
    assert counts == {"release": 18, "bag_full": 9, "landing": 3 * 18}
    np.testing.assert_allclose(height_chart.events["bag_full"].get_offsets()[2], (local(LAUNCH + 22 * MINUTE), 2.2))


def test_rows_of_the_night_count_what_happened_when(night_chart: NightChart) -> None:
    """Launches from 03:00 to 03:19: ten in each of two steps; releases two hours later, of 18 balloons."""
    assert list(night_chart.rows) == [
        "launch", "release", "landing: USB stick", "landing: vinyl leaflet", "landing: empty envelope"
    ]  # fmt: skip
    for place, (row, counted) in enumerate(
        [("launch", (10, 10)), ("release", (10, 8)), ("landing: USB stick", (10, 8))]
    ):
        begin = LAUNCH + (0, 120, 130)[place] * MINUTE
        tops, edges, _ = night_chart.rows[row].get_data()
        filled = np.flatnonzero(tops > -place)
        assert edges[filled] == pytest.approx([local(begin), local(begin + 10 * MINUTE)])
        assert (tops[filled] + place) / 0.8 == pytest.approx(np.array(counted) / max(counted))
    words = [artist.get_text() for artist in night_chart.furniture if isinstance(artist, Annotation)]
    assert words[:5] == ["100 %", "90 %", "90 %", "90 %", "90 %"]


def test_many_bundles_share_a_row_and_many_releases_are_dots(tracks: xr.Dataset) -> None:
    """Each of eighteen releases as if of twenty bundles: 360 in all."""
    many = tracks.isel(bundle=np.zeros(20, dtype=int)).assign_coords(
        bundle_name=("bundle", [f"batch {number}" for number in range(20)])
    )
    assert [label for label in draw_night(many).rows if "release" in label] == ["releases of 20 bundles"]
    (size,) = draw_heights(many).events["release"].get_sizes()
    assert size == 2.0


def test_medians_of_the_night_are_those_of_the_times(night_chart: NightChart) -> None:
    """The eleventh of twenty launches, or the one before; the ninth of 18 releases."""
    launch, release = (float(mark.get_xdata()[0]) for mark in night_chart.medians[:2])
    assert launch == pytest.approx(local(LAUNCH + 9 * MINUTE))
    assert release == pytest.approx(local(LAUNCH + 128 * MINUTE))


def test_sun_of_the_night_is_that_of_the_almanac(night_chart: NightChart) -> None:
    """Sunset of 3 April and sunrise of 4 April by the routine of NREL inside pvlib, to its half minute and ours."""
    almanac = sun_rise_set_transit_spa(pd.DatetimeIndex(["2015-04-03"], tz="UTC"), 37.889, 126.74)
    named = {name.get_text(): float(name.xy[0]) for name in night_chart.sun if name.get_text()}
    for name in ("sunset", "sunrise"):
        # That routine counts days in UTC, so only the clocks are held against each other.
        clock = local(np.datetime64(almanac[name].iloc[0].tz_localize(None), "ns"))
        assert named[name] % 1.0 == pytest.approx(clock % 1.0, abs=1.0 / 1440.0)
    assert named["sunset"] < named["dusk"] < named["dawn"] < named["sunrise"]


def test_items_have_their_own_colours_in_the_night(night_chart: NightChart) -> None:
    assert to_hex(night_chart.rows["landing: USB stick"].get_facecolor()).upper() == "#D55E00"
    assert to_hex(night_chart.rows["landing: vinyl leaflet"].get_facecolor()).upper() == "#009E73"


def test_a_night_without_any_launch_is_refused(tracks: xr.Dataset) -> None:
    empty = tracks.copy(deep=True)
    for name in ("launch_time", "release_time", "landing_time"):
        empty[name].values[:] = np.datetime64("NaT")
    with pytest.raises(InputError, match="no balloon of the dataset was launched"):
        draw_night(empty)
    with pytest.raises(InputError, match="the dataset has no release_time"):
        draw_night(tracks.drop_vars("release_time"))


@pytest.fixture(scope="module")
def night(tracks: xr.Dataset) -> Night:
    return night_of(tracks, None, 10 * MINUTE)


def places(night: Night, artist: PathCollection) -> np.ndarray:
    """Longitudes and latitudes of marks on the map."""
    return DEGREES.transform_points(night.scene.axes.projection, *np.asarray(artist.get_offsets()).T)[:, :2]


def test_balloons_of_the_animation_are_where_their_tracks_were(night: Night) -> None:
    """At 04:10:30 balloon n has flown for 70.5 - n minutes, each half of the way between two steps."""
    draw_moment(night, LAUNCH + KOREA + 70 * MINUTE + MINUTE // 2)
    minutes = 70.5 - np.arange(BALLOONS)
    expected = np.column_stack([126.74 + 0.01 * minutes, 37.889 + 0.005 * minutes])
    np.testing.assert_allclose(places(night, night.scene.balloons), expected, atol=1e-6)
    np.testing.assert_allclose(night.scene.balloons.get_array(), 2.0 + 0.1 * np.arange(BALLOONS))
    assert night.scene.clock.get_text() == "04:10 (UTC+09:00), night\n20 balloons in flight, 0 pieces down"


def test_pieces_of_the_animation_fall_and_then_lie(night: Night) -> None:
    """At 05:05 balloons 0 to 5 let go: sticks are halfway for the first, a leaflet an eighth of its way."""
    draw_moment(night, LAUNCH + KOREA + 125 * MINUTE)
    falling = places(night, night.scene.falling)
    assert len(falling) == 12
    assert len(night.scene.lying.get_offsets()) == 0
    assert [127.94 + 0.025, 38.489] in [pytest.approx(list(place), abs=1e-4) for place in falling]
    assert pytest.approx(list(falling[1]), abs=1e-4) == [127.94 + 0.025, 38.489]
    colours = {to_hex(colour).upper() for colour in night.scene.falling.get_facecolor()}
    assert colours == {"#D55E00", "#009E73"}
    draw_moment(night, LAUNCH + KOREA + 200 * MINUTE)
    assert (len(night.scene.balloons.get_offsets()), len(night.scene.falling.get_offsets())) == (0, 0)
    lying = places(night, night.scene.lying)
    np.testing.assert_allclose(np.unique(np.round(lying[:, 0], 6)), (127.99, 128.14))
    assert len(lying) == 36


def test_clock_of_the_animation_runs_from_the_first_launch_until_nearly_all_is_down(night: Night) -> None:
    """98 % of 36 pieces: the 35th comes down 40 minutes after the release at 05:16."""
    assert night.times[0] == LAUNCH + KOREA
    assert (np.diff(night.times) == 10 * MINUTE).all()
    assert night.times[-1] == LAUNCH + KOREA + 180 * MINUTE


def test_impossible_steps_of_an_animation_are_refused_together(tracks: xr.Dataset) -> None:
    with pytest.raises(InputError, match="step is 0 s; it must be greater than 0") as told:
        animate_night(tracks, step=0.0, interval=-1.0)
    assert "interval is -1 ms" in str(told.value)


def test_one_track_has_no_band_and_flights_without_any_event_are_drawn(tracks: xr.Dataset) -> None:
    alone = draw_heights(tracks.isel(track=slice(0, 1)))
    assert (alone.bands, len(alone.tracks)) == ([], 1)
    quiet = tracks.copy(deep=True)
    for kind in ("release", "landing", "bag_full"):
        quiet[f"{kind}_time"].values[:] = np.datetime64("NaT")
    assert draw_heights(quiet).events == {}
    assert len(draw_tracks(quiet).marks[0].get_offsets()) == 0
