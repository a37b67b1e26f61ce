"""Mixtures that a child process separates in one piece, two channels at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from sepgenre_training.errors import SeparationError
from sepgenre_training.separation.external.child_process import ChildProcess
from sepgenre_training.separation.stems import Audio
from sepgenre_training.separation.stereo_network import channel_pairs


def ask_for_stems(
    child: ChildProcess, blocks: Iterable[Audio], stems: tuple[str, ...]
) -> Iterator[Audio]:
    """Let `child` separate all `blocks` in one piece, two channels at a time.

    Parameters
    ----------
    child : ChildProcess
        Takes ``{"mixture": [shape=(2, samples)]}``, and gives `stems` in that shape.
    blocks : Iterable[Audio] [each shape=(an even number of channels, samples)]
        In their order.
    stems : tuple of str
        Their order in the result.

    Yields
    ------
    Audio [shape=(stems, channels, samples)]
        One block.

    Raises
    ------
    SeparationError, CancelledError
        As in `ChildProcess.ask`, and where the child gives other arrays.
    """
    mixture = np.concatenate(list(blocks), axis=1)
    separated = np.empty((len(stems), *mixture.shape), dtype=np.float32)
    # A single sample at a high rate can be none at the network's.
    for pair in channel_pairs(len(mixture) if mixture.size else 0):
        answer = child.ask({"mixture": mixture[pair]})
        shapes = {name: answer[name].shape for name in answer}
        if shapes != dict.fromkeys(stems, mixture[pair].shape):
            raise SeparationError(
                f"The child process gave {shapes} for audio of shape {mixture[pair].shape}.",
                remedy="Report this as a fault of SepGenre, with the length of the segment.",
            )
        separated[:, pair] = [answer[name] for name in stems]
    yield separated
