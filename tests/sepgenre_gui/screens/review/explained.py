"""An explanation in the window, by a network that is trained for it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from sepgenre_gui.screens.review.screen import ReviewScreen
from sepgenre_gui.screens.shell.main_window import MainWindow
from sepgenre_gui.services.experiment.participants import feature_task
from sepgenre_training.features.settings import FeatureSettings
from sepgenre_training.features.task import features_path
from sepgenre_training.features.tensors import FEATURE_CHANNELS, read_features
from tests.sepgenre_gui.screens.review.conftest import PATIENCE_MS


def explain_by_a_trained_network(window: MainWindow, screen: ReviewScreen, qtbot: QtBot) -> None:
    """Have what is at hand explained; it is drawn as it sounds, and heard."""
    panel, item = screen.layout.explain, screen.reviewing.queue.item
    assert item is not None
    qtbot.keyClick(window, Qt.Key.Key_E)
    qtbot.waitUntil(lambda: not screen.explaining.asking.is_busy, timeout=3 * PATIENCE_MS)

    explained = panel.explained
    assert explained is not None
    why = explained.explanation
    assert (explained.segment.id, explained.genre.id) == (item.segment.id, item.guess.id)
    assert why.model == "3 spec, 2DConv, 6 epochs"
    assert sum(why.probabilities) == pytest.approx(1.0)
    drops = [each.probability_drop for each in why.contributions]
    assert any(drops), "the network has learned from some stem"
    levels = read_features(file_of_features(screen, item.segment.id))
    for channel, (stem, chart) in enumerate(panel.maps.items()):
        assert stem == FEATURE_CHANNELS[channel]
        np.testing.assert_array_equal(chart.spectrogram.image, levels[channel])
        assert chart.overlay.image.any()
    qtbot.keyClick(window, Qt.Key.Key_M)
    assert screen.explaining.sounds is not None
    source = screen.explaining.sounds.player.source
    assert source is not None
    heard, _ = soundfile.read(source.path)
    assert np.abs(heard).max() > 0


def file_of_features(screen: ReviewScreen, segment_id: int) -> Path:
    """Return the file of the features that the project has of a segment."""
    project = screen._project
    segment = project.segments.get(segment_id)
    track = project.tracks.get(segment.track_id)
    return features_path(feature_task(project, track, segment, "hpss", FeatureSettings()))
