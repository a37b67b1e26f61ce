"""A project with tracks of generated sound, and the session that works on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile
from pytestqt.qtbot import QtBot

from sepgenre_gui.project import Project, Track
from sepgenre_gui.screens.curation.session import CurationSession
from sepgenre_gui.screens.undo import History
from sepgenre_training.audio.files import content_hash

RATE_HZ = 8000
AddTrack = Callable[..., Track]


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "ű songs") as made:
        yield made


@pytest.fixture
def add_track(project: Project, tmp_path: Path) -> AddTrack:
    def add(title: str, *, length_s: float = 30.0, genre_id: int | None = None) -> Track:
        path = tmp_path / f"{title}.wav"
        time = np.arange(round(length_s * RATE_HZ)) / RATE_HZ
        note_hz = 200.0 + sum(map(ord, title)) % 97
        wave = 0.5 * np.sin(2 * np.pi * note_hz * time) * (0.2 + 0.8 * (time % 0.5 < 0.1))
        soundfile.write(path, np.stack([wave, 0.5 * wave], axis=1), RATE_HZ)
        return project.tracks.add(
            path=path,
            content_hash=content_hash(path),
            title=title,
            genre_id=genre_id,
            duration_s=length_s,
            sample_rate_hz=RATE_HZ,
            channels=2,
            n_samples=len(time),
            decoder="libsndfile",
            decoder_version="1.2.2",
        )

    return add


@pytest.fixture
def errors() -> list[BaseException]:
    """What was shown to the person."""
    return []


@pytest.fixture
def session(qtbot: QtBot, project: Project, errors: list[BaseException]) -> CurationSession:
    return CurationSession(project, History(project, errors.append), errors.append)
