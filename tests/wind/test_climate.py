import csv
import importlib.util
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import xarray as xr
from scipy.stats import norm

from sim.numerics.sampling import sample_air
from sim.wind import climatological_wind, pack
from sim.wind.weather import climate
from sim.wind.weather.climate import monthly_profile
from tests.wind.files import shared

ROOT = Path(__file__).resolve().parents[2]
TABLE = ROOT / "sim/wind/weather/climate.csv"
MONTHS = range(1, 13)
KST = timezone(timedelta(hours=9))


def scenario(month, day=4, hour=3, zone=KST):
    return SimpleNamespace(launch=SimpleNamespace(time=datetime(2015, month, day, hour, tzinfo=zone)))


def level(month, pressure):
    row = rows_below(month, pressure)
    return {name: float(values[row]) for name, values in monthly_profile(month).items()}


def rows_below(month, pressure):
    return int(np.flatnonzero(monthly_profile(month)["level_hpa"] == pressure)[0])


@pytest.mark.parametrize(
    ("month", "heights"),
    [(1, {850: 1459, 500: 5420, 200: 11534}), (6, {850: 1459, 500: 5733}), (7, {850: 1460, 500: 5806, 200: 12390})],
)
def test_heights_are_those_of_the_reanalyses(month, heights):
    # ERA-Interim in January and July, NCEP in June, at 38 N 127 E; read to the metre.
    for pressure, height in heights.items():
        assert level(month, pressure)["height_m"] == pytest.approx(height, abs=1.0)


def air(month):
    return climatological_wind(scenario(month)).dataset.isel(time=0)


def geopotential(height):
    # US Standard Atmosphere 1976, eq. 18.
    return 6_356_766.0 * height / (6_356_766.0 + height)


@pytest.mark.parametrize("month", MONTHS)
def test_every_column_is_hydrostatic_with_its_temperature_and_humidity(month):
    data = air(month)
    pressure, temperature, moisture = (
        data[name].to_numpy() for name in ("air_pressure", "air_temperature", "specific_humidity")
    )
    virtual = temperature * (1.0 + 0.608 * moisture)
    layers = np.log(pressure[:-1] / pressure[1:])[:, None, None]
    thickness = 287.053 / 9.80665 * 0.5 * (virtual[1:] + virtual[:-1]) * layers
    found = np.diff(geopotential(data["height"].to_numpy()), axis=0)
    # Heights have a digit after the point, slopes three: 0.1 m and 11 x 0.001 m. The heights of June are those of the
    # reanalysis, whose own levels lie closer together than the table's: 3 m in the layer of 150 to 100 hPa.
    np.testing.assert_allclose(found, thickness, atol=3.0 if month == 6 else 0.2)


def test_the_lowest_level_lies_at_the_sea():
    for month in MONTHS:
        # To the hectopascal, which is 8 m thick there.
        assert abs(monthly_profile(month)["height_m"][0]) < 6.0


def test_no_month_is_superadiabatic_or_out_of_its_season():
    for month in MONTHS:
        data = air(month)
        lapse = -np.diff(data["air_temperature"], axis=0) / np.diff(data["height"], axis=0)
        assert lapse.max() < 0.0098
    warmth = [level(month, 850)["temperature_k"] for month in MONTHS]
    assert np.argmin(warmth) == 0
    assert np.argmax(warmth) in (6, 7)


@pytest.mark.parametrize("month", MONTHS)
def test_near_the_ground_the_night_is_colder_than_the_air_above(month):
    column = air(month).sel(latitude=38.0).interp(longitude=127.0)
    height, temperature = column["height"].to_numpy(), column["air_temperature"].to_numpy()
    rise = float(np.interp(300.0, height, temperature) - np.interp(5.0, height, temperature))
    # A modest inversion: in the lowest 400 m, 14 radiosondes around Korea of 8 December 2008, 21 h, rise by 1.9 K in
    # the mean.
    assert 1.0 < rise < 3.0
    # Gone aloft: from 450 m up the night is the mean of the day, which is that of NCEP in June.
    day = monthly_profile(month)["temperature_k"]
    np.testing.assert_allclose(temperature[height > 450.0], day[height > 450.0], atol=1e-9)
    assert np.all(np.diff(temperature[(height > 450.0) & (height < 9000.0)]) < 0.0)


def test_winter_is_drier_than_summer_and_no_air_is_more_than_saturated():
    for pressure in (1000, 850, 700, 500):
        moisture = [level(month, pressure)["specific_humidity_g_kg"] for month in MONTHS]
        assert np.argmin(moisture) == 0
        assert np.argmax(moisture) == 6
    # Magnus, over water, at -2.8 degrees (January, 1000 hPa): 4.98 hPa, 3.1 g/kg; 87 % of it.
    assert level(1, 1000)["specific_humidity_g_kg"] == pytest.approx(0.87 * 3.1, rel=0.05)
    for month in MONTHS:
        data = air(month)
        celsius = data["air_temperature"].to_numpy() - 273.15
        vapour = 611.2 * np.exp(17.62 * celsius / (celsius + 243.12))
        most = 0.622 * vapour / (data["air_pressure"].to_numpy()[:, None, None] - 0.378 * vapour)
        # Humidities have three digits after the point, of which January has 2 g/kg.
        assert (data["specific_humidity"].to_numpy() / most).max() < 1.002


def test_humidity_of_june_is_that_of_the_reanalysis():
    for pressure, moisture in {925: 9.7, 850: 7.3, 700: 4.0, 500: 1.4, 300: 0.4}.items():
        assert level(6, pressure)["specific_humidity_g_kg"] == moisture


@pytest.mark.parametrize(
    ("month", "pressure", "quantity", "north"),
    [
        # Least squares over 33-43 N, 122-132 E by another program than the one that made the table, per degree.
        (1, 200, "eastward_wind", -4.23),
        (1, 500, "northward_wind", -0.55),
        (7, 200, "eastward_wind", 1.34),
        (6, 500, "eastward_wind", -0.675),
        (6, 500, "air_temperature", -0.75),
        (10, 200, "eastward_wind", -1.70),
    ],
)
def test_the_mean_leans_northward_as_the_data_do_and_holds_beyond_their_box(month, pressure, quantity, north):
    data = air(month)
    field = data[quantity].isel(level=int(np.flatnonzero(data["air_pressure"] == 100.0 * pressure)[0]))
    along = field.interp(longitude=127.0).to_numpy()
    latitude = data["latitude"].to_numpy()
    expected = along[latitude == 38.0] + north * (np.clip(latitude, 33.0, 43.0) - 38.0)
    # Slopes of the sources are rounded to 0.005 a degree, five degrees away.
    np.testing.assert_allclose(along, expected, atol=0.03)


@pytest.mark.parametrize(
    ("month", "pressure", "quantity", "east"),
    [(1, 500, "eastward_wind", 0.343), (1, 500, "northward_wind", 0.279), (6, 850, "air_temperature", -0.221)],
)
def test_the_mean_leans_eastward_as_the_data_do_and_holds_beyond_their_box(month, pressure, quantity, east):
    data = air(month)
    along = data[quantity].isel(level=rows_below(month, pressure)).sel(latitude=38.0)
    middle = float(along.interp(longitude=127.0))
    expected = middle + east * (np.clip(data["longitude"].to_numpy(), 122.0, 132.0) - 127.0)
    # Slopes are rounded to 0.0005 a degree, five degrees away; values to 0.005.
    np.testing.assert_allclose(along.to_numpy(), expected, atol=0.008)


def test_heights_of_june_lean_as_those_of_the_reanalysis_do():
    # The table's slopes are summed up from the temperatures on that at 850 hPa; NCEP's own are these, metres a degree.
    for pressure, north in {1000: -1.5, 700: -5.2, 500: -11.7, 300: -25.6, 200: -34.7}.items():
        # One layer's temperature slope is known to 0.01 K a degree: 0.3 m over the depth of the troposphere.
        assert level(6, pressure)["height_m_per_degree_north"] == pytest.approx(north, abs=0.35)


@pytest.mark.parametrize(("month", "pressure"), [(1, 850), (1, 500), (1, 200), (7, 850), (7, 500), (7, 200)])
def test_the_means_depart_from_era_interim_by_what_the_table_says(month, pressure):
    path = shared() / "data/wind/erainterim_monthly_jan_jul_850_500_200_eastasia.nc"
    if not path.exists():
        pytest.skip("real data are not beside the repository")
    with xr.open_dataset(path, engine="h5netcdf") as file:
        theirs = file.sel(month=month, level=pressure).sortby("latitude")
        theirs = theirs.sel(latitude=slice(33.0, 43.0), longitude=slice(122.0, 132.0)).load()
    data = air(month)
    ours = data.isel(level=int(np.flatnonzero(data["air_pressure"] == 100.0 * pressure)[0]))
    ours = ours.interp(latitude=theirs["latitude"], longitude=theirs["longitude"])
    weight = np.broadcast_to(np.cos(np.radians(theirs["latitude"].to_numpy()))[:, None], theirs["u"].shape)
    for name, quantity, column in (
        ("u", "eastward_wind", "eastward_wind_m_s"),
        ("v", "northward_wind", "northward_wind_m_s"),
    ):
        departure = (ours[quantity] - theirs[name]).to_numpy()
        rms = np.sqrt(np.average(departure**2, weights=weight))
        (told,) = [
            float(row["rms_plane"])
            for row in rows_of("climate_measured.csv")
            if (row["mark"], row["month"], row["level_hpa"], row["quantity"])
            == ("era-interim", str(month), str(pressure), column)
        ]
        # Told to two digits, from values and slopes with two and three.
        assert rms == pytest.approx(told, abs=0.015)


@pytest.mark.parametrize(
    ("month", "pressure", "wind"),
    [
        (1, 850, (7.5, -4.3)),
        (1, 500, (25.8, -5.1)),
        (7, 850, (3.3, 2.4)),
        (7, 500, (10.2, 1.4)),
        (7, 200, (23.3, -0.2)),
        (6, 700, (4.9, -0.3)),
        (6, 300, (22.7, 0.1)),
        (4, 200, (38.7, -0.8)),
        (10, 200, (42.4, 3.6)),
        (4, 700, (10.0, -1.5)),
    ],
)
def test_mean_winds_are_those_of_the_table_of_sources(month, pressure, wind):
    row = level(month, pressure)
    # Both are rounded: the sources to 0.1 m/s.
    assert (row["eastward_wind_m_s"], row["northward_wind_m_s"]) == pytest.approx(wind, abs=0.06)


def test_data_rows_agree_with_the_statistics_they_come_from():
    path = shared() / "data/stats/monthly_mean_wind_38N_127E.csv"
    if not path.exists():
        pytest.skip("real data are not beside the repository")
    marks = {
        "era-interim": "ERA-Interim",
        "ncep-june": "June mean",
        "ncep-ltm": "long-term mean 200",
        "ncar-1988": "CAS",
    }
    with path.open(encoding="utf-8") as file:
        known = [row for row in csv.DictReader(file) if float(row["lat"]) == 38.0]
    checked = 0
    for row in table_rows():
        for ours, theirs in (("eastward_wind_m_s", "u_ms"), ("northward_wind_m_s", "v_ms")):
            name = marks.get(row[f"{ours}_from"])
            if name is None:
                continue
            (source,) = [
                r
                for r in known
                if name in r["dataset"] and (r["month"], r["level_hPa"]) == (row["month"], row["level_hpa"])
            ]
            assert float(row[ours]) == pytest.approx(float(source[theirs]), abs=0.006)
            checked += 1
    assert checked == 2 * (12 + 6 + 9 + 1)


def rows_of(name):
    text = TABLE.with_name(name).read_text(encoding="utf-8")
    return list(csv.DictReader([line for line in text.splitlines() if not line.startswith("#")]))


def table_rows():
    return rows_of("climate.csv")


def test_every_figure_names_its_origin():
    legend = {
        line[2:].split(" = ")[0]: line for line in TABLE.read_text(encoding="utf-8").splitlines() if " = " in line
    }
    rows = table_rows()
    assert len(rows) == 12 * 15
    for row in rows:
        for name, value in row.items():
            if name.endswith("_from"):
                assert legend[value].split(" = ")[1].startswith(("data:", "estimate:", "computed:"))


def script(name):
    spec = importlib.util.spec_from_file_location(name, ROOT / f"scripts/{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_script_makes_the_table_that_ships(tmp_path):
    script("make_climate_table").write(tmp_path / "climate.csv")
    assert (tmp_path / "climate.csv").read_text() == TABLE.read_text()


def test_the_measured_tables_are_what_the_fields_give():
    folder = shared() / "data"
    if not (folder / "wind").exists():
        pytest.skip("real data are not beside the repository")
    measure = script("measure_climate")
    assert measure.planes_text(folder) == TABLE.with_name(measure.PLANES).read_text(encoding="utf-8")
    assert measure.correlations_text(folder) == TABLE.with_name(measure.CORRELATIONS).read_text(encoding="utf-8")


# P(v > 0) and P(v > 5 m/s) at 700 hPa, worked out beforehand from mean and spread, to two digits.
SOUTHERLY = {1: (0.24, 0.08), 4: (0.42, 0.18), 6: (0.48, 0.17), 7: (0.66, 0.27), 8: (0.58, 0.21), 10: (0.40, 0.14)}


@pytest.mark.parametrize("month", SOUTHERLY)
def test_chance_of_a_southerly_at_700_hpa_is_that_of_the_mean_and_spread(month):
    members = 4000
    wind, row = climatological_wind(scenario(month)), level(month, 700)
    height = [float(wind.dataset["height"].sel(latitude=38.0).interp(longitude=127.0)[0, rows_below(month, 700)])]
    drawn = row["northward_wind_m_s"] + wind.variability.realise(9, members, [0.0], height)[..., 1].ravel()
    for threshold, published in zip((0.0, 5.0), SOUTHERLY[month], strict=True):
        share = float((drawn > threshold).mean())
        expected = norm.cdf((row["northward_wind_m_s"] - threshold) / row["northward_sd_m_s"])
        assert share == pytest.approx(expected, abs=4.0 * np.sqrt(expected * (1.0 - expected) / members))
        # The published ones took the spread of winter, 7 m/s, in April, where the course of the year gives 6 m/s: 0.04.
        assert expected == pytest.approx(published, abs=0.045)


def test_the_climate_holds_at_any_time_over_the_whole_box():
    wind = climatological_wind(scenario(4))
    assert wind.timeless
    assert wind.box == (118.0, 30.0, 138.0, 46.0)
    assert wind.highest_height > 15_000.0
    grid = pack(wind, np.datetime64("1999-01-01"), 1e9)
    air = sample_air(grid, 0, 127.0, 38.0, 1449.0, 1e8)
    # 850 hPa in April: 5 m/s from the west.
    assert air.eastward_wind == pytest.approx(5.0, abs=0.1)
    assert air.pressure == pytest.approx(85_000.0, rel=2e-3)


def test_the_climate_says_what_it_holds_and_where_it_ends():
    wind = climatological_wind(scenario(4))
    text = " ".join(wind.notes)
    for part in (
        "no vertical wind",
        "m above the sea, wind is held",
        "linear in latitude and longitude over 33-43 N, 122-132 E; beyond, the values at the edge are held",
        "average night before sunrise, up to 4.7 K colder",
    ):
        assert part in text
    assert "temperature follows the standard atmosphere of 1976" in text
    assert "humidity" not in text


def test_the_month_is_that_of_the_launch_where_it_happens():
    april = climatological_wind(scenario(4, 1, 3, KST))
    march = climatological_wind(SimpleNamespace(launch=SimpleNamespace(time=datetime(2015, 3, 31, 18, tzinfo=UTC))))
    assert "April" in april.source
    assert "March" in march.source
    assert april.digest != march.digest


def test_the_spread_of_each_component_is_that_of_the_table():
    for month in MONTHS:
        rows = [row for row in table_rows() if int(row["month"]) == month]
        eastward, northward = ([float(row[f"{name}_sd_m_s"]) for row in rows] for name in ("eastward", "northward"))
        assert eastward != northward
        process = climatological_wind(scenario(month)).variability
        np.testing.assert_array_equal(process.eastward_sd, eastward)
        np.testing.assert_array_equal(process.northward_sd, northward)


@pytest.mark.parametrize("scale", ["TIME_SCALE", "HORIZONTAL_SCALE", "COMPONENT_CORRELATION", "DEPTH_EXPONENT"])
def test_another_scale_of_the_weather_is_another_digest(scale, monkeypatch):
    before = climatological_wind(scenario(4))
    assert climatological_wind(scenario(4)).digest == before.digest
    monkeypatch.setattr(climate, scale, 1.1 * getattr(climate, scale))
    after = climatological_wind(scenario(4))
    assert after.dataset.identical(before.dataset)
    assert after.digest != before.digest


@pytest.mark.parametrize("component", ["eastward_sd_m_s", "northward_sd_m_s"])
def test_another_spread_of_the_weather_is_another_digest(component, monkeypatch):
    before = climatological_wind(scenario(4)).digest
    changed = monthly_profile(4)
    changed[component][5] += 0.01
    monkeypatch.setattr(climate, "monthly_profile", lambda month: changed)
    assert climatological_wind(scenario(4)).digest != before


PAIRS = {
    # Mean over two dates and both components, measured; winter (January) and summer (June and August).
    (1, 1000, 850): 0.878,
    (1, 850, 700): 0.856,
    (1, 850, 500): 0.644,
    (1, 700, 500): 0.847,
    (1, 1000, 200): 0.303,
    (7, 850, 700): 0.817,
    (7, 700, 500): 0.784,
    (7, 850, 500): 0.583,
    (7, 1000, 300): 0.202,
}


@pytest.mark.parametrize(("month", "lower", "upper"), PAIRS)
def test_levels_are_correlated_as_single_dates_were(month, lower, upper):
    correlation = climatological_wind(scenario(month)).variability.correlation
    for first in (0, correlation.shape[0] // 2):
        # The law departs from them by 0.07 at most; the two components and the two dates differ by as much.
        found = correlation[first + rows_below(month, lower), first + rows_below(month, upper)]
        assert found == pytest.approx(PAIRS[month, lower, upper], abs=0.075)


@pytest.mark.parametrize("month", MONTHS)
def test_the_correlation_is_positive_definite(month):
    correlation = climatological_wind(scenario(month)).variability.correlation
    np.testing.assert_array_equal(correlation, correlation.T)
    np.testing.assert_array_equal(np.diag(correlation), 1.0)
    # The closest levels, 4 hPa apart, are correlated by 0.999; the smallest eigenvalue is of that order.
    assert np.linalg.eigvalsh(correlation).min() > 1e-4


DRAWN = 4000
HOURS = np.array([0.0, 12.0, 24.0])
NORTH, EAST = np.array([0.0, 300e3]), np.array([0.0, 400e3])


@pytest.fixture(scope="module", params=[1, 7])
def weather(request):
    """Month, and departures at the heights of its process: (member, time, height, north, east, component)."""
    process = climatological_wind(scenario(request.param)).variability
    drawn = process.realise(21, DRAWN, 3600.0 * HOURS, process.heights, NORTH, EAST)
    return request.param, drawn.astype(float)


def correlated(one, other):
    return np.corrcoef(one.ravel(), other.ravel())[0, 1]


def four_sigma(expected):
    """Sampling error of a correlation of independent pairs, four times."""
    return 4.0 * (1.0 - expected**2) / np.sqrt(DRAWN) + 1e-3


def test_members_have_no_mean_and_the_spread_of_the_table(weather):
    month, drawn = weather
    profile = monthly_profile(month)
    for component, name in enumerate(("eastward_sd_m_s", "northward_sd_m_s")):
        here = drawn[:, 0, :, 0, 0, component]
        assert np.all(np.abs(here.mean(axis=0)) < 4.0 * profile[name] / np.sqrt(DRAWN))
        np.testing.assert_allclose(here.std(axis=0), profile[name], rtol=4.0 / np.sqrt(2.0 * DRAWN))


def test_members_are_correlated_between_levels_and_components_as_the_law_says(weather):
    month, drawn = weather
    pressure = monthly_profile(month)["level_hpa"]
    depth = {1: 710.0, 7: 530.0}[month]
    between_levels = np.exp(-((np.abs(pressure[:, None] - pressure) / depth) ** 1.4))
    expected = np.block([[between_levels, 0.1 * between_levels], [0.1 * between_levels, between_levels]])
    here = np.concatenate([drawn[:, 0, :, 0, 0, 0], drawn[:, 0, :, 0, 0, 1]], axis=1)
    assert np.all(np.abs(np.corrcoef(here.T) - expected) < four_sigma(expected))


def test_members_forget_in_thirty_hours(weather):
    _, drawn = weather
    for hours, step in ((12.0, 1), (24.0, 2)):
        expected = np.exp(-hours / 30.0)
        for level in (3, 7):
            found = correlated(drawn[:, 0, level, 0, 0, 1], drawn[:, step, level, 0, 0, 1])
            assert found == pytest.approx(expected, abs=four_sigma(expected))


def test_members_differ_from_place_to_place(weather):
    _, drawn = weather
    for row, column, distance in ((1, 0, 300e3), (0, 1, 400e3), (1, 1, 500e3)):
        expected = np.exp(-((distance / 800e3) ** 2))
        for component in (0, 1):
            found = correlated(drawn[:, 0, 7, 0, 0, component], drawn[:, 0, 7, row, column, component])
            assert found == pytest.approx(expected, abs=four_sigma(expected))
