"""`separate --whole-track`: four exact files, or none and a clear line."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import soundfile

from sepgenre_gui.cli import run
from sepgenre_gui.project.project import Project
from sepgenre_training.separation.stems import STEM_NAMES
from tests.music import make_track, write_track

Samples = npt.NDArray[np.float32]


SUBTYPES = {"wav": "FLOAT", "flac": "PCM_24", "ogg": "VORBIS"}


LEAST_SNR_DB = {"wav": 90.0, "flac": 90.0, "ogg": 15.0}


def read(path: Path) -> tuple[Samples, int]:
    samples, rate_hz = soundfile.read(path, dtype="float32", always_2d=True)
    return samples, rate_hz


@pytest.mark.parametrize(
    ("name", "stem_format"),
    [
        ("spleeter_audio_example.mp3", "wav"),
        ("spleeter_audio_example.mp3", "flac"),
        ("spleeter_audio_example.mp3", "ogg"),
        ("Kevin_MacLeod_-_Vibe_Ace.ogg", "wav"),
    ],
)
def test_stems_of_real_music_are_as_long_as_it_and_add_up_to_it(
    tmp_path: Path, shared: Path, sepgenre_json, name: str, stem_format: str
) -> None:
    track = shared / "audio" / "music" / name
    expected, rate_hz = read(track)

    separated = sepgenre_json(
        "separate", "--whole-track", track, "--out", "stems", "--format", stem_format,
        "--separator", "hpss",
    )  # fmt: skip

    files = {stem: tmp_path / path for stem, path in separated["files"].items()}
    assert tuple(files) == STEM_NAMES
    assert {path.name for path in files.values()} == {
        f"{track.stem} - {stem}.{stem_format}" for stem in STEM_NAMES
    }
    assert sorted((tmp_path / "stems").iterdir()) == sorted(files.values())
    summed = np.zeros_like(expected)
    for path in files.values():
        assert soundfile.info(path).subtype == SUBTYPES[stem_format]
        stem, stem_rate_hz = read(path)
        assert (stem_rate_hz, stem.shape) == (rate_hz, expected.shape)
        summed += stem
    assert separated["n_samples"] == len(expected)
    error = summed / np.float32(separated["gain"]) - expected
    snr_db = 10 * np.log10(np.square(expected).mean() / np.square(error).mean())
    assert snr_db > LEAST_SNR_DB[stem_format]


def test_it_says_what_it_wrote(tmp_path: Path, song: Path, sepgenre) -> None:
    said = sepgenre("separate", "--whole-track", song, "--out", "st ems", "--separator", "hpss")
    assert said.stdout.splitlines() == [
        *(str(Path("st ems", f"ű 观 🎧  - {stem}.wav")) for stem in STEM_NAMES),
        "Separated 3.30 s by hpss.",
    ]
    for stem in STEM_NAMES:
        assert (tmp_path / "st ems" / f"ű 观 🎧  - {stem}.wav").is_file()


def test_a_loud_track_is_turned_down_where_the_format_would_clip(tmp_path: Path, sepgenre) -> None:
    soundfile.write(tmp_path / "loud.wav", 2.5 * make_track(0, 0), 22_050, subtype="FLOAT")
    words = ("separate", "--whole-track", "loud.wav", "--out", "stems", "--separator", "hpss")
    assert "turned down" not in sepgenre(*words).stdout
    assert (
        "All four stems were turned down alike, by" in sepgenre(*words, "--format", "flac").stdout
    )
    loudest = {
        kind: max(np.abs(read(path)[0]).max() for path in (tmp_path / "stems").glob(f"*.{kind}"))
        for kind in ("wav", "flac")
    }
    assert loudest["wav"] > 1.1
    assert loudest["flac"] == pytest.approx(1.0, abs=1e-5)


def test_stems_that_are_there_are_replaced_only_on_request(
    tmp_path: Path, song: Path, sepgenre
) -> None:
    words = ("separate", "--whole-track", song, "--out", "stems", "--separator", "hpss")
    (tmp_path / "stems").mkdir()
    mine = tmp_path / "stems" / "ű 观 🎧  - other.wav"
    mine.write_text("mine")

    refused = sepgenre(*words, status=1)
    assert "other.wav: exists already. Add --overwrite" in refused.stderr
    assert refused.stderr.count("\n") == 1
    assert [path.read_text() for path in (tmp_path / "stems").iterdir()] == ["mine"]

    sepgenre(*words, "--overwrite")
    assert len(list((tmp_path / "stems").iterdir())) == 4
    assert soundfile.info(mine).subtype == "FLOAT"


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        ([], 1, "sepgenre separate PROJECT"),
        (["there", "--out", "stems"], 1, "--out only with --whole-track"),
        (["there", "--format", "wav"], 1, "--format only with --whole-track"),
        (["there", "--overwrite"], 1, "--overwrite only with --whole-track"),
        (["--whole-track", "song.wav", "--separator", "hpss"], 1, "--out stems"),
        (["--whole-track", "song.wav", "--out", "stems"], 1, "--separator NAME (known: "),
        (["there", "--whole-track", "song.wav", "--out", "stems"], 1, "hpss"),
        (["nowhere", "--whole-track", "song.wav", "--out", "stems"], 1, "nowhere"),
        (["--whole-track", "song.wav", "--out", "stems", "--separator", "magic"], 1, "'hpss'"),
        (
            ["--whole-track", "song.wav", "--out", "s", "--separator", "hpss", "--workers", "2"],
            1,
            "--workers",
        ),
        (
            ["--whole-track", "song.wav", "--out", "s", "--separator", "hpss", "--format", "mp3"],
            2,
            "mp3",
        ),
        (["--whole-track", "absent.wav", "--out", "stems", "--separator", "hpss"], 1, "absent.wav"),
        (["--whole-track", "bad.mp3", "--out", "stems", "--separator", "hpss"], 1, "bad.mp3"),
        (["--whole-track", "there", "--out", "stems", "--separator", "hpss"], 1, "is a folder"),
        (["--whole-track", "song.wav", "--out", "bad.mp3", "--separator", "hpss"], 1, "bad.mp3"),
        (
            ["--whole-track", "x" * 250 + ".wav", "--out", "stems", "--separator", "hpss"],
            1,
            "too long",
        ),
    ],
)
def test_what_cannot_be_done_is_one_clear_line(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    status: int,
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    Project.create(tmp_path / "there").close()
    write_track(tmp_path / "song.wav", make_track(0, 0, duration_s=1.0))
    shutil.copy("song.wav", "x" * 250 + ".wav")
    (tmp_path / "bad.mp3").write_text("no audio")
    before = sorted(tmp_path.iterdir())

    assert run(["separate", *words]) == status

    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("sepgenre: ")
    assert captured.err.count("\n") == 1
    assert said in captured.err
    assert sorted(tmp_path.iterdir()) == before


def test_a_failure_in_json_is_an_object(tmp_path: Path, sepgenre_json) -> None:
    failure = sepgenre_json(
        "separate", "--whole-track", "a.wav", "--out", "stems", "--separator", "hpss", status=1
    )
    assert "a.wav: does not exist" in failure["error"]
    assert failure["remedy"]


def test_the_separator_of_a_project_is_used(
    tmp_path: Path, song: Path, prepared_project: Path, sepgenre_json
) -> None:
    shutil.copytree(prepared_project, tmp_path / "songs")
    separated = sepgenre_json("separate", "songs", "--whole-track", song, "--out", "stems")
    assert separated["separator"] == "hpss"
    assert len(list((tmp_path / "stems").iterdir())) == 4


def test_missing_weights_are_told_before_anything_is_decoded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SEPGENRE_WEIGHTS", str(tmp_path / "weights"))
    # Decoding it would fail with another message.
    (tmp_path / "bad.mp3").write_text("no audio")

    assert (
        run(["separate", "--whole-track", "bad.mp3", "--out", "stems", "--separator", "spleeter"])
        == 1
    )

    said = capsys.readouterr().err
    assert "sepgenre separators install spleeter" in said
    assert "--separator hpss" in said
    assert not (tmp_path / "stems").exists()


def test_stems_that_are_the_track_again_are_refused_unless_accepted(
    tmp_path: Path, sepgenre
) -> None:
    # Played against each other by left and right, a tone is nothing but "other" to hpss.
    tone = 0.3 * np.sin(2 * np.pi * 2_000 * np.arange(80_000) / 8_000)
    write_track(tmp_path / "a" / "tone.wav", np.stack([tone, -tone], axis=1), rate_hz=8_000)
    words = ("separate", "--whole-track", "a/tone.wav", "--out", "stems", "--separator", "hpss")

    assert "--accept-identical" in sepgenre(*words, status=1).stderr
    assert not (tmp_path / "stems").exists()
    sepgenre(*words, "--accept-identical")
    assert len(list((tmp_path / "stems").iterdir())) == 4


def test_segments_that_are_refused_are_told_and_accepted_on_request(
    tmp_path: Path, sepgenre, sepgenre_json
) -> None:
    tone = 0.3 * np.sin(2 * np.pi * 2_000 * np.arange(120_000) / 8_000)
    write_track(tmp_path / "m" / "tone.wav", np.stack([tone, -tone], axis=1), rate_hz=8_000)
    write_track(tmp_path / "m" / "song.wav", make_track(0, 0))
    sepgenre("new", "songs")
    sepgenre("import", "songs", "m", "--layout", "folders")
    for track in (1, 2):
        sepgenre("segments", "songs", "add", "--track", track, "--at", 0.5)

    first = sepgenre_json("separate", "songs", "--separator", "hpss")
    assert first["separated"] == 1
    (problem,) = first["problems"]
    assert problem["path"] == str(tmp_path / "m" / "tone.wav")
    assert problem["reason"].startswith("the segment from 0.50 s: ")
    assert "--accept-identical" in problem["reason"]

    assert sepgenre_json("separate", "songs", "--accept-identical")["separated"] == 1
    again = sepgenre_json("separate", "songs")
    assert (again["cached"], again["problems"]) == (2, [])
    assert sepgenre_json("features", "songs")["shapes"]["stems"][0] == 2
