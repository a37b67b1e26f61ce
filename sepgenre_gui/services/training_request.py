"""What a classifier is to be trained as: from a run, or from the labelled segments alone."""

from __future__ import annotations

import attrs

from sepgenre_gui.project.project import Project
from sepgenre_gui.project.run import Run
from sepgenre_gui.services.experiment.runs import run_config
from sepgenre_training.classification.decision import TARGET_ACCURACY
from sepgenre_training.errors import ExperimentError
from sepgenre_training.experiment.config import ExperimentConfig
from sepgenre_training.networks.names import STEMS_CONV

DEFAULT_NETWORK = STEMS_CONV
"""The best of the paper's Table 1; where there is a run, its best counts instead."""

N_FOLDS = 5


@attrs.frozen(kw_only=True)
class TrainingRequest:
    """What to train.

    Attributes
    ----------
    config : ExperimentConfig
        Genres, features, network and training of it; without a run, its epochs are the most that
        are tried. See `request_of_run`.
    run : Run or None
        The run whose trials say how long to train and what to expect; None: a cross-validation.
    separator : str or None
        None: the project's.
    network : str or None
        None: the one with the highest mean macro F1 in the run, or `DEFAULT_NETWORK`.
    name : str
        Empty: a name that is free.
    target_accuracy : float
        What verdicts that are not unsure shall reach.
    n_folds : int
        Of the cross-validation.
    """

    config: ExperimentConfig
    run: Run | None = None
    separator: str | None = None
    network: str | None = None
    name: str = ""
    target_accuracy: float = TARGET_ACCURACY
    n_folds: int = attrs.field(default=N_FOLDS, validator=attrs.validators.ge(2))


def request_of_run(project: Project, run_id: int) -> TrainingRequest:
    """Return the request to train what a run has tried: its configuration, genres, separator."""
    run = project.runs.get(run_id)
    # Genres that came later were in none of its trials.
    config = attrs.evolve(run_config(run), genres=run.genres)
    return TrainingRequest(config=config, run=run, separator=run.separator)


def choose_network(project: Project, request: TrainingRequest) -> str:
    """Return the network that `request` names, or the best of its run, or the default."""
    if request.network is not None:
        return request.network
    if request.run is None:
        return DEFAULT_NETWORK
    means = project.run_scores.means().get(request.run.id, {})
    scores = {
        name: scores.macro_f1
        for name, scores in means.items()
        if name in request.config.networks and scores.macro_f1 is not None
    }
    if not scores:
        raise ExperimentError(
            f"{request.run.name!r} has no finished trial.",
            remedy="Run it to an end, or train without a run.",
        )
    return max(scores, key=lambda name: scores[name])
