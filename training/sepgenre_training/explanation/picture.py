"""The drawing of an explanation with matplotlib: maps over the mel spectrograms of the stems."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sepgenre_training.cache import replacing
from sepgenre_training.explanation.explanation import Explanation
from sepgenre_training.explanation.overlay import opacity, relative_importance
from sepgenre_training.features.settings import FeatureSettings
from sepgenre_training.report.charts.figures import render

_WIDTH_IN, _ROW_IN = 11.0, 2.3
_TITLES = {"occlusion": "occlusion", "gradients": "integrated gradients"}


def write_picture(
    explanation: Explanation, genre: str, title: str, settings: FeatureSettings, path: Path
) -> None:
    """Write the picture of `explanation` as PNG to `path`, which appears only when complete.

    Parameters
    ----------
    genre : str
        Name of the class that is explained.
    title : str
        Of the segment.

    Raises
    ------
    OSError
        Where the disk does not take it.
    """
    figure = render("explanation", lambda: draw_explanation(explanation, genre, title, settings))
    with replacing(path) as temporary:
        temporary.write_bytes(figure.png)


def draw_explanation(
    explanation: Explanation, genre: str, title: str, settings: FeatureSettings
) -> Figure:
    """Return a row for each stem: its spectrogram under the two maps.

    Red speaks for the genre, blue against it, the stronger the more.
    """
    n_stems = len(explanation.stems)
    figure = Figure(figsize=(_WIDTH_IN, _ROW_IN * n_stems + 0.9), layout="constrained")
    panels = figure.subplots(n_stems, len(_TITLES), squeeze=False, sharex=True, sharey=True)
    n_mels, n_frames = explanation.spectrograms.shape[:2]
    seconds = n_frames * settings.hop_length / settings.sample_rate_hz
    for column, (name, what) in enumerate(_TITLES.items()):
        relative = relative_importance(getattr(explanation, name))
        for row, stem in enumerate(explanation.stems):
            axes = panels[row][column]
            _draw_panel(
                axes,
                explanation.spectrograms[:, :, row],
                relative[:, :, row],
                (0.0, seconds, 0.0, float(n_mels)),
            )
            drop = explanation.contributions[row].probability_drop
            axes.set_title(f"{stem}: {what}" + (f" (stem {drop:+.2f})" if column == 0 else ""))
    for axes in panels[-1]:
        axes.set_xlabel("time (s)")
    for axes in panels[:, 0]:
        axes.set_ylabel("mel band")
    probability = explanation.probabilities[explanation.target]
    figure.suptitle(f"{title}: {genre} ({probability:.2f}) by {explanation.model}")
    return figure


def _draw_panel(
    axes: Axes,
    spectrogram: npt.NDArray[np.float32],
    relative: npt.NDArray[np.float64],
    extent: tuple[float, float, float, float],
) -> None:
    axes.imshow(spectrogram, origin="lower", aspect="auto", extent=extent, cmap="gray")
    axes.imshow(
        relative,
        origin="lower",
        aspect="auto",
        extent=extent,
        cmap="bwr",
        vmin=-1.0,
        vmax=1.0,
        alpha=opacity(relative),
    )
