"""A drive that is gone with hundreds of tracks."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from sepgenre_gui.project.project import Project
from sepgenre_gui.project.track import FileState
from sepgenre_gui.screens.bridge import Bridge
from sepgenre_gui.screens.curation.files.watch import _AT_ONCE, FileWatch
from tests.large_project import make_project

_N_TRACKS = 2 * _AT_ONCE + 10


def test_many_lost_files_are_told_some_at_a_time(qtbot: QtBot, tmp_path: Path) -> None:
    make_project(tmp_path / "project", _N_TRACKS, segments_per_track=1)
    bridge = Bridge()
    with Project.open(tmp_path / "project") as project:
        tracks = [track.id for track in project.tracks.list()]
        project.tracks.set_file_states(dict.fromkeys(tracks, FileState.THERE))
        watch = FileWatch(project, bridge)
        told: list[dict[int, FileState]] = []
        watch.states_changed.connect(told.append)
        watch.look_for_all()
        qtbot.waitUntil(lambda: sum(map(len, told)) == _N_TRACKS, timeout=60_000)
        assert [len(each) for each in told] == [_AT_ONCE, _AT_ONCE, 10]
        assert {state for each in told for state in each.values()} == {FileState.MISSING}
        assert project.tracks.file_states() == dict.fromkeys(tracks, FileState.MISSING)
        # They are back; what was found last counts, whatever still waits.
        watch._keep(dict.fromkeys(tracks, FileState.THERE))
        watch._keep({tracks[0]: FileState.CHANGED})
        qtbot.waitUntil(lambda: sum(map(len, told)) >= 2 * _N_TRACKS, timeout=60_000)
        states = project.tracks.file_states()
        assert states.pop(tracks[0]) is FileState.CHANGED
        assert set(states.values()) == {FileState.THERE}
        watch.close()
    bridge.close()
