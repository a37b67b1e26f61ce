"""Annotation files: written whole, left alone where they are the same, never replaced unasked."""

from __future__ import annotations

from pathlib import Path

import attrs
import pytest

from sepgenre_training.errors import DatasetError
from sepgenre_training.exchange.writing import (
    AnnotationTask,
    ReadingTask,
    read_annotation,
    write_annotation,
)
from tests.annotated_tracks import make_annotated


def test_a_file_is_written_once_and_not_replaced_unasked(tmp_path: Path) -> None:
    path = tmp_path / "new" / "song.txt"
    task = AnnotationTask(tracks=(make_annotated((0, "House")),), format="audacity", path=path)

    assert write_annotation(task).is_new
    before = path.stat().st_mtime_ns
    assert not write_annotation(task).is_new
    assert path.stat().st_mtime_ns == before

    other = attrs.evolve(task, tracks=(make_annotated((0, "Techno")),))
    with pytest.raises(DatasetError, match="other content"):
        write_annotation(other)
    assert "House" in path.read_text(encoding="utf-8")
    assert write_annotation(attrs.evolve(other, overwrite=True)).is_new
    assert "Techno" in path.read_text(encoding="utf-8")
    assert [each.name for each in path.parent.iterdir()] == ["song.txt"]


def test_a_link_to_nowhere_and_a_folder_are_not_replaced(tmp_path: Path) -> None:
    for name in ("link.txt", "folder.txt"):
        path = tmp_path / name
        path.symlink_to("nowhere") if name == "link.txt" else path.mkdir()
        task = AnnotationTask(tracks=(make_annotated(),), format="audacity", path=path)

        with pytest.raises(DatasetError, match="there already"):
            write_annotation(task)


def test_reading_says_the_format(tmp_path: Path) -> None:
    path = tmp_path / "song.txt"
    path.write_text("1.5\t11.5\tHouse\n", encoding="utf-8")

    read = read_annotation(ReadingTask(path=path))

    assert read.format == "audacity"
    assert [line.genre for line in read.content.lines] == ["House"]
    with pytest.raises(DatasetError, match="Begin Time"):
        read_annotation(ReadingTask(path=path, format="raven"))
