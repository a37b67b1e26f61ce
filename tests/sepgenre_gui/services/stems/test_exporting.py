"""Exports: the mix as heard, and stems of many segments, of which a bad one spoils no other."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from sepgenre_gui.audio.mixer.gains import LaneSettings, lane_gains
from sepgenre_gui.project.project import Project
from sepgenre_gui.services.stems import (
    EXPORTED_LANES,
    export_mix_task,
    export_stems_tasks,
    mix_lanes,
    stems_task,
)
from sepgenre_training.compute.pool import WorkerPool, in_order
from sepgenre_training.errors import ProjectError, SepgenreError
from sepgenre_training.separation.preview.growing import growing_path, separate_growing
from sepgenre_training.separation.preview.mixdown import mix_down
from sepgenre_training.separation.preview.stems_export import export_stems
from sepgenre_training.separation.stem_files import read_stems
from tests.sepgenre_gui.services.stems.test_separating import RATE_HZ, add_track


@pytest.fixture
def project(empty_project: Project, tmp_path: Path) -> Project:
    titles = ("Song / one", "Song / one", "ű 观 🎧")
    for number, title in enumerate(titles):
        path = tmp_path / "music" / f"{number}.wav"
        track = add_track(empty_project, path, title, seed=number)
        empty_project.segments.add(track, 2 * RATE_HZ)
    return empty_project


def samples_of(path: Path) -> np.ndarray:
    samples, _ = soundfile.read(path, dtype="float32", always_2d=True)
    return samples.T


def test_one_bad_track_spoils_no_other(project: Project, tmp_path: Path, pool: WorkerPool) -> None:
    bad = project.tracks.list()[1]
    bad.path.write_bytes(b"damaged")
    ids = [segment.id for segment in project.segments.list()]
    folder = tmp_path / "exported 观"
    tasks = export_stems_tasks(
        project,
        ids,
        lanes=EXPORTED_LANES,
        stem_format="flac",
        bit_depth="16",
        sample_rate_hz=44_100,
        folder=folder,
        separator="hpss",
    )
    assert [task.path for task in tasks] == [track.path for track in project.tracks.list()]

    outcomes = list(in_order(pool.run(export_stems, tasks)))

    assert [outcome.value is None for outcome in outcomes] == [False, True, False]
    assert isinstance(outcomes[1].error, SepgenreError)
    assert str(bad.path) in outcomes[1].error.message
    assert outcomes[1].error.remedy
    written = {path.name for path in folder.iterdir()}
    short = project.tracks.list()[0].content_hash[:8]
    assert written == {
        *(f"Song - one - 0m02.000 - {lane} [{short}].flac" for lane in EXPORTED_LANES),
        *(f"ű 观 🎧 - 0m02.000 - {lane}.flac" for lane in EXPORTED_LANES),
    }
    for mixdown in outcomes[0].value or ():
        header = soundfile.info(mixdown.path)
        assert (header.samplerate, header.subtype) == (44_100, "PCM_16")
        assert header.frames == mixdown.n_samples == 441_000


def test_the_lanes_are_what_their_names_say(project: Project, tmp_path: Path) -> None:
    (segment_id, *_) = [segment.id for segment in project.segments.list()]
    (task,) = export_stems_tasks(
        project,
        [segment_id],
        lanes=EXPORTED_LANES,
        stem_format="wav",
        folder=tmp_path / "out",
        separator="hpss",
    )
    by_lane = dict(zip(EXPORTED_LANES, export_stems(task), strict=True))

    stems = read_stems(growing_path(task.mixdowns[0].separations[0]), 2)
    for lane, mixdown in by_lane.items():
        assert mixdown.path.name == f"Song - one - 0m02.000 - {lane}.wav"
        if lane in stems:
            np.testing.assert_array_equal(samples_of(mixdown.path), stems[lane])
    without = stems["bass"] + stems["drums"] + stems["other"]
    np.testing.assert_allclose(samples_of(by_lane["without vocals"].path), without, atol=1e-6)
    np.testing.assert_allclose(
        samples_of(by_lane["mixture"].path), without + stems["vocals"], atol=1e-4
    )


def test_no_file_is_written_where_one_name_is_taken(project: Project, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    (segment_id, *_) = [segment.id for segment in project.segments.list()]
    options = {"lanes": ["drums", "bass"], "stem_format": "ogg", "folder": folder}
    (task,) = export_stems_tasks(project, [segment_id], separator="hpss", **options)
    taken = task.mixdowns[1].path
    taken.parent.mkdir()
    taken.write_bytes(b"precious")
    with pytest.raises(SepgenreError, match="exists already"):
        export_stems(task)
    assert [path.read_bytes() for path in folder.iterdir()] == [b"precious"]
    (again,) = export_stems_tasks(
        project, [segment_id], separator="hpss", overwrite=True, **options
    )
    export_stems(again)
    assert {path.stat().st_size > 1_000 for path in folder.iterdir()} == {True}


def test_the_mix_is_written_as_it_is_heard(project: Project, tmp_path: Path) -> None:
    track = project.tracks.list()[2]
    (segment,) = project.segments.list(track_id=track.id)
    separation = stems_task(project, track, segment, "hpss")
    stems = read_stems(separate_growing(separation), 2)
    settings = {key: LaneSettings() for key in mix_lanes(track, [separation]).keys}
    settings |= {
        "mixture": LaneSettings(muted=True),
        "hpss/drums": LaneSettings(volume_db=-6.0),
        "hpss/vocals": LaneSettings(volume_db=-90.0),
    }

    written = mix_down(
        export_mix_task(
            track,
            [separation],
            lane_gains(settings),
            tmp_path / "mix.wav",
            stem_format="wav",
        )
    )

    heard = 10 ** (-6 / 20) * stems["drums"] + stems["bass"] + stems["other"]
    np.testing.assert_allclose(samples_of(written.path), heard, atol=1e-6)
    with soundfile.SoundFile(written.path) as file:
        assert file.title == "ű 观 🎧"


@pytest.mark.parametrize(("ids", "lanes"), [([], ["drums"]), ([1], [])])
def test_nothing_to_export_is_told(project: Project, tmp_path: Path, ids, lanes) -> None:
    with pytest.raises(ProjectError, match="Nothing was chosen") as told:
        export_stems_tasks(
            project, ids, lanes=lanes, stem_format="wav", folder=tmp_path, separator="hpss"
        )
    assert told.value.remedy
