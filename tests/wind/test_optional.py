import numpy as np
import pytest

from sim.errors import WindError
from sim.wind import open_wind, wind_description
from tests.wind.files import DIMS, HEIGHTS, LATITUDES, LEVELS_HPA, LONGITUDES, TEMPERATURES, plain_wind, written

GRAVITY, GAS_CONSTANT = 9.80665, 287.053
SHAPE = (3, 5, LATITUDES.size, LONGITUDES.size)
HUMIDITY = np.broadcast_to(np.array([0.011, 0.007, 0.004, 0.001, 0.0002])[None, :, None, None], SHAPE)
"""Of every level. [1]"""
PRESSURE = 100.0 * LEVELS_HPA[None, :, None, None]
NO_HUMIDITY = "The file has no humidity: the air is taken as dry."
NO_VERTICAL_WIND = "The file has no vertical wind: it is taken as zero."


def upward():
    """A different vertical wind at every point, up and down. [m s-1]"""
    return np.random.default_rng(5).uniform(-0.4, 0.3, SHAPE)


def with_variable(name, values, units, wind=None, **attributes):
    wind = plain_wind() if wind is None else wind
    return wind.assign({name: (DIMS, values, {"units": units, **attributes})})


def opened(wind, tmp_path, name="wind.nc"):
    return open_wind(written(wind, tmp_path / name))


def problems_of(wind, tmp_path):
    with pytest.raises(WindError) as caught:
        opened(wind, tmp_path, "bad.nc")
    return caught.value.problems


def test_a_file_without_them_says_so(tmp_path):
    field = opened(plain_wind(), tmp_path)
    assert NO_HUMIDITY in field.notes
    assert NO_VERTICAL_WIND in field.notes
    assert not {"specific_humidity", "upward_air_velocity"} & set(field.dataset.data_vars)
    text = str(wind_description(field))
    assert "has no     humidity (the air is taken as dry), vertical wind (taken as zero)" in text


@pytest.mark.parametrize(
    ("name", "units", "factor"),
    [
        ("q", "kg kg**-1", 1.0),
        ("q", "1", 1.0),
        ("shum", "g/kg", 1000.0),
        ("hus", "g kg-1", 1000.0),
        ("QV", "kg/kg", 1.0),
        ("specific_humidity", "kg kg-1", 1.0),
    ],
)
def test_specific_humidity_is_read_in_every_spelling(name, units, factor, tmp_path):
    field = opened(with_variable(name, factor * HUMIDITY, units), tmp_path)
    # Units are converted in float64.
    np.testing.assert_allclose(field.dataset["specific_humidity"], HUMIDITY, rtol=1e-14)
    assert field.dataset["specific_humidity"].attrs["units"] == "1"
    assert NO_HUMIDITY not in field.notes
    assert "has        eastward wind, northward wind, temperature, humidity\n" in str(wind_description(field))


@pytest.mark.parametrize(("name", "units", "whole"), [("r", "%", 100.0), ("RH", "1", 1.0), ("rhum", "percent", 100.0)])
def test_relative_humidity_becomes_specific_humidity(name, units, whole, tmp_path):
    field = opened(with_variable(name, np.full(SHAPE, 0.6 * whole), units), tmp_path)
    kelvin = field.dataset["air_temperature"].to_numpy()
    # Bolton's formula as he wrote it, in hPa and degrees Celsius, and Dalton's law.
    vapour = 0.6 * 6.112 * np.exp(17.67 * (kelvin - 273.15) / (kelvin - 273.15 + 243.5))
    expected = 0.622 * vapour / (0.01 * PRESSURE - 0.378 * vapour)
    np.testing.assert_allclose(field.dataset["specific_humidity"], expected, rtol=1e-9)
    assert sum("made from relative humidity" in note for note in field.notes) == 1


def test_specific_humidity_wins_over_relative(tmp_path):
    wind = with_variable("r", np.full(SHAPE, 99.0), "%", with_variable("q", HUMIDITY, "kg kg-1"))
    field = opened(wind, tmp_path)
    np.testing.assert_array_equal(field.dataset["specific_humidity"], HUMIDITY)
    assert not any("relative humidity" in note for note in field.notes)


def test_humidities_a_little_below_zero_are_taken_as_zero_and_counted(tmp_path):
    values = HUMIDITY.copy()
    values[0, 4, 0, :3] = -2e-6
    field = opened(with_variable("q", values, "1"), tmp_path)
    assert float(field.dataset["specific_humidity"].min()) == 0.0
    assert f"3 humidities of {values.size} lie a little below zero and are taken as zero." in field.notes


@pytest.mark.parametrize(
    ("name", "units", "factor"),
    [("w", "m s-1", 1.0), ("wz", "m/s", 1.0), ("dzdt", "m s**-1", 1.0), ("vertical_velocity", "cm/s", 100.0)],
)
def test_a_vertical_wind_in_metres_per_second_is_upward(name, units, factor, tmp_path):
    field = opened(with_variable(name, factor * upward(), units), tmp_path)
    np.testing.assert_allclose(field.dataset["upward_air_velocity"], upward(), rtol=1e-14)
    assert NO_VERTICAL_WIND not in field.notes
    assert "has        eastward wind, northward wind, temperature, vertical wind\n" in str(wind_description(field))


@pytest.mark.parametrize(
    ("name", "units", "factor"),
    [("w", "Pa s**-1", 1.0), ("omega", "Pascal/s", 1.0), ("vvel", "Pa/s", 1.0), ("wap", "hPa s-1", 0.01)],
)
@pytest.mark.parametrize("humid", [False, True])
def test_a_file_with_omega_is_the_file_with_the_geometric_wind(name, units, factor, humid, tmp_path):
    base = with_variable("q", HUMIDITY, "1") if humid else plain_wind()
    share = HUMIDITY if humid else 0.0
    virtual = base["t"].to_numpy() * (1.0 + (1.0 / 0.622 - 1.0) * share)
    density = PRESSURE / (GAS_CONSTANT * virtual)
    omega = -density * GRAVITY * upward()
    plain = opened(with_variable("wz", upward(), "m s-1", base), tmp_path, "w.nc").dataset
    other = opened(with_variable(name, factor * omega, units, base), tmp_path, "omega.nc").dataset
    assert set(plain.data_vars) == set(other.data_vars)
    for variable in plain.data_vars:
        # A few roundings of float64.
        np.testing.assert_allclose(other[variable], plain[variable], rtol=1e-13)


def test_the_unit_decides_whatever_the_name_says(tmp_path):
    wind = with_variable("x", upward(), "m s-1", standard_name="lagrangian_tendency_of_air_pressure")
    np.testing.assert_array_equal(opened(wind, tmp_path).dataset["upward_air_velocity"], upward())


def test_of_both_kinds_of_vertical_wind_the_geometric_one_is_taken(tmp_path):
    wind = with_variable("wz", upward(), "m s-1", with_variable("w", 7.0 * upward(), "Pa s-1"))
    np.testing.assert_array_equal(opened(wind, tmp_path).dataset["upward_air_velocity"], upward())


def geometric(height):
    return 6_356_766.0 * height / (6_356_766.0 - height)


@pytest.mark.parametrize("units", ["m s-1", "Pa s-1"])
def test_a_vertical_wind_may_end_below_the_top(units, tmp_path):
    values = upward()
    values[:, 3:] = np.nan
    field = opened(with_variable("w", values, units), tmp_path)
    speed = field.dataset["upward_air_velocity"].to_numpy()
    assert not speed[:, 3:].any()
    assert np.all(np.sign(speed[:, :3]) == np.sign(upward()[:, :3]) * (1.0 if units == "m s-1" else -1.0))
    # The lowest point of the 700 hPa surface of the made file: 4 degrees north and 5 west of its middle.
    lowest = geometric(HEIGHTS[2] - 8.0 * 4.0 - 2.0 * 5.0)
    assert f"Vertical wind ends at {lowest:.0f} m: it is zero from the next level up." in field.notes


def test_humidity_may_end_below_the_top(tmp_path):
    values = HUMIDITY.copy()
    values[:, 4] = np.nan
    field = opened(with_variable("q", values, "1"), tmp_path)
    np.testing.assert_array_equal(field.dataset["specific_humidity"][:, :4], HUMIDITY[:, :4])
    assert not field.dataset["specific_humidity"][:, 4].any()
    assert any(note.startswith("Humidity ends at 53") and "dry from the next level up" in note for note in field.notes)


def hole_at(*places):
    values = upward()
    for place in places:
        values[place] = np.nan
    return values


@pytest.mark.parametrize(
    ("values", "count", "place"),
    [
        (hole_at((1, 2, 3, 4)), 1, "2015-04-03T18:00, 700 hPa, 40 N, 130 E"),
        (hole_at((slice(None), 0)), 90, "2015-04-03T12:00, 1000 hPa, 34 N, 122 E"),
        (hole_at((slice(None), 2)), 90, "2015-04-03T12:00, 700 hPa"),
        # One time without the top level is no whole level.
        (hole_at((2, 4)), 30, "2015-04-04T00:00, 300 hPa"),
        (hole_at((slice(None), 4), (0, 3, 0, 0)), 1, "2015-04-03T12:00, 500 hPa"),
        (np.full(SHAPE, np.nan), 450, "2015-04-03T12:00, 1000 hPa"),
    ],
)
def test_values_missing_elsewhere_are_named_with_their_level(values, count, place, tmp_path):
    (problem,) = problems_of(with_variable("w", values, "m s-1"), tmp_path)
    assert f"upward_air_velocity has {count} missing values, first at {place}" in problem
    assert "whole levels at the top" in problem


@pytest.mark.parametrize(
    ("name", "values", "units", "expected"),
    [
        ("w", upward(), "furlongs/s", ["w is in 'furlongs/s'", "pa s-1", "m s-1"]),
        ("q", HUMIDITY, "lb/lb", ["q is in 'lb/lb'", "g/kg"]),
        ("r", 5000.0 * HUMIDITY, "kg kg-1", ["r is in 'kg kg-1'", "%"]),
        ("w", 300.0 * upward(), "m s-1", ["upward_air_velocity spans", "beyond -20 to 20", "check its units"]),
        ("w", 3000.0 * upward(), "Pa s-1", ["upward_air_velocity spans", "beyond -20 to 20"]),
        ("q", 1000.0 * HUMIDITY, "1", ["specific_humidity spans 0.2 to 11", "beyond -0.0001 to 0.05"]),
        ("q", -HUMIDITY, "1", ["specific_humidity spans -0.011", "first at 2015-04-03T12:00, 1000 hPa"]),
        ("r", np.full(SHAPE, 80.0), "1", ["relative_humidity spans 80 to 80, beyond -0.05 to 1.5 at 450 points"]),
        ("r", np.full(SHAPE, -6.0), "%", ["relative_humidity spans -0.06"]),
    ],
)
def test_what_cannot_be_is_refused(name, values, units, expected, tmp_path):
    (problem,) = problems_of(with_variable(name, values, units), tmp_path)
    for part in expected:
        assert part in problem


def test_two_variables_of_one_kind_are_refused(tmp_path):
    wind = with_variable("a", HUMIDITY, "1", standard_name="specific_humidity")
    wind = with_variable("b", HUMIDITY, "1", wind, standard_name="specific_humidity")
    (problem,) = problems_of(wind, tmp_path)
    assert "specific humidity could be a or b" in problem


def test_their_problems_come_with_all_others(tmp_path):
    wind = with_variable("w", 300.0 * upward(), "m s-1", with_variable("q", 1000.0 * HUMIDITY, "1"))
    wind["u"] = (wind["u"] * 1e6).assign_attrs(wind["u"].attrs)
    problems = problems_of(wind, tmp_path)
    assert [problem.split(": ")[1].split()[0] for problem in problems] == [
        "eastward_wind",
        "specific_humidity",
        "upward_air_velocity",
    ]


def test_variables_off_the_levels_are_not_meant(tmp_path):
    """A humidity at 2 m has no levels."""
    wind = plain_wind()
    surface = (("time", "latitude", "longitude"), HUMIDITY[:, 0], {"units": "1", "standard_name": "specific_humidity"})
    field = opened(wind.assign(q=surface), tmp_path)
    assert NO_HUMIDITY in field.notes


def test_moist_air_of_the_file_is_as_warm_as_it_was(tmp_path):
    field = opened(with_variable("q", HUMIDITY, "1"), tmp_path)
    at = field.dataset.sel(latitude=38.0, longitude=126.0).isel(time=0)
    np.testing.assert_allclose(at["air_temperature"], TEMPERATURES, rtol=1e-14)


@pytest.mark.parametrize(
    ("name", "units", "attributes"),
    [
        ("d", "degC", {}),
        ("td", "K", {}),
        ("DPT", "K", {}),
        ("dew_point_temperature", "degC", {}),
        ("var17", "K", {"standard_name": "dew_point_temperature"}),
    ],
)
def test_a_dew_point_becomes_specific_humidity(name, units, attributes, tmp_path):
    kelvin = TEMPERATURES[None, :, None, None] - np.broadcast_to([6.0, 9.0, 15.0, 20.0, 30.0], (3, 5))[..., None, None]
    values = np.broadcast_to(kelvin, SHAPE) - (273.15 if units == "degC" else 0.0)
    field = opened(with_variable(name, values, units, **attributes), tmp_path)
    # Bolton's formula as he wrote it, in hPa and degrees Celsius, at the dew point; Dalton's law.
    celsius = kelvin - 273.15
    vapour = 6.112 * np.exp(17.67 * celsius / (celsius + 243.5))
    expected = np.broadcast_to(0.622 * vapour / (0.01 * PRESSURE - 0.378 * vapour), SHAPE)
    np.testing.assert_allclose(field.dataset["specific_humidity"], expected, rtol=1e-9)
    assert sum("made from the dew point, taken as over water" in note for note in field.notes) == 1


@pytest.mark.parametrize(("name", "units", "factor"), [("mixr", "g/kg", 1000.0), ("humidity_mixing_ratio", "1", 1.0)])
def test_a_mixing_ratio_becomes_specific_humidity(name, units, factor, tmp_path):
    # Vapour in a mass of dry air: q / (1 - q).
    field = opened(with_variable(name, factor * HUMIDITY / (1.0 - HUMIDITY), units), tmp_path)
    np.testing.assert_allclose(field.dataset["specific_humidity"], HUMIDITY, rtol=1e-12)
    assert not any("humidity" in note for note in field.notes)


def test_of_several_kinds_of_humidity_the_best_is_taken(tmp_path):
    wind = with_variable("d", np.full(SHAPE, 220.0), "K", with_variable("r", np.full(SHAPE, 99.0), "%"))
    assert any("made from the dew point" in note for note in opened(wind, tmp_path, "d.nc").notes)
    wind = with_variable("mixr", HUMIDITY / (1.0 - HUMIDITY), "1", wind)
    field = opened(wind, tmp_path, "mixr.nc")
    np.testing.assert_allclose(field.dataset["specific_humidity"], HUMIDITY, rtol=1e-12)
    field = opened(with_variable("q", 0.5 * HUMIDITY, "1", wind), tmp_path, "q.nc")
    np.testing.assert_array_equal(field.dataset["specific_humidity"], 0.5 * HUMIDITY)


def test_a_dew_point_that_ends_lower_leaves_dry_air_above(tmp_path):
    values = np.full(SHAPE, 240.0)
    values[:, 3:] = np.nan
    field = opened(with_variable("d", values, "K"), tmp_path)
    assert np.all(field.dataset["specific_humidity"][:, :3] > 0.0)
    assert np.all(field.dataset["specific_humidity"][:, 3:] == 0.0)
    assert any(note.startswith("Humidity ends at") for note in field.notes)


def test_a_dew_point_that_cannot_be_is_refused(tmp_path):
    (problem,) = problems_of(with_variable("d", np.full(SHAPE, 12.0), "K"), tmp_path)
    assert "dew_point_temperature spans 12 to 12 K, beyond 120 to 320 at 450 points" in problem
    (problem,) = problems_of(with_variable("d", np.full(SHAPE, 270.0), "K"), tmp_path)
    assert "the dew point lies up to 4" in problem
    assert "K above the temperature, beyond 5 K at " in problem
    (problem,) = problems_of(with_variable("mixr", np.full(SHAPE, 7.0), "1"), tmp_path)
    assert "humidity_mixing_ratio spans 7 to 7, beyond" in problem


def test_a_divergence_called_d_is_no_dew_point(tmp_path):
    wind = with_variable("r", np.full(SHAPE, 60.0), "%", with_variable("d", np.full(SHAPE, 1e-5), "s**-1"))
    field = opened(wind, tmp_path)
    assert any("made from relative humidity" in note for note in field.notes)
