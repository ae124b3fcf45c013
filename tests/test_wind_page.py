"""The page on winds says what the program says."""

import re
import shlex
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from typer.testing import CliRunner

from sim.cli.commands import app
from sim.errors import WindError
from sim.wind import open_wind
from sim.wind.coverage import HIGHEST_LOWEST_LEVEL, LOWEST_TOP
from sim.wind.door import wrf
from sim.wind.door.spellings import AXES, OPTIONAL, VARIABLES, VERSION
from sim.wind.door.underground import HIGHEST_START
from tests.wind.files import plain_wind, written

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "wind.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"```console\n\$ balloon-drift ([^\n]*)\n(.*?)```", PAGE, flags=re.DOTALL)


def rows_below(head: str) -> list[list[str]]:
    """The cells of the table that begins with this line."""
    table = PAGE.split(f"{head}\n", 1)[1].split("\n\n", 1)[0]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in table.splitlines()[1:]]


@pytest.mark.parametrize(("words", "output"), COMMANDS)
def test_the_commands_say_what_the_page_says(
    words: str, output: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, shlex.split(words))
    assert done.exit_code == 0, done.output
    assert done.stdout == output


def test_both_commands_are_on_the_page() -> None:
    assert [words.split()[1] for words, _ in COMMANDS] == ["check", "show"]


Change = Callable[[xr.Dataset], xr.Dataset]


def labelled(wind: xr.Dataset, name: str, **attributes: str) -> xr.Dataset:
    wind[name].attrs.update(attributes)
    return wind


def kept(wind: xr.Dataset, name: str, values: xr.DataArray) -> xr.Dataset:
    """Other values under the old attributes."""
    return wind.assign({name: values.assign_attrs(wind[name].attrs)})


def counted(wind: xr.Dataset, **attributes: str) -> xr.Dataset:
    """Times as hours of a clock."""
    return wind.assign_coords(time=("time", [12.0, 18.0, 24.0], {"standard_name": "time", **attributes}))


WRONG: dict[str, Change] = {
    "a variable is missing": lambda w: w.drop_vars("t"),
    "two that fit": lambda w: w.assign(ugrd=w["u"]),
    "no unit": lambda w: w.assign(u=w["u"].drop_attrs()),
    "an unknown unit": lambda w: labelled(w, "u", units="furlongs"),
    "a wind that cannot be": lambda w: kept(w, "u", 10.0 * w["u"]),
    "°C called K": lambda w: kept(w, "t", w["t"] - 273.15),
    "geopotential called metres": lambda w: kept(w, "gh", 9.80665 * w["gh"]),
    "levels in Pa called hPa": lambda w: w.assign_coords(level=w["level"] * 100.0).assign_coords(
        level=lambda scaled: scaled["level"].assign_attrs(w["level"].attrs)
    ),
    "holes in the data": lambda w: kept(w, "u", w["u"].where(w["longitude"] < 131.0)),
    "a local time": lambda w: counted(w, units="hours since 2015-04-03 00:00 KST"),
    "another calendar": lambda w: counted(w, units="hours since 2015-04-03", calendar="360_day"),
    "a time twice": lambda w: xr.concat([w, w.isel(time=[-1])], "time", data_vars="minimal", combine_attrs="override"),
    "times out of order": lambda w: w.isel(time=[0, 2, 1]),
    "unequal steps": lambda w: w.isel(longitude=[0, 1, 2, 4, 5]),
    "one level": lambda w: w.isel(level=[0]),
    "no pressure levels": lambda w: w.rename(level="hybrid").drop_vars("hybrid"),
}


@pytest.mark.parametrize("case", [row[0] for row in rows_below("| what is wrong | what is said |")])
def test_a_refusal_is_the_sentence_of_the_page(case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    night = Path("night.nc")
    if case in WRONG:
        written(WRONG[case](plain_wind()), night)
    elif case == "empty":
        night.write_bytes(b"")
    elif case == "cut short":
        night.write_bytes(written(plain_wind(), Path("whole.nc")).read_bytes()[:5000])
    else:
        assert case == "no such file"
    (sentence,) = [said for wrong, said in rows_below("| what is wrong | what is said |") if wrong == case]
    with pytest.raises(WindError) as refused:
        open_wind("night.nc")
    pattern = ".*".join(re.escape(part) for part in sentence.split("..."))
    assert any(re.fullmatch(pattern, problem) for problem in refused.value.problems), refused.value.problems


def test_names_of_products_are_known() -> None:
    known = {name for quantity in (*AXES.values(), *VARIABLES.values(), *OPTIONAL.values()) for name in quantity.names}
    named = {
        name.lower()
        for cells in rows_below("| product | names of axes | names of variables |")
        for name in re.findall(r"`([^`]+)`", " ".join(cells))
    }
    assert len(named) > 30
    # of every variable and axis of WRF that the page names, one is read or is a dimension of one
    of_wrf = {"time", *wrf.NEEDED, *wrf.WELCOME, *(name for dims in wrf.NEEDED.values() for name in dims)}
    by_level = {name for name in named if re.fullmatch(r"[a-z]+_\d+mb", name)}
    assert {name.partition("_")[0] for name in by_level} <= known
    assert named - known - by_level - {name.lower() for name in of_wrf} == {VERSION}


def test_limits_are_those_of_the_program() -> None:
    for words in (
        f"reach down to {HIGHEST_LOWEST_LEVEL:.0f} m above the sea",
        f"up to {LOWEST_TOP:.0f} m everywhere",
        f"columns may begin at up to {HIGHEST_START:.0f} m",
    ):
        assert words in PAGE


def test_the_cut_of_the_page_can_be_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    hours = np.datetime64("2015-04-03T12", "ns") + np.arange(0, 37, 6) * np.timedelta64(1, "h")
    latitude, longitude = np.arange(20.0, 61.0, 2.0), np.arange(100.0, 151.0, 2.0)
    same = {"time": [0] * hours.size, "latitude": [0] * latitude.size, "longitude": [0] * longitude.size}
    air = plain_wind().isel(same).assign_coords(time=hours, latitude=latitude, longitude=longitude)
    written(air, Path("era5.nc"))
    (line,) = re.findall(r"^    wind = sim\.open_wind\(\"era5\.nc\", (.*)\)$", PAGE, flags=re.MULTILINE)
    wind = open_wind("era5.nc", **eval(f"dict({line})"))
    assert wind.box == (118.0, 30.0, 138.0, 46.0)
    assert str(wind.last_time).startswith("2015-04-04T18")


def test_the_pages_and_pictures_are_there() -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", PAGE):
        assert (ROOT / "docs" / target).exists(), target
