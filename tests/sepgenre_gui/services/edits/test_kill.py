from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

from sepgenre_gui.project import Project
from tests.sepgenre_gui.services.edits.conftest import RATE_HZ, new_track

pytestmark = pytest.mark.skipif(os.name != "posix", reason="SIGKILL is of POSIX")

# Each step changes every segment, or undoes that, and names it only afterwards.
EDIT = """
import itertools, sys
from pathlib import Path
from sepgenre_gui.project import Project
from sepgenre_gui.services import edits
project = Project.open(Path(sys.argv[1]))
for number in itertools.count():
    edit = edits.change_segment_length(project, 10 + 5 * (number % 2 == 0))
    print(number, flush=True)
    edit.revert(project)
    edit.apply(project)
"""


@pytest.mark.parametrize("extra_s", [0.0, 0.0137, 0.0411])
def test_kill_9_leaves_every_segment_before_or_after_the_step(
    empty_project: Project, extra_s: float
) -> None:
    with empty_project.transaction():
        for number in range(300):
            track = new_track(empty_project, number, length_s=60.0)
            empty_project.segments.add(track, (number % 51) * RATE_HZ)
    empty_project.close()
    process = subprocess.Popen(
        [sys.executable, "-c", EDIT, str(empty_project.folder)], stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        for _ in range(5):
            assert process.stdout.readline()
        time.sleep(extra_s)
    finally:
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=60)

    assert process.returncode == -signal.SIGKILL
    with Project.open(empty_project.folder) as project:
        length_s = project.segments.length_s
        assert length_s in (10.0, 15.0)
        segments = project.segments.list()
        assert len(segments) == 300
        assert {segment.n_samples for segment in segments} == {round(length_s * RATE_HZ)}
