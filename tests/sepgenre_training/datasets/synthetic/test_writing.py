"""Writing a generated song: tags, true stems, resuming, and no partial file."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import attrs
import numpy as np
import pytest
import soundfile

from sepgenre_training.datasets.synthetic.song import SongSpec
from sepgenre_training.datasets.synthetic.writing import song_path, stem_paths, write_song
from sepgenre_training.separation.stems import STEM_NAMES

SPEC = SongSpec(genre="Tech House", index=0, seed=5)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("generated ű 观")
    # Spawned, as in the application: the function and its argument travel by pickle.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as executor:
        written = executor.submit(write_song, SPEC, folder).result()
    assert written == song_path(SPEC, folder)
    return folder


def _files(folder: Path) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}


def test_files_are_where_they_belong(folder: Path) -> None:
    song = folder / "songs" / "Tech House" / f"{SPEC.title}.flac"
    stems = folder / "stems" / "Tech House" / SPEC.title
    assert set(_files(folder)) == {song, *(stems / f"{name}.flac" for name in STEM_NAMES)}


def test_mixture_is_24_bit_flac_with_tags_and_no_date(folder: Path) -> None:
    with soundfile.SoundFile(song_path(SPEC, folder)) as file:
        assert (file.format, file.subtype) == ("FLAC", "PCM_24")
        assert (file.channels, file.samplerate) == (2, 44_100)
        assert (file.title, file.artist, file.genre) == (SPEC.title, SPEC.artist, SPEC.genre)
        assert file.album == "SepGenre generated songs"
        assert file.date == ""


def test_decoded_stems_add_up_to_the_decoded_mixture(folder: Path) -> None:
    mixture, _ = soundfile.read(song_path(SPEC, folder))
    stems = [soundfile.read(path)[0] for path in stem_paths(SPEC, folder).values()]
    assert 0.5 < np.abs(mixture).max() < 1.0
    # Each of the five files is rounded to 24 bits.
    assert np.abs(np.sum(stems, axis=0) - mixture).max() <= 1e-6


def test_what_is_complete_is_left_alone(folder: Path) -> None:
    before = _files(folder)
    write_song(SPEC, folder)
    assert _files(folder) == before


def test_only_what_is_missing_or_broken_is_written_again(folder: Path) -> None:
    stems = stem_paths(SPEC, folder)
    expected = {name: path.read_bytes() for name, path in stems.items()}
    stems["bass"].unlink()
    stems["drums"].write_bytes(b"fLaC")
    before = _files(folder)
    write_song(SPEC, folder)
    after = _files(folder)
    assert {name: path.read_bytes() for name, path in stems.items()} == expected
    assert after[stems["other"]] == before[stems["other"]]
    assert set(after) == {*stems.values(), song_path(SPEC, folder)}


def test_a_file_of_another_seed_is_replaced(folder: Path) -> None:
    song = song_path(SPEC, folder)
    expected = song.read_bytes()
    other = attrs.evolve(SPEC, seed=6)
    foreign = write_song(other, folder)
    song.write_bytes(foreign.read_bytes())
    write_song(SPEC, folder)
    assert song.read_bytes() == expected


def test_a_failed_write_leaves_no_partial_file(tmp_path: Path) -> None:
    # A folder stands where the last stem belongs, so its rename fails after it was written.
    blocked = stem_paths(SPEC, tmp_path)["vocals"]
    blocked.mkdir(parents=True)
    (blocked / "keep").touch()
    with pytest.raises(OSError, match="vocals"):
        write_song(SPEC, tmp_path)
    left = {path for path in tmp_path.rglob("*") if path.is_file()}
    finished = {path for name, path in stem_paths(SPEC, tmp_path).items() if name != "vocals"}
    assert left == {*finished, blocked / "keep"}
