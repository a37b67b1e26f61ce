"""What became of a file, and which files can be ruled out by their head."""

from __future__ import annotations

from pathlib import Path

import pytest

from sepgenre_training.audio import content_hash
from sepgenre_training.errors import AudioError
from sepgenre_training.exchange.identification import (
    CheckTask,
    Condition,
    IdentificationTask,
    Sought,
    check_file,
    identify_file,
)
from tests.music import make_track, write_track


def test_every_condition_is_told_with_its_reason(tmp_path: Path) -> None:
    song = write_track(tmp_path / "ű 观 🎧 .WAV", make_track(0, 0, duration_s=2))
    task = CheckTask(path=song, content_hash=content_hash(song))

    assert check_file(task) == (Condition.PRESENT, "")
    song.rename(tmp_path / "moved.wav")
    assert check_file(task)[0] is Condition.MISSING
    assert "does not exist" in check_file(task)[1]
    song.symlink_to(tmp_path / "nowhere")
    assert check_file(task)[0] is Condition.MISSING
    song.unlink()
    song.touch()
    assert check_file(task)[0] is Condition.CHANGED
    song.write_bytes(b"other")
    assert check_file(task)[0] is Condition.CHANGED
    assert "has changed" in check_file(task)[1]
    song.unlink()
    song.mkdir()
    assert check_file(task)[0] is Condition.UNREADABLE
    assert "folder" in check_file(task)[1]


def test_a_file_in_what_was_a_folder_is_missing(tmp_path: Path) -> None:
    (tmp_path / "music").write_text("now a file")

    task = CheckTask(path=tmp_path / "music" / "song.wav", content_hash="0" * 64)

    assert check_file(task)[0] is not Condition.CHANGED


@pytest.mark.parametrize(
    ("sought", "is_hashed"),
    [
        (None, True),
        ({}, False),
        ({"sample_rate_hz": 22_050, "channels": 2, "n_samples": 44_100}, True),
        ({"sample_rate_hz": 22_050, "channels": 2, "n_samples": 44_000}, True),
        ({"sample_rate_hz": 22_050, "channels": 2, "n_samples": 44_101}, False),
        ({"sample_rate_hz": 22_050, "channels": 1, "n_samples": 44_100}, False),
        ({"sample_rate_hz": 44_100, "channels": 2, "n_samples": 44_100}, False),
        (
            {"decoder": "ffmpeg", "sample_rate_hz": 44_100, "channels": 2, "n_samples": 44_100},
            True,
        ),
    ],
)
def test_only_what_can_be_sought_is_hashed(
    tmp_path: Path, sought: dict | None, is_hashed: bool
) -> None:
    song = write_track(tmp_path / "song.flac", make_track(0, 0, duration_s=2))
    heads = None
    if sought is not None:
        heads = frozenset([Sought(**{"decoder": "libsndfile", **sought})] if sought else [])

    found = identify_file(IdentificationTask(path=song, sought=heads))

    assert found == (content_hash(song) if is_hashed else None)


def test_what_no_decoder_knows_is_hashed_only_where_ffmpeg_may_have_read_it(tmp_path: Path) -> None:
    path = tmp_path / "song.m4a"
    path.write_bytes(b"nothing that libsndfile knows")
    head = Sought(decoder="libsndfile", sample_rate_hz=44_100, channels=2, n_samples=1)

    assert identify_file(IdentificationTask(path=path, sought=frozenset([head]))) is None
    by_ffmpeg = Sought(decoder="ffmpeg", sample_rate_hz=44_100, channels=2, n_samples=1)
    found = identify_file(IdentificationTask(path=path, sought=frozenset([by_ffmpeg])))
    assert found == content_hash(path)
    with pytest.raises(AudioError, match="does not exist"):
        identify_file(IdentificationTask(path=tmp_path / "nowhere", sought=None))
