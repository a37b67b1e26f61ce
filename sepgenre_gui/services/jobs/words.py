"""Numbers in the sentences that jobs end with."""

from __future__ import annotations


def count(number: int, what: str) -> str:
    """Return ``"1 segment"`` or ``"3 segments"``."""
    return f"1 {what}" if number == 1 else f"{number} {what}s"
