"""The flight chart: what is on it, where its night ends, and what it refuses."""

from collections.abc import Iterator

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.dates import date2num, num2date
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox
from pvlib.solarposition import get_solarposition

import sim
from sim.errors import InputError
from sim.maps import FlightChart, draw_flight, style
from sim.maps.flights.flags import Flag, draw_flags
from sim.maps.flights.flight_story import below, story_of
from tests.scenario.typed import DISPENSER, LATEX, scenario
from tests.scenario.typed import given as typed

matplotlib.use("Agg")

KOREA = np.timedelta64(9, "h")
SURE = {
    "launch.time_spread_min": typed(0),
    "launch.position_sd_km": typed(0),
    "balloon.underfill_probability": typed(0),
    "timer.failure_probability": typed(0),
    "timer.early_release_probability": typed(0),
    "timer.unopened_probability": typed(0),
}


@pytest.fixture(autouse=True)
def closed_figures() -> Iterator[None]:
    yield
    plt.close("all")


def flown(changes: dict[str, object] | None = None, balloons: int = 1, tracks: int = 1) -> xr.Dataset:
    """The example, launched at 03:00 with timers of two and three hours, in one night of the climate."""
    flying = scenario(SURE).with_values(changes or {})
    wind = sim.climatological_wind(flying)
    return sim.simulate(flying, wind, balloons=balloons, weather_members=1, tracks=tracks)


@pytest.fixture(scope="module")
def two_bundles() -> xr.Dataset:
    return flown(balloons=2, tracks=2)


@pytest.fixture(scope="module")
def sunlit() -> xr.Dataset:
    """A timer fails; the balloon is up at sunrise, 06:13 at sea level."""
    return flown({"timer.failure_probability": typed(1)})


@pytest.fixture(scope="module")
def burst() -> xr.Dataset:
    """A balloon of 4.2 kg in all; the second timer runs out while it falls."""
    lighter = {**LATEX, "payload.payload_mass_kg": typed(2), "balloon.free_lift_fraction": typed(0.6)}
    return flown({**lighter, "balloon.burst_diameter_m": typed(6)})


def local(times: object) -> np.ndarray:
    """Matplotlib's numbers of the local times of Korea."""
    return np.asarray(date2num(np.asarray(times, dtype="datetime64[ns]").ravel() + KOREA))


def upright_lines(drawn: FlightChart, panel: int, colour: str) -> np.ndarray:
    lines = [line for line in drawn.axes[panel].get_lines() if line in drawn.events]
    return np.array(
        sorted(
            line.get_xdata()[0]
            for line in lines
            if line.get_color() == colour and len(set(line.get_xdata())) == 1 and line.get_ydata()[-1] == 1
        )
    )


def words_of(artists: list[matplotlib.artist.Artist]) -> list[str]:
    return [artist.get_text() for artist in artists if hasattr(artist, "get_text") and artist.get_text()]


def test_five_panels_say_what_they_show_and_in_which_unit(two_bundles: xr.Dataset) -> None:
    labels = [ax.get_ylabel().replace("\n", " ") for ax in draw_flight(two_bundles).axes]
    assert labels == ["height (km)", "temperature (°C)", "volume (m³)", "free lift (%)", "over-pressure (hPa)"]


def test_curves_are_the_track_in_the_units_of_their_axes(two_bundles: xr.Dataset) -> None:
    drawn = draw_flight(two_bundles, track=1)
    track = two_bundles.isel(track=1).dropna("step", subset=["track_height"])
    expected = [
        track["track_height"] / 1000,
        track["track_gas_temperature"] - 273.15,
        track["track_air_temperature"] - 273.15,
        track["track_gas_volume"],
        track["track_free_lift_fraction"] * 100,
        track["track_over_pressure"] / 100,
    ]
    assert len(drawn.curves) == len(expected)
    for curve, values in zip(drawn.curves, expected, strict=True):
        np.testing.assert_allclose(curve.get_ydata(), values.values, rtol=1e-12, atol=1e-9)
        np.testing.assert_array_equal(date2num(curve.get_xdata()), local(track["track_time"].values))


def test_gas_and_air_are_told_apart_by_dashes_and_not_by_colour_alone(two_bundles: xr.Dataset) -> None:
    drawn = draw_flight(two_bundles)
    gas, air = drawn.curves[1:3]
    assert (gas.get_linestyle(), air.get_linestyle()) == ("-", "--")
    assert words_of(drawn.axes[1].get_legend().get_texts()) == ["gas", "air"]


def test_time_is_that_of_the_clock_at_the_launch(two_bundles: xr.Dataset) -> None:
    drawn = draw_flight(two_bundles)
    start = num2date(drawn.axes[0].get_xlim()[0])
    assert (start.hour, start.minute) == (3, 0)
    assert drawn.axes[-1].get_xlabel() == "local time (UTC+09:00)"
    assert len({ax.get_xlim() for ax in drawn.axes}) == 1


def test_another_clock_moves_the_hours(two_bundles: xr.Dataset) -> None:
    london = two_bundles.assign_attrs(launch_time="2015-04-03T18:00:00+00:00")
    drawn = draw_flight(london)
    assert num2date(drawn.axes[0].get_xlim()[0]).hour == 18
    assert drawn.axes[-1].get_xlabel() == "local time (UTC+00:00)"


@pytest.mark.parametrize("panel", range(5))
def test_releases_and_the_full_bag_are_ticked_in_every_panel(two_bundles: xr.Dataset, panel: int) -> None:
    drawn = draw_flight(two_bundles)
    happened = [*two_bundles["release_time"].values[0], two_bundles["bag_full_time"].values[0]]
    np.testing.assert_allclose(upright_lines(drawn, panel, style.EVENT), np.sort(local(happened)), rtol=0, atol=1e-9)


def test_releases_are_named_after_their_bundles(two_bundles: xr.Dataset) -> None:
    names = words_of(draw_flight(two_bundles).events)
    assert {"short released", "long released", "bag full"} <= set(names)


def test_marks_stand_where_bundles_were_let_go_and_the_bag_was_full(two_bundles: xr.Dataset) -> None:
    lines = draw_flight(two_bundles).axes[0].get_lines()
    (releases,) = (line for line in lines if line.get_marker() == "v")
    (full,) = (line for line in lines if line.get_marker() == "o")
    np.testing.assert_allclose(releases.get_ydata(), two_bundles["release_height"].values[0] / 1e3)
    np.testing.assert_allclose(full.get_ydata(), two_bundles["bag_full_height"].values[:1] / 1e3)


def test_bundles_let_go_together_share_a_name() -> None:
    flights = flown({"payload.bundles.short.timer_h": typed(3), "timer.shared": typed(True)})
    assert "short, long released" in words_of(draw_flight(flights).events)


def test_of_many_releases_the_first_and_the_last_are_named() -> None:
    many = {"payload.bundles": None, "payload.dispenser": {**DISPENSER, "batches": 8}}
    flights = flown(many)
    drawn = draw_flight(flights)
    released = [name for name in words_of(drawn.events) if name.endswith("released")]
    assert sorted(released) == ["batch_001 released", "batch_008 released"]
    assert upright_lines(drawn, 0, style.EVENT).size == 8 + 1


def test_what_was_never_let_go_and_how_it_ended_is_said(sunlit: xr.Dataset) -> None:
    landed = str(sunlit["landing_time"].values[0, -1] + KOREA)[11:16]
    (told,) = (words for words in words_of(draw_flight(sunlit).furniture) if words.startswith("balloon 0"))
    assert told == f"balloon 0, launched 2015-04-04 03:00; short, long never released; envelope: landed {landed}"


def risen(flights: xr.Dataset, elevation: float) -> float:
    """When the sun passes an elevation [degree] on its way up below the first balloon, by pvlib alone; local, [day]."""
    track = flights.isel(track=0).dropna("step", subset=["track_height"])
    seconds = pd.date_range("2015-04-03T20:00", "2015-04-03T22:00", freq="s")
    known = track["track_time"].values.astype("int64")
    longitude, latitude = (
        np.interp(seconds.to_numpy("datetime64[ns]").astype("int64"), known, track[f"track_{name}"].values)
        for name in ("longitude", "latitude")
    )
    # a few places are enough: in two hours the balloon goes less than a degree
    places = [slice(part[0], part[-1] + 1) for part in np.array_split(np.arange(seconds.size), 40)]
    seen = np.concatenate(
        [
            get_solarposition(seconds[part].tz_localize("UTC"), latitude[part].mean(), longitude[part].mean())[
                "elevation"
            ].to_numpy()
            for part in places
        ]
    )
    return float(local(seconds.to_numpy()[np.searchsorted(seen, elevation)])[0])


@pytest.mark.parametrize("panel", range(5))
def test_night_and_twilight_end_where_pvlib_sees_the_sun_come_up(sunlit: xr.Dataset, panel: int) -> None:
    drawn = draw_flight(sunlit)
    shades = {
        shade.get_facecolor(): shade.get_extents().transformed(drawn.axes[panel].transData.inverted())
        for shade in drawn.light
        if shade.axes is drawn.axes[panel]
    }
    night, twilight = (shades[matplotlib.colors.to_rgba(colour)] for colour in (style.NIGHT, style.TWILIGHT))
    # 15 s: places are averaged over 3 min, in which 10 m/s eastward are worth 5 s of sunrise
    assert night.x1 == pytest.approx(risen(sunlit, -6.0), abs=15 / 86400)
    assert twilight.x1 == pytest.approx(risen(sunlit, -50.0 / 60.0), abs=15 / 86400)
    assert night.x0 == pytest.approx(drawn.axes[panel].get_xlim()[0], abs=1 / 86400)


def test_sunrise_is_marked_when_the_balloon_sees_the_sun_before_the_ground_does(sunlit: xr.Dataset) -> None:
    drawn = draw_flight(sunlit)
    for panel in range(5):
        np.testing.assert_allclose(
            upright_lines(drawn, panel, style.SUNRISE), local(sunlit["sunrise_time"].values), rtol=0, atol=1e-9
        )
    # at 3 to 5 km the horizon lies 1.8 to 2.3 degrees lower, and the sun climbs one degree in about five minutes
    earlier = (risen(sunlit, -50.0 / 60.0) - upright_lines(drawn, 0, style.SUNRISE)[0]) * 1440.0
    assert 6.0 < earlier < 13.0
    assert "sunrise at its height" in words_of(drawn.events)


def test_an_evening_flight_goes_from_twilight_into_the_night() -> None:
    drawn = draw_flight(flown({"launch.time": typed("2015-04-04T19:00:00+09:00"), "simulation.horizon_h": 2.0}))
    spans = {shade.get_facecolor(): shade.get_bbox() for shade in drawn.light if shade.axes is drawn.axes[0]}
    night, twilight = (spans[matplotlib.colors.to_rgba(colour)] for colour in (style.NIGHT, style.TWILIGHT))
    start, end = drawn.axes[0].get_xlim()
    # Seoul, 4 April: sunset 18:57, end of civil twilight 19:23 (Korea Astronomy and Space Science Institute, to 5 min)
    assert night.x0 == pytest.approx(start + 23 / 1440, abs=5 / 1440)
    assert (twilight.x0, twilight.x1, night.x1) == pytest.approx((start, end, end), abs=1 / 86400)


def test_spans_below_an_elevation_begin_and_end_on_straight_lines() -> None:
    times = np.datetime64("2015-04-04T00:00", "ns") + np.arange(6) * np.timedelta64(600, "s")
    sun = np.array([-1.0, 1.0, 1.0, -3.0, -1.0, 3.0])
    spans = [[(edge - times[0]) / np.timedelta64(1, "s") for edge in span] for span in below((times, sun), 0.0)]
    np.testing.assert_allclose(spans, [[0.0, 300.0], [1350.0, 2550.0]], rtol=0, atol=1e-6)
    assert below((times, sun + 10.0), 0.0) == []
    assert below((times, sun - 10.0), 0.0) == [(times[0], times[-1])]


def test_a_burst_is_marked_and_the_fall_goes_on_to_the_ground(burst: xr.Dataset) -> None:
    drawn = draw_flight(burst)
    torn, landed = burst["burst_time"].values[0], burst["landing_time"].values[0, -1]
    (star,) = (line for line in drawn.axes[0].get_lines() if line.get_marker() == "*")
    np.testing.assert_allclose(star.get_ydata(), burst["burst_height"].values / 1e3)
    np.testing.assert_allclose(date2num(star.get_xdata()), local(torn))
    (fall,) = (line for line in drawn.axes[0].get_lines() if line.get_label() == "torn, falling (no track)")
    np.testing.assert_allclose(date2num(fall.get_xdata())[[0, -1]], [*local(torn), *local(landed)])
    assert np.all(np.diff(fall.get_ydata()) < 0)
    assert drawn.axes[0].get_xlim()[1] == pytest.approx(local(landed)[0])
    assert "burst" in words_of(drawn.events)


def test_the_light_goes_on_after_the_track_ends(burst: xr.Dataset) -> None:
    drawn = draw_flight(burst)
    end = drawn.axes[0].get_xlim()[1]
    assert max(shade.get_bbox().x1 for shade in drawn.light) == pytest.approx(end)
    assert date2num(drawn.curves[0].get_xdata()[-1]) < end - 1 / 1440


def test_given_axes_are_drawn_on_and_no_figure_is_made(two_bundles: xr.Dataset) -> None:
    figure, axes = plt.subplots(5, sharex=True)
    drawn = draw_flight(two_bundles, axes=axes)
    assert list(drawn.axes) == list(axes)
    assert plt.get_fignums() == [figure.number]
    figure.canvas.draw()


def test_nothing_is_saved_or_shown(two_bundles: xr.Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a drawing function must not do this")

    monkeypatch.setattr(plt, "show", refuse)
    monkeypatch.setattr("matplotlib.figure.Figure.savefig", refuse)
    assert draw_flight(two_bundles).curves


def test_flights_read_from_a_file_give_the_same_chart(two_bundles: xr.Dataset, tmp_path) -> None:
    sim.save_flights(two_bundles, tmp_path / "flights.nc")
    first, second = draw_flight(two_bundles), draw_flight(sim.open_flights(tmp_path / "flights.nc"))
    assert words_of(first.events) == words_of(second.events)
    assert words_of(first.furniture) == words_of(second.furniture)
    np.testing.assert_array_equal(first.curves[0].get_ydata(), second.curves[0].get_ydata())


def test_a_dataset_without_tracks_is_refused() -> None:
    with pytest.raises(InputError, match=r"has no tracks; fly with sim\.simulate\(\.\.\., tracks=1\) or more"):
        draw_flight(flown(tracks=0))


def test_tracks_that_lack_what_is_drawn_are_refused(two_bundles: xr.Dataset) -> None:
    with pytest.raises(InputError, match="has no track_gas_volume, track_over_pressure; fly the scenario again"):
        draw_flight(two_bundles.drop_vars(["track_gas_volume", "track_over_pressure"]))


@pytest.mark.parametrize("track", [2, -1, 0.5, True, "0"])
def test_a_track_that_is_not_there_is_refused(two_bundles: xr.Dataset, track: object) -> None:
    with pytest.raises(
        InputError, match=r"track is .*; it must be a whole number from 0 to 1: the dataset has 2 tracks"
    ):
        draw_flight(two_bundles, track)


def test_a_balloon_that_did_not_launch_is_named() -> None:
    never = {
        "balloon.underfill_probability": typed(0.5),
        "balloon.underfilled_free_lift_fraction": {
            "distribution": "uniform",
            "low": -0.03,
            "high": -0.01,
            "because": "test",
        },
    }
    flights = flown(never, balloons=12, tracks=12)
    grounded = np.flatnonzero(flights["outcome"].values[:, -1] == 8)
    assert 0 < grounded.size < 12
    others = ", ".join(str(k) for k in range(12) if k not in grounded)
    with pytest.raises(InputError) as caught:
        draw_flight(flights, int(grounded[0]))
    assert str(caught.value).startswith(f"draw_flight: track {grounded[0]} is empty, its balloon did not launch")
    assert others.startswith(str(caught.value).split(": ")[-1].rstrip(".").split(", ")[0])


def test_tracks_of_balloons_that_were_left_out_are_refused_and_others_keep_theirs() -> None:
    flights = flown({"launch.position_sd_km": typed(2)}, balloons=4, tracks=2)
    chosen = flights.isel(balloon=[3, 1])
    with pytest.raises(InputError, match="track 0 is of a balloon that was left out; tracks with a flight: 1"):
        draw_flight(chosen)
    alone, among = story_of(chosen, 1), story_of(flights, 1)
    assert alone.number == among.number == 1
    assert alone.releases == among.releases
    assert alone.landed == among.landed


@pytest.mark.parametrize("count", [1, 4, 6])
def test_other_than_five_axes_are_refused(two_bundles: xr.Dataset, count: int) -> None:
    _, axes = plt.subplots(count)
    with pytest.raises(InputError, match=rf"axes has {count} entr.*; it must have 5 matplotlib Axes"):
        draw_flight(two_bundles, axes=axes)


MORNING = np.datetime64("2015-04-04T03:00", "ns")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 360), st.integers(3, 22)), max_size=7))
def test_no_name_covers_another_or_is_crossed_by_a_pole(moments: list[tuple[int, int]]) -> None:
    """Names of 3 to 22 letters at up to seven minutes of six hours, measured as they are drawn."""
    figure = Figure(figsize=(6.0, 2.0))
    ax = figure.add_subplot()
    start, end = date2num(MORNING), date2num(MORNING + np.timedelta64(6, "h"))
    ax.set_xlim(start, end)
    flags = [
        Flag(MORNING + np.timedelta64(minute, "m"), "m" * letters, "black") for minute, letters in dict(moments).items()
    ]
    artists, rows = draw_flags(ax, flags)
    figure.canvas.draw()
    names = [artist.get_window_extent() for artist in artists if artist.get_text()]
    poles = [artist.arrow_patch.get_window_extent() for artist in artists if not artist.get_text()]
    assert len(names) == len(poles) == len(flags)
    assert rows <= len(flags)
    for i, name in enumerate(names):
        others = [*names[:i], *names[i + 1 :], *poles]
        assert not any(Bbox.intersection(name, other) for other in others)
        assert name.x1 <= ax.get_window_extent().x1
