"""The panel of explanations draws what the pure functions compute."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import attrs
import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from sepgenre_gui.project.project import Project
from sepgenre_gui.screens.appearance.theme import Theme
from sepgenre_gui.screens.review.charts.map_chart import AGAINST_COLOUR, FOR_COLOUR, rgb
from sepgenre_gui.screens.review.explain.panel import ExplainPanel, contribution_bars, maps_of
from sepgenre_training.explanation.overlay import overlay_image, relative_importance
from tests.sepgenre_gui.screens.review.finding import STEMS, explanation_of


@pytest.fixture
def project(folder: Path) -> Iterator[Project]:
    with Project.open(folder) as opened:
        yield opened


@pytest.mark.parametrize("kind", ["occlusion", "gradients"])
def test_maps_and_bars_show_the_explanation(
    project: Project, theme: Theme, qtbot: QtBot, kind: str
) -> None:
    panel = ExplainPanel(theme)
    qtbot.addWidget(panel)
    explained = explanation_of(project, 1)
    why = explained.explanation
    panel.kind.setCurrentIndex(panel.kind.findData(kind))

    panel.show_explained(explained)

    drops = [each.probability_drop for each in why.contributions]
    bars = panel.contributions.bars.opts
    signed = [
        start if start < 0 else size for start, size in zip(bars["x0"], bars["width"], strict=True)
    ]
    assert signed == drops
    relative = relative_importance(getattr(why, kind))
    assert tuple(panel.maps) == STEMS
    for channel, chart in enumerate(panel.maps.values()):
        colors = rgb(chart.of(FOR_COLOUR)), rgb(chart.of(AGAINST_COLOUR))
        expected = overlay_image(relative[:, :, channel], *colors)
        np.testing.assert_array_equal(chart.overlay.image, expected)
        np.testing.assert_array_equal(chart.spectrogram.image, why.spectrograms[:, :, channel])
    assert [entry.name for entry in panel.legend.entries] == [
        f"speaks for {explained.genre.name}",
        "speaks against it",
    ]
    assert any("this very song" in text for text in panel.warning.texts)


def test_a_stem_that_adds_nothing_has_no_sign(project: Project) -> None:
    why = explanation_of(project, 1).explanation
    drops = (-0.004, -0.2, 0.006)
    contributions = [
        attrs.evolve(each, probability_drop=drop)
        for each, drop in zip(why.contributions, drops, strict=True)
    ]

    bars = contribution_bars(attrs.evolve(why, contributions=tuple(contributions)))

    assert [bar.text for bar in bars] == ["0.00", "\N{MINUS SIGN}0.20", "+0.01"]


def test_all_stems_are_drawn_on_one_scale(project: Project) -> None:
    why = explanation_of(project, 1).explanation
    bass, drums, other = maps_of(why, "occlusion")

    assert drums.relative.max() > 5 * max(bass.relative.max(), other.relative.max())
    assert drums.duration_s == pytest.approx(30 * 482 / 22_050)
