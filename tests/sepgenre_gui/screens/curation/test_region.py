"""Moving the segment: drags, nudges, beats, suggestions."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from sepgenre_gui.project import Origin, Project
from sepgenre_gui.screens.curation.region import Region, Snap
from sepgenre_gui.screens.curation.session import CurationSession
from sepgenre_gui.services.edits import add_segment
from tests.sepgenre_gui.screens.curation.conftest import RATE_HZ, AddTrack

Samples = npt.NDArray[np.int64]
BEAT = 4000


class KnownLandmarks:
    """A beat every half second, a bar every two, zero crossings at multiples of 20."""

    def __init__(self) -> None:
        self.grid: Samples = np.arange(0, 30 * RATE_HZ, BEAT)

    def beats(self) -> Samples:
        return self.grid

    def bars(self) -> Samples:
        return self.grid[::4]

    def zero_crossings_near(self, sample: int) -> Samples:
        return np.arange(max(sample - 2000, 0) // 20 * 20, sample + 2000, 20)


@pytest.fixture
def landmarks() -> KnownLandmarks:
    return KnownLandmarks()


@pytest.fixture
def region(
    session: CurationSession, add_track: AddTrack, project: Project, landmarks: KnownLandmarks
) -> Region:
    track = add_track("One")
    session.rows()
    session.choose_track(track.id)
    session.perform(lambda: add_segment(project, track.id, 3 * BEAT + 100))
    return Region(session, landmarks, playhead=lambda: 50_003)


def start(session: CurationSession) -> int:
    assert session.segment is not None
    return session.segment.start_sample


def test_a_drag_is_clamped_and_one_step(region: Region, session: CurationSession) -> None:
    for to in (1000, -500, 10_000_000):
        region.drag(to, finished=False)
    region.drag(9_999_999, finished=True)

    assert start(session) == 20 * RATE_HZ
    session.history.undo()
    assert start(session) == 3 * BEAT + 100


def test_two_drags_are_two_steps(region: Region, session: CurationSession) -> None:
    region.drag(1000, finished=True)
    region.drag(2000, finished=True)

    session.history.undo()

    assert start(session) == 1000


@pytest.mark.parametrize(
    ("snap", "to", "expected"),
    [
        (Snap.OFF, 5_777, 5_777),
        (Snap.BEAT, 5_777, BEAT),
        (Snap.BEAT, 6_100, 2 * BEAT),
        (Snap.BAR, 9_000, 4 * BEAT),
        (Snap.ZERO, 5_777, 5_780),
    ],
)
def test_a_drag_snaps(
    region: Region, session: CurationSession, snap: Snap, to: int, expected: int
) -> None:
    region.snap = snap

    region.drag(to, finished=True)

    assert start(session) == expected


def test_without_beats_a_drag_stays_where_it_is(
    region: Region, session: CurationSession, landmarks: KnownLandmarks
) -> None:
    landmarks.grid = np.empty(0, np.int64)
    region.snap = Snap.BEAT

    region.drag(5_777, finished=True)

    assert start(session) == 5_777


def test_nudges_of_time_and_of_beats(region: Region, session: CurationSession) -> None:
    region.nudge(0.1)
    assert start(session) == 3 * BEAT + 900
    region.nudge(-0.01)
    assert start(session) == 3 * BEAT + 820
    region.step(Snap.BEAT, -1)
    assert start(session) == 3 * BEAT
    region.step(Snap.BEAT, -1)
    assert start(session) == 2 * BEAT
    region.step(Snap.BAR, 1)
    assert start(session) == 4 * BEAT
    region.step(Snap.BAR, -1)
    assert start(session) == 0
    region.step(Snap.BAR, -1)
    assert start(session) == 0

    # Nudges in a row are one step.
    session.history.undo()
    assert start(session) == 3 * BEAT + 100


def test_a_step_by_beats_without_beats_says_so(
    region: Region, session: CurationSession, landmarks: KnownLandmarks
) -> None:
    landmarks.grid = np.empty(0, np.int64)
    told: list[str] = []
    region.told.connect(told.append)

    region.step(Snap.BEAT, 1)

    assert told == ["No beat has been found here yet."]
    assert start(session) == 3 * BEAT + 100


def test_the_segment_can_be_put_at_the_playhead(region: Region, session: CurationSession) -> None:
    region.start_here()
    assert start(session) == 50_003

    region.remove()
    assert session.segment is None
    region.start_here()
    assert start(session) == 50_003


def test_suggestions_go_round_and_confirming_one_keeps_it(
    region: Region, session: CurationSession
) -> None:
    places = (16_000, 48_000, 32_000)
    seen = []
    for _ in range(4):
        region.place_next(places)
        seen.append(start(session))
    assert seen == [16_000, 48_000, 32_000, 16_000]
    assert session.segment is not None
    assert session.segment.origin is Origin.SUGGESTED

    assert region.confirm()

    assert session.segment.origin is Origin.BY_HAND
    assert start(session) == 16_000


def test_confirming_nothing_cuts_a_segment_at_the_playhead(
    region: Region, session: CurationSession
) -> None:
    region.remove()

    assert region.confirm()

    assert start(session) == 50_003


def test_a_track_shorter_than_a_segment_is_told(
    session: CurationSession, add_track: AddTrack, landmarks: KnownLandmarks
) -> None:
    short = add_track("Short", length_s=4.0)
    session.choose_track(short.id)
    region = Region(session, landmarks, playhead=lambda: 0)
    told: list[str] = []
    region.told.connect(told.append)

    assert not region.confirm()

    assert "shorter than a segment" in told[0]
    assert session.segments == ()
