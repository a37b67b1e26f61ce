"""Any order after any other: nothing breaks, and the playhead stays with what is heard."""

from __future__ import annotations

import numpy as np
import pytest

from sepgenre_gui.audio.playback import PlaybackSource, PlaybackState, watch
from sepgenre_gui.audio.playback.passages.plan import make_region
from tests.sepgenre_gui.audio.playback.test_playhead import Rig, write_numbered

_RATE_HZ = 8_000
_ORDERS = (
    "play", "loop", "pause", "resume", "stop", "seek", "set_loop_region", "scrub", "end_scrub",
    "lose", "plug", "choose", "run",
)  # fmt: skip


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> PlaybackSource:
    path = tmp_path_factory.mktemp("numbered") / "numbered.wav"
    return write_numbered(path, 60 * _RATE_HZ)


@pytest.fixture(autouse=True)
def _impatient_watch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "WATCH_S", 0.0)


def do(rig: Rig, order: str, rng: np.random.Generator) -> None:
    engine, portaudio = rig.engine, rig.portaudio
    sample = int(rng.integers(-1_000, 62 * _RATE_HZ))
    region = make_region(rig.source, sample, sample + int(rng.integers(1, 20_000)))
    if order == "play":
        rig.play(sample, end=sample + int(rng.integers(0, 100_000)))
    elif order == "loop":
        rig.play(region.start, end=region.end, loop=True)
    elif order == "seek":
        rig.order(lambda: engine.seek(sample))
    elif order == "set_loop_region":
        rig.order(lambda: engine.set_loop_region(region))
    elif order == "scrub":
        rig.pointer.move(region.start)
        rig.order(engine.scrub)
    elif order == "lose" and portaudio.streams and portaudio.stream.active:
        portaudio.plugged = []
        portaudio.stream.lose()
        rig.step()
    elif order in ("lose", "plug"):
        portaudio.plugged = [("Speakers", 48_000), ("Headphones", 44_100)]
    elif order == "choose":
        rig.output.choose(None if rng.random() < 0.5 else "Headphones (Fake)")
    elif order != "run":
        rig.order(getattr(engine, order))


@pytest.mark.parametrize("seed", range(12))
def test_any_sequence_of_orders_leaves_a_player_that_plays(
    source: PlaybackSource, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    rig = Rig(source)

    for _ in range(120):
        do(rig, _ORDERS[rng.integers(len(_ORDERS))], rng)
        rig.run(float(rng.choice([0.0, 0.05, 0.3, 1.0, 7.0])))
        assert 0 <= rig.engine.playhead.position <= source.n_samples
        playing = rig.status.state in (PlaybackState.PLAYING, PlaybackState.SCRUBBING)
        assert not playing or rig.portaudio.stream.active

    rig.portaudio.plugged = [("Speakers", 48_000), ("Headphones", 44_100)]
    rig.output.choose(None)
    rig.play(3 * _RATE_HZ)
    rig.run(2.0)

    assert rig.status.state is PlaybackState.PLAYING
    assert rig.status.problem is None
    assert rig.heard_sample() == pytest.approx(4.8 * _RATE_HZ, abs=0.2 * _RATE_HZ)
    assert rig.worst_s < 0.010
