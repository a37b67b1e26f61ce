"""How a map is laid over a spectrogram."""

from __future__ import annotations

import numpy as np

from sepgenre_training.explanation.overlay import (
    HIGHEST_OPACITY,
    opacity,
    overlay_image,
    relative_importance,
)

RED, BLUE = (200, 10, 20), (10, 20, 200)


def test_single_cells_do_not_set_the_scale() -> None:
    importance = np.full((20, 50), -0.5)
    importance[3, 4] = 100.0

    relative = relative_importance(importance)

    assert relative[0, 0] == -1.0
    assert relative[3, 4] == 200.0
    assert opacity(relative).max() == HIGHEST_OPACITY


def test_a_map_of_nothing_is_not_seen() -> None:
    assert not overlay_image(relative_importance(np.zeros((4, 5))), RED, BLUE)[:, :, 3].any()


def test_colours_tell_for_from_against() -> None:
    image = overlay_image(np.array([[0.5, -0.25]]), RED, BLUE)

    assert image.dtype == np.uint8
    assert image.tolist() == [[[*RED, 128], [*BLUE, 64]]]
