"""True stems beside tracks: where they are looked for, and what is refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sepgenre_training.datasets.synthetic.song import SongSpec
from sepgenre_training.datasets.synthetic.writing import song_path, stem_paths
from sepgenre_training.errors import AudioError, DatasetError
from sepgenre_training.separation.scoring.true_stems import (
    check_true_stems,
    find_true_stems,
    read_true_stem,
)
from sepgenre_training.separation.stems import STEM_NAMES
from tests.music import write_track
from tests.songs_with_stems import RATE_HZ, make_stems, write_song_with_stems, write_stems_beside


def touch_stems(folder: Path, suffix: str = ".wav") -> None:
    folder.mkdir(parents=True)
    for name in STEM_NAMES:
        (folder / f"{name}{suffix}").touch()


def test_those_of_generated_songs_are_found(tmp_path: Path) -> None:
    spec = SongSpec(genre="Tech House", index=0, seed=5)
    expected = stem_paths(spec, tmp_path)
    for path in expected.values():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    assert find_true_stems(song_path(spec, tmp_path)) == expected


@pytest.mark.parametrize("folder", ["Trance/stems/song ű 观", "stems/song ű 观"])
def test_a_person_may_put_them_beside_the_track_or_its_folder(tmp_path: Path, folder: str) -> None:
    touch_stems(tmp_path / folder, ".FLAC")
    found = find_true_stems(tmp_path / "Trance" / "song ű 观.mp3")
    assert found == {name: tmp_path / folder / f"{name}.FLAC" for name in STEM_NAMES}
    assert find_true_stems(tmp_path / "Trance" / "another.mp3") is None


def test_the_nearest_folder_counts(tmp_path: Path) -> None:
    touch_stems(tmp_path / "stems" / "song")
    touch_stems(tmp_path / "Trance" / "stems" / "song")
    found = find_true_stems(tmp_path / "Trance" / "song.wav")
    assert found is not None
    assert found["bass"].parent == tmp_path / "Trance" / "stems" / "song"


def test_a_folder_without_all_four_is_refused_and_names_what_is_missing(tmp_path: Path) -> None:
    folder = tmp_path / "stems" / "song"
    touch_stems(folder)
    (folder / "vocals.wav").rename(folder / "vocals.txt")
    (folder / "drums.wav").unlink()
    with pytest.raises(DatasetError, match=r"stems.song: lacks the true stem drums, vocals\."):
        find_true_stems(tmp_path / "song.wav")


def test_two_files_of_one_stem_are_refused(tmp_path: Path) -> None:
    folder = tmp_path / "stems" / "song"
    touch_stems(folder)
    (folder / "Bass.flac").touch()
    with pytest.raises(DatasetError, match="2 files of the true stem bass"):
        find_true_stems(tmp_path / "song.wav")


def test_the_window_of_the_segment_is_read(tmp_path: Path) -> None:
    stems = make_stems(1)
    write_stems_beside(tmp_path, stems)
    window = read_true_stem(
        tmp_path / "drums.wav", start_sample=700, n_samples=900, sample_rate_hz=RATE_HZ, channels=2
    )
    np.testing.assert_array_equal(window, stems["drums"][:, 700:1600])


@pytest.mark.parametrize(("rate_hz", "channels"), [(44_100, 2), (RATE_HZ, 1)])
def test_another_rate_or_number_of_channels_is_refused(
    tmp_path: Path, rate_hz: int, channels: int
) -> None:
    samples = make_stems(1)["bass"].T[:, :channels]
    path = write_track(tmp_path / "bass.wav", samples, rate_hz=rate_hz)
    with pytest.raises(AudioError, match=f"{rate_hz} Hz and {channels} channels") as refused:
        read_true_stem(path, start_sample=0, n_samples=9, sample_rate_hz=RATE_HZ, channels=2)
    assert str(path) in refused.value.message
    assert refused.value.remedy


def test_stems_that_end_before_the_segment_are_refused(tmp_path: Path) -> None:
    write_stems_beside(tmp_path, make_stems(1, duration_s=5.0))
    with pytest.raises(AudioError, match="beyond the end"):
        read_true_stem(
            tmp_path / "bass.wav",
            start_sample=0,
            n_samples=10 * RATE_HZ,
            sample_rate_hz=RATE_HZ,
            channels=2,
        )


def test_the_sum_must_be_the_track() -> None:
    stems = make_stems(1)
    mixture = np.sum(list(stems.values()), axis=0)
    check_true_stems(stems, mixture)
    # A master a little louder and clipped is still the track.
    check_true_stems(stems, np.clip(1.5 * mixture, -0.6, 0.6))
    shifted = {name: np.roll(stem, 1105, axis=1) for name, stem in stems.items()}
    silent = {name: 0 * stem for name, stem in stems.items()}
    for wrong in (shifted, make_stems(2), silent):
        with pytest.raises(DatasetError, match="do not add up to the track"):
            check_true_stems(wrong, mixture)
    check_true_stems(silent, 0 * mixture)


def test_the_songs_of_the_tests_are_laid_out_as_generated_ones(tmp_path: Path) -> None:
    track = write_song_with_stems(tmp_path, "Trance", "one", make_stems(1))
    found = find_true_stems(track)
    assert found is not None
    assert list(found) == list(STEM_NAMES)
