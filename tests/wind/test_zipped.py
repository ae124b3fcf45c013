"""Soundings in zip archives, as the archive of IGRA delivers its stations."""

import hashlib

import pytest
import xarray as xr

from sim.errors import WindError
from sim.wind import open_sounding, open_wind
from tests.wind.files import plain_wind
from tests.wind.files import written as written_wind
from tests.wind.sounding_texts import MORNING, as_csv, igra, written, wyoming_2025, wyoming_csv, zipped

STATION = "KSM00047122-data.txt"


@pytest.mark.parametrize("layout", [igra, wyoming_2025, wyoming_csv])
def test_a_zipped_sounding_is_that_sounding(layout, tmp_path):
    plain = written(tmp_path, layout(MORNING), STATION)
    archive = zipped(plain)
    for field in (open_sounding(archive), open_wind(archive), open_wind(str(archive))):
        xr.testing.assert_identical(field.dataset, open_sounding(plain).dataset)
        assert f"({STATION}.zip)" in field.source
        assert field.digest == hashlib.sha256(archive.read_bytes()).hexdigest()


def test_csv_in_an_archive_is_known_by_its_name(tmp_path):
    plain = written(tmp_path, as_csv(MORNING), "osan.csv")
    xr.testing.assert_identical(open_wind(zipped(plain)).dataset, open_wind(plain).dataset)


def test_an_ascent_of_a_zipped_station_is_chosen_behind_its_name(tmp_path):
    both = igra(MORNING) + igra(MORNING, time=(2015, 4, 5, 0), release=2331)
    archive = zipped(written(tmp_path, both, STATION))
    assert open_wind(archive).dataset.sizes["time"] == 2
    assert str(open_wind(f"{archive}#2015-04-05").first_time).startswith("2015-04-05T00:00")


def test_archives_of_something_else_are_refused_as_before(tmp_path):
    plain = written(tmp_path, igra(MORNING), STATION)
    several = zipped(plain, other="#")
    with pytest.raises(WindError, match=f"without a NetCDF file; it holds {STATION}, other"):
        open_wind(several)
    with pytest.raises(WindError, match=f"must hold one file, and it holds {STATION}, other: unpack it"):
        open_sounding(several)
    damaged = tmp_path / "damaged.zip"
    damaged.write_bytes(zipped(plain).read_bytes()[:200])
    with pytest.raises(WindError, match="damaged or cut short"):
        open_wind(damaged)
    with pytest.raises(WindError, match="damaged, cut short or locked"):
        open_sounding(damaged)


def test_an_archive_of_a_wind_file_stays_a_wind_file(tmp_path):
    inner = written_wind(plain_wind(), tmp_path / "wind.nc")
    xr.testing.assert_identical(open_wind(zipped(inner)).dataset, open_wind(inner).dataset)
