"""The tensors as one file for other programs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from sepgenre_training.cache import replacing
from sepgenre_training.errors import DatasetError
from sepgenre_training.features.tensors import Tensors


def export_npz(
    tensors: Tensors,
    labels: Sequence[int],
    genres: Sequence[str],
    segment_ids: Sequence[str],
    provenance: Mapping[str, object],
    path: Path,
) -> None:
    """Write one .npz that numpy opens with ``allow_pickle=False`` and nothing else.

    Parameters
    ----------
    tensors : Tensors
        N segments.
    labels : Sequence[int] [N]
        Index into `genres` for each segment.
    genres : Sequence[str]
        Names of the genres.
    segment_ids : Sequence[str] [N]
        What identifies each segment.
    provenance : Mapping[str, object]
        Where all this comes from (separator, settings, versions); stored as JSON text.
    path : Path
        The file, which appears only when complete.

    Raises
    ------
    DatasetError
        Where the numbers of labels, identifiers and segments differ, or a label has no genre.
    """
    n_segments = len(tensors.stems)
    if len(labels) != n_segments or len(segment_ids) != n_segments:
        raise DatasetError(
            f"{path}: {n_segments} segments, {len(labels)} labels, {len(segment_ids)} names.",
            remedy="Give every exported segment one genre and one name.",
        )
    if any(not 0 <= label < len(genres) for label in labels):
        raise DatasetError(
            f"{path}: a label lies outside the {len(genres)} genres.",
            remedy="Number the labels from 0 in the order of the genres.",
        )
    with replacing(path) as temporary, temporary.open("wb") as stream:
        np.savez(
            stream,
            stems=tensors.stems,
            full_mix=tensors.full_mix,
            no_vox=tensors.no_vox,
            labels=np.asarray(labels, dtype=np.int64),
            genres=np.asarray(genres, dtype=np.str_),
            segment_ids=np.asarray(segment_ids, dtype=np.str_),
            provenance=np.asarray(json.dumps(dict(provenance), sort_keys=True)),
        )
