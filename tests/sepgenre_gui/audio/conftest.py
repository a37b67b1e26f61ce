"""A sound server whose output is recorded."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.virtual_sink import VirtualSink, virtual_sink


@pytest.fixture(scope="module")
def sink() -> Iterator[VirtualSink]:
    with virtual_sink() as sink:
        import sounddevice

        # Another test of this process may have initialised it without the sink.
        sounddevice._terminate()
        sounddevice._initialize()
        yield sink
