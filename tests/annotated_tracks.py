"""Tracks with segments, awkward on purpose, by hand and by Hypothesis."""

from __future__ import annotations

from pathlib import Path

from hypothesis import strategies as st

from sepgenre_training.exchange.annotation import AnnotatedSegment, AnnotatedTrack

RATES_HZ = (8_000, 11_025, 22_050, 32_000, 44_100, 48_000, 88_200, 96_000, 192_000, 384_000)
ORIGINS = ("by_hand", "suggested", "imported")
AWKWARD_TEXT = "Drum & \"Bass\", 观 🎧;\tű\r\n<exists> 3 ! 'x'"

# Genres are trimmed by the project; zero is what no tag and no text of SQLite holds whole.
genres = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20
).map(str.strip)
titles = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
names = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0/"), min_size=1, max_size=20
).filter(lambda name: name not in (".", ".."))


def make_annotated(
    *segments: tuple[int, str | None],
    path: Path = Path("/music/ű 观 🎧 .WAV"),
    title: str = AWKWARD_TEXT,
    content_hash: str = "ab" * 32,
    rate_hz: int = 44_100,
    length_s: float = 60.0,
    origin: str = "by_hand",
) -> AnnotatedTrack:
    """Return a track with 10 s segments at the starts (in samples) and of the genres given."""
    return AnnotatedTrack(
        path=path,
        title=title,
        artist=None,
        content_hash=content_hash,
        sample_rate_hz=rate_hz,
        n_samples=round(length_s * rate_hz),
        segments=tuple(
            AnnotatedSegment(
                start_sample=start, n_samples=10 * rate_hz, genre=genre or None, origin=origin
            )
            for start, genre in segments
        ),
    )


@st.composite
def annotated_tracks(draw: st.DrawFn) -> AnnotatedTrack:
    """Draw a track of up to six hours with up to six segments, overlapping or not."""
    rate_hz = draw(st.sampled_from(RATES_HZ))
    n_samples = draw(st.integers(10 * rate_hz, 6 * 3600 * rate_hz))
    starts = draw(st.sets(st.integers(0, n_samples - 10 * rate_hz), max_size=6))
    return AnnotatedTrack(
        path=Path("/music") / draw(names),
        title=draw(titles),
        artist=draw(st.none() | titles),
        content_hash=draw(st.text("0123456789abcdef", min_size=64, max_size=64)),
        sample_rate_hz=rate_hz,
        n_samples=n_samples,
        segments=tuple(
            AnnotatedSegment(
                start_sample=start,
                n_samples=10 * rate_hz,
                genre=draw(st.none() | genres) or None,
                origin=draw(st.sampled_from(ORIGINS)),
            )
            for start in sorted(starts)
        ),
    )
