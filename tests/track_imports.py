"""Importing tracks in tests: one call, and the reasons by file name."""

from __future__ import annotations

from pathlib import Path

from sepgenre_gui.project.project import Project
from sepgenre_gui.services.import_tracks import ImportSummary, import_tracks
from sepgenre_training.compute.pool import WorkerPool


def run_import(
    project: Project, pool: WorkerPool, *paths: Path, layout: str = "auto"
) -> ImportSummary:
    """Import `paths` into `project`, with nobody to see the events."""
    return import_tracks(project, paths, layout=layout, pool=pool, on_event=lambda _: None)


def reasons(summary: ImportSummary) -> dict[str, str]:
    """Return why files stayed out, by their names."""
    return {problem.path.name: problem.reason for problem in summary.problems}
