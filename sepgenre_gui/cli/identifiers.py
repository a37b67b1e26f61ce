"""The identifiers that a command is given by a repeatable option, such as --track 3 --track 5."""

from __future__ import annotations

from collections.abc import Sequence


def require_identifiers(
    identifiers: Sequence[int] | None, *, command: str, noun: str
) -> Sequence[int]:
    """Return the identifiers given with ``--<noun>``.

    Raises
    ------
    ConfigurationError
        Where there is none.
    """
    from sepgenre_training.errors import ConfigurationError

    if not identifiers:
        raise ConfigurationError(
            f"`{command}` needs at least one {noun}.",
            remedy=f"For example: --{noun} 3 (ids: `sepgenre {noun}s PROJECT`).",
        )
    return identifiers
