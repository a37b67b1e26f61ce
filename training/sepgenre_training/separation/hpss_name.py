"""Name and version of `hpss`, apart from its computation: scipy takes a second to import."""

from __future__ import annotations

HPSS_NAME = "hpss"
HPSS_VERSION = "1"
