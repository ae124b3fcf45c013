"""Several ascents in one file: which are meant, and the wind that changes between them."""

import numpy as np
import pytest

from sim.errors import WindError
from sim.numerics.sampling import sample_air
from sim.wind import pack
from sim.wind.soundings.sounding import open_sounding
from tests.wind.sounding_texts import MORNING, Level, as_csv, igra, written

NOON = (2015, 4, 4, 12)
NIGHT = (2015, 4, 5, 0)
NEXT_NOON = (2015, 4, 5, 12)
TURNED = [
    Level(1012.0, 50.0, 4.0, None, None, 330.0, 6.0),
    Level(850.0, 1450.0, -4.0, None, None, 300.0, 20.0),
    Level(600.0, 4150.0, -20.0, None, None, 290.0, 30.0),
    Level(400.0, 7050.0, -40.0, None, None, 280.0, 40.0),
]
"""The same place after a front, on other levels."""
BOTH = igra(MORNING, time=NOON) + igra(TURNED, time=NIGHT)
PILOT = [Level(None, height, None, None, None, 270.0, 10.0) for height in (300.0, 1000.0, 2000.0)]
"""A balloon that was only watched: winds by height, no air."""


def opened(tmp_path, text, which=None):
    return open_sounding(written(tmp_path, text), which)


def refused(tmp_path, text, which=None):
    with pytest.raises(WindError) as caught:
        opened(tmp_path, text, which)
    return str(caught.value)


@pytest.mark.parametrize("which", ["2015-04-05T00", "2015-04-05", "2015-04-05T00:00Z", "47122,2015-04-05T00"])
def test_one_ascent_is_chosen_by_its_time(which, tmp_path):
    field = opened(tmp_path, BOTH, which)
    assert field.is_steady
    assert field.first_time == np.datetime64("2015-04-05T00:00")
    assert field.dataset.equals(opened(tmp_path, igra(TURNED, time=NIGHT)).dataset)


def test_a_span_of_times_has_both_its_ends(tmp_path):
    text = BOTH + igra(TURNED, time=NEXT_NOON)
    assert opened(tmp_path, text, "2015-04-04/2015-04-05").times.size == 3
    assert opened(tmp_path, text, "2015-04-04T12/2015-04-05T00").times.size == 2
    assert opened(tmp_path, text, "KSM00047122, 2015-04-05T00/2015-04-05").times.size == 2


def test_several_ascents_are_a_wind_that_changes_in_time(tmp_path):
    field = opened(tmp_path, BOTH)
    assert field.times.tolist() == np.array(["2015-04-04T12", "2015-04-05T00"], "datetime64[ns]").tolist()
    grid = pack(field, field.first_time, 12.0 * 3600.0)
    # At 850 hPa both report: 15 m s-1 from 235 degrees and 20 m s-1 from 300, that is 12.29 and 17.32 eastward.
    height = 0.5 * (1425.0 + 1450.0)
    winds = [sample_air(grid, 0, 127.0, 37.0, height, hours * 3600.0).eastward_wind for hours in (0.0, 6.0, 12.0)]
    assert winds == pytest.approx([12.29, 14.8, 17.32], abs=0.15)


def test_the_order_of_ascents_in_the_file_does_not_matter(tmp_path):
    other = igra(TURNED, time=NIGHT) + igra(MORNING, time=NOON)
    assert opened(tmp_path, other).dataset.equals(opened(tmp_path, BOTH).dataset)


def test_ascents_meet_on_every_pressure_that_both_reach(tmp_path):
    pressure = opened(tmp_path, BOTH).dataset["air_pressure"].to_numpy()
    assert pressure.tolist() == [100_700.0, 96_000.0, 92_500.0, 85_000.0, 70_000.0, 60_000.0, 50_000.0]


def test_between_its_levels_an_ascent_is_linear_in_the_logarithm_of_pressure(tmp_path):
    later = opened(tmp_path, BOTH).dataset.isel(time=1, latitude=0, longitude=0)
    share = np.log(850.0 / 700.0) / np.log(850.0 / 600.0)
    assert float(later["air_temperature"][4]) == pytest.approx(273.15 - 4.0 - 16.0 * share)
    assert float(later["northward_wind"][3]) == pytest.approx(-10.0)


def test_what_not_every_ascent_reaches_is_left_out_and_said(tmp_path):
    notes = opened(tmp_path, BOTH).notes
    # The lowest and the highest level of the second ascent.
    assert any("from 1007 to 500 hPa, linear in ln p; 2 levels beyond" in note for note in notes)
    assert any("The ascent of 2015-04-04T12:00 UTC ends lowest." in note for note in notes)
    assert any(note.startswith("2 soundings stand for the whole box") for note in notes)


def test_an_ascent_without_humidity_among_moist_ones_is_named(tmp_path):
    field = opened(tmp_path, BOTH)
    assert "1 of 2 ascents have no humidity: their air is taken as dry." in field.notes
    assert float(field.dataset["specific_humidity"].isel(time=1).max()) == 0.0
    assert float(field.dataset["specific_humidity"].isel(time=0).max()) > 0.004


def test_ascents_of_wind_alone_are_left_out_and_named(tmp_path):
    field = opened(tmp_path, BOTH + igra(PILOT, time=(2015, 4, 5, 6)))
    assert field.times.size == 2
    assert any(note.startswith("1 of 3 ascents were left out") and "2015-04-05T06:00" in note for note in field.notes)


def test_an_ascent_of_wind_alone_is_refused(tmp_path):
    assert "0 levels have height, temperature and wind together" in refused(tmp_path, igra(PILOT))


def test_two_ascents_of_one_time_are_refused(tmp_path):
    assert "several ascents of 2015-04-04T12:00 UTC; keep one" in refused(tmp_path, igra(MORNING) + igra(TURNED))


def test_a_time_without_an_ascent_is_refused_with_those_there_are(tmp_path):
    message = refused(tmp_path, BOTH, "2015-04-06")
    assert "no ascent at '2015-04-06'; it has 2015-04-04T12:00 UTC, 2015-04-05T00:00 UTC" in message


def test_a_time_that_is_none_is_refused(tmp_path):
    assert "'2015-04-31' holds a time that is none" in refused(tmp_path, BOTH, "2015-04-31")


def test_ascents_that_share_no_pressures_are_refused(tmp_path):
    message = refused(tmp_path, igra(MORNING[:3], time=NOON) + igra(TURNED[1:], time=NIGHT))
    assert "no common span of pressure: one begins at 850 hPa, one ends at 925 hPa" in message


def test_a_station_that_travels_is_refused(tmp_path):
    text = igra(MORNING) + igra(TURNED, time=NIGHT, place=(37.1, 129.0))
    assert "the station moves by 1.97 degrees" in refused(tmp_path, text)


def test_more_than_can_be_held_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("sim.wind.soundings.sounding_air.MOST_VALUES", 13)
    message = refused(tmp_path, BOTH)
    assert "2 ascents on 7 pressures make 14 values" in message
    assert "name a span of time after #" in message


def test_a_whole_history_is_refused_before_it_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr("sim.wind.soundings.ascent_choice.MOST_ASCENTS", 1)
    message = refused(tmp_path, BOTH.replace("   6 ncdc", "  60 ncdc"))
    assert "2 ascents from 2015-04-04T12:00 UTC to 2015-04-05T00:00 UTC, and at most 1 make one wind" in message
    assert "promises" not in message


def test_ascents_that_are_not_meant_need_not_be_sound(tmp_path):
    text = igra(MORNING) + igra(TURNED, time=NIGHT, promised=40)
    assert opened(tmp_path, text, "2015-04-04").times.size == 1
    assert "promises 40 levels" in refused(tmp_path, text)


def test_csv_holds_several_ascents_as_well(tmp_path):
    text = as_csv(MORNING) + "".join(as_csv(TURNED, "2015-04-05T00:00Z").splitlines(keepends=True)[1:])
    field = opened(tmp_path, text)
    assert field.times.size == 2
    assert (
        field.source
        == "radiosonde Osan (47122), 2 ascents from 2015-04-04T12:00 to 2015-04-05T00:00 UTC (sounding.txt)"
    )
    assert opened(tmp_path, text, "Osan,2015-04-05").is_steady
