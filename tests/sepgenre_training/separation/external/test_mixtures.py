"""Mixtures that a child process separates: any rate, any channels, exact lengths."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import pytest

from sepgenre_training.errors import SeparationError
from sepgenre_training.separation.external.child_process import ChildProcess
from sepgenre_training.separation.external.mixtures import ask_for_stems
from sepgenre_training.separation.stems import STEM_NAMES, Audio
from sepgenre_training.separation.stereo_network import StereoNetwork
from tests.sepgenre_training.separation.external.programs import write_program

NETWORK = StereoNetwork(name="toybox", stems=("vocals", "drums", "bass", "other"), rate_hz=44_100)

_FOUR_PARTS = """
def load(settings):
    # Each stem is another part of the mixture, so that none can be taken for another.
    def separate(arrays):
        assert arrays["mixture"].shape[0] == 2
        parts = enumerate(("vocals", "drums", "bass", "other"), start=1)
        return {name: arrays["mixture"] * part / 10 for part, name in parts}
    return separate
"""


@pytest.fixture(scope="module")
def four_parts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChildProcess]:
    folder = tmp_path_factory.mktemp("program")
    program = write_program(folder)
    program.module.write_text(_FOUR_PARTS)
    child = ChildProcess(program)
    yield child
    child.stop()


@pytest.mark.parametrize(
    ("n_samples", "sample_rate", "n_channels"),
    [
        (1, 44_100, 2),
        (100_000, 44_100, 1),
        (1, 192_000, 2),
        (30_001, 96_000, 3),
        (20_000, 11_025, 6),
        (600_000, 44_100, 2),
    ],
)
def test_stems_are_those_of_the_child_in_the_mixtures_shape(
    four_parts: ChildProcess, n_samples: int, sample_rate: int, n_channels: int
) -> None:
    time_s = np.arange(n_samples) / sample_rate
    tones = [np.sin(2 * np.pi * 400.0 * (n + 1) * time_s) for n in range(n_channels)]
    fade = np.sin(np.pi * (np.arange(n_samples) + 0.5) / n_samples)
    mixture = np.asarray(0.5 * fade * np.stack(tones), dtype=np.float32)

    def through(blocks: Iterable[Audio]) -> Iterator[Audio]:
        return ask_for_stems(four_parts, blocks, NETWORK.stems)

    stems = NETWORK.separate(mixture, sample_rate, through)

    assert tuple(stems) == STEM_NAMES
    for name, part in (("vocals", 0.1), ("drums", 0.2), ("bass", 0.3), ("other", 0.4)):
        assert stems[name].dtype == np.float32
        np.testing.assert_allclose(stems[name], part * mixture, atol=2e-4)


def test_stems_of_another_shape_are_refused(tmp_path: Path) -> None:
    child = ChildProcess(write_program(tmp_path, do="shapes"))
    with pytest.raises(SeparationError, match=r"gave \{'mixture': \(2, 9\)\} for audio"):
        list(ask_for_stems(child, [np.ones((2, 10), np.float32)], ("mixture",)))
    with pytest.raises(SeparationError, match="for audio of shape"):
        list(ask_for_stems(child, [np.ones((2, 10), np.float32)], ("bass", "drums")))
    child.stop()
