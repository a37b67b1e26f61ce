"""What any long work tells while it goes on: immutable values that travel between processes."""

from __future__ import annotations

import attrs


@attrs.frozen(kw_only=True)
class Progressed:
    """`done` of `total` items of a stage are finished; `item` is the last one's name."""

    stage: str
    done: int
    total: int
    item: str = ""


@attrs.frozen(kw_only=True)
class ItemFailed:
    """One item of a stage failed; the others go on."""

    stage: str
    item: str
    reason: str
