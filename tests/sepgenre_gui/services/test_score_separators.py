"""Scoring the separators of a project whose tracks have true stems."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest

from sepgenre_gui.project.project import Project
from sepgenre_gui.services.import_tracks import import_tracks
from sepgenre_gui.services.score_separators import ScoringSummary, score_separators
from sepgenre_gui.services.separate_segments import separate_segments
from sepgenre_training.compute.events import Progressed
from sepgenre_training.compute.pool import WorkerPool
from sepgenre_training.errors import DatasetError, ProjectError, SeparationError
from sepgenre_training.experiment.events import Event
from sepgenre_training.separation import registry
from tests.songs_with_stems import make_stems, write_song_with_stems, write_stems_beside

GENRES = ("Breaks", "Techno", "Trance")

Score = Callable[..., ScoringSummary]


@pytest.fixture
def music(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Six songs of three genres with their true stems, where spleeter has no weights."""
    monkeypatch.setenv("SEPGENRE_WEIGHTS", str(tmp_path / "weights"))
    for number in range(6):
        genre = GENRES[number // 2]
        write_song_with_stems(tmp_path / "music", genre, f"song {number}", make_stems(number))
    return tmp_path / "music"


@pytest.fixture
def project(tmp_path: Path, music: Path, pool: WorkerPool) -> Iterator[Project]:
    with Project.create(tmp_path / "project") as project:
        import_tracks(
            project, [music / "songs"], layout="folders", pool=pool, on_event=lambda _: None
        )
        for track in project.tracks.list():
            project.segments.add(track, 1_000, track.genre_id)
        yield project


@pytest.fixture
def score(project: Project, pool: WorkerPool) -> Score:
    """Score the project's separators, silently."""

    def run(**arguments: Any) -> ScoringSummary:
        return score_separators(project, pool=pool, **{"on_event": lambda _: None, **arguments})

    return run


def test_every_segment_is_scored_by_the_mixture_and_by_what_can_run(
    project: Project, score: Score
) -> None:
    events: list[Event] = []
    summary = score(on_event=events.append)

    expected = [
        (segment, separator) for segment in range(1, 7) for separator in ("mixture", "hpss")
    ]
    assert [(each.segment, each.separator) for each in summary.scores] == expected
    assert [each.genre for each in summary.scores[::4]] == list(GENRES)
    assert all(each.start_s == pytest.approx(1_000 / 22_050) for each in summary.scores)
    assert [each.name for each in summary.not_ready if each.name == "spleeter"] == ["spleeter"]
    spleeter = next(each for each in summary.not_ready if each.name == "spleeter")
    assert "missing" in spleeter.reason
    assert "sepgenre separators install spleeter" in spleeter.remedy
    assert (summary.without_true_stems, summary.problems) == (0, ())
    progress = [(event.stage, event.done, event.total) for event in events]
    assert progress == [("separate", n, 6) for n in range(1, 7)] + [
        ("score", n, 12) for n in range(1, 13)
    ]
    # Scoring is a look at the separators, not a choice of one.
    assert project.settings.get("separator", "") == ""


def test_stems_in_the_cache_are_used_as_they_are(
    project: Project, score: Score, pool: WorkerPool
) -> None:
    separate_segments(project, separator="hpss", pool=pool, on_event=lambda _: None)
    written = {path: path.stat().st_ino for path in project.cache.root.rglob("*.wav")}
    events: list[Event] = []
    first = score(on_event=events.append)
    again = score(names=("hpss",))

    assert {event.stage for event in events} == {"score"}
    assert {path: path.stat().st_ino for path in written} == written
    assert again.scores == first.scores
    assert again.not_ready == ()


def test_one_separator_after_the_other_so_that_none_is_loaded_twice(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    hpss = registry.describe_separator("hpss")
    more = [attrs.evolve(hpss, name=name) for name in ("hpss", "second", "third")]
    monkeypatch.setattr(registry, "_SEPARATORS", tuple(more))
    events: list[Event] = []
    # The worker knows the first one only: it is the order that counts.
    with WorkerPool(1) as pool:
        summary = score_separators(project, n_segments=3, pool=pool, on_event=events.append)
    separated = [
        event.item.rsplit("(", 1)[1]
        for event in events
        if isinstance(event, Progressed) and event.stage == "separate"
    ]
    assert separated == ["hpss)"] * 3 + ["second)"] * 3 + ["third)"] * 3
    assert {each.separator for each in summary.scores} == {"mixture", "hpss"}


def test_fewer_segments_are_spread_over_the_project(score: Score, project: Project) -> None:
    summary = score(n_segments=3)
    assert [each.genre for each in summary.scores[::2]] == list(GENRES)
    assert len(list(project.cache.root.rglob("*.wav"))) == 3
    assert len(score(n_segments=99).scores) == 12


def test_a_separator_that_is_named_must_be_known_and_able_to_run(score: Score) -> None:
    with pytest.raises(SeparationError, match="no separator called 'magic'"):
        score(names=("magic",))
    with pytest.raises(SeparationError, match="sepgenre separators install spleeter"):
        score(names=("hpss", "spleeter"))


def test_an_interrupted_scoring_goes_on_with_the_stems_it_has(
    project: Project, score: Score
) -> None:
    class CtrlCError(Exception):
        pass

    def interrupt(event: Event) -> None:
        if getattr(event, "done", 0) == 2:
            raise CtrlCError

    with pytest.raises(CtrlCError):
        score(on_event=interrupt)
    before = {path: path.stat().st_ino for path in project.cache.root.rglob("*.wav")}
    assert len(before) >= 2
    assert len(score().scores) == 12
    kept = {path: path.stat().st_ino for path in before if not path.name.startswith(".")}
    assert kept.items() <= before.items()


def test_tracks_without_usable_true_stems_are_told_and_the_others_scored(
    music: Path, score: Score, project: Project
) -> None:
    bare = music / "stems" / "Breaks" / "song 0"
    bare.rename(music / "elsewhere")
    (music / "stems" / "Breaks" / "song 1" / "bass.wav").unlink()
    write_stems_beside(music / "stems" / "Trance" / "song 5", make_stems(77))
    (music / "songs" / "Trance" / "song 4.wav").write_bytes(b"another file")
    summary = score()

    assert {each.track for each in summary.scores} == {"song 2", "song 3"}
    assert summary.without_true_stems == 1
    reasons = {problem.path.name: problem.reason for problem in summary.problems}
    assert sorted(reasons) == ["song 1.wav", "song 4.wav", "song 5.wav"]
    # The mixture and hpss meet the same reason, which is told once.
    assert len(summary.problems) == 3
    assert "lacks the true stem bass" in reasons["song 1.wav"]
    assert "has changed" in reasons["song 4.wav"]
    assert "do not add up to the track" in reasons["song 5.wav"]


def test_a_project_without_true_stems_is_told_where_they_belong(music: Path, score: Score) -> None:
    (music / "stems").rename(music / "elsewhere")
    with pytest.raises(DatasetError, match="no track has true stems beside it") as refused:
        score()
    assert "stems/GENRE/NAME/ as bass, drums, other and vocals" in refused.value.remedy


def test_where_no_true_stems_are_usable_the_first_reason_is_told(music: Path, score: Score) -> None:
    for path in (music / "stems").rglob("drums.wav"):
        path.unlink()
    reason = r"first of 6: .*song 0\.wav: .*lacks the true stem drums"
    with pytest.raises(DatasetError, match=reason):
        score()


def test_a_project_without_segments_is_told_to_cut_some(
    empty_project: Project, pool: WorkerPool
) -> None:
    with pytest.raises(ProjectError, match=r"no segments.*segments PROJECT suggest"):
        score_separators(empty_project, pool=pool, on_event=lambda _: None)
