"""Occlusion: drops where something is taken away, against figures computed by hand."""

from __future__ import annotations

import numpy as np

from sepgenre_training.explanation.occlusion import occlusion_map, stem_contributions


def predict_by_one_cell(inputs: np.ndarray) -> np.ndarray:
    """Class 1 has probability 0.8 where cell (2, 3) of stem 1 is 1, and 0.2 where it is 0."""
    likely = 0.2 + 0.6 * inputs[:, 2, 3, 1].astype(np.float64)
    return np.stack([1 - likely, likely], axis=1)


def test_each_cell_gets_the_mean_drop_of_the_patches_over_it() -> None:
    importance = occlusion_map(
        predict_by_one_cell, np.ones((4, 6, 2), np.float32), 1, patch=(2, 2), stride=(2, 1)
    )

    drop = np.log(0.8 / 0.2)
    # Frames 2 to 4 are seen by two patches each, of which those that begin at 2 and 3 hold frame 3.
    expected = np.zeros((4, 6, 2))
    expected[2:4, 2:5, 1] = [drop / 2, drop, drop / 2]
    np.testing.assert_allclose(importance, expected, atol=1e-12)


def test_a_patch_larger_than_the_input_takes_all_of_a_stem() -> None:
    importance = occlusion_map(
        predict_by_one_cell, np.ones((4, 6, 2), np.float32), 1, patch=(9, 9), stride=(1, 1)
    )
    np.testing.assert_allclose(importance[..., 0], 0.0)
    np.testing.assert_allclose(importance[..., 1], np.log(4.0))


def test_every_cell_is_covered_where_strides_do_not_divide_the_input() -> None:
    importance = occlusion_map(
        predict_by_one_cell, np.ones((7, 11, 2), np.float32), 0, patch=(3, 4), stride=(2, 3)
    )
    assert np.isfinite(importance).all()
    assert importance[2, 3, 1] < 0  # What speaks for class 1 speaks against class 0.


def test_a_stem_that_decides_has_all_of_the_contribution() -> None:
    bass, drums = stem_contributions(
        predict_by_one_cell, np.ones((4, 6, 2), np.float32), 1, ("bass", "drums")
    )
    assert (bass.stem, bass.probability_drop, bass.log_probability_drop) == ("bass", 0.0, 0.0)
    np.testing.assert_allclose(drums.probability_drop, 0.6)
    np.testing.assert_allclose(drums.log_probability_drop, np.log(4.0))
