"""The files of one segment or track, as one task: what they share is separated once."""

from __future__ import annotations

from pathlib import Path

import attrs
from attrs import validators

from sepgenre_training.separation.preview.mixdown import mix_down
from sepgenre_training.separation.preview.mixdown_task import Mixdown, MixdownTask, require_free


@attrs.frozen(kw_only=True)
class StemsExportTask:
    """Several files of one window of one track.

    Attributes
    ----------
    mixdowns : tuple of MixdownTask
        The files, at least one.
    """

    mixdowns: tuple[MixdownTask, ...] = attrs.field(validator=validators.min_len(1))

    @property
    def path(self) -> Path:
        """The track."""
        return self.mixdowns[0].separations[0].path


def export_stems(task: StemsExportTask) -> tuple[Mixdown, ...]:
    """Write the files of `task`; none, where the name of one is taken.

    Raises
    ------
    SepgenreError
        As `mix_down` does. Files that were complete before stay.
    """
    for mixdown in task.mixdowns:
        require_free(mixdown)
    return tuple(mix_down(mixdown) for mixdown in task.mixdowns)
