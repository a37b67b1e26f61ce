"""What differs from what a run was made with: its trials cannot be gone on with then."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sepgenre_gui.project.run import Run
from sepgenre_gui.services.jobs.words import count
from sepgenre_training.experiment.provenance import describe_machine, describe_versions
from sepgenre_training.separation.registry import describe_separator

_VERSION_OF = "version of "


def changes_since(run: Run, genres: Mapping[int, str], tensors: str) -> tuple[str, ...]:
    """Return what differs by now, each as a sentence; empty where the run would be the same.

    Parameters
    ----------
    genres : Mapping[int, str]
        For each segment that would take part now, the name of its genre.
    tensors : str
        Key of the tensors as they would be now.
    """
    return (*_segment_changes(run, genres, tensors), *_version_changes(run))


def _segment_changes(run: Run, genres: Mapping[int, str], tensors: str) -> Iterator[str]:
    before = {segment: run.genres[label] for segment, label in run.segment_genres.items()}
    added, gone = genres.keys() - before.keys(), before.keys() - genres.keys()
    relabelled = [key for key in genres.keys() & before.keys() if genres[key] != before[key]]
    if added:
        yield f"{count(len(added), 'segment')} came in."
    if gone:
        yield f"{count(len(gone), 'segment')} no longer {_take(len(gone))} part."
    if relabelled:
        yield f"{count(len(relabelled), 'segment')} {_have(len(relabelled))} another genre."
    if not (added or gone) and tensors != run.provenance.get("tensors", tensors):
        yield "Segments were moved, or their features are computed otherwise."


def _version_changes(run: Run) -> Iterator[str]:
    separator = describe_separator(run.separator)
    now = {
        "separator": f"{separator.name}, version {separator.version}",
        **{f"{_VERSION_OF}{name}": version for name, version in describe_versions().items()},
        **describe_machine(),
    }
    for name, value in now.items():
        before = run.provenance.get(name)
        if before is not None and before != value:
            yield f"{name.removeprefix(_VERSION_OF)}: {before} then, {value} now."


def _take(number: int) -> str:
    return "takes" if number == 1 else "take"


def _have(number: int) -> str:
    return "has" if number == 1 else "have"
