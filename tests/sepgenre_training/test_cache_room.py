"""What the cache takes, and what goes first: the longest unused, whole, and nothing else."""

from __future__ import annotations

import hashlib
import math
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sepgenre_training.cache import UNFINISHED_PREFIX, Cache, touch
from sepgenre_training.cache_room import (
    FOREIGN,
    CacheUse,
    clear,
    make_room,
    measure,
    shrink,
)
from tests.small_disk import SmallDisk, mounted

DAY_S = 86_400.0
NOW_S = 1_000 * DAY_S


def add(root: Path, kind: str, name: str, n_bytes: int, *, used_at: float = NOW_S) -> Path:
    """Write an entry; that of kind ``tensors`` is a folder of two files."""
    key = hashlib.sha256(name.encode()).hexdigest()
    path = Cache(root=root).path(kind, key, "" if kind == "tensors" else ".wav")
    path.parent.mkdir(parents=True, exist_ok=True)
    if kind == "tensors":
        path.mkdir()
        (path / "stems.npy").write_bytes(bytes(n_bytes // 2))
        (path / "no_vox.npy").write_bytes(bytes(n_bytes - n_bytes // 2))
    else:
        path.write_bytes(bytes(n_bytes))
    os.utime(path, (used_at, used_at))
    return path


def unfinished(root: Path, kind: str, n_bytes: int, *, used_at: float = NOW_S) -> Path:
    path = root / kind / "ab" / f"{UNFINISHED_PREFIX}x.wav"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(bytes(n_bytes))
    os.utime(path, (used_at, used_at))
    return path


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def test_each_kind_is_measured(root: Path) -> None:
    add(root, "stems", "a", 100)
    add(root, "stems", "b", 50)
    add(root, "tensors", "c", 30)
    add(root, "mixes", "d", 7)
    unfinished(root, "stems", 5)
    (root / "stems" / "notes.txt").write_text("mine")

    assert measure(root) == (
        CacheUse(kind="mixes", n_files=1, n_bytes=7),
        CacheUse(kind=FOREIGN, n_files=1, n_bytes=4),
        CacheUse(kind="stems", n_files=3, n_bytes=155),
        CacheUse(kind="tensors", n_files=2, n_bytes=30),
    )


def test_no_cache_takes_nothing(root: Path) -> None:
    assert measure(root) == ()
    assert clear(root, ["stems"]).n_bytes == 0
    assert shrink(root, 0, math.inf).n_bytes_left == 0


def test_clearing_takes_one_kind_and_what_was_abandoned(root: Path) -> None:
    add(root, "stems", "a", 100)
    tensors = add(root, "tensors", "c", 30)
    left = unfinished(root, "stems", 5, used_at=0.0)

    freed = clear(root, ["stems"])

    assert (freed.n_entries, freed.n_bytes, freed.n_bytes_left) == (2, 105, 30)
    assert not left.exists()
    assert tensors.is_dir()


def test_what_somebody_put_there_stays(root: Path, tmp_path: Path) -> None:
    entry = add(root, "stems", "a", 100)
    precious = tmp_path / "precious.wav"
    precious.write_text("a track")
    kept = [
        root / "notes.txt",
        root / "stems" / "notes.txt",
        root / "stems" / "my folder" / f"{'c' * 64}.wav",
        entry.parent / "song.wav",
        root / "stems" / "zz" / f"{'f' * 64}.wav",
        root / "stems" / "aa" / f"{'f' * 64}.wav",
    ]
    for path in kept:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("mine")
    link = entry.with_name(entry.name[:2] + "0" * 62 + ".wav")
    link.symlink_to(precious)
    kinds = [use.kind for use in measure(root)]

    clear(root, kinds)
    shrink(root, 0, math.inf)

    assert not entry.exists()
    assert link.is_symlink()
    assert precious.read_text() == "a track"
    assert [path.read_text() for path in kept] == ["mine"] * len(kept)


def test_a_kind_on_another_disk_is_cared_for(root: Path, tmp_path: Path) -> None:
    add(tmp_path, "stems", "a", 100)
    root.mkdir()
    (root / "stems").symlink_to(tmp_path / "stems")

    assert measure(root) == (CacheUse(kind="stems", n_files=1, n_bytes=100),)
    assert clear(root, ["stems"]).n_entries == 1


def test_the_longest_unused_goes_first_and_using_counts(root: Path) -> None:
    paths = [add(root, "stems", str(day), 10, used_at=day * DAY_S) for day in range(5)]
    touch(paths[0])

    freed = shrink(root, 25, math.inf)

    assert (freed.n_entries, freed.n_bytes, freed.n_bytes_left) == (3, 30, 20)
    assert [path.exists() for path in paths] == [True, False, False, False, True]


def test_tensors_go_whole(root: Path) -> None:
    tensors = add(root, "tensors", "a", 100, used_at=0.0)
    add(root, "stems", "b", 100)

    assert shrink(root, 150, math.inf).n_bytes == 100
    assert not tensors.exists()
    assert list(tensors.parent.iterdir()) == []


def test_what_was_used_since_and_what_is_unfinished_stays(root: Path) -> None:
    new = add(root, "stems", "new", 100, used_at=NOW_S)
    old = add(root, "stems", "old", 100, used_at=NOW_S - 1)
    part = unfinished(root, "stems", 100, used_at=0.0)

    freed = shrink(root, 0, NOW_S)

    assert (freed.n_bytes, freed.n_bytes_left) == (100, 200)
    assert (new.exists(), old.exists(), part.exists()) == (True, False, True)


def test_what_is_used_meanwhile_stays(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = add(root, "stems", "a", 10, used_at=0.0)
    next_one = add(root, "stems", "b", 10, used_at=DAY_S)
    unlink = Path.unlink

    def use_the_next(path: Path, *, missing_ok: bool = False) -> None:
        touch(next_one)
        unlink(path, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", use_the_next)
    freed = shrink(root, 0, math.inf)

    assert (old.exists(), next_one.exists()) == (False, True)
    assert (freed.n_entries, freed.n_bytes_left) == (1, 10)


def test_touching_what_is_not_there_is_no_error(root: Path) -> None:
    touch(root / "gone")


def test_two_at_once_remove_no_more_than_one_would(root: Path) -> None:
    paths = [add(root, "stems", str(n), 10, used_at=n * DAY_S) for n in range(400)]
    freed = []
    barrier = threading.Barrier(2)

    def run() -> None:
        barrier.wait()
        freed.append(shrink(root, 2_000, math.inf))

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [path.exists() for path in paths] == [False] * 200 + [True] * 200
    assert sum(each.n_entries for each in freed) == 200
    assert all(each.problems == () for each in freed)
    assert {each.n_bytes_left for each in freed} == {2_000}


def test_room_is_made_by_as_little_as_it_takes(root: Path) -> None:
    paths = [add(root, "stems", str(n), 100, used_at=n * DAY_S) for n in range(4)]

    assert make_room(root, 150).n_entries == 2
    assert [path.exists() for path in paths] == [False, False, True, True]
    assert make_room(root, 10_000).n_entries == 2


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    with mounted(tmp_path / "disk", 1 << 20) as small:
        yield small


def test_what_cannot_be_removed_is_told_and_stays_whole(disk: SmallDisk) -> None:
    paths = [add(disk.root, "stems", "a", 10), add(disk.root, "tensors", "b", 10)]
    disk.protect()

    freed = clear(disk.root, ["stems", "tensors"])

    assert (freed.n_entries, freed.n_bytes_left) == (0, 20)
    assert {problem.path for problem in freed.problems} == {*paths}
    assert {problem.reason for problem in freed.problems} == {"Read-only file system."}
    assert len(list(paths[1].iterdir())) == 2


def test_a_full_disk_can_be_cleared(disk: SmallDisk) -> None:
    add(disk.root, "stems", "a", 100_000)
    add(disk.root, "tensors", "b", 100_000)
    disk.fill()

    assert clear(disk.root, ["stems", "tensors"]).problems == ()
    assert disk.free_bytes >= 200_000


entries = st.lists(
    st.tuples(
        st.sampled_from(["stems", "features", "tensors"]),
        st.integers(0, 50),
        st.integers(0, 20),
    ),
    max_size=12,
)


@given(entries=entries, limit=st.integers(0, 300), keep=st.integers(-1, 21))
def test_newer_never_goes_before_older(
    tmp_path_factory: pytest.TempPathFactory,
    entries: list[tuple[str, int, int]],
    limit: int,
    keep: int,
) -> None:
    root = tmp_path_factory.mktemp("cache")
    made = {
        add(root, kind, str(number), n_bytes, used_at=NOW_S + used): (n_bytes, used)
        for number, (kind, n_bytes, used) in enumerate(entries)
    }
    freed = shrink(root, limit, NOW_S + keep)

    stays = {path: of for path, of in made.items() if path.exists()}
    gone = {path: of for path, of in made.items() if path not in stays}
    removable = {path: used for path, (_, used) in stays.items() if used < keep}
    left = sum(n_bytes for n_bytes, _ in stays.values())
    assert all(used < keep for _, used in gone.values())
    if gone and removable:
        assert max(used for _, used in gone.values()) <= min(removable.values())
    assert left <= limit or not removable
    # Not one too many: with the last that went, it would still be over the limit.
    if gone:
        newest = max(used for _, used in gone.values())
        last = [n_bytes for n_bytes, used in gone.values() if used == newest]
        assert left + max(last) > limit
    assert freed.n_bytes_left == left
    assert freed.n_bytes == sum(n_bytes for n_bytes, _ in gone.values())
