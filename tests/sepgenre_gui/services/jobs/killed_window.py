"""A program that works on a project's queue until it is killed: it says when workers are at it."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from sepgenre_gui.project.project import Project
from sepgenre_gui.services.jobs import requests
from sepgenre_gui.services.jobs.kinds import open_queue


def main(folder: Path) -> None:
    """Ask for stems of everything, twice, and tell when the first are there."""
    project = Project.open(folder)
    queue = open_queue(project, n_workers=2)
    stems = queue.add(requests.separate_request(10, "hpss"))
    queue.add(requests.separate_request(10, "hpss"))
    while queue.job(stems).progress.done < 1:
        time.sleep(0.01)
    sys.stdout.write("working\n")
    sys.stdout.flush()
    time.sleep(600)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
