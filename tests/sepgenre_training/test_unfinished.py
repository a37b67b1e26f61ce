"""The journal of unfinished files: what is noted, what is settled, what is removed after a kill."""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path

import pytest

from sepgenre_training import unfinished as module
from sepgenre_training.cache import replacing
from sepgenre_training.unfinished import Journal, read_journal, remove_unfinished, unfinished


@pytest.fixture
def journal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Journal:
    """The journal of this process, for one test."""
    made = Journal(tmp_path / "journal")
    monkeypatch.setattr(module, "_journal", made)
    return made


def test_what_is_begun_is_noted_before_it_is_there_and_settled_after(
    journal: Journal, tmp_path: Path
) -> None:
    path = tmp_path / "ű 观\n.wav"
    with unfinished(path):
        assert read_journal(journal.path) == (path,)
    assert read_journal(journal.path) == ()
    assert journal.path.stat().st_size == 0


def test_a_file_that_is_being_replaced_is_noted(journal: Journal, tmp_path: Path) -> None:
    with replacing(tmp_path / "new.wav") as temporary:
        temporary.write_bytes(b"half")
        assert read_journal(journal.path) == (temporary,)
        with replacing(tmp_path / "other.wav") as other:
            assert read_journal(journal.path) == (temporary, other)
        assert read_journal(journal.path) == (temporary,)
    assert read_journal(journal.path) == ()


def test_what_a_killed_process_has_begun_is_removed_and_nothing_else(
    journal: Journal, tmp_path: Path
) -> None:
    folder, file, finished = tmp_path / "folder", tmp_path / "file", tmp_path / "finished"
    for path in (folder, file, finished, tmp_path / "never made"):
        journal.note(path)
    folder.mkdir()
    (folder / "inner").touch()
    file.touch()
    finished.touch()
    journal.settle(finished)

    remove_unfinished(journal.path)

    assert list(tmp_path.iterdir()) == [finished]
    assert remove_unfinished(journal.path) == ()


def test_a_note_that_was_cut_short_removes_nothing(journal: Journal, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.touch()
    journal.path.write_bytes(b"+" + os.fsencode(kept))

    assert remove_unfinished(journal.path) == ()
    assert kept.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such links without rights")
def test_of_a_link_only_the_link_is_removed(journal: Journal, tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.mkdir()
    (tmp_path / "link").symlink_to(target)
    journal.note(tmp_path / "link")

    remove_unfinished(journal.path)

    assert list(tmp_path.iterdir()) == [target]


def test_threads_note_side_by_side(journal: Journal, tmp_path: Path) -> None:
    stays = tmp_path / "stays"
    journal.note(stays)

    def work(number: int) -> None:
        for round_number in range(200):
            with unfinished(tmp_path / f"{number}-{round_number}"):
                pass

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert read_journal(journal.path) == (stays,)


def test_without_a_journal_nothing_is_noted(tmp_path: Path) -> None:
    with replacing(tmp_path / "file") as temporary:
        temporary.write_bytes(b"all of it")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
