"""Mixers on real and on simulated devices, and what they play."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import attrs
import numpy as np
import pytest

from sepgenre_gui.audio.mixer import LaneAudio, MixPlayer, MixSource
from sepgenre_training.separation.hpss import HpssSeparator
from tests.sepgenre_gui.audio.mixer.heard import Separated
from tests.sepgenre_gui.audio.mixer.rig import RATE_HZ as NUMBERED_HZ
from tests.sepgenre_gui.audio.mixer.rig import MakeRig, MixRig, numbered_stems
from tests.sepgenre_gui.audio.mixer.stems import RATE_HZ, solo, write_mix
from tests.sepgenre_gui.audio.playback.listener import Listener
from tests.sepgenre_gui.audio.playback.sounds import describe, source_frames
from tests.virtual_sink import VirtualSink, priority

_START, _N_SAMPLES = 12 * RATE_HZ, 6 * RATE_HZ


@pytest.fixture
def listener(sink: VirtualSink) -> Iterator[Listener]:
    with priority():
        listener = Listener(sink, MixPlayer)
        yield listener
        listener.player.close()


@pytest.fixture(scope="session")
def music(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Separated:
    track = describe(shared / "audio" / "music" / "Kevin_MacLeod_-_Vibe_Ace.ogg")
    mixture = source_frames(track, _START, _START + _N_SAMPLES)
    stems = HpssSeparator().separate(np.ascontiguousarray(mixture.T), RATE_HZ)
    alone = write_mix(tmp_path_factory.mktemp("music") / "stems.wav", stems)
    lane = LaneAudio(
        key="mixture",
        path=track.path,
        decoder=track.decoder,
        file_channels=2,
        first_channel=0,
        start_sample=_START,
    )
    return Separated(mixture, stems, attrs.evolve(alone, lanes=(lane, *alone.lanes)))


@pytest.fixture(scope="session")
def source(tmp_path_factory: pytest.TempPathFactory) -> MixSource:
    """The mix of `numbered_stems`."""
    folder = tmp_path_factory.mktemp("numbered")
    return write_mix(folder / "stems.wav", numbered_stems(), rate_hz=NUMBERED_HZ)


@pytest.fixture
def make_rig(source: MixSource) -> Iterator[MakeRig]:
    rigs: list[MixRig] = []

    def make(mix: MixSource = source, *, n_ready: int | None = None) -> MixRig:
        rigs.append(MixRig(mix, n_ready=n_ready))
        rigs[-1].desk.set_gains(solo(mix, "hpss/drums"))
        return rigs[-1]

    yield make
    for rig in rigs:
        rig.engine.close()
