"""What the IOOS compliance checker for CF-1.11 says of a file."""

import functools
import warnings
from typing import NamedTuple

import pytest
from compliance_checker.cf import util
from compliance_checker.runner import CheckSuite

ASKED_AGAIN = (
    "coordinate_dimension_matrix",
    "get_auxiliary_coordinate_variables",
    "get_axis_variables",
    "get_latitude_variables",
    "get_longitude_variables",
    "get_time_variables",
    "get_z_variable",
    "get_z_variables",
    "is_geophysical",
)
"""What the checker works out from the same open file thousands of times, for 5 s; with the answers kept, for 0.5 s."""


class Verdict(NamedTuple):
    """What the checker found: its faults, the checks that it stumbled over, and how many groups it looked at."""

    faults: list[str]
    stumbles: set[str]
    groups: int


def verdict(path):
    """The checker's verdict on a NetCDF file."""
    CheckSuite.load_all_available_checkers()
    suite = CheckSuite()
    with pytest.MonkeyPatch.context() as patch, suite.load_dataset(str(path)) as dataset, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the checker's own parser
        for name in ASKED_AGAIN:
            patch.setattr(util, name, functools.cache(getattr(util, name)))
        groups, stumbles = suite.run_all(dataset, ["cf:1.11"])["cf:1.11"]
    faults = [message for group in groups if group.value[0] < group.value[1] for message in group.msgs or [group.name]]
    return Verdict(faults, set(stumbles), len(groups))
