"""The picture of the lanes: every peak is there, also while the stems grow."""

from __future__ import annotations

import pickle
from pathlib import Path

import attrs
import numpy as np
import pytest

from sepgenre_gui.audio.lanes import LANES, LanePeaks, LanePicture, LanePictureTask, draw_lanes
from sepgenre_gui.audio.peaks import Peaks, PeaksTask, build_peaks
from sepgenre_training.audio.reading import read_window
from sepgenre_training.compute import worker
from sepgenre_training.errors import SeparationError
from sepgenre_training.separation.preview.growing import StemsGrown, separate_growing
from sepgenre_training.separation.preview.verdicts import Verdict, judge_stems
from sepgenre_training.separation.stem_files import read_stems
from sepgenre_training.separation.stems import STEM_NAMES, Audio
from sepgenre_training.separation.task import SeparationTask

ROUNDED_OUTWARD = 1.01 / 16_384


def picture_of(separation: SeparationTask, stems: Path, **options) -> LanePicture:
    task = LanePictureTask(
        **{
            "separation": separation,
            "stems": stems,
            "n_ready_samples": separation.n_samples,
            **options,
        }
    )
    return pickle.loads(pickle.dumps(draw_lanes(pickle.loads(pickle.dumps(task)))))


def lanes_of(separation: SeparationTask, stems: Path, channels: int) -> dict[str, Audio]:
    mixture = read_window(
        separation.path, start_sample=separation.start_sample, n_samples=separation.n_samples
    )
    return {"mixture": mixture, **read_stems(stems, channels)}


def assert_drawn(peaks: LanePeaks, samples: Audio, samples_per_column: float) -> None:
    n_columns = int(np.ceil(samples.shape[1] / samples_per_column))
    columns = peaks.read_columns(0, n_columns, samples_per_column)
    assert len(columns) == n_columns
    step = int(samples_per_column)
    assert step == samples_per_column, "this check knows whole columns only"
    for number in range(n_columns):
        part = samples[:, number * step : (number + 1) * step]
        low, high = columns.minima[:, number], columns.maxima[:, number]
        assert (low <= part.min(axis=1)).all()
        assert (high >= part.max(axis=1)).all()
        np.testing.assert_allclose(low, part.min(axis=1), atol=ROUNDED_OUTWARD)
        np.testing.assert_allclose(high, part.max(axis=1), atol=ROUNDED_OUTWARD)


@pytest.mark.parametrize(
    ("name", "rate_hz", "channels"),
    [("ű 观 🎧.wav", 44_100, 2), ("song.ogg", 22_050, 1), ("song.flac", 48_000, 2)],
)
def test_every_peak_of_every_lane_is_there(
    make_separation, name: str, rate_hz: int, channels: int
) -> None:
    separation = make_separation(name, rate_hz=rate_hz, channels=channels)
    stems = separate_growing(separation)

    picture = picture_of(separation, stems)

    assert tuple(picture.lanes) == LANES
    assert picture.verdicts == {}
    for key, samples in lanes_of(separation, stems, channels).items():
        peaks = picture.lanes[key]
        assert peaks.is_complete
        assert (peaks.n_samples, peaks.n_channels) == (separation.n_samples, channels)
        for samples_per_column in (256, 2_560, 4_096, 40_960):
            assert_drawn(peaks, samples, samples_per_column)


def test_columns_are_those_that_a_track_has(make_separation) -> None:
    separation = make_separation(start_s=0.0, length_s=12.0)
    picture = picture_of(separation, separate_growing(separation))
    task = PeaksTask(
        path=separation.path,
        decoder="libsndfile",
        content_hash=separation.content_hash,
        n_samples=separation.n_samples,
        sample_rate_hz=separation.sample_rate_hz,
        n_channels=2,
        cache_root=separation.cache_root,
    )
    build_peaks(task)
    peaks = Peaks.open_cached(task)
    assert peaks is not None
    for first, n_columns, samples_per_column in [(0, 300, 511.7), (-3, 50, 256.0), (900, 999, 300)]:
        ours = picture.lanes["mixture"].read_columns(first, n_columns, samples_per_column)
        theirs = peaks.read_columns(first, n_columns, samples_per_column)
        assert ours.first == theirs.first
        np.testing.assert_array_equal(ours.minima, theirs.minima)
        np.testing.assert_array_equal(ours.maxima, theirs.maxima)


def test_a_growing_file_is_drawn_as_far_as_it_is_there(
    make_separation, monkeypatch: pytest.MonkeyPatch
) -> None:
    separation = make_separation(
        "long.ogg", duration_s=131.0, length_s=130.0, rate_hz=8_000, channels=1
    )
    drawn: list[LanePicture] = []

    class Window:
        """Draws what is new at each event, as the screen does."""

        def send(self, event: StemsGrown) -> None:
            if not event.n_ready_samples:
                return
            later = picture_of(
                separation,
                event.path,
                first_sample=drawn[-1].next_first if drawn else 0,
                n_ready_samples=event.n_ready_samples,
            )
            drawn.append(drawn[-1].extended(later) if drawn else later)

    monkeypatch.setattr(worker, "_channel", Window())
    stems = separate_growing(separation)

    assert len(drawn) > 3
    ready = [picture.n_ready_samples for picture in drawn]
    assert ready == sorted(ready)
    assert not drawn[0].lanes["drums"].is_complete
    whole = picture_of(separation, stems)
    for key in LANES:
        assert drawn[-1].lanes[key].is_complete
        for ours, theirs in zip(drawn[-1].lanes[key].levels, whole.lanes[key].levels, strict=True):
            np.testing.assert_array_equal(ours, theirs)
        n_columns = len(drawn[0].lanes[key].read_columns(0, 10_000, 512.0))
        assert n_columns == -(-drawn[0].n_ready_samples // 512)


def test_verdicts_are_those_of_the_gates(make_separation) -> None:
    separation = make_separation()
    stems = separate_growing(separation)
    judged = picture_of(separation, stems, judges=True).verdicts
    assert judged == judge_stems(stems, separation)
    assert set(judged) == set(STEM_NAMES)
    assert set(judged.values()) <= set(Verdict)


def test_stems_that_are_gone_are_told(make_separation, tmp_path: Path) -> None:
    with pytest.raises(SeparationError, match="cannot be used") as told:
        picture_of(make_separation(), tmp_path / "gone.wav")
    assert told.value.remedy


@pytest.mark.parametrize(
    "options",
    [
        {"first_sample": 100},
        {"first_sample": 4_096 * 200},
        {"n_ready_samples": 441_001},
        {"first_sample": 4_096, "judges": True},
        {"n_ready_samples": 440_000, "judges": True},
    ],
)
def test_a_task_that_makes_no_sense_cannot_be_made(make_separation, options) -> None:
    separation = make_separation()
    with pytest.raises(ValueError):
        LanePictureTask(
            **{
                "separation": separation,
                "stems": separation.path,
                "n_ready_samples": separation.n_samples,
                **options,
            }
        )
    with pytest.raises(ValueError, match="decoder"):
        LanePictureTask(
            separation=attrs.evolve(separation, decoder=None),
            stems=separation.path,
            n_ready_samples=1,
        )
