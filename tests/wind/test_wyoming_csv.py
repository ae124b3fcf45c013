"""The export of the University of Wyoming as comma-separated values."""

import numpy as np
import pytest

from sim.errors import WindError
from sim.wind import open_wind
from sim.wind.soundings.sounding import open_sounding
from tests.wind.sounding_texts import MORNING, WYOMING_CSV_HEADER, Level, written, wyoming_csv

EXPORT = f"""{WYOMING_CSV_HEADER}
2026-07-05 11:17:54,-48.4825,-1.3891,1012.5,   14, 26.6, 24.1, 24.1, 86, 86,18.94, 90, 4.1
2026-07-05 11:18:19,-48.4837,-1.3889,1000.0,  124, 25.2, 23.5, 23.5, 90, 90,18.51, 88, 5.9
2026-07-05 11:40:02,-48.5201,-1.3800, 500.0, 5880, -5.0,-12.0,-11.0, 58, 63, 3.10,270,10.0
"""
"""The first rows of an export of Belém, and one more."""


def opened(tmp_path, text):
    return open_sounding(written(tmp_path, text))


def problems_of(tmp_path, text):
    with pytest.raises(WindError) as caught:
        opened(tmp_path, text)
    return caught.value.problems


def test_an_export_is_read_at_the_place_and_time_of_its_release(tmp_path):
    field = opened(tmp_path, EXPORT)
    air = field.dataset.isel(time=0, latitude=0, longitude=0)
    assert field.first_time == np.datetime64("2026-07-05T11:17")
    assert field.source == "radiosonde at -1.39 N, -48.48 E, 2026-07-05T11:17 UTC (sounding.txt)"
    assert float(field.dataset["latitude"].mean()) == pytest.approx(-1.3891)
    assert float(field.dataset["longitude"].mean()) == pytest.approx(-48.4825)
    assert air["air_pressure"].to_numpy() == pytest.approx([101_250.0, 100_000.0, 50_000.0])
    assert air["air_temperature"].to_numpy() == pytest.approx([299.75, 298.35, 268.15])
    # From 90 degrees, from 88, from 270.
    assert air["eastward_wind"].to_numpy() == pytest.approx([-4.1, -5.9 * np.cos(np.radians(2.0)), 10.0])
    assert air["northward_wind"].to_numpy() == pytest.approx([0.0, -5.9 * np.sin(np.radians(2.0)), 0.0], abs=1e-12)
    # The export's own mixing ratios 18.94 and 18.51 g/kg are r; q = r / (1 + r). Its formula for saturation is another
    # one, which differs by less than a percent here.
    assert air["specific_humidity"].to_numpy()[:2] == pytest.approx([0.018588, 0.018174], rel=0.01)


def test_the_door_knows_it_by_its_header_whatever_its_name(tmp_path):
    for name in ("export.csv", "sounding", "raob.txt"):
        assert open_wind(written(tmp_path, EXPORT, name)).first_time == np.datetime64("2026-07-05T11:17")


def test_heights_that_whole_metres_make_equal_are_placed_by_their_pressure(tmp_path):
    first = MORNING[0]
    levels = [first, first._replace(pressure=1006.9), Level(1006.8, 53.0, 6.8, 4.1, None, 150.0, 4.0), *MORNING[2:]]
    heights = opened(tmp_path, wyoming_csv(levels)).dataset["height"][0, :, 0, 0].to_numpy()
    # Half way from 52 to 53 m, but for the curve of ln p.
    assert heights[:3] == pytest.approx([52.0, 52.5, 53.0], abs=1e-3)


def test_what_cannot_be_read_is_refused_in_one_sentence(tmp_path):
    def only_problem(text):
        (problem,) = problems_of(tmp_path, text)
        return problem

    def without(count, text=EXPORT):
        return "\n".join(",".join(line.split(",")[count:]) for line in text.splitlines())

    old_code = only_problem(without(3))
    assert "columns time, longitude, latitude are missing" in old_code
    assert "export the one in BUFR" in old_code
    assert "wind speed_m/s are missing" in only_problem(EXPORT.replace("wind speed_m/s", "wind speed_knot"))
    assert "no level follows the header" in only_problem(f"{WYOMING_CSV_HEADER}\n")
    assert "holds what is no time" in only_problem(EXPORT.replace("2026-07-05 11:18:19", "noon"))
    assert "column time has empty cells" in only_problem(EXPORT.replace("2026-07-05 11:18:19", ""))
    later = EXPORT + "\n".join(EXPORT.replace("2026-07-05", "2026-07-06").splitlines()[1:])
    assert "its times span 24.4 h, and no ascent lasts longer than 6" in only_problem(later)
    assert "column wind direction_degree holds something that is not a number" in only_problem(
        EXPORT.replace(", 88, 5.9", ",calm, 5.9")
    )
    assert "the wind direction is 400" in only_problem(EXPORT.replace(",270,10.0", ",400,10.0"))
    assert "no place on earth" in only_problem(EXPORT.replace("-48.4825,-1.3891", ","))
