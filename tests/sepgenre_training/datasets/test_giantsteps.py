from __future__ import annotations

import hashlib
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from sepgenre_training.datasets.giantsteps import is_giantsteps, read_annotations, read_giantsteps

Clip = Callable[[Path], Path]

SPACED = "indie-dance nu-disco"


def test_the_real_annotations_are_complete(shared: Path) -> None:
    root = shared / "giantsteps_key"
    assert is_giantsteps(root)
    annotations, problems = read_annotations(root)
    assert problems == ()
    assert len(annotations) == 604
    assert len({annotation.track_id for annotation in annotations}) == 604
    genres = Counter(annotation.genre for annotation in annotations)
    assert len(genres) == 23
    assert genres[SPACED] == 14
    assert genres.most_common(1) == [("progressive-house", 88)]
    assert all(annotation.md5 and len(annotation.md5) == 32 for annotation in annotations)
    assert {annotation.title for annotation in annotations} == {None}
    first = annotations[0]
    assert (first.track_id, first.genre, first.key) == ("10089", "breaks", "D major")


def test_annotations_without_audio_are_problems(shared: Path) -> None:
    listing = read_giantsteps(shared / "giantsteps_key")
    assert listing.layout == "giantsteps"
    assert listing.entries == ()
    assert len(listing.problems) == 604
    assert listing.problems[0].path.name == "10089.LOFI.mp3"
    assert listing.notes == ("604 of 604 annotated clips have no audio.",)


@pytest.fixture
def subset(shared: Path, tmp_path: Path, clip: Clip) -> tuple[Path, list[str]]:
    """Copy five annotations, one with a spaced genre; three agree with generated clips' MD5s."""
    source, root = shared / "giantsteps_key", tmp_path / "giantsteps"
    annotations, _ = read_annotations(source)
    spaced = next(one.track_id for one in annotations if one.genre == SPACED)
    ids = sorted([spaced, *[one.track_id for one in annotations[:4]]])
    for kind in ("genre", "key", "jams"):
        (root / "annotations" / kind).mkdir(parents=True)
        for track_id in ids:
            name = f"annotations/{kind}/{track_id}.LOFI.{kind}"
            (root / name).write_bytes((source / name).read_bytes())
    (root / "md5").mkdir()
    for track_id in ids:
        path = clip(root / "audio" / f"{track_id}.LOFI.mp3")
        digest = hashlib.md5(path.read_bytes()).hexdigest()
        (root / "md5" / f"{track_id}.LOFI.md5").write_text(digest + "\n")
    return root, ids


def test_clips_whose_md5_agrees_are_listed(subset: tuple[Path, list[str]], shared: Path) -> None:
    root, ids = subset
    wrong, bare = ids[0], ids[1]
    real = shared / "giantsteps_key" / "md5" / f"{wrong}.LOFI.md5"
    (root / "md5" / real.name).write_bytes(real.read_bytes())
    (root / "md5" / f"{bare}.LOFI.md5").unlink()
    listing = read_giantsteps(root)
    assert [entry.path.name for entry in listing.entries] == [
        f"{track_id}.LOFI.mp3" for track_id in ids[1:]
    ]
    assert SPACED in {entry.genre for entry in listing.entries}
    assert {entry.path.name: entry.md5 is None for entry in listing.entries} == {
        f"{track_id}.LOFI.mp3": track_id == bare for track_id in ids[1:]
    }
    assert all(entry.key and entry.key.endswith(("major", "minor")) for entry in listing.entries)
    (problem,) = listing.problems
    assert problem.path.name == f"{wrong}.LOFI.mp3"
    assert real.read_text().strip() in problem.reason


def test_jams_stand_in_for_missing_genre_and_key(subset: tuple[Path, list[str]]) -> None:
    root, _ = subset
    before = read_giantsteps(root)
    shutil.rmtree(root / "annotations" / "genre")
    shutil.rmtree(root / "annotations" / "key")
    after = read_giantsteps(root)
    assert [entry.genre for entry in after.entries] == [entry.genre for entry in before.entries]
    assert all(entry.key and " " in entry.key for entry in after.entries)


def test_genres_in_real_jams_agree_with_the_genre_files(shared: Path, tmp_path: Path) -> None:
    source = shared / "giantsteps_key"
    shutil.copytree(source / "annotations" / "jams", tmp_path / "annotations" / "jams")
    by_file, _ = read_annotations(source)
    by_jams, problems = read_annotations(tmp_path)
    assert problems == ()
    assert [(one.track_id, one.genre) for one in by_jams] == [
        (one.track_id, one.genre) for one in by_file
    ]


def test_faulty_files_are_named(subset: tuple[Path, list[str]], clip: Clip) -> None:
    root, ids = subset
    (root / "md5" / f"{ids[0]}.LOFI.md5").write_text("not a checksum")
    (root / "annotations" / "jams" / f"{ids[1]}.LOFI.jams").write_text("[1, 2")
    (root / "annotations" / "genre" / f"{ids[2]}.LOFI.genre").write_bytes(b"\xff\xfe\xfa")
    clip(root / "audio" / "999.LOFI.mp3")
    listing = read_giantsteps(root)
    assert {problem.path.name for problem in listing.problems} == {
        f"{ids[0]}.LOFI.md5",
        f"{ids[1]}.LOFI.jams",
        f"{ids[2]}.LOFI.genre",
    }
    genres = {entry.path.name: entry.genre for entry in listing.entries}
    assert len(genres) == len(ids) + 1
    assert genres["999.LOFI.mp3"] is None
    assert genres[f"{ids[1]}.LOFI.mp3"] is not None
    assert listing.notes == ("1 clips have no annotation, so no genre.",)


def test_a_converted_clip_is_not_compared(subset: tuple[Path, list[str]], clip: Clip) -> None:
    root, ids = subset
    (root / "audio" / f"{ids[0]}.LOFI.mp3").unlink()
    clip(root / "audio" / f"{ids[0]}.LOFI.wav")
    listing = read_giantsteps(root)
    assert listing.problems == ()
    assert {entry.path.suffix: entry.md5 is None for entry in listing.entries} == {
        ".mp3": False,
        ".wav": True,
    }
