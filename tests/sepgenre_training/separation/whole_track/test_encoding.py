"""Stems as files: exact lengths, no clipping, and a plain word where it does not work."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from sepgenre_training.errors import CancelledError, SepgenreError
from sepgenre_training.separation.stem_files import wav_container
from sepgenre_training.separation.stems import STEM_NAMES, Audio
from sepgenre_training.separation.whole_track.encoding import (
    STEM_FORMATS,
    StemFormat,
    StemWriter,
    choose_gain,
    encode,
    require_encodable,
    require_room,
)

RATE_HZ = 44_100


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    unfinished = tmp_path / "out" / "unfinished"
    unfinished.mkdir(parents=True)
    return unfinished


def stems_of(n_samples: int, *, channels: int = 2, level: float = 0.1) -> dict[str, Audio]:
    rng = np.random.default_rng(n_samples)
    shape = (channels, n_samples)
    return {n: (level * rng.standard_normal(shape)).astype(np.float32) for n in STEM_NAMES}


def write(folder: Path, stems: dict[str, Audio], rate_hz: int = RATE_HZ) -> StemWriter:
    channels, n_samples = stems["bass"].shape
    writer = StemWriter(folder, n_samples=n_samples, channels=channels, sample_rate_hz=rate_hz)
    with writer:
        for start in range(0, n_samples, 30_000):
            writer.write({n: stem[:, start : start + 30_000] for n, stem in stems.items()})
    return writer


def read(path: Path) -> Audio:
    samples, _ = soundfile.read(path, dtype="float32", always_2d=True)
    return np.asarray(samples.T)


def nothing() -> None:
    pass


@pytest.mark.parametrize("n_samples", [1, 30_000, 100_001])
@pytest.mark.parametrize("channels", [1, 2, 6])
def test_float_stems_are_those_that_were_given(folder: Path, n_samples: int, channels: int) -> None:
    stems = stems_of(n_samples, channels=channels, level=3.0)
    writer = write(folder, stems, 96_000)
    assert tuple(writer.files) == STEM_NAMES
    assert writer.peak == max(float(np.abs(stem).max()) for stem in stems.values())
    for name, path in writer.files.items():
        assert (soundfile.info(path).subtype, soundfile.info(path).samplerate) == ("FLOAT", 96_000)
        np.testing.assert_array_equal(read(path), stems[name])


# The Vorbis encoder crashes on one long write: half a million samples would show it.
@pytest.mark.parametrize("n_samples", [1, 100, 500_001])
@pytest.mark.parametrize(
    ("stem_format", "subtype", "least_snr_db"), [("flac", "PCM_24", 100), ("ogg", "VORBIS", 10)]
)
def test_encoded_stems_have_the_same_samples(
    folder: Path, stem_format: StemFormat, subtype: str, least_snr_db: int, n_samples: int
) -> None:
    stem = stems_of(n_samples)["drums"]
    path = write(folder, stems_of(n_samples)).files["drums"]

    encoded = encode(path, stem_format, gain=1.0, on_block=nothing)

    header = soundfile.info(encoded)
    assert (header.frames, header.samplerate, header.channels) == (n_samples, RATE_HZ, 2)
    assert header.subtype == subtype
    assert not path.exists()
    if n_samples > 100:
        error = read(encoded) - stem
        assert 10 * np.log10(np.square(stem).mean() / np.square(error).mean()) > least_snr_db


@pytest.mark.parametrize("stem_format", STEM_FORMATS)
@pytest.mark.parametrize("peak", [0.5, 1.0, 1.0000001, 1.5, 37.123])
def test_a_gain_keeps_the_loudest_sample_from_clipping(
    folder: Path, stem_format: StemFormat, peak: float
) -> None:
    stems = stems_of(5_000, level=1e-3)
    stems["other"][0, 100:102] = peak, -peak
    writer = write(folder, stems)
    gain = choose_gain(stem_format, writer.peak)

    if stem_format == "wav":
        assert gain == 1.0
        return
    assert gain == 1.0 if peak <= 1.0 else gain == pytest.approx(1.0 / peak, rel=1e-5)
    encoded = read(encode(writer.files["other"], stem_format, gain=gain, on_block=nothing))
    if stem_format == "flac":
        np.testing.assert_allclose(encoded, stems["other"] * gain, atol=3e-7)


def test_encoding_can_be_stopped(folder: Path) -> None:
    path = write(folder, stems_of(100_000)).files["bass"]

    def stop() -> None:
        raise CancelledError("stopped")

    with pytest.raises(CancelledError):
        encode(path, "ogg", gain=1.0, on_block=stop)


def test_samples_that_are_missing_are_noticed(folder: Path) -> None:
    writer = StemWriter(folder, n_samples=100, channels=2, sample_rate_hz=RATE_HZ)
    with pytest.raises(SepgenreError, match="99 of 100 samples arrived") as told, writer:
        writer.write(stems_of(99))
    assert told.value.message.startswith(f"{folder.parent}: ")


def test_beyond_4_gb_wav_is_rf64(folder: Path) -> None:
    assert (wav_container(2**32 - 2**17), wav_container(2**32)) == ("WAV", "RF64")
    writer = StemWriter(folder, n_samples=2**29, channels=2, sample_rate_hz=RATE_HZ)
    with pytest.raises(SepgenreError, match="10 of 536870912 samples arrived"), writer:
        writer.write(stems_of(10))
    assert soundfile.info(writer.files["bass"]).format == "RF64"


def test_a_folder_that_takes_nothing_is_told(tmp_path: Path) -> None:
    with pytest.raises(SepgenreError, match=f"{tmp_path}: the stems cannot be written"):
        StemWriter(tmp_path / "absent", n_samples=1, channels=1, sample_rate_hz=RATE_HZ)


@pytest.mark.parametrize(
    ("stem_format", "channels", "rate_hz"),
    [
        ("wav", 24, 768_000),
        ("flac", 8, 192_000),
        ("flac", 8, 65_535),
        ("flac", 2, 655_350),
        ("ogg", 12, 200_000),
        ("ogg", 2, 8_000),
    ],
)
def test_what_a_format_can_hold_is_written(
    folder: Path, stem_format: StemFormat, channels: int, rate_hz: int
) -> None:
    track = Path("song.wav")
    require_encodable(stem_format, track=track, channels=channels, sample_rate_hz=rate_hz)
    path = write(folder, stems_of(3_000, channels=channels), rate_hz).files["vocals"]
    if stem_format != "wav":
        path = encode(path, stem_format, gain=1.0, on_block=nothing)
    header = soundfile.info(path)
    assert (header.channels, header.samplerate, header.frames) == (channels, rate_hz, 3_000)


@pytest.mark.parametrize(
    ("stem_format", "channels", "rate_hz"),
    [("flac", 9, 44_100), ("flac", 2, 65_537), ("flac", 2, 655_360), ("ogg", 2, 200_001)],
)
def test_what_a_format_cannot_hold_is_refused_before(
    stem_format: StemFormat, channels: int, rate_hz: int
) -> None:
    track = Path("song.wav")
    with pytest.raises(SepgenreError, match=r"song\.wav: .* do not fit") as told:
        require_encodable(stem_format, track=track, channels=channels, sample_rate_hz=rate_hz)
    assert "--format wav" in told.value.remedy


@pytest.mark.parametrize("stem_format", STEM_FORMATS)
def test_room_is_looked_for_before(tmp_path: Path, stem_format: StemFormat) -> None:
    require_room(tmp_path, stem_format, channels=2, n_samples=1_000)
    with pytest.raises(SepgenreError, match="MB here, and") as told:
        require_room(tmp_path, stem_format, channels=2, n_samples=10**15)
    assert str(tmp_path) in told.value.message
    assert told.value.remedy


@pytest.fixture
def limit_file_size() -> Iterator[Callable[[int], None]]:
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    yield lambda n_bytes: resource.setrlimit(resource.RLIMIT_FSIZE, (n_bytes, before[1]))
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_disk_that_is_full_is_told(folder: Path, limit_file_size: Callable[[int], None]) -> None:
    stems = stems_of(100_000)
    path = write(folder, stems).files["bass"]
    limit_file_size(60_000)

    for stem_format in ("flac", "ogg"):
        with pytest.raises(SepgenreError, match="stems cannot be written") as told:
            encode(path, stem_format, gain=1.0, on_block=nothing)
        assert "Free some disk space" in told.value.remedy
    with pytest.raises(SepgenreError, match="stems cannot be written"):
        write(folder, stems)
