"""The drop zone: shades, per cent, contours and names stand where the numbers say."""

import warnings

import cartopy.crs as ccrs
import matplotlib.pyplot as plt
import numpy as np
import pytest
import shapely
from matplotlib.colors import to_rgb
from matplotlib.font_manager import get_font

from sim.errors import InputError
from sim.ground import places, regions
from sim.landing import LandingDistribution, landings
from sim.maps import DropZone, draw_drop_zone, lettering, style
from tests.landing.made import cloud, made_flights

DEGREES = ccrs.PlateCarree()
# Inland points far from any name of the map, and of 200 landings how many are there.
SPREAD = {
    "kangwon": ((127.75, 38.62), 120),
    "south_korea": ((128.2, 37.45), 50),
    "south_hwanghae": ((125.25, 38.25), 20),
    "east_sea": ((129.6, 38.2), 10),
}


def spread(missing: int = 0) -> LandingDistribution:
    """Landings within 2 km of four points; `missing` further balloons never came down."""
    generator = np.random.default_rng(3)
    points = np.repeat([point for point, _ in SPREAD.values()], [count for _, count in SPREAD.values()], axis=0)
    points = np.vstack([points + generator.normal(0.0, 0.01, points.shape), np.full((missing, 2), np.nan)])
    return landings(made_flights(points[:, :1], points[:, 1:], ["usb_stick"]))


@pytest.fixture(scope="module")
def zone() -> DropZone:
    drawn = draw_drop_zone(spread(), "usb_stick")
    drawn.figure.canvas.draw()
    return drawn


@pytest.fixture(scope="module")
def gaussian() -> tuple[LandingDistribution, DropZone]:
    longitude, latitude = cloud(900, 30e3, 20e3)
    drops = landings(made_flights(longitude[:, np.newaxis], latitude[:, np.newaxis], ["usb_stick"]))
    drawn = draw_drop_zone(drops, "usb_stick")
    drawn.figure.canvas.draw()
    return drops, drawn


def colour_at(drawn: DropZone, longitude: float, latitude: float) -> np.ndarray:
    """Colour of the picture at a place, by its own pixels."""
    x, y = drawn.axes.transData.transform(
        drawn.axes.projection.transform_point(longitude, latitude, ccrs.PlateCarree())
    )
    pixels = np.asarray(drawn.figure.canvas.buffer_rgba())
    return pixels[pixels.shape[0] - 1 - round(y), round(x), :3] / 255.0


def test_regions_are_shaded_where_they_lie_darker_where_likelier(zone: DropZone) -> None:
    """60, 25, 10 and 5 %: pixels in the middle of the regions have the shades of their steps of the bar."""
    drawn = zone
    assert set(drawn.shading) == set(SPREAD)
    # Steps of the bar: 40 to 100, 20 to 40, 10 to 20, 5 to 10 %.
    expected = {"kangwon": 5, "south_korea": 4, "south_hwanghae": 3, "east_sea": 2}
    spots = {
        "kangwon": (127.35, 38.6),
        "south_korea": (127.5, 37.1),
        "south_hwanghae": (125.45, 38.05),
        "east_sea": (129.0, 39.2),
    }
    for name, spot in spots.items():
        np.testing.assert_allclose(colour_at(drawn, *spot), style.SHADES(expected[name])[:3], atol=0.01)
    greys = [grey(colour_at(drawn, *spots[name])) for name in SPREAD]
    assert greys == sorted(greys)
    np.testing.assert_allclose(colour_at(drawn, 125.8, 39.3), to_rgb(style.NORTH), atol=0.01)


def grey(colour: np.ndarray) -> float:
    """Luminance of linear light; ITU-R BT.709."""
    linear = np.where(colour <= 0.04045, colour / 12.92, ((colour + 0.055) / 1.055) ** 2.4)
    return float(linear @ (0.2126, 0.7152, 0.0722))


def test_steps_of_the_bar_grow_darker_in_grey() -> None:
    greys = [grey(np.array(style.SHADES(step)[:3])) for step in range(style.SHADES.N)]
    assert all(np.diff(greys) < -0.01)


def test_per_cent_are_written_in_the_regions_and_count_what_did_not_land() -> None:
    """250 balloons, 50 of which never came down: 120 in Kangwon are 48 %."""
    drawn = draw_drop_zone(spread(missing=50), "usb_stick")
    words = {artist.get_text() for artist in drawn.ground if hasattr(artist, "get_text")}
    assert {"Kangwon\n48 %", "SOUTH KOREA\n20 %", "South Hwanghae\n8.0 %", "East Sea\n4.0 %"} <= words
    below = " ".join(artist.get_text() for artist in drawn.furniture if hasattr(artist, "get_text"))
    assert "20 % did not land." in below


def test_contours_carry_their_mass_on_their_edge(gaussian: tuple[LandingDistribution, DropZone]) -> None:
    drops, drawn = gaussian
    plane = drawn.axes.projection
    labels = {mass: label.get_text() for mass, label in drawn.labels.items()}
    assert labels == {0.5: "50 %", 0.75: "75 %", 0.9: "90 %", 0.95: "95 %"}
    for contour in drops.contours((0.5, 0.75, 0.9, 0.95), "usb_stick"):
        edge = plane.project_geometry(contour.polygons, DEGREES).boundary
        assert edge.distance(shapely.Point(drawn.labels[contour.mass].get_position())) < 100.0


def test_cross_stands_at_the_median_of_the_cloud(gaussian: tuple[LandingDistribution, DropZone]) -> None:
    """A Gaussian cloud about 128 E, 38.5 N; four standard errors of the median, 1.2533 sd / sqrt(n), are 5 km."""
    launch, cross = gaussian[1].flight
    longitude, latitude = DEGREES.transform_point(*cross.get_xydata()[0], cross.axes.projection)
    assert longitude == pytest.approx(128.0, abs=5.0 / 87.0)
    assert latitude == pytest.approx(38.5, abs=5.0 / 111.0)
    assert (launch.get_xdata()[0], launch.get_ydata()[0]) == (126.74, 37.889)


def test_east_is_right_and_north_is_up(gaussian: tuple[LandingDistribution, DropZone]) -> None:
    _, cross = gaussian[1].flight
    ax = cross.axes
    start = ax.transData.transform(ax.projection.transform_point(126.74, 37.889, DEGREES))
    end = ax.transData.transform(cross.get_xydata()[0])
    assert end[0] - start[0] > 50.0
    assert end[1] - start[1] > 30.0


@pytest.mark.parametrize(
    ("language", "name", "town"),
    [("ko", "강원도\n60 %", "원산"), ("both", "Kangwon\n강원도\n60 %", "Wonsan\n원산")],
)
def test_names_come_in_the_language_asked_for_and_no_letter_is_missing(language: str, name: str, town: str) -> None:
    with warnings.catch_warnings():
        warnings.filterwarnings("error", message="Glyph .* missing")
        drawn = draw_drop_zone(spread(), "usb_stick", language=language)
        drawn.figure.canvas.draw()
    words = {artist.get_text() for artist in drawn.ground if hasattr(artist, "get_text")}
    assert {name, town} <= words


def test_the_shipped_font_has_every_korean_letter_of_every_name() -> None:
    font = get_font(lettering._FONT)
    names = [region.label_korean for region in regions()] + [place.label_korean for place in places()]
    letters = {letter for name in names for letter in name if letter != " "}
    assert letters
    assert letters <= {chr(code) for code in font.get_charmap()}
    assert lettering._FONT.stat().st_size < 150_000
    assert "Nanum" not in font.family_name  # the licence reserves the name


def test_korean_names_of_towns_that_everybody_knows() -> None:
    named = {place.name: place.label_korean for place in places()}
    known = {
        "Pyongyang": "평양",
        "Kaesong": "개성",
        "Wonsan": "원산",
        "Hamhung": "함흥",
        "Haeju": "해주",
        "Seoul": "서울",
    }
    assert known.items() <= named.items()
    assert {name for name, korean in named.items() if not korean} == {"Sin-Ni"}


def test_impossible_wishes_are_refused() -> None:
    drops = spread()
    with pytest.raises(InputError, match="language is 'fr'; it must be one of en, ko, both"):
        draw_drop_zone(drops, "usb_stick", language="fr")
    with pytest.raises(InputError, match="draw_drop_zone: ax is a Axes; it must be a cartopy GeoAxes"):
        draw_drop_zone(drops, "usb_stick", ax=plt.figure().add_subplot())
    nowhere = landings(made_flights(np.full((4, 1), np.nan), np.full((4, 1), np.nan), ["usb_stick"]))
    with pytest.raises(InputError, match="no usb_stick landed"):
        draw_drop_zone(nowhere, "usb_stick")
