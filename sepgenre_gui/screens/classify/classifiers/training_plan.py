"""What training a classifier will do, and how long that takes, in words; knows no Qt."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from sepgenre_gui.project.project import Project
from sepgenre_gui.services.experiment.estimating import earlier_runs
from sepgenre_gui.services.experiment.runs import ListedRun, list_runs
from sepgenre_gui.services.experiment.time_estimate import duration_text, estimate_time
from sepgenre_gui.services.jobs.words import count
from sepgenre_gui.services.training_request import TrainingRequest, choose_network
from sepgenre_training.compute.machine import default_worker_count
from sepgenre_training.errors import SepgenreError

_LEAST_TRIALS, _LEAST_GENRES = 1, 2


@attrs.frozen(kw_only=True)
class TrainingPlan:
    """What a person is told before.

    Attributes
    ----------
    steps : str
        What is done, in sentences.
    time : str
        How long, as a sentence.
    obstacle : str
        Why it cannot be done; empty where it can.
    """

    steps: str
    time: str = ""
    obstacle: str = ""


def usable_runs(project: Project) -> Sequence[ListedRun]:
    """Return the runs whose trials can say how long to train, the newest first."""
    return [each for each in list_runs(project) if each.trials_done >= _LEAST_TRIALS]


def plan_training(project: Project, request: TrainingRequest) -> TrainingPlan:
    """Return what `request` will do."""
    labelled = [each for each in project.segments.list() if each.genre_id is not None]
    genres = {each.genre_id for each in labelled}
    if len(genres) < _LEAST_GENRES:
        return TrainingPlan(
            steps="",
            obstacle="A classifier needs labelled segments of two genres at least. Cut segments "
            "and name their genres under Curate (Ctrl+1).",
        )
    try:
        network = choose_network(project, request)
    except SepgenreError as error:
        return TrainingPlan(steps="", obstacle=str(error))
    songs = len({each.track_id for each in labelled})
    last = (
        f"Then one network “{network}” is trained on all {count(len(labelled), 'segment')} of "
        f"{count(songs, 'song')}, and kept."
    )
    if request.run is None:
        first = (
            f"{request.n_folds} networks are trained, each tested on songs that it has not heard: "
            "they say how long to train, what accuracy to expect, and how sure to be."
        )
        n_networks = request.n_folds + 1
    else:
        first = (
            f"The trials of “{request.run.name}” say how long to train, what accuracy to expect, "
            "and how sure to be."
        )
        n_networks = 1
    prepared = "Stems and features that are missing are made first. "
    return TrainingPlan(
        steps=f"{prepared}{first} {last}",
        time=_time(project, request, network, len(labelled), n_networks),
    )


def _time(
    project: Project, request: TrainingRequest, network: str, n_segments: int, n_networks: int
) -> str:
    config = attrs.evolve(request.config, networks=(network,), baseline=network)
    estimate = estimate_time(
        config,
        n_segments=n_segments,
        n_left=n_networks,
        n_workers=default_worker_count(),
        earlier=earlier_runs(project),
    )
    if estimate.seconds is None:
        return (
            "How long is not known, as nothing was trained here yet: some minutes for a hundred "
            "segments. The jobs (Ctrl+J) tell it once it has begun."
        )
    return f"About {duration_text(estimate.seconds)}, by earlier runs. You can go on working."
