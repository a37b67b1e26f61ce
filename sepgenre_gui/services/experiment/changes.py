"""What differs from what a run was made with: its trials cannot be gone on with then."""

from __future__ import annotations

from collections.abc import Iterator

from sepgenre_gui.project.run import Run
from sepgenre_gui.services.extract_features import LabelledData
from sepgenre_gui.services.jobs.words import count
from sepgenre_gui.services.run_records import run_identity
from sepgenre_training.experiment.config import ExperimentConfig
from sepgenre_training.experiment.provenance import describe_machine, describe_versions
from sepgenre_training.separation.registry import describe_separator

_VERSION_OF = "version of "
_HIDDEN = "Artists of songs are others, so its splits would be; or its configuration is another."
# A run keeps neither artists, of which its splits depend, nor what else makes the difference.


def changes_since(run: Run, config: ExperimentConfig, data: LabelledData) -> tuple[str, ...]:
    """Return what differs by now, each as a sentence; empty where the run would be the same.

    Parameters
    ----------
    config : ExperimentConfig
        Of the run that would be made now.
    data : LabelledData
        As it would take part now.
    """
    if run_identity(config, data) == run.identity:
        return ()
    return (*_segment_changes(run, data), *_version_changes(run)) or (_HIDDEN,)


def _segment_changes(run: Run, data: LabelledData) -> Iterator[str]:
    before = {segment: run.genres[label] for segment, label in run.segment_genres.items()}
    now = {each.segment_id: data.genres[each.label] for each in data.segments}
    added, gone = now.keys() - before.keys(), before.keys() - now.keys()
    relabelled = [key for key in now.keys() & before.keys() if now[key] != before[key]]
    if added:
        yield f"{count(len(added), 'segment')} would take part that did not then."
    if gone:
        yield f"{count(len(gone), 'segment')} would no longer take part."
    if relabelled:
        yield f"{count(len(relabelled), 'segment')} {_have(len(relabelled))} another genre."
    if not (added or gone) and data.key != run.provenance.get("tensors"):
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


def _have(number: int) -> str:
    return "has" if number == 1 else "have"
