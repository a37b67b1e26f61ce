"""The medium: how what is loaded is read, and how it becomes the device's channels."""

from __future__ import annotations

from collections.abc import Callable

import attrs

from sepgenre_gui.audio.playback.device.mixing import MakeMixing, mix_directly
from sepgenre_gui.audio.playback.passages.blocks import Blocks, DecodedBlocks


@attrs.frozen(kw_only=True)
class Medium:
    """What an engine plays: single files, or lanes that are mixed.

    Attributes
    ----------
    open_blocks : callable
        Called with a source of the medium's kind and ``interrupted``, see `DecodedBlocks`.
    make_mixing : MakeMixing
        What makes the device's frames of what was read.
    """

    open_blocks: Callable[..., Blocks]
    make_mixing: MakeMixing


FILES = Medium(open_blocks=DecodedBlocks, make_mixing=mix_directly)
