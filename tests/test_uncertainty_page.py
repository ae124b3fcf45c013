"""The page on uncertainty says what the program says."""

import re
from pathlib import Path

from scipy import stats

PAGE = (Path(__file__).resolve().parents[1] / "docs" / "uncertainty.md").read_text(encoding="utf-8")


def test_its_examples_run_one_after_another_with_nothing_else(capsys):
    names = {}
    for code in re.findall(r"```python\n(.*?)```", PAGE, flags=re.DOTALL):
        exec(code, names)
    told = capsys.readouterr().out
    for words in ("from weather to weather", "One night: ", "interval of +-2 points"):
        assert words in told


def test_its_binomial_range_is_that_of_200_runs():
    low, high = stats.binom.interval(0.95, 200, 0.9)
    assert f"lie from {low:.0f} to {high:.0f}" in " ".join(PAGE.split())


def test_intervals_of_the_table_hold_the_truth_as_often_as_they_say():
    """What the page shows of the three largest shares lies in that range; rarer ones are on the wide side."""
    held = {row[0]: int(row[2]) for row in re.findall(r"\| ([\w ]+) \| ([\d.]+) % \| (\d+) \|", PAGE)}
    assert all(171 <= held[name] <= 188 for name in ("North Korea", "South Korea", "sea"))
    assert held["Kangwon"] >= 171
    assert held["did not land"] >= 171
