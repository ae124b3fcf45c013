"""Finds scenario files: by path, or by the bare name of a shipped one."""

from pathlib import Path

from sim.errors import ScenarioError
from sim.evidence.reading import read_toml, suggestion
from sim.kinds import refuse_other_than
from sim.scenario.scenario import Scenario


def configs_directory() -> Path:
    """Where the shipped scenarios are: inside an installed package, else beside it in the repository."""
    inside = Path(__file__).parent / "configs"
    return inside if inside.is_dir() else Path(__file__).parents[2] / "configs"


def shipped_scenarios() -> list[str]:
    """Names of the shipped scenarios."""
    return shipped_names("")


def shipped_names(folder: str) -> list[str]:
    """Names of the shipped files in a folder beside the scenarios, or of these themselves."""
    return sorted(path.stem for path in (configs_directory() / folder).glob("*.toml"))


def _is_name(text: str) -> bool:
    return not text.endswith(".toml") and len(Path(text).parts) == 1 and not Path(text).is_file()


def scenario_path(path_or_name: str | Path) -> Path:
    """The file of a scenario.

    Raises
    ------
    ScenarioError
        If a bare name is not that of a shipped scenario.
    """
    return own_or_shipped(path_or_name, "", "scenario")


def own_or_shipped(path_or_name: str | Path, folder: str, kind: str) -> Path:
    """The file of a path, or of the name of a shipped file.

    Parameters
    ----------
    path_or_name : str or Path
    folder : str
        Where files of this kind ship, beside the scenarios.
    kind : str
        What they are, for a message.

    Raises
    ------
    ScenarioError
        If a bare name is not that of a shipped file.
    """
    refuse_other_than((str, Path), kind, path_or_name, f"the path of a file, or the name of a shipped {kind}")
    text = str(path_or_name)
    if isinstance(path_or_name, Path) or not _is_name(text):
        return Path(path_or_name)
    if text not in shipped_names(folder):
        near = suggestion(text, shipped_names(folder))
        raise ScenarioError(f"{text!r} is neither a file nor a shipped {kind}; {near}")
    return configs_directory() / folder / f"{text}.toml"


def load_scenario(path_or_name: str | Path) -> Scenario:
    """A scenario from a TOML file, or a shipped one by its name.

    Parameters
    ----------
    path_or_name : str or Path
        Path of a TOML file, or a bare name such as ``lee_2015_04_04``.

    Returns
    -------
    Scenario

    Raises
    ------
    ScenarioError
        With every fault of the file, each in one sentence.
    """
    path = scenario_path(path_or_name)
    return Scenario.from_raw(read_toml(path, ScenarioError), _short(path))


def _short(path: Path) -> str:
    """The path as messages show it: short for the shipped ones."""
    return f"configs/{path.name}" if path.parent == configs_directory() else str(path)
