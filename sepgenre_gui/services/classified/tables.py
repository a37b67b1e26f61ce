"""Classified files as tables for other programs: CSV and JSON, written file by file."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from sepgenre_gui.project.classified_file import ClassifiedFile
from sepgenre_training.audio.files import printable
from sepgenre_training.cache import replacing

UNSURE = "unsure"

_FIRST = ("file", "title", "artist", "duration_s", "genre", "confidence", "unsure")
_LAST = ("windows", "left_out", "error")


def verdict_name(file: ClassifiedFile, classes: Sequence[str]) -> str | None:
    """Return the genre of the verdict, unsure or not; None where there is an error."""
    return None if file.verdict is None else classes[file.verdict]


def track_probabilities(file: ClassifiedFile) -> tuple[float, ...]:
    """Return the pooled probability of each class; none where there is an error."""
    import numpy as np

    from sepgenre_training.classification.decision import pool

    return pool(np.array(file.probabilities)).probabilities if file.probabilities else ()


def write_csv(files: Iterable[ClassifiedFile], classes: Sequence[str], path: Path) -> Path:
    """Write a row for each file (RFC 4180): verdict, confidence, the probability of each genre.

    Raises
    ------
    OSError
        Where `path` cannot be written.
    """
    with replacing(path) as temporary, temporary.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow((*_FIRST, *(f"p({name})" for name in classes), *_LAST))
        for file in files:
            probabilities = track_probabilities(file) or ("",) * len(classes)
            writer.writerow(
                (
                    printable(file.path),
                    file.title,
                    file.artist,
                    file.duration_s,
                    verdict_name(file, classes),
                    file.confidence,
                    "" if file.verdict is None else "yes" if file.is_unsure else "no",
                    *probabilities,
                    len(file.starts_s),
                    len(file.left_out),
                    file.error,
                )
            )
    return path


def write_json(
    files: Iterable[ClassifiedFile],
    classes: Sequence[str],
    path: Path,
    *,
    classifier: str,
    hop_s: float,
) -> Path:
    """Write one object: the classes, and for each file its verdict and its windows.

    Raises
    ------
    OSError
        Where `path` cannot be written.
    """
    head = {"classifier": classifier, "classes": list(classes), "hop_s": hop_s}
    with replacing(path) as temporary, temporary.open("w", encoding="utf-8") as stream:
        stream.write(json.dumps(head, ensure_ascii=False)[:-1] + ', "files": [')
        for text in _separated(files, classes):
            stream.write(text)
        stream.write("\n]}\n")
    return path


def file_data(file: ClassifiedFile, classes: Sequence[str]) -> dict[str, object]:
    """Return what is known of a file, without its windows, for programs."""
    return {
        "file": printable(file.path),
        "title": file.title,
        "artist": file.artist,
        "duration_s": file.duration_s,
        "content_hash": file.content_hash,
        "genre": verdict_name(file, classes),
        "confidence": file.confidence,
        "unsure": None if file.verdict is None else file.is_unsure,
        "unsure_below": file.unsure_below,
        "probabilities": dict(zip(classes, track_probabilities(file), strict=False)),
        "left_out": [{"start_s": start_s, "reason": reason} for start_s, reason in file.left_out],
        "error": file.error,
    }


def _separated(files: Iterable[ClassifiedFile], classes: Sequence[str]) -> Iterator[str]:
    before = "\n"
    for file in files:
        windows = [
            {"start_s": start_s, "probabilities": row}
            for start_s, row in zip(file.starts_s, file.probabilities, strict=True)
        ]
        data = {**file_data(file, classes), "windows": windows}
        yield before + json.dumps(data, ensure_ascii=False)
        before = ",\n"
