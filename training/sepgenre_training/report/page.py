"""The page: the whole report as one HTML document that needs nothing beside it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import jinja2

from sepgenre_training.experiment.configuration_file import format_config
from sepgenre_training.experiment.results import RunRecord
from sepgenre_training.report.charts.figures import GRID, INK, PAPER, RenderedFigure
from sepgenre_training.report.confusion import confusions
from sepgenre_training.report.explanations import TEST_TITLES, error_ratio
from sepgenre_training.report.learning_curves import learning_curves
from sepgenre_training.report.methods import methods_paragraph, references
from sepgenre_training.report.segments import segment_difficulties
from sepgenre_training.report.selection import (
    MEASURE_TITLES,
    guessing_loss,
    networks_fitted,
    split_sizes,
)
from sepgenre_training.report.significance import (
    PAPER_P_VALUES,
    PAPER_TEST_UNKNOWN,
    significance,
)
from sepgenre_training.report.stem_contribution import stem_contributions
from sepgenre_training.report.summary import (
    interval_text,
    number_text,
    p_text,
    score_text,
    summarise,
)
from sepgenre_training.report.table1 import table1
from sepgenre_training.statistics.comparison import TEST_NAMES
from sepgenre_training.statistics.verdict import MINIMUM_TRIALS, verdict

HARDEST_SHOWN = 20


def render_page(
    record: RunRecord, figures: Mapping[str, RenderedFigure], files: Sequence[str]
) -> str:
    """Return the HTML of the report.

    Parameters
    ----------
    record : RunRecord
        With printable names (`selection.with_printable_names`).
    figures : mapping of str to RenderedFigure
        By name; a figure that is missing leaves its section without one.
    files : sequence of str
        Names of the files beside the page, which it lists.
    """
    comparisons = significance(record)
    difficulties = segment_difficulties(record)
    return _template().render(
        record=record,
        summary=summarise(record),
        rows=table1(record),
        guessing_loss=guessing_loss(record),
        sizes=split_sizes(record.trials),
        significance=comparisons,
        error_ratio=error_ratio(comparisons),
        measures=MEASURE_TITLES,
        test_names=TEST_NAMES,
        test_titles=TEST_TITLES,
        paper_p_values=PAPER_P_VALUES,
        paper_test_unknown=PAPER_TEST_UNKNOWN,
        minimum_trials=MINIMUM_TRIALS,
        curves=learning_curves(record),
        confusions=confusions(record),
        contributions=stem_contributions(record),
        methods=methods_paragraph(record),
        references=references(record),
        networks=networks_fitted(record),
        hardest=difficulties[:HARDEST_SHOWN],
        n_segments_tested=len(difficulties),
        configuration=format_config(record.config),
        figures={name: inline_svg(figure) for name, figure in figures.items()},
        files=files,
    )


def inline_svg(figure: RenderedFigure) -> str:
    """Return the SVG element of `figure`, fit to stand inside a page.

    Its identifiers are made unique, its size is left to the page, and ink, paper and grid take
    the page's colours, which follow the reader's choice of light or dark.
    """
    svg = figure.svg[figure.svg.index("<svg") :]
    svg = re.sub(r"<style.*?</style>", "", svg, flags=re.DOTALL)
    svg = re.sub(r'<svg [^>]*?viewBox="([^"]*)"[^>]*>', r'<svg viewBox="\1">', svg, count=1)
    svg = re.sub(r'\bid="', f'id="{figure.name}-', svg)
    svg = re.sub(r"url\(#", f"url(#{figure.name}-", svg)
    svg = re.sub(r'\b(?:xlink:)?href="#', f'href="#{figure.name}-', svg)
    svg = svg.replace(f"fill: {PAPER}", "fill: none").replace(PAPER, "var(--page)")
    return svg.replace(INK, "var(--ink)").replace(GRID, "var(--rule)")


def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("sepgenre_training.report"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["score"] = score_text
    environment.filters["number"] = number_text
    environment.filters["p"] = p_text
    environment.filters["interval"] = interval_text
    environment.filters["verdict"] = lambda comparison: verdict(comparison).value
    return environment.get_template("report.html.jinja")
