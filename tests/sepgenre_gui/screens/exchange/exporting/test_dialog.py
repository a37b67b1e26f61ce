"""The export dialog by clicks and keys: every format, real files, nothing replaced unasked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import soundfile
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from sepgenre_gui.jobs.queue import JobQueue, JobState
from sepgenre_gui.project.project import Project
from sepgenre_gui.screens.exchange import ExportDialog
from sepgenre_gui.screens.exchange.exporting.choices import FORMATS, RATES_HZ, SOUNDS
from sepgenre_gui.screens.screen import ScreenContext
from sepgenre_gui.services.export_segments import ExportSummary
from tests.music import make_track, write_track
from tests.sepgenre_gui.screens.exchange.conftest import Shown

Make = Callable[..., ExportDialog]

FORMAT_PLACES = {name: place for place, (name, _, _) in enumerate(FORMATS)}


@pytest.fixture
def make(project: Project, context: ScreenContext, shown: Shown) -> Make:
    def make_dialog(**more: object) -> ExportDialog:
        dialog = ExportDialog(project, context, **more)
        shown.show(dialog)
        return dialog

    return make_dialog


@pytest.fixture
def songs(project: Project, tmp_path: Path, add_music: Callable[..., None]) -> None:
    """Two tracks of House and one of ű Techno, each with a segment from 1 s on."""
    for genre, name, n_songs in ((0, "House", 2), (1, "ű Techno", 1)):
        for song in range(n_songs):
            samples = make_track(genre, song, duration_s=12)
            write_track(tmp_path / "music" / name / f"{name} {song}.wav", samples)
    add_music(tmp_path / "music")
    for track in project.tracks.list():
        project.segments.add(track, 22_050, track.genre_id)


def choose(dialog: ExportDialog, name: str, folder: Path) -> None:
    dialog.form.format.setCurrentIndex(FORMAT_PLACES[name])
    dialog.form.place.setText(str(folder))


def export(dialog: ExportDialog, shown: Shown, qtbot: QtBot) -> None:
    qtbot.mouseClick(dialog.export_button, Qt.MouseButton.LeftButton)
    shown.until_idle(dialog)


def names_in(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("name", "names"),
    [
        ("csv", {"segments.csv"}),
        ("jams", {"House 0.jams", "House 1.jams", "ű Techno 0.jams"}),
        ("audacity", {"House 0.txt", "House 1.txt", "ű Techno 0.txt"}),
        (
            "raven",
            {f"{song}.Table.1.selections.txt" for song in ("House 0", "House 1", "ű Techno 0")},
        ),
        ("textgrid", {"House 0.TextGrid", "House 1.TextGrid", "ű Techno 0.TextGrid"}),
    ],
)
def test_each_format_is_written_and_its_purpose_told(
    make: Make, songs: None, tmp_path: Path, shown: Shown, qtbot: QtBot, name: str, names: set[str]
) -> None:
    summaries: list[ExportSummary] = []
    opened: list[Path] = []
    dialog = make(open_folder=opened.append)
    dialog.exported.connect(summaries.append)
    choose(dialog, name, tmp_path / "out ű")
    assert len(dialog.form.purpose) > 20

    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    shown.until_idle(dialog)

    assert names_in(tmp_path / "out ű") == names
    assert summaries[0].segments == 3
    assert f"{len(names)} file" in dialog.said.text()
    qtbot.mouseClick(dialog.open_button, Qt.MouseButton.LeftButton)
    assert opened == [tmp_path / "out ű"]


def test_one_genre_is_exported_as_audio_at_a_chosen_rate(
    make: Make, songs: None, tmp_path: Path, shown: Shown, qtbot: QtBot
) -> None:
    dialog = make()
    choose(dialog, "audio", tmp_path / "clips")
    assert dialog.form.rate.isVisible()
    (house,) = [
        place
        for place in range(dialog.form.segments.count())
        if dialog.form.segments.itemText(place) == "Of genre House (2 segments)"
    ]
    dialog.form.segments.setCurrentIndex(house)
    dialog.form.sound.setCurrentIndex([name for name, _ in SOUNDS].index("flac"))
    dialog.form.rate.setCurrentIndex(RATES_HZ.index(16_000))

    export(dialog, shown, qtbot)

    clips = sorted((tmp_path / "clips").rglob("*.*"))
    assert [clip.relative_to(tmp_path).as_posix() for clip in clips] == [
        "clips/House/House 0 00m01.000s.flac",
        "clips/House/House 1 00m01.000s.flac",
    ]
    info = soundfile.info(clips[0])
    assert (info.samplerate, info.frames, info.subtype) == (16_000, 160_000, "PCM_24")


def test_only_the_selected_tracks_can_be_exported(
    make: Make, songs: None, project: Project, tmp_path: Path, shown: Shown, qtbot: QtBot
) -> None:
    last = project.tracks.list()[-1]
    dialog = make(track_ids=[last.id])
    dialog.form.segments.setCurrentIndex(1)
    assert dialog.form.segments.currentText() == "Of 1 selected track (1 segment)"
    choose(dialog, "audacity", tmp_path / "out")

    export(dialog, shown, qtbot)

    assert names_in(tmp_path / "out") == {f"{last.path.stem}.txt"}


def test_a_file_that_is_there_is_replaced_only_when_that_is_said(
    make: Make, songs: None, tmp_path: Path, shown: Shown, qtbot: QtBot
) -> None:
    mine = tmp_path / "out" / "House 0.txt"
    mine.parent.mkdir()
    mine.write_text("mine")
    dialog = make()
    choose(dialog, "audacity", tmp_path / "out")
    assert dialog.replace_button.isHidden()

    export(dialog, shown, qtbot)
    assert mine.read_text() == "mine"
    assert "2 files written" in dialog.said.text()
    assert str(mine) in dialog.reasons.toPlainText()
    assert "--overwrite" not in dialog.reasons.toPlainText()

    qtbot.mouseClick(dialog.replace_button, Qt.MouseButton.LeftButton)
    shown.until_idle(dialog)
    assert mine.read_text().endswith("\tHouse\n")
    assert dialog.replace_button.isHidden()
    assert dialog.reasons.isHidden()


def test_escape_stops_keeps_what_is_written_and_leaves_nothing_half_written(
    make: Make,
    songs: None,
    project: Project,
    tmp_path: Path,
    shown: Shown,
    qtbot: QtBot,
) -> None:
    for track in project.tracks.list():
        for sample in range(0, 40_000, 4_000):
            project.segments.add(track, sample, track.genre_id)
    dialog = make()
    summaries: list[ExportSummary] = []
    dialog.exported.connect(summaries.append)
    choose(dialog, "audio", tmp_path / "clips")
    qtbot.mouseClick(dialog.export_button, Qt.MouseButton.LeftButton)
    shown.until(lambda: bool(names_in(tmp_path / "clips")))

    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    shown.until_idle(dialog)

    assert dialog.isVisible()
    assert "Stopped; what was written stays." in dialog.said.text()
    assert len(summaries[0].written) < 33
    dialog.close()
    qtbot.wait(500)
    written = sorted((tmp_path / "clips").rglob("*.wav"))
    assert set(summaries[0].written) <= set(written)
    assert [path for path in written if path.name.startswith(".")] == []
    assert {soundfile.info(path).frames for path in written} == {220_500}


def test_missing_audio_is_told_by_track_and_the_others_are_written(
    make: Make, songs: None, project: Project, tmp_path: Path, shown: Shown, qtbot: QtBot
) -> None:
    gone = project.tracks.list()[0].path
    gone.unlink()
    dialog = make()
    choose(dialog, "audio", tmp_path / "clips")

    export(dialog, shown, qtbot)

    assert "2 files written. 2 segments in all. 1 file could not be written." in dialog.said.text()
    assert f"{gone}: does not exist" in dialog.reasons.toPlainText()
    assert dialog.replace_button.isHidden()


def test_a_place_that_is_no_folder_is_named_with_a_remedy(
    make: Make, songs: None, project: Project, shown: Shown, qtbot: QtBot
) -> None:
    song = project.tracks.list()[0].path
    content = song.read_bytes()
    dialog = make()
    choose(dialog, "csv", song)

    export(dialog, shown, qtbot)

    assert f"{song}: is a file, so nothing can be written into it. Choose a folder." in (
        dialog.error.text
    )
    assert song.read_bytes() == content


def test_what_stands_in_the_way_is_said_before(make: Make, qtbot: QtBot) -> None:
    dialog = make()
    assert "There are no segments yet" in dialog.said.text()
    assert not dialog.export_button.isEnabled()


def test_a_relative_place_cannot_be_written_to(make: Make, songs: None, tmp_path: Path) -> None:
    dialog = make(ask_folder=lambda *_: str(tmp_path / "chosen"))
    dialog.form.place.setText("somewhere")
    assert not dialog.export_button.isEnabled()
    assert "whole path" in dialog.said.text()

    dialog.form.browse.click()
    assert dialog.form.folder == tmp_path / "chosen"
    assert dialog.export_button.isEnabled()
    assert dialog.said.isHidden()


@pytest.mark.parametrize("by_button", [True, False])
def test_an_export_whose_dialog_is_closed_goes_on_in_the_queue(
    make: Make,
    songs: None,
    project: Project,
    tmp_path: Path,
    shown: Shown,
    qtbot: QtBot,
    queue: JobQueue,
    by_button: bool,
) -> None:
    for track in project.tracks.list():
        for sample in range(0, 40_000, 8_000):
            project.segments.add(track, sample, track.genre_id)
    dialog = make()
    assert not dialog.background_button.isVisible()
    choose(dialog, "audio", tmp_path / "clips")
    qtbot.mouseClick(dialog.export_button, Qt.MouseButton.LeftButton)
    (job,) = queue.jobs
    assert queue.is_offered_again(job.id)

    if by_button:
        qtbot.mouseClick(dialog.background_button, Qt.MouseButton.LeftButton)
    else:
        dialog.close()

    assert not dialog.isVisible()
    assert not dialog.is_running
    assert not queue.job(job.id).state.is_finished()
    shown.until(lambda: queue.job(job.id).state is JobState.DONE)
    assert len(names_in(tmp_path / "clips")) == 18


def test_what_a_replacement_makes_good_is_no_longer_in_the_list_of_jobs(
    make: Make, songs: None, tmp_path: Path, shown: Shown, qtbot: QtBot, queue: JobQueue
) -> None:
    mine = tmp_path / "out" / "House 0.txt"
    mine.parent.mkdir()
    mine.write_text("mine")
    dialog = make()
    choose(dialog, "audacity", tmp_path / "out")
    export(dialog, shown, qtbot)
    assert [job.state for job in queue.jobs] == [JobState.FAILED]

    qtbot.mouseClick(dialog.replace_button, Qt.MouseButton.LeftButton)
    shown.until_idle(dialog)

    (job,) = queue.jobs
    assert job.state is JobState.DONE
    assert job.request.title == "Replace 1 file in out"
    assert "1 file written" in dialog.said.text()
