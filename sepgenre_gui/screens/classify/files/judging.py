"""By which confidence the files of the page are unsure: the one that the bar shows, for all."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from sepgenre_gui.project.classified_file import ClassifiedFile
from sepgenre_gui.project.project import Project
from sepgenre_gui.screens.classify.files.work_bar import WorkBar
from sepgenre_gui.services.classifiers import ListedClassifier


class Judging:
    """Keeps the bar's threshold and that of the files the same.

    Whether a verdict is unsure is a view of its probabilities, so one threshold holds for all files
    of a classifier and a hop: also for those that a job classifies which was asked for by another.

    Parameters
    ----------
    project : Project
    bar : WorkBar
        Shows the threshold, and the hop.
    """

    def __init__(self, project: Project, bar: WorkBar) -> None:
        self._project, self._bar = project, bar

    def show_stored(self, listed: ListedClassifier) -> None:
        """Show by what the files of `listed` were judged last; nothing stored is changed."""
        last = self._project.classified_files.last_unsure_below(listed.stored.id, self._bar.hop_s)
        if last is None:
            return
        is_own = last == listed.classifier.decision.unsure_below
        self._bar.show_unsure_below(None if is_own else last)

    def judge_all(self, listed: ListedClassifier) -> bool:
        """Let what the bar shows hold for all files of `listed`; return whether it could."""
        if self._project.read_only:
            return False
        self._project.classified_files.set_unsure_below(
            listed.stored.id, self._bar.hop_s, self._below(listed)
        )
        return True

    def judge_come(
        self, listed: ListedClassifier, files: Sequence[ClassifiedFile]
    ) -> Sequence[ClassifiedFile]:
        """Return files of `listed` that a job has stored, judged by what the bar shows."""
        below = self._below(listed)
        if all(file.unsure_below == below for file in files) or not self.judge_all(listed):
            return files
        return [attrs.evolve(file, unsure_below=below) for file in files]

    def _below(self, listed: ListedClassifier) -> float:
        chosen = self._bar.unsure_below
        return listed.classifier.decision.unsure_below if chosen is None else chosen
