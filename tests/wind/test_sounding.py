import csv

import numpy as np
import pytest

from sim.errors import WindError
from sim.numerics.sampling import sample_air
from sim.wind import open_sounding, open_wind, pack
from tests.wind.files import shared

RADIUS = 6_356_766.0
HEADER = (
    "wmo,station,latitude,longitude,station_height_m,valid,p_hPa,verticalSoundingSignificance,gph_m,t_K,wdir_deg,"
    "wspd_ms,u_ms,v_ms"
)
STATION = "47122,Osan,37.1,127.03,52.0,2008-12-08T12:00Z"
ROWS = [
    f"{STATION},1007.0,70,52.0,280.0,150.0,4.0,-2.0,3.46",
    f"{STATION},960.0,4,450.0,278.0,,,,",
    f"{STATION},925.0,32,750.0,276.0,220.0,13.0,8.36,9.96",
    f"{STATION},880.0,2,,,235.0,13.0,10.65,7.46",
    f"{STATION},850.0,32,1430.0,272.0,235.0,15.0,12.29,8.6",
    f"{STATION},500.0,32,5450.0,248.0,240.0,26.0,22.52,13.0",
    f"{STATION},450.0,4,6200.0,242.0,,,,",
]


def sounding(tmp_path, rows=ROWS, header=HEADER):
    path = tmp_path / "sounding.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def geometric(height):
    return RADIUS * height / (RADIUS - height)


def test_reported_winds_stand_at_reported_heights(tmp_path):
    field = open_sounding(sounding(tmp_path))
    column = field.dataset.isel(time=0, latitude=0, longitude=1)
    assert float(column["height"][0]) == pytest.approx(geometric(52.0))
    at_850 = column.isel(level=4)
    assert float(at_850["air_pressure"]) == 85_000.0
    assert float(at_850["height"]) == pytest.approx(geometric(1430.0))
    assert float(at_850["eastward_wind"]) == 12.29
    assert float(at_850["northward_wind"]) == 8.6
    assert float(at_850["air_temperature"]) == 272.0
    assert field.source == "radiosonde Osan (47122), 2008-12-08T12:00 UTC (sounding.csv)"
    assert field.first_time == np.datetime64("2008-12-08T12:00")


def test_a_sounding_says_what_it_does_not_hold(tmp_path):
    notes = open_sounding(sounding(tmp_path)).notes
    assert "The file has no humidity: the air is taken as dry." in notes
    assert "The file has no vertical wind: it is taken as zero." in notes
    top = f"{geometric(5450.0):.0f}"
    assert any(note.startswith(f"Above the highest level, which lies at {top} m above the sea, wind") for note in notes)


def test_what_a_level_does_not_report_is_linear_between_those_that_do(tmp_path):
    column = open_sounding(sounding(tmp_path)).dataset.isel(time=0, latitude=0, longitude=0)
    no_wind, no_height = column.isel(level=1), column.isel(level=3)
    share = (450.0 - 52.0) / (750.0 - 52.0)
    assert float(no_wind["eastward_wind"]) == pytest.approx(-2.0 + share * (8.36 + 2.0))
    share = np.log(925.0 / 880.0) / np.log(925.0 / 850.0)
    height = 750.0 + share * (1430.0 - 750.0)
    assert float(no_height["height"]) == pytest.approx(geometric(height))
    assert float(no_height["air_temperature"]) == pytest.approx(276.0 - 4.0 * share)
    assert float(no_height["eastward_wind"]) == 10.65


def test_levels_beyond_the_last_wind_are_left_out_and_counted(tmp_path):
    field = open_sounding(sounding(tmp_path))
    assert field.dataset.sizes["level"] == 6
    assert field.highest_height == pytest.approx(geometric(5450.0))
    assert any(note.startswith("1 levels above or below") for note in field.notes)


def test_a_sounding_is_flown_as_the_same_wind_everywhere(tmp_path):
    field = open_wind(sounding(tmp_path))
    grid = pack(field, field.first_time, 0.0)
    here, there = (sample_air(grid, 0, x, y, 1000.0, 0.0) for x, y in ((127.03, 37.1), (120.0, 44.0)))
    assert here == pytest.approx(there, rel=1e-6)
    assert here.eastward_wind > 8.0


def test_one_of_several_stations_is_chosen_by_name_or_number(tmp_path):
    other = [row.replace("47122,Osan", "47138,Pohang").replace("-2.0,3.46", "1.5,0.5") for row in ROWS]
    path = sounding(tmp_path, [*ROWS, *other])
    with pytest.raises(WindError, match=r"2 stations.*Osan \(47122\), Pohang \(47138\)"):
        open_wind(path)
    for name in ("pohang", "47138"):
        assert float(open_wind(f"{path}#{name}").dataset["eastward_wind"][0, 0, 0, 0]) == 1.5
    with pytest.raises(WindError, match="no station 'Seoul'"):
        open_sounding(path, "Seoul")


@pytest.mark.parametrize(
    ("rows", "header", "expected"),
    [
        (ROWS, HEADER.replace("gph_m", "height"), "columns gph_m are missing"),
        (ROWS[:1], HEADER, "1 levels have"),
        ([ROWS[0], ROWS[5].replace("22.52", "fast")], HEADER, "column u_ms holds something that is not a number"),
        ([row.replace("-12-08T", "-13-08T") for row in ROWS], HEADER, "column valid holds '2008-13-08T12:00Z'"),
        (
            [ROWS[0], ROWS[4].replace(",37.1,", ",north,")],
            HEADER,
            "column latitude holds something that is not a number",
        ),
        ([ROWS[0], ROWS[4].replace("272.0", '"272.0')], HEADER, "not a text of comma-separated values"),
        ([ROWS[0], ROWS[4].replace("272.0", "inf")], HEADER, "column t_K holds something infinite"),
        ([row.replace(",37.1,", ",371.0,") for row in ROWS], HEADER, "which is no place on earth"),
        ([ROWS[0], ROWS[4].replace("12.29", "1229.0")], HEADER, "eastward_wind reaches 1229"),
        ([ROWS[0], ROWS[4].replace("272.0", "-1.2")], HEADER, "air_temperature spans"),
        (
            [ROWS[0], ROWS[4], ROWS[5].replace("500.0", "0.0")],
            HEADER,
            "the pressure reaches 0 hPa; it must be greater than 0",
        ),
        ([], HEADER, "0 stations"),
    ],
)
def test_bad_soundings_are_refused(rows, header, expected, tmp_path):
    with pytest.raises(WindError, match=expected):
        open_sounding(sounding(tmp_path, rows, header))


def test_a_file_that_is_no_text_is_refused(tmp_path):
    path = tmp_path / "sounding.csv"
    path.write_bytes(b"\x89HDF\r\n\x1a\n\xff\xfe")
    with pytest.raises(WindError, match="not a text in UTF-8"):
        open_wind(path)


def test_a_sounding_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(WindError, match="no such file"):
        open_wind(tmp_path / "none.csv")


@pytest.mark.parametrize("station", ["Osan", "Pohang", "Gwangju"])
def test_real_soundings_are_reproduced(station):
    path = shared() / "data/soundings/temp_20081208T12_dev.csv"
    if not path.exists():
        pytest.skip("real data are not beside the repository")
    field = open_wind(f"{path}#{station}")
    grid = pack(field, field.first_time, 0.0)
    with path.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["station"] == station and row["u_ms"] and row["gph_m"]]
    checked = 0
    for row in rows:
        height = geometric(float(row["gph_m"]))
        if not field.lowest_height <= height <= grid.heights[-1]:
            continue
        air = sample_air(grid, 0, float(row["longitude"]), float(row["latitude"]), height, 0.0)
        # A sounding turns sharply at its levels: a kink of 0.04 s-1 between packed heights 50 m apart costs up to
        # 0.04 * 50 / 4 = 0.5 m/s.
        assert air.eastward_wind == pytest.approx(float(row["u_ms"]), abs=0.5)
        assert air.northward_wind == pytest.approx(float(row["v_ms"]), abs=0.5)
        assert air.pressure == pytest.approx(100.0 * float(row["p_hPa"]), rel=1e-3)
        checked += 1
    assert checked >= 5


@pytest.mark.parametrize("station", ["Osan", "Pohang", "Gwangju"])
def test_real_levels_stand_in_the_field_to_their_digits(station):
    path = shared() / "data/soundings/temp_20081208T12_dev.csv"
    if not path.exists():
        pytest.skip("real data are not beside the repository")
    column = open_sounding(path, station).dataset.isel(time=0, latitude=0, longitude=0)
    place = {round(float(pressure), 3): level for level, pressure in enumerate(column["air_pressure"])}
    with path.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["station"] == station]
    checked = 0
    for row in rows:
        level = place.get(round(100.0 * float(row["p_hPa"]), 3))
        if level is None:
            continue
        reported = {"eastward_wind": row["u_ms"], "northward_wind": row["v_ms"], "air_temperature": row["t_K"]}
        for name, value in reported.items():
            assert not value or float(column[name][level]) == float(value)
        assert not row["gph_m"] or float(column["height"][level]) == pytest.approx(geometric(float(row["gph_m"])))
        checked += 1
    assert checked == column.sizes["level"] > 15


def test_wind_as_direction_and_speed_serves_where_components_are_missing(tmp_path):
    header = HEADER.replace(",u_ms,v_ms", "")
    rows = [row.rsplit(",", 2)[0] for row in ROWS]
    column = open_sounding(sounding(tmp_path, rows, header)).dataset.isel(time=0, latitude=0, longitude=0)
    # 15 m s-1 from 235 degrees: 15 sin 55 = 12.29 eastward, 15 cos 55 = 8.60 northward.
    assert float(column["eastward_wind"][4]) == pytest.approx(12.29, abs=0.005)
    assert float(column["northward_wind"][4]) == pytest.approx(8.60, abs=0.005)


def test_a_column_of_humidity_makes_the_air_lighter(tmp_path):
    moist = [f"{row},{percent}" for row, percent in zip(ROWS, (80, 60, 50, "", 30, 10, 10), strict=True)]
    field = open_sounding(sounding(tmp_path, moist, f"{HEADER},rh_percent"))
    humidity = field.dataset["specific_humidity"].isel(time=0, latitude=0, longitude=0).to_numpy()
    # Saturation at 280 K is 9.9 hPa (Smithsonian tables: 9.6 at 6.5 degC, 10.0 at 7.0): 0.622 * 7.9 / 1004.
    assert humidity[0] == pytest.approx(0.00491, rel=0.005)
    wet, dry = pack(field, field.first_time, 0.0), pack(open_sounding(sounding(tmp_path)), field.first_time, 0.0)
    warmer = [sample_air(grid, 0, 127.03, 37.1, 100.0, 0.0).virtual_temperature for grid in (wet, dry)]
    # 0.608 * 280 K * 0.0047 = 0.8 K.
    assert warmer[0] - warmer[1] == pytest.approx(0.8, abs=0.1)


def test_a_dew_point_wins_over_relative_humidity(tmp_path):
    both = [f"{row},{'' if number else 275.15},{100}" for number, row in enumerate(ROWS)]
    field = open_sounding(sounding(tmp_path, both, f"{HEADER},td_K,rh_percent"))
    # Saturation at 2 degC is 7.05 hPa (Smithsonian tables).
    assert float(field.dataset["specific_humidity"][0, 0, 0, 0]) == pytest.approx(0.622 * 7.05 / 1004.3, rel=0.003)


def test_a_dew_point_in_celsius_is_refused(tmp_path):
    rows = [f"{row},-5.0" for row in ROWS]
    with pytest.raises(WindError, match="the dew point spans -5 to -5 K"):
        open_sounding(sounding(tmp_path, rows, f"{HEADER},td_K"))


def test_relative_humidity_beyond_reason_is_refused(tmp_path):
    rows = [f"{row},755" for row in ROWS]
    with pytest.raises(WindError, match="relative humidity spans 755 to 755 %"):
        open_sounding(sounding(tmp_path, rows, f"{HEADER},rh_percent"))
