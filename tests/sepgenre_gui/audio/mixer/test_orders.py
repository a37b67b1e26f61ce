"""Any order after any other while stems grow: nothing breaks, and nothing unwritten is played."""

from __future__ import annotations

import numpy as np
import pytest

from sepgenre_gui.audio.mixer import MixSource
from sepgenre_gui.audio.playback import PlaybackState, watch
from tests.sepgenre_gui.audio.mixer.rig import MixRig
from tests.sepgenre_gui.audio.mixer.stems import solo, write_mix
from tests.sepgenre_gui.audio.playback.test_orders import _ORDERS, do

_RATE_HZ = 8_000
_BASE = 16_384
_N_SAMPLES = 60 * _RATE_HZ


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> MixSource:
    number = np.arange(_N_SAMPLES)
    drums = (np.stack([number // _BASE, number % _BASE]) / 32_768).astype(np.float32)
    stems = {"drums": drums, "vocals": -drums, "bass": 0.5 * drums, "other": 0 * drums}
    return write_mix(tmp_path_factory.mktemp("stems") / "stems.wav", stems, rate_hz=_RATE_HZ)


@pytest.fixture(autouse=True)
def _impatient_watch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "WATCH_S", 0.0)


@pytest.mark.parametrize("seed", range(12))
def test_any_sequence_of_orders_leaves_a_mixer_that_plays(source: MixSource, seed: int) -> None:
    rng = np.random.default_rng(seed)
    n_ready = 0
    rig = MixRig(source, n_ready=0)

    for _ in range(120):
        order = str(rng.choice((*_ORDERS, "grow", "grow", "solo", "mix")))
        if order == "grow":
            n_ready = min(n_ready + int(rng.integers(0, 20_000)), _N_SAMPLES)
            rig.set_ready(n_ready)
        elif order in ("solo", "mix"):
            keys = ("hpss/drums",) if order == "solo" else source.keys
            rig.desk.set_gains(solo(source, *keys))
        else:
            do(rig, order, rng)
        rig.run(float(rng.choice([0.0, 0.05, 0.3, 1.0, 7.0])))
        assert 0 <= rig.position <= _N_SAMPLES
        assert rig.status.problem is None or rig.state is PlaybackState.UNAVAILABLE

    rig.set_ready(_N_SAMPLES)
    rig.portaudio.plugged = [("Speakers", 48_000), ("Headphones", 44_100)]
    rig.output.choose(None)
    rig.desk.set_gains(solo(source, "hpss/drums"))
    rig.play(3 * _RATE_HZ)
    rig.run(2.0)

    assert rig.state is PlaybackState.PLAYING
    assert rig.status.problem is None
    assert rig.heard_sample() == pytest.approx(4.8 * _RATE_HZ, abs=0.2 * _RATE_HZ)
    assert rig.worst_s < 0.010
    assert rig.engine.outlet.gaps == 0
    rig.engine.close()
