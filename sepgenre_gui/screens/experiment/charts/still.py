"""Charts on a page that scrolls: numbers as they are, and the wheel left to the page."""

from __future__ import annotations

from PySide6.QtCore import Qt

from sepgenre_gui.screens.experiment.charts.chart import Chart


def keep_still(chart: Chart) -> None:
    """Let the axes of `chart` print 0.2 rather than 200 of a thousandth, and the page scroll.

    pyqtgraph scales what is small by a power of ten that it writes behind the axis's label,
    prints hyphens for minus signs, and keeps the wheel for itself over its axes.
    """
    for side in ("bottom", "left"):
        axis = chart.plot.getAxis(side)
        axis.enableAutoSIPrefix(enable=False)
        # Where it is switched off while there are numbers, the power of ten found last stays.
        axis.updateAutoSIPrefix = lambda: None
        plain = axis.tickStrings
        axis.tickStrings = lambda *args, plain=plain: [
            text.replace("-", "\N{MINUS SIGN}") for text in plain(*args)
        ]
    chart.view.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
