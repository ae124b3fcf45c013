import pytest

from sim.cli import talking


@pytest.fixture
def clock(monkeypatch):
    """Hands of a clock that goes on when told."""
    now = [0.0]
    monkeypatch.setattr(talking.time, "monotonic", lambda: now[0])
    return now


def test_a_plain_line_reckons_by_what_came_after_the_first_part(clock, capsys):
    say = talking._plain_lines("Flown")
    for now, done in [(40.0, 10), (45.0, 15), (60.0, 30), (85.0, 110)]:
        clock[0] = now
        say(done, 110)
    # the first part, at 40 s, had waited for the compiler; from then on one a second, and between lines ten seconds
    assert capsys.readouterr().err.splitlines() == [
        "Flown: 10 of 110, 400 s left",
        "Flown: 30 of 110, 80 s left",
        "Flown: 110 of 110, 0 s left",
    ]


@pytest.mark.parametrize("done", [0, 7])
def test_a_plain_line_reckons_nothing_where_nothing_was_done(clock, capsys, done):
    say = talking._plain_lines("Flown")
    for clock[0] in (1.0, 12.0):
        say(done, 1000)
    assert capsys.readouterr().err == f"Flown: {done} of 1,000\n"
