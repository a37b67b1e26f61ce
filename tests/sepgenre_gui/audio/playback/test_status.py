"""What the window is shown: what was asked for last, and each trouble once."""

from __future__ import annotations

from sepgenre_gui.audio.playback import PlaybackProblem, PlaybackState
from sepgenre_gui.audio.playback.status import Status


def test_what_came_of_an_older_request_does_not_hide_a_newer_one() -> None:
    status = Status(lambda: None)
    first = status.intend(PlaybackState.PLAYING)
    second = status.intend(PlaybackState.PAUSED)

    status.settle(PlaybackState.STOPPED, first)
    assert status.state is PlaybackState.PAUSED

    status.settle(PlaybackState.UNAVAILABLE, second)
    assert status.state is PlaybackState.UNAVAILABLE


def test_only_changes_are_told() -> None:
    told: list[PlaybackState] = []
    status = Status(lambda: told.append(status.state))

    serial = status.intend(PlaybackState.PLAYING)
    status.settle(PlaybackState.PLAYING, serial)
    status.intend(None)
    status.tell(None)
    status.tell(PlaybackProblem(message="No sound.", remedy="Plug it in."))
    problem = status.problem
    status.tell(PlaybackProblem(message="No sound.", remedy="Plug it in."))

    assert len(told) == 2
    assert status.problem is problem
