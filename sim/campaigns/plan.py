"""`Campaign`: a campaign file with the scenario of each group, for every month, complete and checked.

Holds no flight.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Self

from sim.campaigns.reading import CampaignFile, Group, read_campaign
from sim.ensemble import CLIMATE
from sim.errors import InputError, ScenarioError
from sim.evidence.reading import suggestion
from sim.scenario import Scenario, load_scenario

MIDDLE_OF_MONTH = 15
"""Day on which the nights of a month are flown: in the climate all nights of a month are alike but for the sun."""


@dataclass(frozen=True)
class Campaign:
    """A campaign before it is flown: made by `load_campaign`.

    Attributes
    ----------
    file : CampaignFile
    scenarios : tuple of Scenario
        What each group flies, in the order of the file.
    """

    file: CampaignFile
    scenarios: tuple[Scenario, ...]

    def scenario(self, group: int, month: date) -> Scenario:
        """What a group flies on a night of a month, from streams of random numbers that no other month has."""
        base = self.scenarios[group]
        moment = datetime.combine(month.replace(day=MIDDLE_OF_MONTH), base.launch.time.timetz())
        return base.with_values({"launch.time": moment.isoformat()})

    def balloons(self, group: int) -> int:
        """Balloons of one launch of a group."""
        stated = self.file.groups[group].balloons_per_launch
        return stated.value if stated else self.scenarios[group].launch.balloons

    def key(self, group: int, month: date, purpose: str = "") -> int:
        """Start of the random streams of a group's month: other groups and months may come and go without moving it."""
        address = f"{self.file.rng_seed}/{self.file.groups[group].name}/{month:%Y-%m}/{purpose}"
        return int.from_bytes(hashlib.sha256(address.encode()).digest()[:8], "little")

    def load(self, group: int, kind: str) -> float:
        """Pieces of a kind on the median balloon of a group, by the mass that it carries. [1]"""
        scenario = self.scenarios[group]
        return sum(
            scenario.pieces(bundle, share)
            for bundle in scenario.payload.bundle_list
            for share in bundle.items
            if share.kind == kind
        )

    def sized(self, *, nights: int | None = None, years: int | None = None, rng_seed: int | None = None) -> Self:
        """The same with other numbers of nights and years, or other random streams; None leaves one as it is.

        Raises
        ------
        InputError
            With every number that cannot be.
        """
        least = {"nights_flown": (nights, 2), "years": (years, 100), "rng_seed": (rng_seed, 0)}
        given = {name: (value, low) for name, (value, low) in least.items() if value is not None}
        problems = [
            f"campaign: {name} is {value!r}; it must be a whole number from {low} on."
            for name, (value, low) in given.items()
            if not isinstance(value, int) or isinstance(value, bool) or value < low
        ]
        if problems:
            raise InputError(problems)
        return replace(self, file=self.file.model_copy(update={name: value for name, (value, _) in given.items()}))


def load_campaign(path_or_name: str | Path) -> Campaign:
    """A campaign from a TOML file, or a shipped one by its name.

    Parameters
    ----------
    path_or_name : str or Path
        Path of a TOML file, or a bare name such as ``campaign_2015``.

    Raises
    ------
    ScenarioError
        With every fault of the file and of the scenarios that it names.
    """
    file, folder = read_campaign(path_or_name)
    problems: list[str] = []
    scenarios = [_flown(group, folder, problems) for group in file.groups]
    known = tuple(scenario for scenario in scenarios if scenario is not None)
    if not problems:
        campaign = Campaign(file, known)
        problems = [f"{file.name}: {fault}" for fault in _misfits(campaign)]
    if problems:
        raise ScenarioError(problems)
    return campaign


def _flown(group: Group, folder: Path, problems: list[str]) -> Scenario | None:
    """The scenario of a group with its changes; its faults are noted."""
    is_file = group.scenario.endswith(".toml") or len(Path(group.scenario).parts) > 1
    try:
        scenario = load_scenario(folder / group.scenario if is_file else group.scenario)
        return scenario.with_values(group.changes) if group.changes else scenario
    except ScenarioError as error:
        problems.extend(f"groups.{group.name}: {problem}" for problem in error.problems)
        return None


def _misfits(campaign: Campaign) -> Iterator[str]:
    """What the scenarios have that a campaign cannot fly, as ends of sentences."""
    carried: list[str] = []
    for number, (group, scenario) in enumerate(zip(campaign.file.groups, campaign.scenarios, strict=True)):
        own = [kind for kind in scenario.items if campaign.load(number, kind) > 0]
        carried += own
        if not set(own) & set(campaign.file.copies):
            wanted, there = ", ".join(campaign.file.copies), ", ".join(own)
            yield f"groups.{group.name} carries none of {wanted}; its scenario has {there}."
        if scenario.weather.wind != CLIMATE:
            yield (
                f"groups.{group.name}.changes: weather.wind is {scenario.weather.wind!r}; it must be {CLIMATE!r}, from "
                "which the nights of every month are drawn."
            )
        for month in group.months:
            try:
                campaign.scenario(number, month)
            except ScenarioError as error:
                yield from (f"groups.{group.name} in {month:%Y-%m}: {problem}" for problem in error.problems)
    for kind in campaign.file.copies:
        if kind not in carried:
            yield f"copies has {kind!r}, which no group carries; {suggestion(kind, carried)}"
