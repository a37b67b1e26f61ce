"""The installed program on a real display: a person's hands, kill -9, and nothing lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import attrs
import pytest

from sepgenre_gui.project import Origin, Project
from tests.sepgenre_gui.screens.curation.conftest import RATE_HZ, AddTrack
from tests.virtual_display import Hands, require_display_programs, virtual_display, wait_until

# In a window of 1440 x 900, zoomed to the segment: inside the waveform, on the segment.
_ON_SEGMENT = (800, 450)


@attrs.frozen(kw_only=True)
class Stored:
    """What the database says of the track."""

    start_sample: int
    genre: str | None
    origin: Origin


def stored(folder: Path) -> Stored:
    with Project.open(folder, read_only=True) as project:
        (segment,) = project.segments.list()
        genres = {genre.id: genre.name for genre in project.genres.list()}
        genre = None if segment.genre_id is None else genres[segment.genre_id]
        return Stored(start_sample=segment.start_sample, genre=genre, origin=segment.origin)


@contextmanager
def running(folder: Path, display: str, home: Path) -> Iterator[subprocess.Popen[bytes]]:
    environment = {
        **{name: value for name, value in os.environ.items() if name != "QT_QPA_PLATFORM"},
        "DISPLAY": display,
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_STATE_HOME": str(home / "state"),
    }
    with (home / "stderr.txt").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "sepgenre_gui", str(folder)],
            env=environment,
            stderr=log,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait(20)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="needs an X server")
def test_a_drag_a_genre_undo_redo_and_kill_9(
    project: Project, add_track: AddTrack, tmp_path: Path
) -> None:
    require_display_programs()
    project.genres.add("House")
    track = add_track("Alpha", length_s=60.0)
    project.segments.add(track, 20 * RATE_HZ, None, Origin.SUGGESTED)
    folder = project.folder
    project.close()
    begin = stored(folder)

    with virtual_display(tmp_path) as display:
        hands = Hands(display)
        with running(folder, display, tmp_path) as program:
            hands.find_window(folder.name)
            hands.press("z")
            hands.drag(*_ON_SEGMENT, by_x=100)
            wait_until(lambda: stored(folder).start_sample > begin.start_sample, "it is moved")
            moved = stored(folder)
            assert (moved.genre, moved.origin) == (None, Origin.BY_HAND)
            hands.press("1")
            wait_until(lambda: stored(folder).genre == "House", "it is labelled")
            hands.press("ctrl+z")
            wait_until(lambda: stored(folder) == moved, "the label is undone")
            hands.press("ctrl+z")
            wait_until(lambda: stored(folder) == begin, "the drag is undone")
            hands.press("ctrl+shift+z", "ctrl+shift+z")
            wait_until(lambda: stored(folder).genre == "House", "both are done again")
            program.send_signal(signal.SIGKILL)
            program.wait(20)
        after = stored(folder)
        assert after == attrs.evolve(moved, genre="House")
        with running(folder, display, tmp_path):
            hands.find_window(folder.name)
            hands.press("z", "shift+Right")
            wait_until(lambda: stored(folder).start_sample > after.start_sample, "it goes on")
