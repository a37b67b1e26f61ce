"""What a run tells beside the engine's events."""

from __future__ import annotations

import attrs


@attrs.frozen(kw_only=True)
class RunStarted:
    """The run exists in the project, and its trials begin.

    Attributes
    ----------
    run_id : int
    name : str
        What the list of runs calls it.
    trials_before : int
        Trials that were stored before.
    trials_wanted : int
        Trials that the run shall have.
    is_continued : bool
        Whether it is a run that was there already.
    """

    run_id: int
    name: str
    trials_before: int
    trials_wanted: int
    is_continued: bool
