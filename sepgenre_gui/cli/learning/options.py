"""Options about what guesses, shared by these commands."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from sepgenre_gui.cli.options import is_count
from sepgenre_gui.cli.progress import ProgressBar

if TYPE_CHECKING:
    from sepgenre_gui.project.project import Project
    from sepgenre_training.learning.model import ModelChoice

ModelName = Annotated[
    str,
    Parameter(
        name="--network",
        help="What guesses: a network by its name in Table 1 (`sepgenre configs explain`), or "
        "`reference`, logistic regression on timbre and rhythm of the stems, which takes seconds.",
    ),
]
NetworkName = Annotated[
    str, Parameter(name="--network", help="The network to explain, by its name in Table 1.")
]
Epochs = Annotated[int, Parameter(help="Epochs that a network is trained.", validator=is_count)]
TrustSuggested = Annotated[
    bool,
    Parameter(
        negative="",
        help="Learn from suggested segments as well, by the genres that they have, such as those "
        "of their folders.",
    ),
]
Seed = Annotated[int, Parameter(help="Decides what is left to chance.")]


@contextmanager
def learning(
    project: Path,
    model: ModelChoice,
    *,
    separator: str | None,
    seed: int,
    workers: int | None,
) -> Iterator[tuple[Project, dict[str, Any]]]:
    """Open a project and workers; yield it, and what all services take that learn."""
    from sepgenre_gui.project.project import Project
    from sepgenre_training.compute.pool import WorkerPool

    with Project.open(project) as opened, WorkerPool(workers) as pool, ProgressBar() as bar:
        yield (
            opened,
            {
                "model": model,
                "separator": separator,
                "seed": seed,
                "pool": pool,
                "on_event": bar.show,
            },
        )


def choose_model(name: str, epochs: int) -> ModelChoice:
    """Return what guesses.

    Raises
    ------
    ConfigurationError
        Where no model has this name.
    """
    from sepgenre_training.learning.model import ModelChoice

    return ModelChoice(name=name, epochs=epochs)
