"""Stems on the screen: what to separate, where lanes lie, what to export, by which separator."""

from sepgenre_gui.services.stems.choices import SeparatorChoice, separator_choices
from sepgenre_gui.services.stems.exporting import (
    EXPORTED_LANES,
    export_mix_task,
    export_names,
    export_stems_tasks,
)
from sepgenre_gui.services.stems.lanes import mix_lanes
from sepgenre_gui.services.stems.separating import stems_task

__all__ = [
    "EXPORTED_LANES",
    "SeparatorChoice",
    "export_mix_task",
    "export_names",
    "export_stems_tasks",
    "mix_lanes",
    "separator_choices",
    "stems_task",
]
