"""What tables of things that are filtered and sorted have in common: model, and line of text."""

from sepgenre_gui.screens.tables.arranged_model import RIGHT, ArrangedModel, Index
from sepgenre_gui.screens.tables.filter_line import FilterLine

__all__ = ["RIGHT", "ArrangedModel", "FilterLine", "Index"]
