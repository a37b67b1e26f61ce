"""Single charts as files: drawn as SVG or PNG, or their numbers as CSV.

`of_run` has those of a run, `of_runs` those of runs compared, `of_genres` the data before a run.
Names and titles cost nothing to ask for; matplotlib is imported by what draws.
"""

from sepgenre_training.report.charts.files import CHART_SUFFIXES
from sepgenre_training.report.charts.of_genres import GenreCount, export_genre_chart
from sepgenre_training.report.charts.of_run import (
    chart_names,
    chart_titles,
    draw_chart,
    export_chart,
)
from sepgenre_training.report.charts.of_runs import (
    comparison_chart_titles,
    draw_comparison_chart,
    export_comparison_chart,
)

__all__ = [
    "CHART_SUFFIXES",
    "GenreCount",
    "chart_names",
    "chart_titles",
    "comparison_chart_titles",
    "draw_chart",
    "draw_comparison_chart",
    "export_chart",
    "export_comparison_chart",
    "export_genre_chart",
]
