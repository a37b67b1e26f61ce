"""Exported files: the sum that is heard, in every format, and never half a file."""

from __future__ import annotations

import errno
import os
import pickle
from pathlib import Path

import attrs
import numpy as np
import pytest
import soundfile

from sepgenre_training.audio.resampling import resample
from sepgenre_training.errors import (
    AudioError,
    CancelledError,
    ConfigurationError,
    SepgenreError,
)
from sepgenre_training.separation.preview.growing import (
    StemsGrown,
    growing_path,
    has_grown,
    separate_growing,
)
from sepgenre_training.separation.preview.mixdown import MixdownTask, export_name, mix_down
from sepgenre_training.separation.stem_files import read_stems
from sepgenre_training.separation.stems import STEM_NAMES, Audio
from sepgenre_training.separation.task import SeparationTask
from tests.music import make_track, write_track

RATE_HZ = 44_100
MIX = {"mixture": 0.25, "hpss/drums": 1.5, "hpss/bass": 0.7071, "hpss/vocals": 0.0}


@pytest.fixture
def separation(tmp_path: Path, make_task) -> SeparationTask:
    samples = make_track(0, 3, duration_s=6.0, rate_hz=RATE_HZ)
    path = write_track(tmp_path / "ű 观 🎧.wav", samples, rate_hz=RATE_HZ, subtype="PCM_16")
    return make_task(path, RATE_HZ, 4 * RATE_HZ + 77)


def read(path: Path) -> Audio:
    samples, _ = soundfile.read(path, dtype="float32", always_2d=True)
    return np.asarray(samples.T)


def heard(separation: SeparationTask, gains: dict[str, float]) -> Audio:
    window = read(separation.path)[:, separation.start_sample :][:, : separation.n_samples]
    stems = read_stems(separate_growing(separation), len(window))
    lanes = {"mixture": window, **{f"hpss/{name}": stem for name, stem in stems.items()}}
    return np.sum([gain * lanes[key].astype(np.float64) for key, gain in gains.items()], axis=0)


def task_for(
    separation: SeparationTask, path: Path, gains: dict[str, float] = MIX, **options
) -> MixdownTask:
    return MixdownTask(
        **{
            "gains": gains,
            "separations": (separation,),
            "path": path,
            "format": path.suffix[1:],
            **options,
        }
    )


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


def test_progress_goes_to_the_end(separation, tmp_path: Path, events) -> None:
    mix_down(task_for(separation, tmp_path / "观.ogg", sample_rate_hz=32_000))
    told = [event for event in events.all if not isinstance(event, StemsGrown)]
    done = [event.done for event in told]
    assert done == sorted(done)
    assert done[-1] == told[-1].total == 100
    assert told[-1].item == "观.ogg"


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
