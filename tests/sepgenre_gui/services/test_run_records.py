"""What a run tells beside its trials."""

from __future__ import annotations

from pathlib import Path

import attrs

from sepgenre_gui.services.extract_features import LabelledData
from sepgenre_gui.services.run_records import run_warnings
from sepgenre_training.datasets.entry import Problem
from sepgenre_training.experiment.config import ExperimentConfig, SplitConfig
from sepgenre_training.experiment.splits import LabelledSegment, draw_splits


def data_of(*songs_per_genre: int) -> LabelledData:
    labels = [label for label, count in enumerate(songs_per_genre) for _ in range(count)]
    return LabelledData(
        tensors=Path("tensors"),
        key="key",
        separator="hpss",
        segments=tuple(
            LabelledSegment(segment_id=number, song_id=number, artist=f"{number}", label=label)
            for number, label in enumerate(labels)
        ),
        genres=tuple(f"Genre {label}" for label in range(len(songs_per_genre))),
        titles={number: f"song {number}" for number in range(len(labels))},
        unlabelled=0,
        problems=(),
    )


def warnings_of(data: LabelledData, config: ExperimentConfig) -> tuple[str, ...]:
    return run_warnings(config, data, draw_splits(data.segments, config))


def test_a_genre_that_a_stratified_side_lacks_is_told() -> None:
    data = data_of(12, 12, 12, 12, 12, 2)

    few, lacking = warnings_of(data, ExperimentConfig())

    assert few == "Genre 'Genre 5' has only 2 songs."
    assert lacking.startswith("The test side of 50 of 50 trials has no segment of genre 'Genre 5'")
    assert warnings_of(data_of(11, 11, 11, 11, 11, 11), ExperimentConfig(protocol="sound")) == ()


def test_what_was_left_out_is_told_by_file_and_reason() -> None:
    problem = Problem(path=Path("/music/a.wav"), reason="The file has changed.")
    data = attrs.evolve(data_of(11, 11), problems=(problem,), unlabelled=3)

    assert warnings_of(data, ExperimentConfig(split=SplitConfig(group="none"))) == (
        "3 segments without a genre were left out.",
        "Left out: a.wav: The file has changed.",
        "Segments of one song may stand on both sides of a split (group: none).",
    )
