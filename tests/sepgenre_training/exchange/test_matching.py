"""Which track an annotation belongs to: never by chance, and with a reason where to none."""

from __future__ import annotations

from pathlib import Path

import pytest

from sepgenre_training.exchange.matching import (
    KnownTrack,
    Mention,
    TrackMatcher,
    UnmatchedError,
    mention_of,
)

ONE, TWO, THREE = "1" * 64, "2" * 64, "3" * 64
MUSIC = Path("/music")


@pytest.fixture
def matcher() -> TrackMatcher:
    return TrackMatcher(
        [
            KnownTrack(id=1, path=MUSIC / "House" / "song.wav", content_hash=ONE),
            KnownTrack(id=2, path=MUSIC / "Techno" / "song.wav", content_hash=TWO),
            KnownTrack(id=3, path=MUSIC / "Techno" / "ű: 观\t🎧 .WAV", content_hash=THREE),
        ]
    )


def mention(
    file: str | None = None, content_hash: str | None = None, label_file: str | None = None
) -> Mention:
    return mention_of(
        MUSIC / (label_file or "table.csv"),
        file=file,
        content_hash=content_hash,
        named_like_audio=label_file is not None,
    )


@pytest.mark.parametrize(
    ("said", "track_id"),
    [
        (mention("House/song.wav"), 1),
        (mention("/music/Techno/song.wav"), 2),
        (mention("../music/Techno/song.wav"), 2),
        (mention("/gone/song.wav", content_hash=TWO), 2),
        (mention("/music/House/song.wav", content_hash=TWO), 2),
        (mention("/gone/ű: 观\t🎧 .WAV"), 3),
        (mention("/gone/Ű: 观 🎧 .wav"), 3),
        (mention("D:\\music\\ű: 观\t🎧 .WAV"), 3),
        (mention(label_file="ű- 观-🎧.txt"), 3),
        (mention(label_file="ű: 观\t🎧 .WAV.txt"), 3),
        (mention(label_file="ű- 观-🎧.Table.1.selections.txt"), 3),
        (mention(label_file="song [11111111].txt"), 1),
        (mention(label_file=f"renamed [{TWO}].TextGrid"), 2),
    ],
)
def test_a_track_is_found(matcher: TrackMatcher, said: Mention, track_id: int) -> None:
    assert matcher.find(said, {}) == track_id


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (mention(), "names no audio file"),
        (mention("a\0b"), "names no audio file"),
        (mention("half an emoji \ud83c"), "names no audio file"),
        (mention("/gone/song.wav"), "2 tracks are called song.wav"),
        (mention("/gone/other.wav"), "no track of the project is called other.wav"),
        (mention("House/song.wav", content_hash="4" * 64), "audio of another content"),
        (mention(label_file="song.txt"), "2 tracks are called song; say which by --track"),
        (mention(label_file="song [44444444].txt"), "no track"),
        (mention("/gone/" + "x" * 5000), "no track"),
    ],
)
def test_without_a_single_track_there_is_a_reason(
    matcher: TrackMatcher, said: Mention, reason: str
) -> None:
    assert matcher.path_to_hash(said) is None
    with pytest.raises(UnmatchedError, match=reason):
        matcher.find(said, {})


def test_a_file_that_is_there_is_known_by_its_content_not_its_name(
    tmp_path: Path, matcher: TrackMatcher
) -> None:
    path = tmp_path / "ű: 观\t🎧 .WAV"
    path.write_bytes(b"copy of another track")
    said = mention(str(path))

    assert matcher.path_to_hash(said) == path
    assert matcher.find(said, {path: ONE}) == 1
    with pytest.raises(UnmatchedError, match="import it first"):
        matcher.find(said, {path: "4" * 64})


def test_a_file_whose_hash_is_said_need_not_be_read(tmp_path: Path, matcher: TrackMatcher) -> None:
    path = tmp_path / "song.wav"
    path.touch()

    assert matcher.path_to_hash(mention(str(path), content_hash=ONE)) is None
    assert matcher.path_to_hash(mention("/music/House/song.wav")) is None
