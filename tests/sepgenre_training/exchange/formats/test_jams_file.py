"""JAMS: valid by the library's own check, and read from files that others wrote."""

from __future__ import annotations

import json
from pathlib import Path

import jams
import pytest

from sepgenre_training.errors import DatasetError
from sepgenre_training.exchange.formats.jams_file import format_jams, read_jams
from tests.annotated_tracks import AWKWARD_TEXT, make_annotated

# jams calls jsonschema as versions before 4 wanted it.
pytestmark = pytest.mark.filterwarnings(
    "ignore:Passing a schema to Validator:DeprecationWarning:jsonschema"
)


def test_the_library_finds_it_valid_and_reads_the_same(tmp_path: Path) -> None:
    path = tmp_path / "song.jams"
    track = make_annotated((94_815, AWKWARD_TEXT), (500_001, None), origin="suggested")
    path.write_text(format_jams(track), encoding="utf-8")

    with path.open(encoding="utf-8") as stream:
        file = jams.load(stream, validate=True, strict=True)

    assert file.validate(strict=True)
    assert file.file_metadata.title == AWKWARD_TEXT
    assert file.file_metadata.duration == 60.0
    assert file.file_metadata.identifiers["content_hash"] == "ab" * 32
    (annotation,) = file.annotations
    assert annotation.namespace == "tag_open"
    assert [(o.time, o.duration, o.value) for o in annotation.data] == [
        (94_815 / 44_100, 10.0, AWKWARD_TEXT),
        (500_001 / 44_100, 10.0, ""),
    ]


def test_segments_of_another_program_are_read(tmp_path: Path) -> None:
    file = jams.JAMS()
    file.file_metadata.duration = 60.0
    for namespace, value in (("segment_open", "intro"), ("tag_open", "House"), ("beat", 1)):
        annotation = jams.Annotation(namespace=namespace, time=0, duration=60)
        annotation.append(time=1.5, duration=10, value=value)
        file.annotations.append(annotation)
    path = tmp_path / "song.jams"
    file.save(str(path))

    read = read_jams(path)

    assert [(line.start_s, line.genre, line.origin, line.file) for line in read.lines] == [
        (1.5, "intro", None, None),
        (1.5, "House", None, None),
    ]


@pytest.mark.parametrize(
    "content",
    [
        "[]",
        '"text"',
        '{"annotations": 5}',
        '{"file_metadata": {"duration": "long"}, "annotations": [], "sandbox": {}}',
        '{"file_metadata": {"duration": 3}, "annotations": [{"namespace": "nothing"}]}',
    ],
)
def test_json_that_is_no_jams_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "song.jams"
    path.write_text(content, encoding="utf-8")

    with pytest.raises(DatasetError, match="no valid JAMS"):
        read_jams(path)


def test_a_time_that_is_no_number_is_told(tmp_path: Path) -> None:
    path = tmp_path / "song.jams"
    content = json.loads(format_jams(make_annotated((0, "a"), (44_100, "b"))))
    content["annotations"][0]["data"][0]["duration"] = float("nan")
    path.write_text(json.dumps(content), encoding="utf-8")

    read = read_jams(path)

    assert [line.genre for line in read.lines] == ["b"]
    assert [problem.line for problem in read.problems] == [1]
