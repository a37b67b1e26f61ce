"""Genre tags: written and taken back in every format, with nothing else of the file changed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import mutagen
import numpy as np
import pytest
import soundfile
from mutagen.id3 import ID3, TALB, TCON, TIT2, TYER

from sepgenre_training.audio.genre_tag import read_genre_tag, write_genre_tag
from sepgenre_training.errors import AudioError
from tests.music import make_track, write_track
from tests.tagged_containers import PAYLOAD, payload_of_mp4, write_ape, write_asf, write_mp4


@pytest.mark.parametrize("name", ["a.mp3", "a.flac", "a.ogg", "a.wav", "a.aiff"])
def test_a_genre_is_written_replaced_and_removed(tmp_path: Path, name: str) -> None:
    path = write_track(tmp_path / name, make_track(0, 0, duration_s=1.0))
    before, _ = soundfile.read(path)
    assert read_genre_tag(path) == ()

    write_genre_tag(path, ("Déep / Höuse 观", "Techno"))
    assert read_genre_tag(path) == ("Déep / Höuse 观", "Techno")
    write_genre_tag(path, ("House",))
    assert read_genre_tag(path) == ("House",)
    after, _ = soundfile.read(path)
    np.testing.assert_array_equal(after, before)
    write_genre_tag(path, ())
    assert read_genre_tag(path) == ()


@pytest.mark.parametrize(
    ("name", "write"), [("a.m4a", write_mp4), ("a.wma", write_asf), ("a.ape", write_ape)]
)
def test_formats_that_are_not_written_here_take_a_genre_too(
    tmp_path: Path, name: str, write: Callable[[Path], Path]
) -> None:
    path = write(tmp_path / name)
    kind = type(mutagen.File(path))
    assert read_genre_tag(path) == ()

    many = ("Déep / Höuse 观", "Techno", "x" * 3_000)
    for genres in (many, ("House",), many, ()):
        write_genre_tag(path, genres)
        assert read_genre_tag(path) == genres
        file = mutagen.File(path)
        assert type(file) is kind
        assert path.read_bytes().count(PAYLOAD) == 1
        if name == "a.m4a":
            assert payload_of_mp4(path) == PAYLOAD
    assert file.info.length == pytest.approx(10.0, abs=2.0)


@pytest.mark.parametrize(
    ("name", "write", "key"),
    [
        ("a.m4a", write_mp4, "\xa9nam"),
        ("a.wma", write_asf, "Title"),
        ("a.ape", write_ape, "Title"),
    ],
)
def test_their_other_tags_stay(
    tmp_path: Path, name: str, write: Callable[[Path], Path], key: str
) -> None:
    path = write(tmp_path / name)
    file = mutagen.File(path)
    if file.tags is None:
        file.add_tags()
    file[key] = ["Überlied 観"]
    file.save()

    write_genre_tag(path, ("New",))

    assert [str(value) for value in mutagen.File(path)[key]] == ["Überlied 観"]
    assert read_genre_tag(path) == ("New",)


@pytest.mark.parametrize("version", [3, 4])
def test_id3_keeps_its_version_and_its_other_frames(tmp_path: Path, version: int) -> None:
    path = write_track(tmp_path / "a.mp3", make_track(0, 0, duration_s=1.0))
    tags = ID3()
    tags.add(TIT2(encoding=1, text=["Überlied"]))
    tags.add(TALB(encoding=1, text=["観"]))
    tags.add(TCON(encoding=1, text=["Old"]))
    if version == 3:
        tags.add(TYER(encoding=0, text=["1999"]))
    tags.save(path, v2_version=version)

    write_genre_tag(path, ("New",))

    kept = ID3(path, translate=False)
    assert kept.version == (2, version, 0)
    assert [str(kept[name]) for name in ("TIT2", "TALB", "TCON")] == ["Überlied", "観", "New"]
    if version == 3:
        assert str(kept["TYER"]) == "1999"


def test_other_vorbis_comments_stay(tmp_path: Path) -> None:
    path = write_track(tmp_path / "a.flac", make_track(0, 0, duration_s=1.0))
    file = mutagen.File(path)
    file["artist"] = ["One", "Two"]
    file.save()
    write_genre_tag(path, ("New",))
    assert mutagen.File(path)["artist"] == ["One", "Two"]


def test_what_has_no_tags_is_told(tmp_path: Path) -> None:
    au = write_track(tmp_path / "a.au", make_track(0, 0, duration_s=1.0))
    for path in (au, tmp_path / "nothing.mp3"):
        with pytest.raises(AudioError) as refused:
            read_genre_tag(path)
        assert str(path) in refused.value.message
        assert refused.value.remedy
