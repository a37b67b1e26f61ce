"""The dialogs that exchange with files: import, export, finding moved audio."""

from sepgenre_gui.screens.exchange.exporting.dialog import ExportDialog
from sepgenre_gui.screens.exchange.importing.dialog import ImportDialog
from sepgenre_gui.screens.exchange.importing.run import ImportOutcome
from sepgenre_gui.screens.exchange.locating.dialog import LocateDialog
from sepgenre_gui.screens.exchange.locating.run import LocateOutcome

__all__ = ["ExportDialog", "ImportDialog", "ImportOutcome", "LocateDialog", "LocateOutcome"]
