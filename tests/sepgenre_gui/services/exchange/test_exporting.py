"""An export in steps writes what the export itself writes, and replaces nothing unasked."""

from __future__ import annotations

from pathlib import Path

import attrs
import pytest

from sepgenre_gui.project.project import Project
from sepgenre_gui.services.exchange.exporting import (
    Exporting,
    ExportPlanTask,
    WritingTask,
    plan_export,
    replacing,
    write_file,
)
from sepgenre_gui.services.exchange.rehearsal import SerialPool
from sepgenre_gui.services.export_segments import export_annotations, export_audio
from sepgenre_gui.services.import_tracks import import_tracks
from sepgenre_training.errors import ProjectError
from tests.music import write_library

# jams calls jsonschema as versions before 4 wanted it.
pytestmark = pytest.mark.filterwarnings(
    "ignore:Passing a schema to Validator:DeprecationWarning:jsonschema"
)


@pytest.fixture
def project(tmp_path: Path, empty_project: Project) -> Project:
    """Two genres of two songs, each with a segment."""
    music = write_library(tmp_path / "music", genres=2, songs=2, duration_s=12)
    import_tracks(
        empty_project, [music], layout="folders", pool=SerialPool(), on_event=lambda _: None
    )
    for track in empty_project.tracks.list():
        empty_project.segments.add(track, 1_000, track.genre_id)
    return empty_project


def run(tasks: tuple[WritingTask, ...]) -> Exporting:
    exporting = Exporting(tasks)
    for outcome in SerialPool().run(write_file, exporting.tasks):
        exporting.take(outcome)
    return exporting


def content(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.mark.parametrize("to", ["csv", "jams", "audacity", "raven", "textgrid", "audio"])
def test_the_files_are_those_of_the_export_itself(
    project: Project, tmp_path: Path, to: str
) -> None:
    plan = ExportPlanTask(project_folder=project.folder, to=to, out=tmp_path / "steps")
    in_steps = run(plan_export(plan)).summary()
    out = tmp_path / "direct"
    if to == "audio":
        direct = export_audio(project, out, pool=SerialPool(), on_event=lambda _: None)
    else:
        direct = export_annotations(project, to, out, pool=SerialPool(), on_event=lambda _: None)

    written = content(tmp_path / "steps")
    assert written == content(out)
    assert len(written) == (1 if to == "csv" else 4)
    assert (in_steps.segments, direct.segments) == (4, 4)
    assert len(in_steps.written) == len(direct.written)


def test_some_of_the_segments_can_be_chosen(project: Project, tmp_path: Path) -> None:
    genre = project.genres.list()[1]
    plan = ExportPlanTask(project_folder=project.folder, to="csv", out=tmp_path / "out")

    of_genre = run(plan_export(attrs.evolve(plan, genre_id=genre.id))).summary()
    assert of_genre.segments == 2
    of_track = plan_export(attrs.evolve(plan, track_ids=frozenset({1})))
    assert [len(task.tracks) for task in of_track] == [1]
    with pytest.raises(ProjectError, match="no segments"):
        plan_export(attrs.evolve(plan, track_ids=frozenset({1}), genre_id=genre.id))
    assert project.segments.count() == 4


def test_what_is_in_the_way_is_left_and_replaced_where_that_is_said(
    project: Project, tmp_path: Path
) -> None:
    mine = tmp_path / "out" / "song 00.txt"
    mine.parent.mkdir()
    mine.write_text("mine")
    plan = ExportPlanTask(project_folder=project.folder, to="audacity", out=tmp_path / "out")

    exporting = run(plan_export(plan))
    assert exporting.in_the_way() == (mine,)
    assert [problem.path for problem in exporting.summary().problems] == [mine]
    assert mine.read_text() == "mine"

    replaced = run(replacing(exporting.tasks, exporting.in_the_way()))
    assert replaced.summary().written == (mine,)
    assert mine.read_text().startswith("0.045")
    again = run(plan_export(plan)).summary()
    assert (len(again.written), len(again.unchanged), again.problems) == (0, 4, ())


def test_the_projects_own_audio_is_never_replaced(project: Project, tmp_path: Path) -> None:
    track = project.tracks.list()[0]
    name = f"{track.path.stem} 00m00.045s.wav"
    project.tracks.set_path(track.id, track.path.rename(track.path.with_name(name)))
    plan = ExportPlanTask(
        project_folder=project.folder, to="audio", out=track.path.parent, genre_folders=False
    )

    with pytest.raises(ProjectError, match="is a track of the project"):
        plan_export(plan)
