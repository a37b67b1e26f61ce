"""The methods paragraph: says what the run did, and cites what it used and no more."""

from __future__ import annotations

from collections.abc import Callable

import attrs
import pytest

from sepgenre_training.experiment.results import RunRecord
from sepgenre_training.networks.names import ABLATED_NETWORK, ABLATION_NAMES, FULL_MIX
from sepgenre_training.report.methods import REFERENCES, methods_paragraph, references
from sepgenre_training.separation.registry import separators

MakeRecord = Callable[..., RunRecord]


def by(record: RunRecord, separator: str) -> RunRecord:
    return attrs.evolve(record, provenance={**record.provenance, "separator": separator})


def test_the_paragraph_follows_the_configuration(make_record: MakeRecord) -> None:
    record = make_record(n_trials=12)
    config = attrs.evolve(
        record.config,
        epochs=9,
        split=attrs.evolve(record.config.split, test_fraction=0.25, group="song"),
        network=attrs.evolve(record.config.network, filters=(7, 11)),
        training=attrs.evolve(record.config.training, optimizer="sgd", learning_rate=0.02),
    )
    text = methods_paragraph(
        attrs.evolve(record, config=config, provenance={"version of keras": "3.10"})
    )
    for part in (
        "66 segments of music in 6 genres", "7 and 11 filters", "9 epochs",
        "stochastic gradient descent, learning rate 0.02", "Keras 3.10", "12 trials",
        "25 % for testing", "20 % of the rest", "all segments of a song on one side",
        "hop 482 samples at 22,050 Hz", "3 spec, DW-2DConv", "Holm 1979", "does not name",
    ):  # fmt: skip
        assert part in text
    assert "Adam" not in text
    assert "lowest test loss" not in text
    assert text.count("  ") == 0


def test_the_protocol_paper_says_that_it_is_optimistic(make_record: MakeRecord) -> None:
    text = methods_paragraph(make_record(protocol="paper", n_trials=2))
    assert "lowest test loss was chosen, which makes the scores somewhat too good" in text
    assert "over-claims" in text
    assert "of the rest" not in text


def test_every_separator_has_its_reference(make_record: MakeRecord) -> None:
    record = make_record(n_trials=2)
    cited = {}
    for separator in separators():
        told = f"{separator.name}, version {separator.version}"
        text = methods_paragraph(by(record, told))
        assert f"[{told}]" in text
        assert "does not name" not in text
        cited[separator.name] = " ".join(references(by(record, told)))
    assert "Spleeter: a fast" in cited["spleeter"]
    assert "Spleeter: a fast" in cited["spleeter-package"]
    assert "Hybrid Transformers" in cited["demucs"]
    assert "median filtering" in cited["hpss"]
    assert "Spleeter" not in cited["hpss"] + cited["demucs"]


def test_only_what_is_used_is_cited(make_record: MakeRecord) -> None:
    pair = make_record(
        networks=(FULL_MIX,), baseline=FULL_MIX, genres=("trance", "dubstep"), n_segments=40,
        n_trials=2,
    )  # fmt: skip
    text = methods_paragraph(pair)
    assert "separated" not in text
    assert "Holm" not in text
    assert not any("Xception" in each or "Nadeau" in each for each in references(pair))
    assert "1 convolutional network: 1 spec, 2DConv-Full." in text


def test_an_ablation_is_explained(make_record: MakeRecord) -> None:
    names = (ABLATED_NETWORK, *ABLATION_NAMES)
    text = methods_paragraph(make_record(networks=names, baseline=ABLATED_NETWORK, n_trials=2))
    assert "its channel is left out" in text
    assert "dealt out anew" in text


@pytest.mark.parametrize("n_trials", [0, 3])
def test_every_citation_has_a_reference_and_the_other_way_round(
    make_record: MakeRecord, n_trials: int
) -> None:
    record = by(make_record(n_trials=n_trials, planned=3), "spleeter, version 2")
    text = methods_paragraph(record)
    for citation, work in REFERENCES.items():
        assert (citation in text) == (work in references(record))
    positions = [text.index(each) for each in REFERENCES if each in text]
    assert positions == sorted(positions)
