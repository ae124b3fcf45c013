"""The landing map: what is on it, that it needs no network, and that it leaves the rest of the world alone."""

import itertools
import socket
from collections.abc import Iterator

import cartopy.crs as ccrs
import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.text import Annotation
from pyproj import Geod

import sim
from sim.errors import InputError
from sim.landing import LandingDistribution, landings, tallied
from sim.maps import MOST_ITEMS, draw_landing_map
from sim.maps.furniture import draw_scale_bar
from tests.landing.made import cloud, made_flights
from tests.landing.made_tallies import tally_of, timed

matplotlib.use("Agg")


@pytest.fixture(autouse=True)
def closed_figures() -> Iterator[None]:
    yield
    plt.close("all")


@pytest.fixture
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a map asked for the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def drops(kinds: tuple[str, ...] = ("usb_stick", "leaflet_paper"), count: int = 400) -> LandingDistribution:
    clouds = [cloud(count, 30e3 + 10e3 * number, 20e3, seed=number) for number in range(len(kinds))]
    longitude, latitude = (np.column_stack(parts) for parts in zip(*clouds, strict=True))
    return landings(made_flights(longitude, latitude, list(kinds)))


@pytest.mark.usefixtures("_no_network")
def test_map_draws_without_a_network() -> None:
    drawn = draw_landing_map(drops())
    drawn.axes.figure.canvas.draw()


@pytest.mark.usefixtures("_no_network")
@pytest.mark.parametrize("projection", [ccrs.PlateCarree(), ccrs.Mercator(), ccrs.LambertConformal(127, 38)])
def test_map_draws_on_given_axes_of_any_projection(projection: ccrs.Projection) -> None:
    figure = plt.figure()
    ax = figure.add_subplot(projection=projection)
    drawn = draw_landing_map(drops(), ax=ax)
    figure.canvas.draw()
    assert drawn.axes is ax
    assert plt.get_fignums() == [figure.number]


def test_every_kind_has_two_contours_of_its_own_colour_and_a_line_in_the_legend() -> None:
    kinds = ("usb_stick", "leaflet_paper", "dvd_sleeve")
    spoken = {"usb_stick": "USB stick", "leaflet_paper": "paper leaflet", "dvd_sleeve": "DVD in a sleeve"}
    flights = drops(kinds).flights
    labels = [spoken.get(kind, kind) for kind in flights["item"].values]
    drawn = draw_landing_map(landings(flights.assign_coords(item_label=("drop", labels))))
    assert len(drawn.contours) == 6
    words = [text.get_text() for text in drawn.axes.get_legend().get_texts()]
    assert words[:3] == ["USB stick", "paper leaflet", "DVD in a sleeve"]
    assert "50 % land inside" in words
    assert "90 % land inside" in words
    colours = [to_hex(handle.get_color()) for handle in drawn.axes.get_legend().legend_handles[:3]]
    assert len(set(colours)) == 3


def test_items_choose_what_is_drawn() -> None:
    assert len(draw_landing_map(drops(), items=["leaflet_paper"]).contours) == 2


def test_kinds_that_never_landed_are_named_not_drawn() -> None:
    flights = drops().flights.copy(deep=True)
    nowhere = flights["item"].values == "leaflet_paper"
    for name in ("landing_longitude", "landing_latitude"):
        flights[name].values[:, nowhere] = np.nan
    flights["region"].values[:, nowhere] = -1
    flights["outcome"].values[:, nowhere] = 4
    drawn = draw_landing_map(landings(flights))
    assert len(drawn.contours) == 2
    assert "leaflet paper (none landed)" in {text.get_text() for text in drawn.axes.get_legend().get_texts()}


def test_map_of_nothing_still_shows_the_ground() -> None:
    flights = drops(("usb_stick",)).flights.copy(deep=True)
    for name in ("landing_longitude", "landing_latitude", "release_longitude", "release_latitude"):
        flights[name].values[:] = np.nan
    flights["region"].values[:] = -1
    flights["outcome"].values[:] = 8
    drawn = draw_landing_map(landings(flights))
    drawn.axes.figure.canvas.draw()
    assert (len(drawn.contours), len(drawn.density)) == (0, 0)
    assert drawn.ground


def test_map_holds_the_launch_every_contour_and_the_middle_of_the_peninsula() -> None:
    given = drops()
    drawn = draw_landing_map(given)
    west, east, south, north = drawn.axes.get_extent(crs=ccrs.PlateCarree())
    for contour in (contour for item in given.items for contour in given.contours((0.5, 0.9), item)):
        left, low, right, high = contour.polygons.bounds
        assert west < left < right < east
        assert south < low < high < north
    for longitude, latitude in ((126.74, 37.889), (124.8, 37.2), (128.8, 39.4)):
        assert west < longitude < east
        assert south < latitude < north


def test_words_name_the_flight_and_its_sources() -> None:
    drawn = draw_landing_map(drops())
    words = " ".join(artist.get_text() for artist in drawn.furniture if hasattr(artist, "get_text"))
    assert "A made-up night" in words
    assert "launch 2015-04-04 03:00 (UTC+09:00); 400 balloons, 10 weather members" in words
    assert "Wind: made up. Shapes: Natural Earth." in words


def test_what_did_not_land_is_told_below() -> None:
    """Of 400 sticks 100 are lost, of as many leaflets none."""
    whole = drops().flights
    longitude, latitude = (whole[f"landing_{axis}"].values.copy() for axis in ("longitude", "latitude"))
    longitude[:100, 0] = latitude[:100, 0] = np.nan
    flights = made_flights(longitude, latitude, ["usb_stick", "leaflet_paper"])

    def below(kinds: list[str]) -> str:
        found = draw_landing_map(landings(flights), items=kinds).furniture
        return " ".join(artist.get_text() for artist in found if isinstance(artist, Annotation))

    assert "25 % did not land. Wind" in below(["usb_stick"])
    assert "0.0 to 25 % did not land. Wind" in below(["usb_stick", "leaflet_paper"])
    assert "All landed. Wind" in below(["leaflet_paper"])


def test_names_of_towns_keep_off_each_other_and_the_launch_on_a_wide_map() -> None:
    far = np.column_stack([np.linspace(122.0, 146.0, 200), np.full(200, 38.0)])
    drawn = draw_landing_map(landings(made_flights(far[:, :1], far[:, 1:], ["usb_stick"])))
    drawn.axes.figure.canvas.draw()
    towns = [artist for artist in drawn.ground if isinstance(artist, Annotation)]
    boxes = [town.get_window_extent() for town in towns]
    assert {"Pyongyang", "Seoul", "Haeju"} <= {town.get_text() for town in towns}
    assert not any(one.overlaps(other) for one, other in itertools.combinations(boxes, 2))
    star = drawn.axes.transData.transform(drawn.axes.projection.transform_point(126.74, 37.889, ccrs.PlateCarree()))
    assert not any(box.contains(*star) for box in boxes)


def test_names_of_provinces_are_on_the_map() -> None:
    words = {artist.get_text() for artist in draw_landing_map(drops()).ground if hasattr(artist, "get_text")}
    assert {"Kangwon", "North Hwanghae", "South Hwanghae", "SOUTH KOREA", "Yellow Sea", "East Sea"} <= words


@pytest.mark.parametrize(
    "projection", [ccrs.PlateCarree(127), ccrs.Mercator(), ccrs.LambertAzimuthalEqualArea(127, 38)]
)
def test_scale_bar_is_as_long_as_it_says(projection: ccrs.Projection) -> None:
    """Ends of the bar, moved to the middle of the map where it is true, on the ellipsoid; 0.5 %."""
    ax = plt.figure(figsize=(6, 6)).add_subplot(projection=projection)
    ax.set_extent([124.5, 130.0, 36.5, 40.0], crs=ccrs.PlateCarree())
    left, right, label = draw_scale_bar(ax, "lower left")
    length = left.get_width() + right.get_width()
    west, east, south, north = ax.get_extent(crs=ax.projection)
    middle = (west + east) / 2, (south + north) / 2
    ends = [
        ccrs.PlateCarree().transform_point(middle[0] + sign * length / 2, middle[1], projection) for sign in (-1, 1)
    ]
    _, _, metres = Geod(ellps="WGS84").inv(*ends[0], *ends[1])
    assert metres / 1e3 == pytest.approx(float(label.get_text().removesuffix(" km")), rel=0.005)


def test_plain_axes_are_refused() -> None:
    _, ax = plt.subplots()
    with pytest.raises(InputError, match="must be a cartopy GeoAxes"):
        draw_landing_map(drops(), ax=ax)


def test_more_kinds_than_colours_are_refused() -> None:
    kinds = tuple(f"kind_{number}" for number in range(7))
    with pytest.raises(InputError, match="7 kinds of item; a map can tell 1 to 6 apart"):
        draw_landing_map(drops(kinds, count=30))


def test_the_first_six_of_many_kinds_can_be_drawn() -> None:
    assert MOST_ITEMS == 6
    many = drops(tuple(f"kind_{number}" for number in range(7)), count=30)
    assert len(draw_landing_map(many, items=many.items[:MOST_ITEMS]).contours) == 2 * 6


def test_releases_stand_at_their_longitude_and_latitude() -> None:
    given = drops()
    releases, launch = draw_landing_map(given).flight
    longitude, latitude = (given.flights[f"release_{name}"].values[:, 0] for name in ("longitude", "latitude"))
    np.testing.assert_array_equal(releases.get_offsets(), np.column_stack([longitude, latitude]))
    assert (launch.get_xdata()[0], launch.get_ydata()[0]) == (126.74, 37.889)


def test_shading_lies_on_every_kind_not_on_the_first_alone() -> None:
    """Two clouds 2 degrees apart with standard deviations of 15 km: the middle of each is shaded, the North is not."""
    longitude, latitude = cloud(400, 15e3, 15e3)
    other = cloud(400, 15e3, 15e3, seed=2)
    flights = made_flights(
        np.column_stack([longitude - 2.0, other[0]]),
        np.column_stack([latitude, other[1]]),
        ["usb_stick", "leaflet_paper"],
    )
    drawn = draw_landing_map(landings(flights))
    (shading,) = drawn.density

    plane = drawn.axes.projection

    def is_shaded(place: tuple[float, float]) -> bool:
        x, y = plane.transform_point(*place, ccrs.PlateCarree())
        return any(path.contains_point((x, y)) for path in shading.get_paths())

    assert is_shaded((128.0, 38.5))
    assert is_shaded((126.0, 38.5))
    assert not is_shaded((127.0, 39.6))


def test_nothing_is_saved_or_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a drawing function must not do this")

    monkeypatch.setattr(plt, "show", refuse)
    monkeypatch.setattr("matplotlib.figure.Figure.savefig", refuse)
    assert draw_landing_map(drops()).contours


def test_a_tally_is_drawn_like_the_landings_that_it_counts() -> None:
    flights = timed(drops().flights)
    kept, counted = draw_landing_map(landings(flights)), draw_landing_map(tallied(tally_of(flights, 10)))
    assert len(counted.contours) == len(kept.contours)
    assert len(kept.flight) - len(counted.flight) == 1  # a tally knows of no single release
    words = [text.get_text() for text in counted.axes.get_legend().get_texts()]
    assert "release" not in words
    assert "launch" in words
    told = [artist.get_text() for artist in counted.furniture if isinstance(artist, Annotation)]
    assert any(f"{flights.sizes['balloon']:,} balloons, 10 weather members" in text for text in told)


def test_ground_without_shapes_stands_in_the_legend_where_it_is_shown():
    scenario = sim.load_scenario("gfs_2011_01_15")
    flights = sim.simulate(scenario, sim.wind_for(scenario), balloons=50)

    def named(drawn):
        return {text.get_text() for text in drawn.axes.get_legend().get_texts()}

    assert "no coast in the package" in named(sim.draw_landing_map(sim.landings(flights)))
    near = flights.isel(balloon=flights["landing_longitude"].max("drop").values < 131.0)
    assert "no coast in the package" not in named(sim.draw_landing_map(sim.landings(near)))
