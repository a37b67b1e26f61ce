"""The growing file: any reader opens it from the start; it vanishes unless it is finished."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from sepgenre_training.separation.preview.growing_file import GrowingStems, wav_header
from sepgenre_training.separation.stem_files import read_stems, write_stems
from sepgenre_training.separation.stems import STEM_NAMES, Audio

RATE_HZ = 48_000


def noise(n_samples: int, channels: int) -> dict[str, Audio]:
    rng = np.random.default_rng(n_samples)
    shape = (channels, n_samples)
    return {name: rng.standard_normal(shape).astype(np.float32) for name in STEM_NAMES}


@pytest.mark.parametrize("channels", [1, 2, 6])
def test_what_is_written_can_be_read_while_it_grows(tmp_path: Path, channels: int) -> None:
    finished = tmp_path / "ű 观" / "stems.wav"
    stems = noise(1_000, channels)
    with GrowingStems(
        finished, n_samples=1_000, channels=channels, sample_rate_hz=RATE_HZ
    ) as growing:
        header = soundfile.info(growing.path)
        assert (header.frames, header.samplerate, header.subtype) == (1_000, RATE_HZ, "FLOAT")
        with soundfile.SoundFile(growing.path) as reader:
            growing.write({name: stem[:, :300] for name, stem in stems.items()})
            assert growing.n_ready_samples == 300
            early = reader.read(300, dtype="float32", always_2d=True).T
        np.testing.assert_array_equal(early, np.concatenate([s[:, :300] for s in stems.values()]))
        rest = read_stems(growing.path, channels)
        assert not any(stem[:, 300:].any() for stem in rest.values())
        assert not finished.exists()
        growing.write({name: stem[:, 300:] for name, stem in stems.items()})
        growing.finish()

    assert list(finished.parent.iterdir()) == [finished]
    for name, stem in read_stems(finished, channels).items():
        np.testing.assert_array_equal(stem, stems[name])
    # As readable for others as any file that is written into the cache.
    write_stems(tmp_path / "other.wav", stems, RATE_HZ)
    assert finished.stat().st_mode == (tmp_path / "other.wav").stat().st_mode


def test_what_is_not_finished_vanishes(tmp_path: Path) -> None:
    finished = tmp_path / "stems.wav"
    with (
        pytest.raises(KeyError),
        GrowingStems(finished, n_samples=9, channels=1, sample_rate_hz=RATE_HZ) as growing,
    ):
        growing.write({})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("n_samples", "kind"), [(1_000_000, "WAV"), (140_000_000, "RF64")])
def test_the_header_states_the_length_even_beyond_4_gb(
    tmp_path: Path, n_samples: int, kind: str
) -> None:
    header = wav_header(n_samples, 8, RATE_HZ)
    path = tmp_path / "long.wav"
    with path.open("wb") as file:
        file.write(header)
        # A hole, which takes no room.
        file.truncate(len(header) + n_samples * 32)
        file.seek(len(header) + (n_samples - 1) * 32)
        file.write(np.arange(8, dtype="<f4").tobytes())
    with soundfile.SoundFile(path) as reader:
        assert (reader.format, reader.frames, reader.channels) == (kind, n_samples, 8)
        reader.seek(n_samples - 1)
        last = reader.read(dtype="float32", always_2d=True)
    np.testing.assert_array_equal(last, [np.arange(8)])
