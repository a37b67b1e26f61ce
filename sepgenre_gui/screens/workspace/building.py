"""Building the workspace of a project: its queue, its pages, and what passes between them."""

from __future__ import annotations

from sepgenre_gui.project.project import Project
from sepgenre_gui.screens.curation.screen import CurationScreen
from sepgenre_gui.screens.curation.specs import CURATION_SPECS
from sepgenre_gui.screens.screen import ScreenContext
from sepgenre_gui.screens.undo import UNDO_SPECS
from sepgenre_gui.screens.workspace.page import Page
from sepgenre_gui.screens.workspace.tools import TOOL_SPECS, Tools
from sepgenre_gui.screens.workspace.workspace import Workspace
from sepgenre_gui.services.jobs.kinds import open_queue

CURATION = "curation"


def build_workspace(project: Project, context: ScreenContext) -> Workspace:
    """Return the workspace of `project`; closing it ends its jobs."""
    queue = open_queue(
        project,
        deliver=context.bridge.deliver,
        cache_limit_gb=lambda: context.preferences.cache_limit_gb,
    )
    pages = [
        Page(
            name=CURATION,
            text="&Curate",
            tip="Cut segments and name their genre",
            key="Ctrl+1",
            specs=(*UNDO_SPECS, *CURATION_SPECS),
            build=lambda: CurationScreen(project, context),
        )
    ]
    workspace = Workspace(project, context, queue, pages, specs=TOOL_SPECS)
    tools = Tools(project, context, queue, workspace.widget)
    tools.told.connect(workspace.status)
    workspace.connected.connect(tools.connect_actions)
    workspace.closing.connect(tools.close)
    return workspace
