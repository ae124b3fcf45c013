"""The same ascent in every layout gives the same wind."""

import csv

import pytest

from sim.wind.soundings.sounding import open_sounding
from tests.wind.files import shared
from tests.wind.sounding_texts import MORNING, Level, as_csv, igra, written, wyoming_2015, wyoming_2025, wyoming_csv

STATIONS = {"47122": "Osan", "47138": "Pohang", "47158": "Gwangju"}


def field_of(tmp_path, text):
    return open_sounding(written(tmp_path, text)).dataset


def real_levels(number):
    """The reported levels of a Korean ascent, at the digits that every layout holds."""
    path = shared() / "data/soundings/temp_20081208T12_dev.csv"
    if not path.exists():
        pytest.skip("real data are not beside the repository")
    with path.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["wmo"] == number]

    def cell(row, name, digits, offset=0.0):
        return round(float(row[name]) + offset, digits) if row[name] else None

    return [
        Level(
            cell(row, "p_hPa", 1),
            cell(row, "gph_m", 0),
            cell(row, "t_K", 1, -273.15),
            None,
            None,
            cell(row, "wdir_deg", 0),
            cell(row, "wspd_ms", 1),
        )
        for row in rows
    ]


def assert_same_air(one, other, wind=1e-9, humidity=1e-9):
    assert (one["time"].to_numpy() == other["time"].to_numpy()).all()
    for name in ("latitude", "longitude", "air_pressure", "height", "air_temperature"):
        assert one[name].to_numpy() == pytest.approx(other[name].to_numpy(), rel=1e-12), name
    for name in ("eastward_wind", "northward_wind"):
        assert one[name].to_numpy() == pytest.approx(other[name].to_numpy(), abs=wind), name
    assert ("specific_humidity" in one) == ("specific_humidity" in other)
    if "specific_humidity" in one:
        assert one["specific_humidity"].to_numpy() == pytest.approx(other["specific_humidity"].to_numpy(), abs=humidity)


@pytest.mark.parametrize("layout", [igra, wyoming_2025, wyoming_csv])
def test_the_same_ascent_gives_the_same_wind(layout, tmp_path):
    assert_same_air(field_of(tmp_path, layout(MORNING)), field_of(tmp_path, as_csv(MORNING)))


def test_whole_knots_cost_a_quarter_of_a_metre_per_second(tmp_path):
    # Half a knot is 0.257 m s-1.
    assert_same_air(field_of(tmp_path, wyoming_2015(MORNING)), field_of(tmp_path, as_csv(MORNING)), wind=0.258)


@pytest.mark.parametrize("layout", [igra, wyoming_2025, wyoming_csv])
@pytest.mark.parametrize("number", STATIONS)
def test_a_real_ascent_in_another_layout_gives_the_same_wind(number, layout, tmp_path):
    levels = real_levels(number)
    assert_same_air(field_of(tmp_path, layout(levels)), field_of(tmp_path, as_csv(levels)))


@pytest.mark.parametrize("number", STATIONS)
def test_a_real_ascent_in_whole_knots_is_within_their_rounding(number, tmp_path):
    levels = real_levels(number)
    assert_same_air(field_of(tmp_path, wyoming_2015(levels)), field_of(tmp_path, as_csv(levels)), wind=0.258)


def test_levels_in_any_order_give_the_same_wind(tmp_path):
    assert field_of(tmp_path, igra(MORNING[::-1])).equals(field_of(tmp_path, igra(MORNING)))
