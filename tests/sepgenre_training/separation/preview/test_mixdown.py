"""Exported files: the sum that is heard, in every format, and never half a file."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest
import soundfile

from sepgenre_training.audio.resampling import resample
from sepgenre_training.separation.preview.growing import (
    StemsGrown,
    growing_path,
    has_grown,
)
from sepgenre_training.separation.preview.mixdown import export_name, mix_down
from sepgenre_training.separation.stem_files import read_stems
from sepgenre_training.separation.stems import STEM_NAMES
from tests.music import make_track, write_track
from tests.sepgenre_training.separation.preview.mixes import MIX, RATE_HZ, heard, read, task_for


def test_float_wav_is_the_sum_of_what_is_heard(separation, tmp_path: Path) -> None:
    task = pickle.loads(pickle.dumps(task_for(separation, tmp_path / "new folder" / "mix.wav")))
    assert not has_grown(separation)

    written = mix_down(task)

    # Its stems were separated first.
    assert has_grown(separation)
    assert (written.path, written.gain_db, written.remark) == (task.path, 0.0, "")
    assert (written.n_samples, written.channels) == (separation.n_samples, 2)
    assert soundfile.info(task.path).subtype == "FLOAT"
    np.testing.assert_allclose(read(task.path), heard(separation, MIX), atol=1e-6)
    assert written.peak == np.abs(read(task.path)).max()
    assert list(task.path.parent.iterdir()) == [task.path]


@pytest.mark.parametrize("stem", STEM_NAMES)
def test_a_single_stem_is_exact(separation, tmp_path: Path, stem: str) -> None:
    path = tmp_path / f"{stem}.wav"
    mix_down(task_for(separation, path, {f"hpss/{stem}": 1.0}, title="Song"))
    np.testing.assert_array_equal(read(path), read_stems(growing_path(separation), 2)[stem])
    with soundfile.SoundFile(path) as file:
        assert file.title == "Song"
        assert file.comment == f"SepGenre: hpss/{stem} 1"


@pytest.mark.parametrize(
    ("name", "depth", "subtype", "step"),
    [
        ("a.wav", "16", "PCM_16", 2.0**-15),
        ("a.wav", "24", "PCM_24", 2.0**-23),
        ("a.flac", "16", "PCM_16", 2.0**-15),
        ("a.flac", "24", "PCM_24", 2.0**-23),
        ("a.flac", None, "PCM_24", 2.0**-23),
    ],
)
def test_integers_are_the_nearest(
    separation, tmp_path: Path, name: str, depth, subtype: str, step: float
) -> None:
    written = mix_down(task_for(separation, tmp_path / name, bit_depth=depth))

    assert soundfile.info(written.path).subtype == subtype
    expected = heard(separation, MIX) * 10 ** (written.gain_db / 20)
    # There is no integer for full scale itself.
    error = read(written.path).astype(np.float64) - np.minimum(expected, 1.0 - step)
    assert np.abs(error).max() <= 0.5 * step + 2e-7
    # Rounded to the nearest: no constant part.
    assert abs(error.mean()) < 0.02 * step + 1e-8


@pytest.mark.parametrize("name", ["a.wav", "a.flac"])
def test_a_track_of_16_bits_comes_back_as_it_was(separation, tmp_path: Path, name: str) -> None:
    written = mix_down(task_for(separation, tmp_path / name, {"mixture": 1.0}, bit_depth="16"))
    before, _ = soundfile.read(
        separation.path, dtype="int16", start=RATE_HZ, frames=separation.n_samples
    )
    after, _ = soundfile.read(written.path, dtype="int16")
    np.testing.assert_array_equal(after, before)
    # The track alone needs no stems.
    assert not has_grown(separation)


def test_ogg_sounds_the_same(separation, tmp_path: Path) -> None:
    written = mix_down(task_for(separation, tmp_path / "a.ogg"))
    decoded, expected = read(written.path), heard(separation, MIX)
    assert decoded.shape == expected.shape
    assert np.corrcoef(decoded.ravel(), expected.ravel())[0, 1] > 0.99
    with soundfile.SoundFile(written.path) as file:
        assert "hpss/drums 1 at 3.5 dB" in file.comment


@pytest.mark.parametrize(("name", "rate_hz"), [("a.wav", 22_050), ("a.flac", 48_000)])
def test_another_rate_is_resampled_as_in_one_piece(
    separation, tmp_path: Path, name: str, rate_hz: int
) -> None:
    written = mix_down(task_for(separation, tmp_path / name, sample_rate_hz=rate_hz))
    n_samples = round(separation.n_samples * rate_hz / RATE_HZ)
    whole = resample(heard(separation, MIX).astype(np.float32), RATE_HZ, rate_hz, n_samples)
    assert soundfile.info(written.path).samplerate == written.sample_rate_hz == rate_hz
    assert written.n_samples == n_samples
    gain = 10 ** (written.gain_db / 20)
    np.testing.assert_allclose(read(written.path), whole * gain, atol=2e-6)


@pytest.mark.parametrize(("channels", "rate_hz"), [(1, 48_000), (2, 22_050)])
def test_any_channels_and_rate(tmp_path: Path, make_task, channels: int, rate_hz: int) -> None:
    samples = make_track(2, 3, duration_s=3.0, rate_hz=rate_hz, channels=channels)
    separation = make_task(write_track(tmp_path / "song.flac", samples, rate_hz=rate_hz))
    written = mix_down(task_for(separation, tmp_path / "a.wav"))
    assert (written.channels, written.sample_rate_hz) == (channels, rate_hz)
    np.testing.assert_allclose(read(written.path), heard(separation, MIX), atol=1e-6)


@pytest.mark.parametrize(
    ("name", "depth"), [("a.flac", None), ("a.wav", "16"), ("a.wav", "24"), ("a.ogg", None)]
)
def test_what_would_clip_is_turned_down_and_told(separation, tmp_path: Path, name, depth) -> None:
    loud = {"mixture": 4.0}
    written = mix_down(task_for(separation, tmp_path / name, loud, bit_depth=depth))
    expected = heard(separation, loud)
    assert written.peak == pytest.approx(np.abs(expected).max(), rel=1e-5)
    assert written.gain_db == pytest.approx(-20 * np.log10(written.peak), abs=1e-3)
    assert f"Turned down by {-written.gain_db:.1f} dB" in written.remark
    if name != "a.ogg":
        np.testing.assert_allclose(read(written.path), expected / written.peak, atol=5e-5)


def test_float_wav_keeps_what_is_beyond_full_scale(separation, tmp_path: Path) -> None:
    written = mix_down(task_for(separation, tmp_path / "a.wav", {"mixture": 4.0}))
    assert written.peak > 1.0
    assert (written.gain_db, written.remark) == (0.0, "")
    np.testing.assert_allclose(read(written.path), heard(separation, {"mixture": 4.0}), atol=1e-5)


def test_a_part_of_the_window(separation, tmp_path: Path) -> None:
    part = task_for(separation, tmp_path / "a.wav", start_sample=70_000, n_samples=1_234)
    mix_down(part)
    np.testing.assert_allclose(read(part.path), heard(separation, MIX)[:, 70_000:71_234], atol=1e-6)
    rest = task_for(separation, tmp_path / "b.wav", start_sample=70_000)
    mix_down(rest)
    np.testing.assert_allclose(read(rest.path), heard(separation, MIX)[:, 70_000:], atol=1e-6)


def test_progress_goes_to_the_end(separation, tmp_path: Path, events) -> None:
    mix_down(task_for(separation, tmp_path / "观.ogg", sample_rate_hz=32_000))
    told = [event for event in events.all if not isinstance(event, StemsGrown)]
    done = [event.done for event in told]
    assert done == sorted(done)
    assert done[-1] == told[-1].total == 100
    assert told[-1].item == "观.ogg"


@pytest.mark.parametrize(
    ("title", "start_sample", "name"),
    [
        ("Title", 1_433_250, "Title - 0m32.500 - drums"),
        ("Title", None, "Title - drums"),
        ("AC/DC: why?", 44_100 * 3_600, "AC-DC- why- - 60m00.000 - drums"),
        ("con", 0, "-con - 0m00.000 - drums"),
        ("ű 观 🎧", 22, "ű 观 🎧 - 0m00.000 - drums"),
    ],
)
def test_names_are_readable_and_safe(title: str, start_sample: int | None, name: str) -> None:
    made = export_name(title, "drums", start_sample=start_sample, sample_rate_hz=44_100)
    assert made == name
