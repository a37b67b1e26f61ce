"""The installed program on a real display: a person's hands, kill -9, and nothing lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import attrs
import pytest

from sepgenre_gui.project import Origin, Project
from sepgenre_gui.services.demo import prepare_demo
from sepgenre_training.compute.pool import WorkerPool
from tests.virtual_display import Hands, require_display_programs, virtual_display, wait_until

# In a window of 1440 x 900, zoomed to the segment: inside the waveform, on the segment.
_ON_SEGMENT = (800, 450)
_TO_THE_DEMO = ("Tab", "Tab", "Tab", "space")
"""On the start page: past New and Open, and the demo's button is pressed."""
_SAID = "stderr.txt"


@attrs.frozen(kw_only=True)
class Stored:
    """What the database says of a segment."""

    start_sample: int
    genre: str | None
    origin: Origin


def stored(folder: Path) -> dict[str, Stored]:
    """Return the segment of each track, by its title."""
    with Project.open(folder, read_only=True) as project:
        titles = {track.id: track.title for track in project.tracks.list()}
        genres = {genre.id: genre.name for genre in project.genres.list()}
        return {
            titles[segment.track_id]: Stored(
                start_sample=segment.start_sample,
                genre=None if segment.genre_id is None else genres[segment.genre_id],
                origin=segment.origin,
            )
            for segment in project.segments.list()
        }


def changed(before: Mapping[str, Stored], after: Mapping[str, Stored]) -> dict[str, Stored]:
    assert before.keys() == after.keys()
    return {title: now for title, now in after.items() if now != before[title]}


@contextmanager
def running(display: str, home: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    kept = {name: value for name, value in os.environ.items() if name != "QT_QPA_PLATFORM"}
    with (Path(home["XDG_STATE_HOME"]) / _SAID).open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "sepgenre_gui"],
            env={**kept, **home, "DISPLAY": display},
            stderr=log,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait(20)


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    """Where the program finds and keeps what is the person's."""
    names = ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME")
    folders = {name: tmp_path / name for name in names}
    for folder in folders.values():
        folder.mkdir()
    return {name: str(folder) for name, folder in folders.items()}


@pytest.fixture
def demo(home: Mapping[str, str]) -> Path:
    """The demo where the program looks for it, with a song of each genre in place of eleven."""
    require_display_programs()
    folder = Path(home["XDG_DATA_HOME"]) / "sepgenre" / "demo"
    folder.parent.mkdir()
    with WorkerPool() as pool:
        prepare_demo(folder, songs_per_genre=1, pool=pool, on_event=lambda _: None).close()
    return folder


def open_demo(hands: Hands) -> None:
    """Press the demo's button on the start page."""
    hands.find_window("SepGenre")
    hands.press(*_TO_THE_DEMO)
    hands.find_window("demo - SepGenre")


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="needs an X server")
def test_a_drag_a_genre_undo_redo_and_kill_9_in_the_demo(
    demo: Path, home: Mapping[str, str], tmp_path: Path
) -> None:
    begin = stored(demo)
    # The list is sorted by title, and its first track is shown.
    title = min(begin)
    assert begin[title].origin is Origin.SUGGESTED

    def wait_for(condition: Callable[[Stored], bool], what: str) -> Stored:
        wait_until(lambda: condition(stored(demo)[title]), what)
        return stored(demo)[title]

    with virtual_display(tmp_path) as display:
        hands = Hands(display)
        with running(display, home) as program:
            open_demo(hands)
            hands.press("z")
            hands.drag(*_ON_SEGMENT, by_x=100)
            start = begin[title].start_sample
            moved = wait_for(lambda segment: segment.start_sample > start, "it is moved")
            assert moved.origin is Origin.BY_HAND
            assert moved.genre == begin[title].genre != "Trance"
            hands.press("6")
            wait_for(lambda segment: segment.genre == "Trance", "it is labelled")
            hands.press("ctrl+z")
            wait_for(lambda segment: segment == moved, "the label is undone")
            hands.press("ctrl+z")
            wait_until(lambda: stored(demo) == begin, "the drag is undone")
            hands.press("ctrl+shift+z", "ctrl+shift+z")
            wait_for(lambda segment: segment.genre == "Trance", "both are done again")
            program.send_signal(signal.SIGKILL)
            program.wait(20)
        after = stored(demo)
        assert changed(begin, after) == {title: attrs.evolve(moved, genre="Trance")}
        with running(display, home):
            open_demo(hands)
            hands.press("z", "shift+Right")
            wait_until(lambda: bool(changed(after, stored(demo))), "it goes on")
            (nudged,) = changed(after, stored(demo)).values()
            assert nudged.origin is Origin.BY_HAND
    assert "Traceback" not in (Path(home["XDG_STATE_HOME"]) / _SAID).read_text()
