"""Blocks of decoded samples equal the full decode, wherever one begins."""

from __future__ import annotations

from pathlib import Path

import attrs
import numpy as np
import pytest
import soundfile

from sepgenre_gui.audio.playback.passages.blocks import BLOCK_FRAMES, DecodedBlocks, Interrupted
from sepgenre_training.errors import AudioError
from tests.sepgenre_gui.audio.playback.sounds import describe, source_frames, write_noise


@pytest.mark.parametrize(
    "name", ["Kevin_MacLeod_-_Vibe_Ace.ogg", "spleeter_audio_example.mp3"], ids=["ogg", "mp3"]
)
def test_any_window_equals_the_full_decode(shared: Path, name: str) -> None:
    source = describe(shared / "audio" / "music" / name)
    everything = source_frames(source)
    blocks = DecodedBlocks(source)
    rng = np.random.default_rng(3)

    for start in rng.integers(0, source.n_samples - 50_000, 12):
        window = blocks.read(int(start), 50_000)
        assert np.array_equal(window, everything[start : start + 50_000])

    blocks.close()


def test_the_edges_are_held_beyond_the_file(tmp_path: Path) -> None:
    source = write_noise(tmp_path / "noise.wav", duration_s=0.1)
    everything = source_frames(source)
    blocks = DecodedBlocks(source)

    window = blocks.read(-3, source.n_samples + 5)

    assert np.array_equal(window[:3], np.repeat(everything[:1], 3, axis=0))
    assert np.array_equal(window[3:-2], everything)
    assert np.array_equal(window[-2:], np.repeat(everything[-1:], 2, axis=0))
    assert np.array_equal(blocks.read(-9, 4), np.repeat(everything[:1], 4, axis=0))
    assert np.array_equal(
        blocks.read(source.n_samples + 7, 4), np.repeat(everything[-1:], 4, axis=0)
    )


def test_a_long_decode_is_interrupted_and_goes_on_where_it_was(shared: Path) -> None:
    source = describe(shared / "audio" / "music" / "Kevin_MacLeod_-_Vibe_Ace.ogg")
    blocks = DecodedBlocks(source, interrupted=lambda: True)
    start = 20 * BLOCK_FRAMES
    interruptions = 0

    while True:
        try:
            window = blocks.read(start, 100)
            break
        except Interrupted:
            interruptions += 1

    # One for each block that a decoder which only goes forward has to pass.
    assert interruptions == 20
    assert np.array_equal(window, source_frames(source, start, start + 100))


def test_going_back_in_vorbis_decodes_nothing_again(
    shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = describe(shared / "audio" / "music" / "Kevin_MacLeod_-_Vibe_Ace.ogg")
    blocks = DecodedBlocks(source)
    blocks.read(40 * BLOCK_FRAMES, 10)
    monkeypatch.setattr(blocks, "_read_block", None)

    window = blocks.read(3 * BLOCK_FRAMES + 5, 100)

    begin = 3 * BLOCK_FRAMES + 5
    assert np.array_equal(window, source_frames(source, begin, begin + 100))


def test_memory_stays_bounded(tmp_path: Path) -> None:
    rate_hz = 44_100
    path = tmp_path / "long.wav"
    with soundfile.SoundFile(path, "w", rate_hz, 2, subtype="PCM_16") as file:
        for _ in range(300):
            file.write(np.full((rate_hz, 2), 9_000, np.int16))
    source = describe(path)
    blocks = DecodedBlocks(source)

    for start in range(0, source.n_samples - BLOCK_FRAMES, BLOCK_FRAMES):
        blocks.read(start, 10)

    kept = sum(block.nbytes for block in blocks._kept.values())
    assert 16_000_000 < kept <= 32_000_000


def test_a_file_that_is_gone_or_changed_is_refused_with_a_remedy(tmp_path: Path) -> None:
    source = write_noise(tmp_path / "noise.wav", duration_s=1.0)
    longer = attrs.evolve(source, n_samples=source.n_samples + 10)
    other_rate = attrs.evolve(source, sample_rate_hz=48_000)
    gone = attrs.evolve(source, path=tmp_path / "gone.wav")

    for changed, words in ((longer, "ends at 1.00 s"), (other_rate, "44100 Hz"), (gone, "gone")):
        with pytest.raises(AudioError, match=words) as caught:
            DecodedBlocks(changed).read(source.n_samples - 10, 20)
        assert caught.value.remedy
