"""The chart of the data before a run: how many songs and segments each genre has."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from sepgenre_training.errors import ExperimentError
from sepgenre_training.report.charts.files import check_suffix, write_chart
from sepgenre_training.report.selection import printable

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sepgenre_training.report.tables import Row, Table

GENRE_CHART = "songs_by_genre"


@attrs.frozen(kw_only=True)
class GenreCount:
    """One genre.

    Attributes
    ----------
    name, color : str
        The colour is ``#rrggbb``.
    songs, segments : int
        How many take part.
    """

    name: str
    color: str
    songs: int
    segments: int


def export_genre_chart(counts: Sequence[GenreCount], path: Path) -> None:
    """Write the chart of `counts`; see `of_run.export_chart`.

    Raises
    ------
    ExperimentError
        Where there is no genre, or the suffix is another one.
    OSError
        Where the file cannot be written.
    """
    check_suffix(path)
    if not counts:
        raise ExperimentError("There is no genre to draw.", remedy="Give segments a genre first.")
    counts = [attrs.evolve(each, name=printable(each.name)) for each in counts]
    write_chart(
        path,
        GENRE_CHART,
        draw=lambda: draw_genre_counts(counts),
        table=lambda: genre_table(counts),
    )


def draw_genre_counts(counts: Sequence[GenreCount]) -> Figure:
    """Return the matplotlib figure: a bar for each genre, with the numbers at its end."""
    from sepgenre_training.report.charts.score_figures import draw_counts

    rows = []
    for each in counts:
        more = f" ({each.segments} segments)" if each.segments != each.songs else ""
        rows.append((each.name, each.songs, f"{each.songs}{more}", each.color))
    return draw_counts(rows, "songs")


def genre_table(counts: Sequence[GenreCount]) -> Table:
    """Return what the chart draws, as rows."""
    from sepgenre_training.report.tables import Table

    rows: list[Row] = [
        {"genre": each.name, "songs": each.songs, "segments": each.segments} for each in counts
    ]
    return Table(name=GENRE_CHART, rows=tuple(rows))
