"""A classified file as something to be drawn and heard, although it is no track of the project."""

from __future__ import annotations

from pathlib import Path

from sepgenre_gui.project.database import utc_now
from sepgenre_gui.project.track import Track
from sepgenre_training.audio.examination import examine

NO_TRACK = 0
"""The identifier of what is no track of the project."""


def examine_to_hear(path: Path) -> Track:
    """Return `path`, decoded once from end to end, as a track that is stored nowhere.

    Raises
    ------
    AudioError
        Where the file cannot be used, however short it may be.
    """
    found = examine(path, min_duration_s=0.0)
    info = found.info
    return Track(
        id=NO_TRACK,
        path=path,
        content_hash=found.content_hash,
        title=info.title or path.stem,
        artist=info.artist,
        album=info.album,
        genre_id=None,
        duration_s=info.duration_s,
        sample_rate_hz=info.sample_rate_hz,
        channels=info.channels,
        n_samples=info.n_samples,
        decoder=info.decoder,
        decoder_version=info.decoder_version,
        added_at=utc_now(),
    )
