"""The lanes side by side equal their files, and nothing is read that is not written yet."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import attrs
import numpy as np
import pytest

from sepgenre_gui.audio.mixer import LaneAudio, MixSource
from sepgenre_gui.audio.mixer.blocks import LaneBlocks
from sepgenre_gui.audio.mixer.desk import Desk
from sepgenre_gui.audio.playback.passages.blocks import NotReady
from sepgenre_training.errors import AudioError
from sepgenre_training.separation.stems import STEM_NAMES
from tests.sepgenre_gui.audio.mixer.stems import (
    GrowingFile,
    frames_of,
    noise_stems,
    stem_lanes,
    write_mix,
)
from tests.sepgenre_gui.audio.playback.sounds import Frames, describe, source_frames


@contextmanager
def open_blocks(source: MixSource, desk: Desk | None = None) -> Iterator[LaneBlocks]:
    if desk is None:
        desk = Desk()
        desk.set_ready(source, source.n_samples)
    blocks = LaneBlocks(source, desk=desk)
    yield blocks
    blocks.close()


def side_by_side(stems: dict[str, np.ndarray]) -> Frames:
    return np.concatenate([frames_of(stems[name]) for name in STEM_NAMES], axis=1)


@pytest.mark.parametrize("channels", [1, 2, 3])
def test_any_window_equals_the_stems(tmp_path: Path, channels: int) -> None:
    stems = noise_stems(1.0, channels=channels)
    everything = side_by_side(stems)

    with open_blocks(write_mix(tmp_path / "stems.wav", stems)) as blocks:
        assert blocks.n_channels == 4 * channels
        for start, n_frames in ((0, 44_100), (12_345, 9_000), (44_099, 1)):
            window = blocks.read(start, n_frames)
            assert np.array_equal(window, everything[start : start + n_frames])


def test_a_segment_lies_beside_the_track_that_it_was_cut_from(shared: Path, tmp_path: Path) -> None:
    track = describe(shared / "audio" / "music" / "Kevin_MacLeod_-_Vibe_Ace.ogg")
    start, n_samples = 200_000, 44_100
    stems = noise_stems(1.0)
    alone = write_mix(tmp_path / "stems.wav", stems)
    mixture = LaneAudio(
        key="mixture",
        path=track.path,
        decoder=track.decoder,
        file_channels=2,
        first_channel=0,
        start_sample=start,
    )
    others = [attrs.evolve(lane, key=f"again/{lane.key}") for lane in alone.lanes]

    with open_blocks(attrs.evolve(alone, lanes=(mixture, *alone.lanes, *others))) as blocks:
        window = blocks.read(1_000, 30_000)
        beyond = blocks.read(-2, n_samples + 4)
        far = blocks.read(n_samples + 9, 3)

    assert np.array_equal(window[:, :2], source_frames(track, start + 1_000, start + 31_000))
    assert np.array_equal(window[:, 2:10], side_by_side(stems)[1_000:31_000])
    assert np.array_equal(window[:, 10:], window[:, 2:10])
    # Beyond the segment all lanes hold, although the track goes on.
    assert np.array_equal(beyond[:2], np.repeat(beyond[2:3], 2, axis=0))
    assert np.array_equal(beyond[-2:], np.repeat(beyond[-3:-2], 2, axis=0))
    assert np.array_equal(far, np.repeat(beyond[-1:], 3, axis=0))


def test_nothing_is_read_before_it_is_ready(tmp_path: Path) -> None:
    stems = noise_stems(1.0)
    everything = side_by_side(stems)
    source = write_mix(tmp_path / "complete.wav", stems)
    growing = GrowingFile(
        tmp_path / "complete.wav", tmp_path / "stems.wav", frame_bytes=32, n_samples=44_100
    )
    source = attrs.evolve(source, lanes=stem_lanes(growing.path, 2))
    desk = Desk()
    desk.set_ready(source, 0)

    with open_blocks(source, desk) as blocks:
        with pytest.raises(NotReady):
            blocks.read(0, 1)
        growing.grow(10_000)
        desk.set_ready(source, 10_000)
        assert np.array_equal(blocks.read(0, 10_000), everything[:10_000])
        for start, n_frames in ((9_999, 2), (44_090, 100)):
            with pytest.raises(NotReady):
                blocks.read(start, n_frames)
        growing.grow(44_100)
        desk.set_ready(source, 44_100)
        assert np.array_equal(blocks.read(9_000, 30_000), everything[9_000:39_000])


def test_files_that_are_gone_or_changed_are_refused_with_a_remedy(tmp_path: Path) -> None:
    source = write_mix(tmp_path / "stems.wav", noise_stems(1.0))
    wider = [attrs.evolve(lane, file_channels=10) for lane in source.lanes]
    gone = [attrs.evolve(lane, path=tmp_path / "gone.wav") for lane in source.lanes]
    for changed, words in (
        (attrs.evolve(source, n_samples=50_000), r"end at 1\.00 s"),
        (attrs.evolve(source, sample_rate_hz=48_000), "44100 Hz"),
        (attrs.evolve(source, lanes=tuple(wider)), "8 channels"),
        (attrs.evolve(source, lanes=tuple(gone)), "No such file"),
    ):
        with open_blocks(changed) as blocks, pytest.raises(AudioError, match=words) as caught:
            blocks.read(44_000, 200)
        assert caught.value.remedy


def test_a_file_that_was_mended_is_read_at_the_next_attempt(tmp_path: Path) -> None:
    stems = noise_stems(1.0)
    path = tmp_path / "stems.wav"
    source = write_mix(path, stems)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])

    with open_blocks(source) as blocks:
        with pytest.raises(AudioError):
            blocks.read(40_000, 100)
        (tmp_path / "mended.wav").write_bytes(whole)
        (tmp_path / "mended.wav").replace(path)
        assert np.array_equal(blocks.read(40_000, 100), side_by_side(stems)[40_000:40_100])


def test_a_mix_that_contradicts_itself_is_none(tmp_path: Path) -> None:
    source = write_mix(tmp_path / "stems.wav", noise_stems(0.1))

    with pytest.raises(ValueError, match="same key"):
        attrs.evolve(source, lanes=(source.lanes[0], source.lanes[0]))
    with pytest.raises(ValueError, match="channel 9 of 8"):
        attrs.evolve(source, n_channels=3)
