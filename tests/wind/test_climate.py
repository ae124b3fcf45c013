import csv
import importlib.util
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from scipy.stats import norm

from sim.numerics.sampling import sample_air
from sim.wind import climate, climatological_wind, pack_for
from sim.wind.climate import monthly_profile
from tests.wind.files import shared

ROOT = Path(__file__).resolve().parents[2]
TABLE = ROOT / "sim/wind/climate.csv"
MONTHS = range(1, 13)
KST = timezone(timedelta(hours=9))


def scenario(month, day=4, hour=3, zone=KST):
    return SimpleNamespace(launch=SimpleNamespace(time=datetime(2015, month, day, hour, tzinfo=zone)))


def level(month, pressure):
    profile = monthly_profile(month)
    row = int(np.flatnonzero(profile["level_hpa"] == pressure)[0])
    return {name: float(values[row]) for name, values in profile.items()}


@pytest.mark.parametrize(
    ("month", "heights"),
    [(1, {850: 1459, 500: 5420, 200: 11534}), (6, {850: 1459, 500: 5733}), (7, {850: 1460, 500: 5806, 200: 12390})],
)
def test_heights_are_those_of_the_reanalyses(month, heights):
    # ERA-Interim in January and July, NCEP in June, at 38 N 127 E; read to the metre.
    for pressure, height in heights.items():
        assert level(month, pressure)["height_m"] == pytest.approx(height, abs=1.0)


@pytest.mark.parametrize("month", MONTHS)
def test_heights_follow_the_temperatures(month):
    # The hypsometric equation for dry air; moisture makes the table up to 27 m higher (July), so 30 m.
    profile = monthly_profile(month)
    pressure, temperature, height = (profile[name] for name in ("level_hpa", "temperature_k", "height_m"))
    thickness = 287.053 / 9.80665 * 0.5 * (temperature[1:] + temperature[:-1]) * np.log(pressure[:-1] / pressure[1:])
    dry = height[0] + np.concatenate([[0.0], np.cumsum(thickness)])
    assert np.all(np.abs(dry - height) < 30.0)


def test_no_month_is_superadiabatic_or_out_of_its_season():
    for month in MONTHS:
        profile = monthly_profile(month)
        lapse = -np.diff(profile["temperature_k"]) / np.diff(profile["height_m"])
        assert lapse.max() < 0.0098
    warmth = [level(month, 850)["temperature_k"] for month in MONTHS]
    assert np.argmin(warmth) == 0
    assert np.argmax(warmth) in (6, 7)


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


def table_rows():
    lines = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return list(csv.DictReader(lines))


def test_every_figure_names_its_origin():
    legend = {
        line[2:].split(" = ")[0]: line for line in TABLE.read_text(encoding="utf-8").splitlines() if " = " in line
    }
    rows = table_rows()
    assert len(rows) == 12 * 12
    for row in rows:
        for name, value in row.items():
            if name.endswith("_from"):
                assert legend[value].split(" = ")[1].startswith(("data:", "estimate:", "computed:"))


def test_the_script_makes_the_table_that_ships(tmp_path):
    spec = importlib.util.spec_from_file_location("make_climate_table", ROOT / "scripts/make_climate_table.py")
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    script.write(tmp_path / "climate.csv")
    assert (tmp_path / "climate.csv").read_text() == TABLE.read_text()


@pytest.mark.parametrize("month", [1, 4, 6, 7, 8, 10])
def test_chance_of_a_southerly_at_700_hpa_is_that_of_the_mean_and_spread(month):
    members = 20_000
    wind = climatological_wind(scenario(month))
    height = float(wind.dataset["height"].isel(level=3).mean())
    start = np.datetime64("2015-04-03T18:00")
    drawn = wind.variability.realise(9, members, [0.0], [height])[:, 0, 0, 0, 0, 1]
    share = float((level(month, 700)["northward_wind_m_s"] + drawn > 0.0).mean())
    row = level(month, 700)
    expected = norm.cdf(row["northward_wind_m_s"] / row["northward_sd_m_s"])
    assert share == pytest.approx(expected, abs=5.0 * np.sqrt(0.25 / members))
    # Gaussian with the season's spread, rounded to two digits in a table made independently with the spread of the
    # nearer season; half way between the seasons the two spreads differ by 1 m/s, 0.02 of the probability.
    published = {1: 0.24, 4: 0.42, 6: 0.48, 7: 0.66, 8: 0.58, 10: 0.40}
    assert share == pytest.approx(published[month], abs=0.035)
    assert (
        pack_for(wind, wind.variability, 9, 2, start, start + np.timedelta64(12, "h"), (127.0, 38.0)).weather.shape[0]
        == 2
    )


def test_the_climate_holds_at_any_time_over_the_whole_box():
    wind = climatological_wind(scenario(4))
    assert wind.timeless
    assert wind.box == (118.0, 30.0, 138.0, 46.0)
    assert wind.highest_height > 15_000.0
    grid = pack_for(wind, None, 1, 1, np.datetime64("1999-01-01"), np.datetime64("2030-01-01"), (127.0, 38.0))
    air = sample_air(grid, 0, 127.0, 38.0, 1449.0, 1e8)
    # 850 hPa in April: 5 m/s from the west.
    assert air.eastward_wind == pytest.approx(5.0, abs=0.1)
    assert air.pressure == pytest.approx(85_000.0, rel=2e-3)


def test_the_climate_says_that_it_is_dry_still_and_where_it_ends():
    wind = climatological_wind(scenario(4))
    text = " ".join(wind.notes)
    top = f"which lies at {wind.highest_height:.0f} m above the sea"
    for part in ("no humidity: the air is taken as dry", "no vertical wind", top):
        assert part in text
    assert "temperature follows the standard atmosphere of 1976" in text


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


@pytest.mark.parametrize("scale", ["TIME_SCALE", "HEIGHT_SCALE"])
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
