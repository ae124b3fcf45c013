"""Animations as files: whole or absent, never over another, and clear about what is missing."""

from pathlib import Path

import matplotlib.pyplot as plt
import pytest
from matplotlib.animation import FuncAnimation, writers
from PIL import Image

from sim.errors import ResultError
from sim.files import save_animation

pytestmark = pytest.mark.filterwarnings("ignore:Animation was deleted")

PICTURES = 4


def animation() -> FuncAnimation:
    """A dot that goes to the right, one picture in a fifth of a second."""
    figure, ax = plt.subplots(figsize=(1.01, 1.01))
    (dot,) = ax.plot([0.0], [0.5], "o")
    ax.set_xlim(0.0, 1.0)
    return FuncAnimation(figure, lambda place: dot.set_xdata([place]), frames=[0.1, 0.4, 0.6, 0.9], interval=200)


def test_gif_has_every_picture_for_its_time(tmp_path: Path) -> None:
    path = save_animation(animation(), tmp_path / "night.gif")
    with Image.open(path) as picture:
        assert picture.n_frames == PICTURES
        assert picture.info["duration"] == 200
    assert [file.name for file in tmp_path.iterdir()] == ["night.gif"]


def test_a_file_that_is_there_is_kept_unless_told_otherwise(tmp_path: Path) -> None:
    path = tmp_path / "night.gif"
    path.write_text("kept")
    with pytest.raises(ResultError, match="a result is there already and is kept"):
        save_animation(animation(), path)
    assert path.read_text() == "kept"
    save_animation(animation(), path, overwrite=True)
    assert path.read_bytes()[:3] == b"GIF"


def test_a_picture_that_fails_leaves_nothing(tmp_path: Path) -> None:
    figure, _ = plt.subplots()

    def fail(place: int) -> None:
        if place > 1:
            raise RuntimeError("no such picture")

    with pytest.raises(RuntimeError, match="no such picture"):
        save_animation(FuncAnimation(figure, fail, frames=3), tmp_path / "night.gif")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("name", "found"), [("night.avi", "ends in .avi"), ("night", "has no ending")])
def test_other_endings_are_refused(tmp_path: Path, name: str, found: str) -> None:
    with pytest.raises(ResultError, match=f"the name {found}; it must end in one of gif, mp4"):
        save_animation(animation(), tmp_path / name)


def test_without_ffmpeg_a_gif_is_proposed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(writers), "is_available", lambda self, name: name != "ffmpeg")
    with pytest.raises(ResultError, match=r"no ffmpeg was found, which writes mp4; .* gif, which needs nothing more"):
        save_animation(animation(), tmp_path / "night.mp4")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not writers.is_available("ffmpeg"), reason="no ffmpeg on this machine writes mp4")
def test_mp4_is_a_film_of_even_size(tmp_path: Path) -> None:
    """Its first box is called ftyp (ISO/IEC 14496-12, 4.3)."""
    path = save_animation(animation(), tmp_path / "night.mp4")
    assert path.read_bytes()[4:8] == b"ftyp"
