"""The wind of a scenario, opened as far as its flights need it.

Holds no file format: `sim.wind` reads.
"""

from glob import glob
from pathlib import Path

from sim.ensemble.checks import flown_span
from sim.errors import WindError
from sim.kinds import A_SCENARIO, path_of, refuse_other_than
from sim.scenario import Scenario
from sim.wind import WindField, climatological_wind, open_wind_around

CLIMATE = "climatology"
"""What a scenario calls the embedded climate."""


def wind_for(scenario: Scenario, folder: str | Path | None = None) -> WindField:
    """The wind that a scenario names, read as far as its flights need it.

    Parameters
    ----------
    scenario : Scenario
        Its `weather.wind` is "climatology", `shipped:NAME`, a file, folder, pattern, store or sounding, or a list of
        files; `weather.member` chooses one member of an ensemble.
    folder : str, Path or None
        Where a relative path is looked for that leads nowhere from the working directory: that of the scenario's file.

    Returns
    -------
    WindField
        Of files and stores the times around the flights, and of a store the box over Korea as well; what is not there
        is for `sim.check` to say.

    Raises
    ------
    WindError
        With every problem of the wind.
    """
    refuse_other_than(Scenario, "wind_for: scenario", scenario, A_SCENARIO)
    beside = None if folder is None else path_of("wind_for: folder", folder, "the path of a folder")
    named, member = scenario.weather.wind, scenario.weather.member
    names = [named] if isinstance(named, str) else list(named)
    if names == [CLIMATE]:
        if member is not None:
            raise WindError(f"{scenario.name}: weather.member is {member}, and {CLIMATE} is no ensemble; leave it out.")
        return climatological_wind(scenario)
    if CLIMATE in names:
        raise WindError(f"{scenario.name}: weather.wind lists {CLIMATE} among files; it stands alone.")
    found = [_beside(name, beside) for name in names]
    return open_wind_around(found[0] if len(found) == 1 else found, flown_span(scenario), member)


def _beside(wind: str, folder: Path | None) -> str:
    """A wind (file, folder or pattern) from here or, if there is none of that name, from a folder."""
    file, mark, choice = wind.partition("#")
    if folder is None or glob(file) or not glob(str(folder / file)):
        return wind
    return f"{folder / file}{mark}{choice}"
