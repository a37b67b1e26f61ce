"""How stems appear: under their names all or none, and nothing unfinished stays."""

from __future__ import annotations

import os
from pathlib import Path

import filelock
import pytest

from sepgenre_training.errors import SepgenreError
from sepgenre_training.separation.stems import STEM_NAMES
from sepgenre_training.separation.whole_track.files import (
    place,
    require_free,
    stem_targets,
    unfinished_folder,
)


@pytest.fixture
def finished(tmp_path: Path) -> dict[str, Path]:
    folder = tmp_path / "finished"
    folder.mkdir()
    files = {name: folder / f"{name}.wav" for name in STEM_NAMES}
    for name, path in files.items():
        path.write_text(name)
    return files


def targets_in(folder: Path) -> dict[str, Path]:
    folder.mkdir(exist_ok=True)
    return stem_targets(Path("ű 观 🎧 .WAV"), folder, "wav")


def test_names_say_track_and_stem(tmp_path: Path) -> None:
    targets = stem_targets(Path("music/My song. Part 2.mp3"), tmp_path, "flac")
    assert [path.name for path in targets.values()] == [
        "My song. Part 2 - bass.flac",
        "My song. Part 2 - drums.flac",
        "My song. Part 2 - other.flac",
        "My song. Part 2 - vocals.flac",
    ]
    assert tuple(targets) == STEM_NAMES


def test_all_are_placed(tmp_path: Path, finished: dict[str, Path]) -> None:
    targets = targets_in(tmp_path / "out")
    place(finished, targets, overwrite=False)
    assert {name: path.read_text() for name, path in targets.items()} == {
        name: name for name in STEM_NAMES
    }
    assert not any(path.exists() for path in finished.values())


def test_where_one_cannot_be_placed_none_is(tmp_path: Path, finished: dict[str, Path]) -> None:
    targets = targets_in(tmp_path / "out")
    finished["other"].unlink()
    with pytest.raises(FileNotFoundError):
        place(finished, targets, overwrite=False)
    assert list((tmp_path / "out").iterdir()) == []


def test_a_taken_name_is_refused_unless_it_may_be_replaced(
    tmp_path: Path, finished: dict[str, Path]
) -> None:
    targets = targets_in(tmp_path / "out")
    targets["drums"].write_text("old")
    for refuse in (
        require_free,
        lambda _, overwrite: place(finished, targets, overwrite=overwrite),
    ):
        with pytest.raises(SepgenreError, match=r"drums\.wav: exists already") as told:
            refuse(targets, overwrite=False)
        assert "--overwrite" in told.value.remedy
    assert [path.read_text() for path in (tmp_path / "out").iterdir()] == ["old"]

    place(finished, targets, overwrite=True)
    assert targets["drums"].read_text() == "drums"


def test_a_folder_is_never_replaced(tmp_path: Path) -> None:
    targets = targets_in(tmp_path / "out")
    targets["vocals"].mkdir()
    with pytest.raises(SepgenreError, match="is a folder"):
        require_free(targets, overwrite=True)


def test_a_name_that_is_too_long_is_refused_before_it_is_needed(tmp_path: Path) -> None:
    targets = stem_targets(Path("x" * 250 + ".wav"), tmp_path, "flac")
    with pytest.raises(OSError, match="too long"):
        require_free(targets, overwrite=False)


def test_what_is_unfinished_vanishes(tmp_path: Path) -> None:
    out = tmp_path / "a" / "b"
    with unfinished_folder(out) as unfinished:
        assert unfinished.parent == out
        assert unfinished.name.startswith(".part-")
        (unfinished / "bass.wav").touch()
        (out / "done.wav").touch()
    assert [path.name for path in out.iterdir()] == ["done.wav"]


def test_a_folder_that_got_nothing_vanishes_too_unless_it_was_there(tmp_path: Path) -> None:
    def fail_in(folder: Path) -> None:
        with unfinished_folder(folder) as unfinished:
            (unfinished / "bass.wav").touch()
            raise KeyboardInterrupt

    (tmp_path / "old").mkdir()
    for name in ("old", "new"):
        with pytest.raises(KeyboardInterrupt):
            fail_in(tmp_path / name)
    assert [path.name for path in tmp_path.iterdir()] == ["old"]
    assert list((tmp_path / "old").iterdir()) == []


def test_what_the_killed_have_left_vanishes_at_the_next_time(tmp_path: Path) -> None:
    abandoned, in_use, fresh = (tmp_path / f".part-stems-{n}" for n in ("dead", "alive", "new"))
    for folder in (abandoned, in_use, fresh):
        folder.mkdir()
        (folder / "lock").touch()
        (folder / "bass.wav").write_text("half")
        if folder != fresh:
            os.utime(folder, (0, 0))

    with filelock.FileLock(in_use / "lock"), unfinished_folder(tmp_path):
        assert not abandoned.exists()

    # Of one that is just being made, the lock may be free for a moment.
    assert set(tmp_path.iterdir()) == {fresh, in_use}
    assert (in_use / "bass.wav").read_text() == "half"
