"""The form of an export: what is asked of the queue for what is chosen."""

from __future__ import annotations

from pathlib import Path

import attrs
import pytest
from pytestqt.qtbot import QtBot

from sepgenre_gui.project import Project
from sepgenre_gui.screens.stems.forms.export_form import MIX, STEMS, StemsExportForm
from sepgenre_gui.screens.stems.session import Target
from tests.sepgenre_gui.screens.stems.conftest import SEPARATOR


@pytest.mark.parametrize("what", [MIX, STEMS])
@pytest.mark.parametrize("are_whole", [True, False])
def test_two_tracks_of_one_title_are_two_files(
    qtbot: QtBot, songs: Path, tmp_path: Path, what: str, *, are_whole: bool
) -> None:
    with Project.open(songs) as project:
        tracks = [attrs.evolve(track, title="Track 01") for track in project.tracks.list()]
        segments = project.segments.list()
    assert segments[0].start_sample == segments[1].start_sample
    targets = [
        Target(track=track, segment=None if are_whole else segment)
        for track, segment in zip(tracks, segments, strict=True)
    ]
    form = StemsExportForm(None, targets, SEPARATOR, {f"{SEPARATOR}/drums": 1.0}, tmp_path)
    qtbot.addWidget(form)
    form.what.setCurrentText(what)
    form.overwrite.setChecked(True)

    paths = [str(each.arguments["path"]) for each in form.requests() if "path" in each.arguments]

    if what == STEMS and not are_whole:
        # The stems of all segments are one job, which names its files apart by itself.
        assert paths == []
        return
    assert len(paths) == (2 if what == MIX else 2 * len(form.chosen_lanes))
    assert len({path.casefold() for path in paths}) == len(paths)
    assert all(Path(path).name.startswith("Track 01 - ") for path in paths)
