"""What each kind of job does; imported when the first job runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sepgenre_gui.jobs.queue import JobContext
from sepgenre_gui.project.project import Project
from sepgenre_gui.services.jobs import (
    classification_requests,
    exchange_requests,
    exchanging,
    learning,
    learning_requests,
    report_requests,
    reporting,
    requests,
)
from sepgenre_gui.services.jobs.analysing import analyse
from sepgenre_gui.services.jobs.classifying import classify, train, write
from sepgenre_gui.services.jobs.experimenting import run_trials
from sepgenre_gui.services.jobs.exporting import export_mix, export_segments, export_stem_files
from sepgenre_gui.services.jobs.installing import install, remove, verify
from sepgenre_gui.services.jobs.preparing import features, preview, separate

WORK: Mapping[str, Callable[[Project, JobContext], str]] = {
    requests.PREVIEW: preview,
    requests.SEPARATE: separate,
    requests.FEATURES: features,
    requests.ANALYSE: analyse,
    requests.EXPERIMENT: run_trials,
    classification_requests.TRAIN: train,
    classification_requests.CLASSIFY: classify,
    classification_requests.WRITE: write,
    requests.EXPORT_STEMS: export_stem_files,
    requests.EXPORT_MIX: export_mix,
    requests.EXPORT_SEGMENTS: export_segments,
    report_requests.EXPORT_REPORT: reporting.export_report,
    report_requests.EXPORT_CHART: reporting.export_chart,
    report_requests.EXPORT_COMPARISON_CHART: reporting.export_comparison_chart,
    report_requests.EXPORT_GENRE_CHART: reporting.export_genre_chart,
    requests.INSTALL: install,
    requests.VERIFY: verify,
    requests.REMOVE: remove,
    exchange_requests.LOOK: exchanging.look,
    exchange_requests.EXAMINE: exchanging.examine,
    exchange_requests.MATCH: exchanging.match,
    exchange_requests.CHECK: exchanging.check,
    exchange_requests.LOCATE: exchanging.locate,
    exchange_requests.SEARCH: exchanging.search,
    learning_requests.REVIEW: learning.review,
    learning_requests.CURVE: learning.curve,
    learning_requests.SUSPECTS: learning.suspects,
    learning_requests.EXPLAIN: learning.explain,
}
"""By the names of `requests`; each returns in a sentence what it did."""
