"""Splits: which segments each trial trains on and tests on, without leakage."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Literal

import attrs
import numpy as np
import numpy.typing as npt

from sepgenre_training.errors import ExperimentError
from sepgenre_training.experiment.config import ExperimentConfig, GroupRule, SplitConfig
from sepgenre_training.experiment.results import Split

Side = Literal["train", "validation", "test"]


@attrs.frozen(kw_only=True)
class LabelledSegment:
    """What a split needs to know of a segment.

    Attributes
    ----------
    segment_id, song_id : int
        Identifiers in the project.
    artist : str or None
        None where the artist is not known.
    label : int
        Index of its genre.
    """

    segment_id: int
    song_id: int
    artist: str | None
    label: int


_GROUP_NAMES: dict[GroupRule, str] = {
    "artist": "artists (or songs, where the artist is not known)",
    "song": "songs",
    "none": "segments",
}


def trial_seed(config: ExperimentConfig, index: int) -> int:
    """Return the seed of trial `index`: 31 bits that depend on the run's seed and the index."""
    sequence = np.random.SeedSequence(config.seed, spawn_key=(index,))
    return int(sequence.generate_state(1)[0]) & 0x7FFFFFFF


def group_key(segment: LabelledSegment, rule: GroupRule) -> str:
    """Return what must not stand on two sides of a split together with `segment`."""
    if rule == "none":
        return f"segment {segment.segment_id}"
    if rule == "artist" and segment.artist and segment.artist.strip():
        return f"artist {segment.artist.strip().casefold()}"
    return f"song {segment.song_id}"


def draw_split(segments: Sequence[LabelledSegment], config: ExperimentConfig, seed: int) -> Split:
    """Return the split of one trial, the same for all its networks.

    Whole groups are drawn (scikit-learn's ShuffleSplit, or StratifiedShuffleSplit by each
    group's most frequent genre), so `test_fraction` is a share of groups. Under the protocol
    ``sound`` a validation side is drawn from the training side in the same way.

    Raises
    ------
    ExperimentError
        Where the data cannot be split as configured, with the setting that would help.
    """
    test_side, training_side = _draw(
        segments, config.split, fraction=config.split.test_fraction, seed=seed
    )
    validation_side: list[LabelledSegment] = []
    if config.protocol == "sound":
        validation_side, training_side = _draw(
            training_side, config.split, fraction=config.split.validation_fraction, seed=seed
        )
    return Split(
        train=_identifiers(training_side),
        validation=_identifiers(validation_side),
        test=_identifiers(test_side),
    )


def draw_splits(segments: Sequence[LabelledSegment], config: ExperimentConfig) -> tuple[Split, ...]:
    """Return the splits of all trials of `config`: each is checked before the first is run.

    Raises
    ------
    ExperimentError
        Where the data cannot be split as configured, or a trial would train on one genre alone.
    """
    genres = Counter(segment.label for segment in segments)
    if len(genres) < 2:
        raise ExperimentError(
            f"The labelled segments have {len(genres)} genre(s); an experiment needs two.",
            remedy="Name the genre of more segments.",
        )
    splits = tuple(
        draw_split(segments, config, trial_seed(config, index)) for index in range(config.trials)
    )
    for index, missing in enumerate(_missing_genres(segments, splits, "train")):
        if len(genres) - len(missing) < 2:
            raise ExperimentError(
                f"Trial {index} would train on segments of one genre alone.",
                remedy="Set split.stratified = true, add songs, or choose another seed.",
            )
    return splits


def count_missing(
    segments: Sequence[LabelledSegment], splits: Sequence[Split], side: Side
) -> Counter[int]:
    """Return for each genre in how many of `splits` the side has none of its segments.

    Stratifying keeps proportions, not presence: of a genre with few songs a side may get none.
    """
    return Counter(
        label for missing in _missing_genres(segments, splits, side) for label in sorted(missing)
    )


def _missing_genres(
    segments: Sequence[LabelledSegment], splits: Sequence[Split], side: Side
) -> Iterator[set[int]]:
    labels = {segment.segment_id: segment.label for segment in segments}
    genres = set(labels.values())
    for split in splits:
        yield genres - {labels[identifier] for identifier in getattr(split, side)}


def _identifiers(segments: Sequence[LabelledSegment]) -> tuple[int, ...]:
    return tuple(sorted(segment.segment_id for segment in segments))


def _draw(
    segments: Sequence[LabelledSegment], config: SplitConfig, *, fraction: float, seed: int
) -> tuple[list[LabelledSegment], list[LabelledSegment]]:
    """Return (held out, kept)."""
    # Half a second to import, which a process that only plans a run saves until it draws.
    from sklearn.model_selection import ShuffleSplit, StratifiedShuffleSplit

    members: dict[str, list[LabelledSegment]] = {}
    for segment in segments:
        members.setdefault(group_key(segment, config.group), []).append(segment)
    groups = sorted(members)
    labels = np.array([_majority(members[group]) for group in groups])
    splitter = ShuffleSplit(1, test_size=fraction, random_state=seed)
    if config.stratified:
        _check_strata(labels, config, fraction)
        splitter = StratifiedShuffleSplit(1, test_size=fraction, random_state=seed)
    elif len(groups) < 2:
        raise _too_few(len(groups), config)
    kept, held_out = next(splitter.split(np.zeros(len(groups)), labels))
    return (
        [segment for index in held_out for segment in members[groups[index]]],
        [segment for index in kept for segment in members[groups[index]]],
    )


def _majority(segments: Sequence[LabelledSegment]) -> int:
    counts = Counter(segment.label for segment in segments)
    return min(counts, key=lambda label: (-counts[label], label))


def _check_strata(labels: npt.NDArray[np.int64], config: SplitConfig, fraction: float) -> None:
    counts = Counter(labels.tolist())
    n_held_out = int(np.ceil(fraction * len(labels)))
    if min(counts.values()) < 2:
        raise _too_few(min(counts.values()), config)
    if min(n_held_out, len(labels) - n_held_out) < len(counts):
        raise ExperimentError(
            f"There are {len(labels)} {_GROUP_NAMES[config.group]} to split; a share of "
            f"{fraction:g} is {n_held_out}, fewer than the {len(counts)} genres that each side "
            "should hold.",
            remedy=f"Add songs, until the share is {len(counts)} or more; or switch “Stratified” "
            "off: split.stratified = false in a configuration of your own "
            "(`sepgenre configs show sound > mine.toml`, then --config mine.toml).",
        )


def _too_few(count: int, config: SplitConfig) -> ExperimentError:
    remedy = "Add songs to it, or leave the genre out."
    if config.group == "artist":
        remedy = (
            "Add songs to it, by other artists. Where it has several songs of one artist, "
            'split.group = "song" in a configuration of your own lets them stand on both sides.'
        )
    return ExperimentError(
        f"A genre has {count} of the {_GROUP_NAMES[config.group]} that a split may separate; "
        "it needs at least two.",
        remedy=remedy,
    )
