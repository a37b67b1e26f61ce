"""Maps of a real network: what was planted is found, and random weights show something else."""

from __future__ import annotations

import numpy as np
import pytest

from sepgenre_training.explanation.gradients import integrated_gradients
from sepgenre_training.explanation.occlusion import occlusion_map, stem_contributions
from sepgenre_training.explanation.sanity import rank_correlation
from tests.sepgenre_training.explanation.conftest import BAND, DRUMS, STEMS, Planted

PATCH, STRIDE = (4, 6), (2, 3)


def maps(planted: Planted) -> dict[str, np.ndarray]:
    fitter = planted.fitter
    return {
        "occlusion": occlusion_map(fitter.predict, planted.inputs, 1, patch=PATCH, stride=STRIDE),
        "gradients": integrated_gradients(fitter.model, planted.inputs, 1),
    }


def test_a_class_planted_in_one_stem_and_band_is_found_there(planted: Planted) -> None:
    for name, importance in maps(planted).items():
        inside = importance[BAND, :, DRUMS].mean()
        outside = np.ma.array(importance, mask=np.zeros(importance.shape, bool))
        outside[BAND, :, DRUMS] = np.ma.masked
        assert inside > 5 * abs(outside.mean()), name
        by_band = importance[:, :, DRUMS].mean(axis=1)
        assert BAND.start <= by_band.argmax() < BAND.stop, name
        assert importance.mean(axis=(0, 1)).argmax() == DRUMS, name


def test_the_stem_that_holds_it_contributes_most(planted: Planted) -> None:
    contributions = stem_contributions(planted.fitter.predict, planted.inputs, 1, STEMS)
    drops = {each.stem: each.log_probability_drop for each in contributions}
    assert drops["drums"] > 0.5
    assert drops["drums"] > 3 * max(abs(drops["bass"]), abs(drops["other"]))


def test_random_weights_give_an_unrelated_map(planted: Planted) -> None:
    """Adebayo et al. 2018; the same weights give the same map."""
    before, again = maps(planted), maps(planted)
    correlations = []
    for seed in range(3):
        planted.fitter.reset(100 + seed)
        correlations.append(
            {name: rank_correlation(before[name], each) for name, each in maps(planted).items()}
        )

    for name in before:
        assert rank_correlation(before[name], again[name]) == pytest.approx(1.0)
        assert abs(np.mean([each[name] for each in correlations])) < 0.35, name


def test_integrated_gradients_add_up_to_the_difference(planted: Planted) -> None:
    fitter = planted.fitter
    pair = np.stack([planted.inputs, np.zeros_like(planted.inputs)])
    there, mean = np.log(fitter.predict(pair)[:, 1])

    importance = integrated_gradients(fitter.model, planted.inputs, 1, steps=256)

    assert importance.sum() == pytest.approx(there - mean, rel=0.05, abs=0.05)


def test_a_constant_map_is_related_to_none() -> None:
    assert rank_correlation(np.zeros((2, 2)), np.array([[1.0, 2.0], [3.0, 4.0]])) == 0.0
    assert rank_correlation(np.arange(4.0), -np.arange(4.0)) == pytest.approx(-1.0)
