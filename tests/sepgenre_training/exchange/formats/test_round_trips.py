"""Every text format gives back what was written: starts to the sample, lengths, genres."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings

from sepgenre_training.exchange.annotation import AnnotatedTrack, SegmentLine
from sepgenre_training.exchange.formats.registry import (
    FORMAT_NAMES,
    FORMATS,
    FormatName,
    detect_format,
)
from sepgenre_training.exchange.formats.text_file import one_line
from tests.annotated_tracks import AWKWARD_TEXT, RATES_HZ, annotated_tracks, make_annotated

# jams calls jsonschema as versions before 4 wanted it.
pytestmark = pytest.mark.filterwarnings(
    "ignore:Passing a schema to Validator:DeprecationWarning:jsonschema"
)

EXACT_TEXT = ("csv", "jams", "textgrid")
WITH_ORIGINS = ("csv", "jams", "raven")


def write_and_read(
    name: FormatName, track: AnnotatedTrack, folder: Path
) -> tuple[Sequence[SegmentLine], Path]:
    path = folder / f"song{FORMATS[name].ending}"
    path.write_bytes(FORMATS[name].write([track]).encode("utf-8"))
    read = FORMATS[name].read(path)
    assert read.problems == ()
    return sorted(read.lines, key=lambda line: line.start_s), path


@pytest.mark.parametrize("name", FORMAT_NAMES)
@given(track=annotated_tracks())
@settings(max_examples=150, deadline=None)
def test_what_is_written_is_read_again(
    tmp_path_factory: pytest.TempPathFactory, name: FormatName, track: AnnotatedTrack
) -> None:
    lines, _ = write_and_read(name, track, tmp_path_factory.getbasetemp())

    rate_hz = track.sample_rate_hz
    written = track.segments
    assert [line.start_sample_at(rate_hz) for line in lines] == [s.start_sample for s in written]
    # Audacity writes microseconds.
    assert [line.length_s for line in lines] == pytest.approx([10.0] * len(written), abs=1.1e-6)
    spoken = [s.genre or "" for s in written]
    if name not in EXACT_TEXT:
        spoken = [one_line(genre).strip() for genre in spoken]
    if name != "textgrid":
        assert [line.genre for line in lines] == spoken
    elif "(no genre)" not in spoken:
        # Segments that overlap stand in several tiers, so their order may differ.
        assert [line.genre for line in lines] == spoken
    if name in WITH_ORIGINS:
        assert [line.origin for line in lines] == [s.origin for s in written]


@pytest.mark.parametrize("name", FORMAT_NAMES)
@pytest.mark.parametrize("rate_hz", RATES_HZ)
def test_every_sample_of_a_rate_can_be_a_start(
    tmp_path: Path, name: FormatName, rate_hz: int
) -> None:
    six_hours = 6 * 3600 * rate_hz
    starts = [*range(40), *range(six_hours - 40, six_hours)]
    track = make_annotated(*((s, "House") for s in starts), rate_hz=rate_hz, length_s=6 * 3601.0)

    lines, _ = write_and_read(name, track, tmp_path)

    assert [line.start_sample_at(rate_hz) for line in lines] == starts


@pytest.mark.parametrize("name", FORMAT_NAMES)
def test_a_file_is_recognised_by_its_content_or_suffix(tmp_path: Path, name: FormatName) -> None:
    track = make_annotated((0, AWKWARD_TEXT), (500_000, None))

    _, path = write_and_read(name, track, tmp_path)

    assert detect_format(path) == name


@pytest.mark.parametrize("name", ["csv", "jams", "raven"])
def test_the_audio_is_named(tmp_path: Path, name: FormatName) -> None:
    track = make_annotated((7, "House"))

    (line,), _ = write_and_read(name, track, tmp_path)

    assert line.file == str(track.path)
    if name != "raven":
        assert line.content_hash == track.content_hash


@pytest.mark.parametrize("name", FORMAT_NAMES)
def test_what_is_no_such_file_is_told_with_its_name(tmp_path: Path, name: FormatName) -> None:
    from sepgenre_training.errors import DatasetError

    for content in (b"\xff\xfe\xff", b"\0\1\2\x80", b"no such thing\n" * 3, b'{"a": [1, 2'):
        path = tmp_path / f"ű 观{FORMATS[name].ending}"
        path.write_bytes(content)
        with pytest.raises(DatasetError, match="ű 观") as caught:
            FORMATS[name].read(path)
        assert caught.value.remedy
    with pytest.raises(DatasetError, match="cannot be read"):
        FORMATS[name].read(tmp_path / "nowhere")
