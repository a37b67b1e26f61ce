"""Exports of a mix that are refused, cancelled or fail, and leave nothing."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import attrs
import numpy as np
import pytest
import soundfile

from sepgenre_training.errors import (
    AudioError,
    CancelledError,
    ConfigurationError,
    SepgenreError,
)
from sepgenre_training.separation.preview.growing import (
    StemsGrown,
    separate_growing,
)
from sepgenre_training.separation.preview.mixdown import mix_down
from tests.music import write_track
from tests.sepgenre_training.separation.preview.mixes import RATE_HZ, task_for


@pytest.mark.parametrize("overwrite", [False, True])
def test_a_file_is_replaced_only_where_that_is_said(
    separation, tmp_path: Path, overwrite: bool
) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(b"precious")
    task = task_for(separation, path, overwrite=overwrite)
    if overwrite:
        mix_down(task)
        assert soundfile.info(path).frames == separation.n_samples
        return
    with pytest.raises(SepgenreError, match=r"a\.wav: exists already") as told:
        mix_down(task)
    assert told.value.remedy
    assert path.read_bytes() == b"precious"


def test_the_track_itself_is_never_replaced(separation, tmp_path: Path) -> None:
    before = separation.path.read_bytes()
    link = tmp_path / "link.wav"
    link.symlink_to(separation.path)
    for path in (separation.path, link):
        with pytest.raises(SepgenreError, match="is the track itself"):
            mix_down(task_for(separation, path, overwrite=True))
    assert separation.path.read_bytes() == before


def test_a_cancel_midway_leaves_no_file(separation, tmp_path: Path, events) -> None:
    separate_growing(separation)

    def cancel(event: object) -> None:
        if not isinstance(event, StemsGrown) and event.done > 70:
            raise CancelledError("Stopped at your request.")

    events.react = cancel
    target = tmp_path / "out" / "a.flac"
    with pytest.raises(CancelledError):
        mix_down(task_for(separation, target))
    assert list(target.parent.iterdir()) == []


def test_a_full_disk_leaves_no_file_and_is_told(
    separation, tmp_path: Path, events, monkeypatch: pytest.MonkeyPatch
) -> None:
    separate_growing(separation)
    target = tmp_path / "out" / "a.wav"
    replace = Path.replace

    def refuse(path: Path, to: Path) -> Path:
        if to == target:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path), None, str(to))
        return replace(path, to)

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(SepgenreError, match="the disk is full") as told:
        mix_down(task_for(separation, target))
    assert str(target) in told.value.message
    assert "Free some disk space" in told.value.remedy
    assert list(target.parent.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "options", "words"),
    [
        ("a.ogg", {"bit_depth": "16"}, "ogg has no bit depth 16"),
        ("a.flac", {"bit_depth": "32f"}, "flac has no bit depth 32f"),
    ],
)
def test_what_no_format_has_is_refused(separation, tmp_path: Path, name, options, words) -> None:
    with pytest.raises(ConfigurationError, match=words) as told:
        task_for(separation, tmp_path / name, **options)
    assert told.value.remedy


def test_a_rate_that_the_format_cannot_hold_is_refused(separation, tmp_path: Path) -> None:
    with pytest.raises(SepgenreError, match="do not fit into flac"):
        mix_down(task_for(separation, tmp_path / "a.flac", sample_rate_hz=700_001))
    assert not (tmp_path / "a.flac").exists()


@pytest.mark.parametrize(
    "options",
    [
        {"gains": {"spleeter/drums": 1.0}},
        {"gains": {"hpss/drums": 0.0}},
        {"gains": {}},
        {"start_sample": 4 * RATE_HZ, "n_samples": 78},
    ],
)
def test_a_task_that_makes_no_sense_cannot_be_made(separation, tmp_path: Path, options) -> None:
    with pytest.raises(ValueError):
        task_for(separation, tmp_path / "a.wav", **options)
    other = attrs.evolve(separation, start_sample=0)
    with pytest.raises(ValueError, match="one window"):
        task_for(separation, tmp_path / "a.wav", separations=(separation, other))


def test_samples_that_are_not_numbers_are_told(tmp_path: Path, make_task) -> None:
    samples = np.full((9_000, 1), 0.5, np.float32)
    samples[8_000] = np.nan
    path = write_track(tmp_path / "song.wav", samples, rate_hz=8_000, subtype="FLOAT")
    with pytest.raises(AudioError, match=r"song\.wav: has samples that are not numbers"):
        mix_down(task_for(make_task(path), tmp_path / "a.flac", {"mixture": 1.0}))
