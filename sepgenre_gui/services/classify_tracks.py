"""Classification: what a classifier says of files and of all files in folders, each stored."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs

from sepgenre_gui.project.classified_file import ClassifiedFile
from sepgenre_gui.project.classifier import StoredClassifier
from sepgenre_gui.project.project import Project
from sepgenre_gui.services.classified.finding import find_in_worker
from sepgenre_gui.services.classifiers import describe_stored, find_classifier
from sepgenre_training.audio.files import content_hash, is_utf8, printable
from sepgenre_training.classification.classifier import Classifier
from sepgenre_training.classification.decision import pool as pool_windows
from sepgenre_training.classification.identity import identity_here, require_same_features
from sepgenre_training.classification.track_task import (
    DEFAULT_HOP_S,
    TrackTask,
    TrackWindows,
    classify_track,
)
from sepgenre_training.compute.events import ItemFailed, Progressed
from sepgenre_training.compute.pool import WorkerPool
from sepgenre_training.datasets.entry import Problem
from sepgenre_training.errors import CancelledError, ConfigurationError
from sepgenre_training.separation.registry import describe_separator

STAGE = "classify"

HOP_LIMITS_S = (0.1, 600.0)

_BATCH = 64
# So many files are handed to the workers at a time: results of more are never in memory at once,
# and the workers wait for each other only at the end of each.

OnEvent = Callable[[Any], None]


@attrs.frozen(kw_only=True)
class FileClassified:
    """A file has its verdict or its error; `is_known` where it had it from before."""

    file: ClassifiedFile
    is_known: bool


@attrs.frozen(kw_only=True)
class ClassificationSummary:
    """What a call of `classify_tracks` did.

    Attributes
    ----------
    stored : StoredClassifier
    classifier : Classifier
    hop_s, unsure_below : float
    paths : tuple of Path
        All files, absolute; what was said of them is in the project.
    classified, known : int
        Files that were classified now, and those that were before.
    unsure : int
        How many of both are unsure.
    problems : tuple of Problem
        Files that could not be classified, and folders that could not be opened.
    """

    stored: StoredClassifier
    classifier: Classifier
    hop_s: float
    unsure_below: float
    paths: tuple[Path, ...]
    classified: int
    known: int
    unsure: int
    problems: tuple[Problem, ...]


def classify_tracks(
    project: Project,
    paths: Sequence[Path],
    *,
    classifier: str | None = None,
    hop_s: float = DEFAULT_HOP_S,
    unsure_below: float | None = None,
    pool: WorkerPool,
    on_event: OnEvent,
) -> ClassificationSummary:
    """Classify files, and all audio files in and below folders; each is stored as it ends.

    Files of the same content that this classifier has classified with the same hop are not
    classified again, whatever they are called now; those that failed are tried again. So the same
    call after a crash goes on where it stood, and loses at most the files that workers were at.

    Parameters
    ----------
    paths : sequence of Path
        Files and folders.
    classifier : str, optional
        Name or identifier; by default the newest.
    hop_s : float
        From the start of a window to that of the next.
    unsure_below : float, optional
        Confidence below which a verdict is unsure; by default the classifier's own.
    on_event : callable
        Receives `Progressed`, `ItemFailed`, `FileClassified`, and `TrackProgressed`.

    Raises
    ------
    ClassifierError
        Where the features that are made here are others than the classifier was trained on.
    SeparationError
        Where its separator cannot run.
    ConfigurationError
        Where the hop or the threshold is out of range. A file that fails is told, not raised.
    """
    _require_in_range(hop_s, unsure_below)
    stored = find_classifier(project, classifier)
    described = describe_stored(stored)
    own = described.identity
    describe_separator(own.separator).check()
    here = identity_here(own.separator, own.settings, own.window_s)
    require_same_features(stored.name, own, here)
    threshold = described.decision.unsure_below if unsure_below is None else unsure_below
    found = find_in_worker(pool, paths)
    work = _Classifying(project, stored, described, hop_s, threshold, pool, on_event)
    work.run(found.files)
    return ClassificationSummary(
        stored=stored,
        classifier=described,
        hop_s=hop_s,
        unsure_below=threshold,
        paths=found.files,
        classified=work.classified,
        known=work.known,
        unsure=work.unsure,
        problems=(*found.problems, *work.problems),
    )


def stored_results(project: Project, summary: ClassificationSummary) -> Iterator[ClassifiedFile]:
    """Yield what is stored of the files of `summary`, one at a time in memory."""
    for path in summary.paths:
        file = project.classified_files.get(summary.stored.id, path, summary.hop_s)
        if file is not None:
            yield file


class _Classifying:
    """Classifies files in batches, and stores what comes out."""

    def __init__(
        self,
        project: Project,
        stored: StoredClassifier,
        classifier: Classifier,
        hop_s: float,
        unsure_below: float,
        pool: WorkerPool,
        on_event: OnEvent,
    ) -> None:
        self._project, self._stored, self._classifier = project, stored, classifier
        self._hop_s, self._unsure_below = hop_s, unsure_below
        self._pool, self._on_event = pool, on_event
        self._done = self._total = 0
        self.classified = self.known = self.unsure = 0
        self.problems: list[Problem] = []

    def run(self, files: Sequence[Path]) -> None:
        self._total = len(files)
        self._tell("")
        for start in range(0, len(files), _BATCH):
            self._run_batch(files[start : start + _BATCH])

    def _run_batch(self, files: Sequence[Path]) -> None:
        missing = [
            path for path, digest in self._hash(files).items() if not self._knows(path, digest)
        ]
        tasks = [
            TrackTask(
                path=path,
                classifier=self._classifier,
                weights=self._stored.weights,
                hop_s=self._hop_s,
            )
            for path in missing
        ]
        for outcome in self._pool.run(classify_track, tasks, on_event=self._on_event):
            path = outcome.task.path
            if outcome.value is None:
                self._fail(path, outcome.error)
            else:
                self._keep(self._result(path, outcome.value), is_known=False)

    def _hash(self, files: Sequence[Path]) -> Mapping[Path, str]:
        """Return the hash of each file that can be read, in order; what cannot be, has failed."""
        hashes = {}
        for outcome in self._pool.run(content_hash, files):
            if outcome.value is None:
                self._fail(outcome.task, outcome.error)
            else:
                hashes[outcome.task] = outcome.value
        return {path: hashes[path] for path in files if path in hashes}

    def _knows(self, path: Path, digest: str) -> bool:
        known = self._project.classified_files.find(self._stored.id, digest, self._hop_s)
        if known is None:
            return False
        self._keep(
            attrs.evolve(known, path=path, unsure_below=self._unsure_below),
            is_known=True,
            changed=(known.path, known.unsure_below) != (path, self._unsure_below),
        )
        return True

    def _result(self, path: Path, windows: TrackWindows) -> ClassifiedFile:
        verdict = pool_windows(windows.probabilities)
        return ClassifiedFile(
            classifier_id=self._stored.id,
            path=path,
            hop_s=self._hop_s,
            content_hash=windows.content_hash,
            duration_s=windows.duration_s,
            title=windows.title,
            artist=windows.artist,
            starts_s=windows.starts_s,
            probabilities=tuple(map(tuple, windows.probabilities.tolist())),
            left_out=windows.left_out,
            verdict=verdict.label,
            confidence=verdict.confidence,
            unsure_below=self._unsure_below,
        )

    def _keep(self, file: ClassifiedFile, *, is_known: bool, changed: bool = True) -> None:
        if changed:
            self._project.classified_files.store(file)
        self.known += is_known
        self.classified += not is_known
        self.unsure += file.is_unsure
        self._on_event(FileClassified(file=file, is_known=is_known))
        self._done += 1
        self._tell(printable(file.path.name))

    def _fail(self, path: Path, error: BaseException | None) -> None:
        if isinstance(error, CancelledError):
            raise error
        problem = Problem.from_error(path, error)
        file = ClassifiedFile(
            classifier_id=self._stored.id,
            path=path,
            hop_s=self._hop_s,
            unsure_below=self._unsure_below,
            error=problem.reason or type(error).__name__,
        )
        if is_utf8(path):
            # Another name can be no text of a database.
            self._project.classified_files.store(file)
        self.problems.append(problem)
        name = printable(path.name)
        self._on_event(ItemFailed(stage=STAGE, item=name, reason=file.error))
        self._on_event(FileClassified(file=file, is_known=False))
        self._done += 1
        self._tell(name)

    def _tell(self, item: str) -> None:
        self._on_event(Progressed(stage=STAGE, done=self._done, total=self._total, item=item))


def _require_in_range(hop_s: float, unsure_below: float | None) -> None:
    low, high = HOP_LIMITS_S
    if not low <= hop_s <= high:
        raise ConfigurationError(
            f"A hop of {hop_s:g} s is out of range.", remedy=f"Choose {low:g} to {high:g} s."
        )
    if unsure_below is not None and not 0.0 <= unsure_below <= 1.0:
        raise ConfigurationError(
            f"A confidence of {unsure_below:g} is none.", remedy="Choose a number from 0 to 1."
        )
