from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sepgenre_training.datasets.giantsteps_plus import is_giantsteps_plus, read_giantsteps_plus

Clip = Callable[[Path], Path]

NAME = "10089 Alpha, Beta - Night Drive (Extended Mix)"


def annotate(root: Path, name: str, meta: Any, key: str | None = "D minor\n") -> None:
    for folder in ("keys_gs+", "meta"):
        (root / folder).mkdir(parents=True, exist_ok=True)
    if key is not None:
        (root / "keys_gs+" / f"{name}.txt").write_text(key)
    if meta is not None:
        text = meta if isinstance(meta, str) else json.dumps(meta)
        (root / "meta" / f"{name}.json").write_text(text)


def test_metadata_and_key_are_read(tmp_path: Path, clip: Clip) -> None:
    meta = {
        "genres": [{"name": "Deep House"}, {"name": "House"}],
        "sub_genres": [{"name": "Lo-fi"}],
        "artists": [
            {"name": "Alpha", "type": "artist"},
            {"name": "Gamma", "type": "remixer"},
            {"name": "Beta", "type": "artist"},
        ],
    }
    path = clip(tmp_path / "audio" / f"{NAME}.mp3")
    annotate(tmp_path, NAME, meta, "D\tminor\n")
    assert is_giantsteps_plus(tmp_path)
    listing = read_giantsteps_plus(tmp_path)
    assert listing.layout == "giantsteps"
    assert listing.problems == ()
    assert listing.notes == ()
    (entry,) = listing.entries
    assert entry.path == path
    assert (entry.genre, entry.key) == ("Deep House", "D minor")
    assert (entry.artist, entry.title) == ("Alpha, Beta", "Night Drive (Extended Mix)")


def test_the_name_stands_in_for_missing_metadata(tmp_path: Path, clip: Clip) -> None:
    clip(tmp_path / "audio" / f"{NAME}.mp3")
    annotate(tmp_path, NAME, None, None)
    listing = read_giantsteps_plus(tmp_path)
    (entry,) = listing.entries
    assert (entry.artist, entry.title) == ("Alpha, Beta", "Night Drive (Extended Mix)")
    assert (entry.genre, entry.key) == (None, None)
    assert listing.notes == ("1 tracks have no genre in meta/.",)


def test_audio_that_is_missing_and_faulty_metadata_are_problems(tmp_path: Path, clip: Clip) -> None:
    clip(tmp_path / "audio" / "1 A - B.mp3")
    annotate(tmp_path, "1 A - B", "{broken")
    annotate(tmp_path, "2 C - D", {"genres": []})
    annotate(tmp_path, "3 E - F", {"genres": [{"label": "no name"}]}, None)
    listing = read_giantsteps_plus(tmp_path)
    assert [problem.path.name for problem in listing.problems] == [
        "1 A - B.json",
        "2 C - D.mp3",
        "3 E - F.mp3",
    ]
    assert [entry.artist for entry in listing.entries] == ["A"]
