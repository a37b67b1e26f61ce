"""What a run records beside its trials (identity, provenance, warnings), and reading it back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import attrs

from sepgenre_gui.project.project import Project
from sepgenre_gui.project.run import Run
from sepgenre_gui.services.extract_features import LabelledData
from sepgenre_training.cache import content_key
from sepgenre_training.errors import ExperimentError
from sepgenre_training.experiment.config import ExperimentConfig
from sepgenre_training.experiment.configuration_file import format_config, parse_config
from sepgenre_training.experiment.provenance import describe_machine, describe_versions
from sepgenre_training.experiment.results import RunRecord, Split
from sepgenre_training.experiment.splits import Side, count_missing
from sepgenre_training.separation.registry import describe_separator

_FEW_SONGS = 5
_WITHOUT_A_GENRE: Mapping[Side, str] = {
    "train": "no network can learn it there",
    "validation": "the epoch is chosen without it there",
    "test": "its F1 is not told there, and the macro F1 is that of the other genres",
}


def run_record(project: Project, run_id: int | None = None) -> RunRecord:
    """Return run `run_id`, or the newest one that has trials, as the report reads it.

    Raises
    ------
    ExperimentError
        Where the project has no such run, or the run has no finished trial.
    """
    identifiers = [run.id for run in project.runs.list()] if run_id is None else [run_id]
    if not identifiers:
        raise ExperimentError(
            f"{project.folder}: no experiment has been run yet.",
            remedy=f"Run one: `sepgenre run {project.folder} --config paper`.",
        )
    with_trials = (each for each in reversed(identifiers) if project.runs.trial_indices(each))
    run = project.runs.get(next(with_trials, identifiers[-1]))
    record = record_so_far(project, run)
    if not record.trials:
        raise ExperimentError(
            f"{project.folder}: run {run.id} has no finished trial.",
            remedy=f"Run it to an end: `sepgenre run {project.folder}`.",
        )
    return record


def record_so_far(project: Project, run: Run) -> RunRecord:
    """Return `run` as the report reads it, with the trials that it has; there may be none."""
    return RunRecord(
        name=run.name,
        config=attrs.evolve(parse_config(run.config_toml), trials=run.trials_wanted),
        genres=run.genres,
        segment_genres=run.segment_genres,
        segment_titles=run.segment_titles,
        trials=project.runs.trials(run.id),
        provenance=run.provenance,
        warnings=run.warnings,
    )


def run_identity(config: ExperimentConfig, data: LabelledData) -> str:
    """Return a hash of all that a trial's result depends on; the number of trials is no part."""
    comparable = attrs.evolve(config, trials=1, name="")
    return content_key(
        config=format_config(comparable),
        tensors=data.key,
        segments=[attrs.astuple(segment) for segment in data.segments],
        genres=data.genres,
        separator=data.separator,
        versions=describe_versions(),
        machine=describe_machine(),
    )


def run_provenance(config: ExperimentConfig, data: LabelledData, identity: str) -> dict[str, str]:
    """Return all that is needed to repeat the run: versions, hashes, seed, kind of machine."""
    separator = describe_separator(data.separator)
    return {
        "identity": identity,
        "separator": f"{separator.name}, version {separator.version}",
        "tensors": data.key,
        "seed": str(config.seed),
        **{f"version of {name}": version for name, version in describe_versions().items()},
        **describe_machine(),
    }


def run_warnings(
    config: ExperimentConfig, data: LabelledData, splits: Sequence[Split]
) -> tuple[str, ...]:
    """Return what a reader should know before believing the figures, as sentences.

    Parameters
    ----------
    splits : Sequence[Split]
        Those of all trials of `config`.
    """
    return (*_data_warnings(data), *_grouping_warnings(config, data), *_side_warnings(data, splits))


def _data_warnings(data: LabelledData) -> Iterator[str]:
    if data.unlabelled:
        yield f"{data.unlabelled} segments without a genre were left out."
    for problem in data.problems:
        yield f"Left out: {problem.path.name}: {problem.reason}"
    songs = Counter(label for label, _ in {(each.label, each.song_id) for each in data.segments})
    for label, genre in enumerate(data.genres):
        if songs[label] < _FEW_SONGS:
            yield f"Genre {genre!r} has only {songs[label]} songs."


def _grouping_warnings(config: ExperimentConfig, data: LabelledData) -> Iterator[str]:
    if config.split.group == "none":
        yield "Segments of one song may stand on both sides of a split (group: none)."
    without_artist = sum(segment.artist is None for segment in data.segments)
    if config.split.group == "artist" and without_artist:
        yield (
            f"The artist of {without_artist} of {len(data.segments)} segments is not known; "
            "their songs count for themselves, so songs of one artist may stand on both sides."
        )


def _side_warnings(data: LabelledData, splits: Sequence[Split]) -> Iterator[str]:
    for side, consequence in _WITHOUT_A_GENRE.items():
        # The protocol `paper` has no validation side, which is no lack.
        missing = count_missing(data.segments, [s for s in splits if getattr(s, side)], side)
        for label, trials in sorted(missing.items()):
            yield (
                f"The {side} side of {trials} of {len(splits)} trials has no segment of genre "
                f"{data.genres[label]!r}: {consequence}."
            )
