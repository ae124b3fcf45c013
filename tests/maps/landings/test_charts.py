"""Bars of regions, distances with bearings, and two runs against each other: what is drawn is what was counted."""

import cartopy.crs as ccrs
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_rgba
from pyproj import Geod

from sim.errors import InputError
from sim.landing import LandingDistribution, landings
from sim.maps import draw_comparison, draw_distances, draw_regions, style
from tests.landing.made import cloud, made_flights

KANGWON, SOUTH, SEA = (127.75, 38.62), (128.2, 37.45), (129.6, 38.2)
LAUNCH = (126.74, 37.889)


def placed(counts: dict[tuple[float, float], int], lost: int = 0, item: str = "usb_stick") -> LandingDistribution:
    """So many balloons land at each place, and some nowhere."""
    points = np.repeat(list(counts), list(counts.values()), axis=0)
    points = np.vstack([points, np.full((lost, 2), np.nan)])
    return landings(made_flights(points[:, :1], points[:, 1:], [item]))


def two_kinds() -> LandingDistribution:
    """Of 100 balloons: sticks 60 in Kangwon, 30 in the South, 10 nowhere; leaflets 20 in Kangwon and 80 at sea."""
    sticks = [KANGWON] * 60 + [SOUTH] * 30 + [(np.nan, np.nan)] * 10
    leaflets = [KANGWON] * 20 + [SEA] * 80
    longitude, latitude = (np.column_stack([np.array(kind)[:, axis] for kind in (sticks, leaflets)]) for axis in (0, 1))
    return landings(made_flights(longitude, latitude, ["usb_stick", "leaflet_vinyl"]))


def test_bars_are_as_long_as_what_was_counted() -> None:
    drawn = draw_regions(two_kinds())
    lengths = {kind: [bar.get_width() for bar in bars] for kind, bars in drawn.bars.items()}
    assert drawn.regions == ("north_korea", "kangwon", "south_korea", "sea", "east_sea", "no_landing")
    assert lengths["usb_stick"] == pytest.approx([60.0, 60.0, 30.0, 0.0, 0.0, 10.0])
    assert lengths["leaflet_vinyl"] == pytest.approx([20.0, 20.0, 0.0, 80.0, 80.0, 0.0])
    ticks = [label.get_text() for label in drawn.axes.get_yticklabels()]
    assert ticks == ["North Korea", "Kangwon", "South Korea", "Sea", "East Sea", "Did not land"]


def test_filled_bars_of_a_kind_add_up_to_all() -> None:
    for bars in draw_regions(two_kinds()).bars.values():
        filled = [bar.get_width() for bar in bars if bar.get_facecolor()[3] > 0]
        assert len(filled) == 4
        assert sum(filled) == pytest.approx(100.0)


def test_bars_stand_at_their_names_from_the_top_and_grow_to_the_right() -> None:
    drawn = draw_regions(two_kinds(), items=["usb_stick"])
    for place, bar in enumerate(drawn.bars["usb_stick"]):
        assert bar.get_y() < place < bar.get_y() + bar.get_height()
    top, bottom = (drawn.axes.transData.transform((0.0, place))[1] for place in (0.0, 5.0))
    left, right = (drawn.axes.transData.transform((share, 0.0))[0] for share in (0.0, 50.0))
    assert top > bottom
    assert left < right


def test_intervals_are_those_of_the_table_and_hold_the_bar() -> None:
    drops = two_kinds()
    drawn = draw_regions(drops, items=["usb_stick"])
    (lines,) = drawn.intervals
    table = drops.regions("usb_stick")
    for name, segment, bar in zip(drawn.regions, lines.get_segments(), drawn.bars["usb_stick"], strict=True):
        row = table.row("usb_stick", name)
        low, high = segment[:, 0]
        assert low <= bar.get_width() <= high
        assert (low, high) == pytest.approx((100 * row.low, 100 * row.high))


def test_an_item_that_was_not_seen_in_a_region_has_the_interval_of_nothing_seen() -> None:
    """No stick fell into the East Sea nor, all in all, into any sea: the total has a row with that interval."""
    drops = two_kinds()
    drawn = draw_regions(drops)
    ends = drawn.intervals[0].get_segments()[drawn.regions.index("east_sea")][:, 0]
    sea = drops.regions("usb_stick").row("usb_stick", "sea")
    assert sea.high > 0.0
    assert tuple(ends) == pytest.approx((0.0, 100.0 * sea.high))


def test_bars_take_axes_and_refuse_unknown_kinds() -> None:
    ax = plt.figure().add_subplot()
    assert draw_regions(two_kinds(), ax=ax).axes is ax
    with pytest.raises(InputError, match="draw_regions: no item radio; there are"):
        draw_regions(two_kinds(), items=["radio"])


def around_launch(steps: dict[tuple[float, float], int], lost: int = 0) -> LandingDistribution:
    """So many land at each distance [km] and azimuth [degree] from the launch."""
    earth = Geod(ellps="WGS84")
    counts = {earth.fwd(*LAUNCH, azimuth, 1e3 * distance)[:2]: count for (distance, azimuth), count in steps.items()}
    return placed(counts, lost)


def test_steps_of_distance_hold_their_share_of_all() -> None:
    """Of 100: 40 at 33 km, 20 at 77 km, 30 at 104 km, 10 nowhere; steps of 5 km."""
    drops = around_launch({(33.0, 90.0): 40, (77.0, 45.0): 20, (104.0, 180.0): 30}, lost=10)
    drawn = draw_distances(drops)
    shares, edges, _ = drawn.steps["usb_stick"].get_data()
    assert edges[1] - edges[0] == pytest.approx(5.0)
    expected = np.zeros(edges.size - 1)
    expected[[6, 15, 20]] = (40.0, 20.0, 30.0)
    np.testing.assert_allclose(shares, expected, atol=1e-9)
    words = " ".join(artist.get_text() for artist in drawn.furniture if hasattr(artist, "get_text"))
    assert "Not shown: 0.0 % land farther than 105 km, 10 % do not land." in words


def test_areas_of_petals_are_in_proportion_to_shares_and_point_where_things_land() -> None:
    """36 % toward the east and 9 % toward the north: radii as 2 to 1, the longer one to the right on the screen."""
    drawn = draw_distances(around_launch({(80.0, 90.0): 36, (50.0, 0.0): 9}, lost=55))
    angle, radius = drawn.petals["usb_stick"].get_data()
    inner = {bearing: radius[np.argmin(np.abs(angle - np.deg2rad(bearing)))] for bearing in (0.0, 45.0, 90.0, 180.0)}
    assert inner == pytest.approx({0.0: 0.3, 45.0: 0.0, 90.0: 0.6, 180.0: 0.0})
    rose = drawn.rose_axes
    drawn.figure.canvas.draw()
    middle, east, north = (rose.transData.transform((np.deg2rad(bearing), reach)) for bearing, reach in
                           ((0.0, 0.0), (90.0, 0.6), (0.0, 0.3)))  # fmt: skip
    assert (east - middle)[0] > 20.0 > abs((east - middle)[1]) / 100.0
    assert (north - middle)[1] > 20.0 > abs((north - middle)[0]) / 100.0


def test_distances_alone_on_given_axes_and_no_rose_on_plain_ones() -> None:
    figure, (one, other) = plt.subplots(1, 2)
    drops = around_launch({(80.0, 90.0): 10})
    assert draw_distances(drops, ax=one).rose_axes is None
    assert len(figure.axes) == 2
    with pytest.raises(InputError, match="rose_ax is a Axes; it must be polar"):
        draw_distances(drops, ax=one, rose_ax=other)
    nothing = placed({KANGWON: 1}).flights.copy(deep=True)
    nothing["landing_longitude"].values[:] = nothing["landing_latitude"].values[:] = np.nan
    nothing["region"].values[:], nothing["outcome"].values[:] = -1, 4
    with pytest.raises(InputError, match="no usb_stick landed"):
        draw_distances(landings(nothing))


def test_differences_are_the_second_run_less_the_first() -> None:
    """Kangwon 60 % and then 20 %, the South 30 % and 70 %, 10 % lost in both."""
    first, second = placed({KANGWON: 60, SOUTH: 30}, lost=10), placed({KANGWON: 20, SOUTH: 70}, lost=10)
    drawn = draw_comparison(first, second, names=("before", "after"))
    bars = dict(zip([change.region for change in drawn.regions], drawn.bars, strict=True))
    widths = {name: bar.get_width() for name, bar in bars.items()}
    assert widths == pytest.approx({"north_korea": -40.0, "kangwon": -40.0, "south_korea": 40.0, "no_landing": 0.0})
    left, right = (drawn.region_axes.transData.transform((share, 0.0))[0] for share in (-40.0, 40.0))
    assert left < right
    assert drawn.region_axes.get_title(loc="left").startswith("after less before")


def test_each_run_has_contours_of_its_own_where_it_landed() -> None:
    """The second cloud lies one degree west of the first."""
    longitude, latitude = cloud(300, 15e3, 15e3)
    clouds = [landings(made_flights(x[:, np.newaxis], latitude[:, np.newaxis], ["usb_stick"])) for x in
              (longitude, longitude - 1.0)]  # fmt: skip
    drawn = draw_comparison(*clouds)
    assert [sorted(run) for run in drawn.contours] == [[0.5, 0.9], [0.5, 0.9]]
    for run, look, middle in zip(drawn.contours, style.RUNS, (128.0, 127.0), strict=True):
        for contour in run.values():
            np.testing.assert_allclose(contour.get_edgecolor()[0], to_rgba(look.colour), atol=1e-6)
            (outline,) = contour._feature.geometries()
            # The standard error of the middle of 300 landings with 15 km of spread is 0.01 degrees.
            assert outline.centroid.x == pytest.approx(middle, abs=0.05)
    labels = [text.get_text() for text in drawn.axes.get_legend().get_texts()]
    assert labels[:2] == ["first", "second"]


def test_runs_without_a_common_item_and_items_that_never_landed_are_refused() -> None:
    first, other = placed({KANGWON: 5}), placed({KANGWON: 5}, item="radio")
    with pytest.raises(InputError, match="no kind of item in common: usb_stick against radio"):
        draw_comparison(first, other)
    with pytest.raises(InputError, match="no radio in run 'first'; it has usb_stick"):
        draw_comparison(first, other, item="radio")
    ax = plt.figure().add_subplot(projection=ccrs.Mercator())
    assert draw_comparison(first, first, ax=ax).region_axes is None


def test_two_runs_stay_apart_in_grey() -> None:
    """Contrast of at least 2, as (L1 + 0.05) / (L2 + 0.05) of WCAG 2.2."""

    def luminance(colour: str) -> float:
        values = np.array([int(colour[place : place + 2], 16) / 255.0 for place in (1, 3, 5)])
        linear = np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)
        return float(linear @ (0.2126, 0.7152, 0.0722))

    dark, light = (luminance(run.colour) for run in style.RUNS)
    assert (light + 0.05) / (dark + 0.05) > 2.0
