"""The explanation of what a network guesses of one segment."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import attrs

from sepgenre_gui.project.genre import Genre
from sepgenre_gui.project.project import Project
from sepgenre_gui.project.segment import Segment
from sepgenre_gui.project.track import Track
from sepgenre_gui.services.experiment.participants import participants
from sepgenre_gui.services.learning.preparing import learn_from, prepare_segments, run_one
from sepgenre_training.audio.sound_file import writing_sound
from sepgenre_training.cache import replacing
from sepgenre_training.compute.pool import WorkerPool
from sepgenre_training.errors import ExperimentError
from sepgenre_training.experiment.events import Event
from sepgenre_training.explanation.explanation import Explanation
from sepgenre_training.explanation.task import ExplanationTask, explain_segment, require_network
from sepgenre_training.learning.model import ModelChoice
from sepgenre_training.networks.names import STEMS_CONV
from sepgenre_training.separation.stems import Audio


@attrs.frozen(kw_only=True, eq=False)
class ExplainedSegment:
    """An explanation, with what it is of."""

    track: Track
    segment: Segment
    genres: tuple[Genre, ...]
    explanation: Explanation
    separator: str

    @property
    def genre(self) -> Genre:
        """Return the genre that is explained."""
        return self.genres[self.explanation.target]


def explain(
    project: Project,
    segment_id: int,
    *,
    model: ModelChoice | None = None,
    genre: str | None = None,
    separator: str | None = None,
    seed: int = 0,
    pool: WorkerPool,
    on_event: Callable[[Event], None],
) -> ExplainedSegment:
    """Train a network on all labelled segments in a worker, and explain its guess of one segment.

    Parameters
    ----------
    genre : str, optional
        Name of the genre to explain; by default the one that the network guesses.

    Raises
    ------
    ConfigurationError
        Where `model` is no network.
    ProjectError
        Where there is no such segment.
    ExperimentError
        Where there are not two genres to learn from, or none of the name.
    SeparationError
        Where the segment cannot be separated.
    """
    model = model or ModelChoice(name=STEMS_CONV)
    require_network(model)
    segment = project.segments.get(segment_id)
    track = project.tracks.get(segment.track_id)
    labelled = participants(project)
    if len({each.genre_id for _, each in labelled}) < 2:
        raise ExperimentError(
            f"{project.folder}: the labelled segments have fewer than two genres; a network needs "
            "two.",
            remedy="Name the genre of more segments.",
        )
    taught = prepare_segments(project, labelled, separator=separator, pool=pool, on_event=on_event)
    one = prepare_segments(
        project,
        [(track, segment)],
        separator=separator,
        with_stems=True,
        pool=pool,
        on_event=on_event,
    )
    if not one.segments:
        raise ExperimentError(f"{one.problems[0].path}: {one.problems[0].reason}")
    data, genres = learn_from(taught.segments, project)
    task = ExplanationTask(
        data=data,
        group=one.segments[0].group,
        segment=one.segments[0].task,
        model=model,
        target=None if genre is None else _label(genre, genres),
        seed=seed,
    )
    return ExplainedSegment(
        track=track,
        segment=segment,
        genres=genres,
        explanation=run_one(pool, explain_segment, task, on_event),
        separator=one.separator,
    )


def write_wav(sound: Audio, sample_rate_hz: int, path: Path) -> None:
    """Write `sound` [shape=(channels, samples)] as float WAV, which appears only when complete.

    Raises
    ------
    OSError
        Where the disk does not take it.
    """
    with (
        replacing(path) as temporary,
        writing_sound(
            temporary,
            sample_rate_hz=sample_rate_hz,
            channels=len(sound),
            container="WAV",
            subtype="FLOAT",
        ) as file,
    ):
        file.write(sound.T)


def _label(name: str, genres: tuple[Genre, ...]) -> int:
    for label, genre in enumerate(genres):
        if genre.name.casefold() == name.strip().casefold():
            return label
    known = ", ".join(repr(genre.name) for genre in genres)
    raise ExperimentError(
        f"No labelled segment has the genre {name!r}.", remedy=f"Choose of these: {known}."
    )
