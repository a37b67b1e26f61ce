from __future__ import annotations

import hashlib
import os
import pickle
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from mutagen.easyid3 import EasyID3
from mutagen.flac import FLAC
from mutagen.id3 import TALB, TIT2, TPE1
from mutagen.wave import WAVE

from sepgenre_training.audio import AudioInfo, examine
from sepgenre_training.errors import AudioError

Make = Callable[..., Any]

FORMATS = [
    ("a.wav", 44_100, 2, {"subtype": "PCM_16"}),
    ("a.wav", 44_100, 2, {"subtype": "PCM_24"}),
    ("a.wav", 96_000, 2, {"subtype": "FLOAT"}),
    ("a.wav", 8_000, 1, {"subtype": "PCM_16"}),
    ("a.flac", 96_000, 2, {"subtype": "PCM_24"}),
    ("a.ogg", 44_100, 2, {"format": "OGG", "subtype": "VORBIS"}),
    ("a.opus", 48_000, 2, {"format": "OGG", "subtype": "OPUS"}),
    ("a.mp3", 44_100, 2, {"format": "MP3"}),
    ("a.mp3", 8_000, 1, {"format": "MP3"}),
    ("a.aiff", 44_100, 1, {"subtype": "PCM_24"}),
]


def refused(path: Path, **options: Any) -> str:
    with pytest.raises(AudioError) as caught:
        examine(path, **options)
    assert caught.value.remedy
    caught.value.message.encode()
    return caught.value.message


@pytest.mark.parametrize(("name", "rate_hz", "channels", "settings"), FORMATS)
def test_each_format_is_described(
    tone: Make,
    write: Make,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    rate_hz: int,
    channels: int,
    settings: dict[str, str],
) -> None:
    monkeypatch.setenv("PATH", "")
    samples = tone(10.5, rate_hz, channels)
    path = write(name, samples, rate_hz, **settings)
    found = examine(path)
    assert found.info == AudioInfo(
        sample_rate_hz=rate_hz,
        channels=channels,
        n_samples=len(samples),
        decoder="libsndfile",
        decoder_version=soundfile.__libsndfile_version__,
    )
    assert found.info.duration_s == pytest.approx(10.5)
    assert found.warnings == ()
    assert found.content_hash == hashlib.sha256(path.read_bytes()).hexdigest()
    lossless = path.suffix in {".wav", ".flac", ".aiff"}
    assert found.peak == pytest.approx(np.abs(samples).max(), abs=1e-4 if lossless else 0.5)


@pytest.mark.parametrize("name", ["ű 观 🎧 .WAV", "-v file:x.wav", "100% [a]*?.wav", "C: D.flac"])
def test_unusual_names_pass(tone: Make, write: Make, name: str) -> None:
    assert examine(write(name, tone(10.0))).info.n_samples == 441_000


def test_a_name_that_is_not_utf8_is_refused_in_printable_words(tone: Make, write: Make) -> None:
    source = write("a.wav", tone(10.0))
    path = Path(os.fsdecode(os.fsencode(source.parent) + b"/caf\xe9.wav"))
    try:
        shutil.copy(source, path)
    except OSError:
        pytest.skip("this file system refuses names that are not UTF-8")
    assert "not valid UTF-8" in refused(path)


def test_missing_broken_link_folder_empty(tmp_path: Path) -> None:
    assert "does not exist" in refused(tmp_path / "none.wav")
    assert "does not exist" in refused(tmp_path / "no folder" / "none.wav")
    (tmp_path / "link.wav").symlink_to(tmp_path / "gone.wav")
    message = refused(tmp_path / "link.wav")
    assert "link.wav" in message
    assert "gone.wav" in message
    (tmp_path / "folder.wav").mkdir()
    assert "is a folder" in refused(tmp_path / "folder.wav")
    (tmp_path / "empty.wav").touch()
    assert "0 bytes" in refused(tmp_path / "empty.wav")
    assert "cannot be reached" in refused(tmp_path / ("x" * 300 + ".wav"))
    assert "cannot be reached" in refused(tmp_path / "a\0b.wav")
    (tmp_path / "loop.wav").symlink_to("loop.wav")
    assert "cannot be reached" in refused(tmp_path / "loop.wav")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_refused_instead_of_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.wav")
    assert "pipe" in refused(tmp_path / "pipe.wav")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read all")
def test_a_file_without_permission_is_refused(tone: Make, write: Make) -> None:
    path = write("a.wav", tone(10.0))
    path.chmod(0)
    assert "permission" in refused(path)


@pytest.mark.parametrize("name", ["t.wav", "t.mp3", "t.flac", "t.ogg", "t.au", "t.raw", "t.m4a"])
@pytest.mark.parametrize("hidden", [True, False], ids=["without ffmpeg", "as installed"])
def test_text_under_an_audio_name_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, hidden: bool
) -> None:
    path = tmp_path / name
    path.write_text("This is a shopping list: bread, milk, a synthesizer.\n" * 300)
    if hidden:
        monkeypatch.setenv("PATH", "")
    message = refused(path)
    assert name in message
    assert ("needs ffmpeg" in message) == (name == "t.m4a" and shutil.which("ffmpeg") is None)


def test_a_header_without_audio_is_refused(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", np.zeros((0, 2), np.float32), 44_100)
    assert "no audio" in refused(tmp_path / "a.wav")


def test_silence_is_refused_and_quiet_music_is_not(tone: Make, write: Make) -> None:
    samples = tone(10.0)
    samples /= np.abs(samples).max()
    assert "no signal" in refused(write("zero.wav", 0 * samples))
    dither = write("dither.wav", 0.9e-4 * samples, subtype="FLOAT")
    assert "-81 dBFS" in refused(dither)
    assert examine(write("quiet.wav", 1.1e-4 * samples, subtype="FLOAT")).peak > 1e-4


def test_the_shortest_length_is_exact(tone: Make, write: Make) -> None:
    samples = tone(10.0)
    assert examine(write("a.wav", samples)).info.duration_s == 10.0
    message = refused(write("b.wav", samples[:-1]))
    assert "9.999 s" in message
    assert "10 s are needed" in message
    assert examine(write("c.wav", samples[:-1]), min_duration_s=5.0).info.n_samples == 440_999


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_samples_that_are_not_finite_are_refused(tone: Make, write: Make, bad: float) -> None:
    samples = tone(10.0)
    samples[441 * 321, 1] = bad
    assert "3.21 s" in refused(write("a.wav", samples, subtype="FLOAT"))


def test_a_truncated_mp3_warns_with_both_lengths(tone: Make, write: Make) -> None:
    path = write("a.mp3", tone(30.0), format="MP3")
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    found = examine(path)
    assert 10.0 < found.info.duration_s < 29.0
    assert found.info.declared_n_samples == 30 * 44_100
    (warning,) = found.warnings
    assert "30.00 s" in warning
    assert f"{found.info.duration_s:.2f} s" in warning
    path.write_bytes(data[: len(data) // 5])
    message = refused(path)
    assert "30.00 s" in message
    assert "cut off" in message


def test_a_vbr_mp3_without_xing_header_warns(tone: Make, write: Make, convert: Make) -> None:
    source = write("a.wav", tone(45.0))
    path = convert(source, "a.mp3", "-q:a", "4", "-write_xing", "0")
    found = examine(path)
    assert found.info.duration_s < 40.0, "libsndfile reads all of it now: drop the warning"
    assert found.info.declared_n_samples == pytest.approx(45 * 44_100, abs=3000)
    (warning,) = found.warnings
    assert "holds 45." in warning
    assert f"{found.info.duration_s:.2f} s" in warning


def test_damage_is_reported_with_its_position(tone: Make, write: Make) -> None:
    path = write("a.flac", tone(20.0))
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 5000] = bytes(5000)
    path.write_bytes(data)
    message = refused(path)
    assert "damaged" in message
    position_s = float(message.split("after ")[1].split(" s")[0])
    assert 5.0 < position_s <= 10.5


def test_an_ogg_with_missing_pages_is_refused(tone: Make, write: Make) -> None:
    path = write("a.ogg", tone(20.0), format="OGG")
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 20_000] = bytes(20_000)
    path.write_bytes(data)
    assert "missing" in refused(path)


def test_tags_are_read_from_each_container(tone: Make, write: Make) -> None:
    samples = tone(10.0)
    mp3 = write("a.mp3", samples, format="MP3")
    tags = EasyID3()
    tags["title"], tags["artist"], tags["album"] = "Łąka", ["Eins", "Zwei"], "  "
    tags.save(mp3)
    info = examine(mp3).info
    assert (info.title, info.artist, info.album) == ("Łąka", "Eins; Zwei", None)

    flac = write("a.flac", samples)
    file = FLAC(flac)
    file["title"], file["album"] = "Drop", "Demos"
    file.save()
    info = examine(flac).info
    assert (info.title, info.artist, info.album) == ("Drop", None, "Demos")

    wav = write("a.wav", samples)
    wave = WAVE(wav)
    wave.add_tags()
    wave.tags.add(TIT2(encoding=3, text="Rise"))
    wave.tags.add(TPE1(encoding=3, text="観"))
    wave.tags.add(TALB(encoding=3, text="Live"))
    wave.save()
    info = examine(wav).info
    assert (info.title, info.artist, info.album) == ("Rise", "観", "Live")


def test_tags_of_the_info_chunk_are_read(tone: Make, tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    with soundfile.SoundFile(path, "w", 44_100, 2) as file:
        file.title, file.artist = "From INFO", "Someone"
        file.write(tone(10.0))
    info = examine(path).info
    assert (info.title, info.artist, info.album) == ("From INFO", "Someone", None)


def test_damaged_tags_do_not_refuse_the_audio(tone: Make, write: Make) -> None:
    path = write("a.mp3", tone(12.0), format="MP3")
    body = b"TIT2\x7f\xff\xff\xff\x00\x00garbage"
    path.write_bytes(b"ID3\x04\x00\x00\x00\x00\x00" + bytes([len(body)]) + body + path.read_bytes())
    assert examine(path).info.title is None


def test_ffmpeg_reads_what_libsndfile_cannot(tone: Make, write: Make, convert: Make) -> None:
    source = write("a.wav", tone(12.0, 48_000), 48_000)
    path = convert(source, "ű 观: 🎧 .M4A", "-f", "ipod", "-metadata", "artist=Drei")
    found = examine(path)
    assert found.info.decoder == "ffmpeg"
    assert found.info.decoder_version not in {"", "unknown"}
    assert (found.info.sample_rate_hz, found.info.channels) == (48_000, 2)
    assert found.info.duration_s == pytest.approx(12.0, abs=0.05)
    assert found.info.artist == "Drei"
    assert found.warnings == ()
    assert examine(convert(source, "a.webm", "-c:a", "libopus")).info.decoder == "ffmpeg"


def test_opus_goes_to_ffmpeg_where_installed(tone: Make, write: Make, convert: Make) -> None:
    path = convert(write("a.wav", tone(12.0, 48_000), 48_000), "a.opus", "-b:a", "128k")
    found = examine(path)
    assert found.info.decoder == "ffmpeg"
    assert found.info.n_samples == pytest.approx(12 * 48_000, abs=1000)


def test_without_ffmpeg_the_remedy_is_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.wma"
    path.write_bytes(bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c") + bytes(1000))
    monkeypatch.setenv("PATH", "")
    with pytest.raises(AudioError, match="needs ffmpeg") as caught:
        examine(path)
    assert "Install it" in caught.value.remedy
    copy = pickle.loads(pickle.dumps(caught.value))
    assert (type(copy), copy.message) == (AudioError, caught.value.message)


def test_real_recordings_are_described(shared: Path) -> None:
    for path in sorted((shared / "audio" / "music").glob("*.*")):
        found = examine(path)
        assert found.warnings == ()
        assert found.info.duration_s > 10.0
