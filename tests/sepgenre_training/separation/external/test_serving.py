"""The wire format between a separator and its child process."""

from __future__ import annotations

import io
import struct

import numpy as np
import pytest

from sepgenre_training.separation.external.children.serving import read_message, write_message


def written(*shapes: tuple[int, ...], error: str = "") -> bytes:
    rng = np.random.default_rng(len(shapes))
    stream = io.BytesIO()
    arrays = {f"array {n}": rng.random(shape, np.float32) for n, shape in enumerate(shapes)}
    write_message(stream, arrays, error=error)
    return stream.getvalue()


def test_what_is_written_is_read() -> None:
    stream = io.BytesIO()
    strided = np.arange(12, dtype=np.float32).reshape(2, 6)[:, ::2]
    sent = {"ű 观": strided, "empty": np.zeros((2, 0), np.float32), "scalar": np.float32(7.5)}
    write_message(stream, sent)
    write_message(stream, {}, error="häßlich")
    stream.seek(0)
    arrays, error = read_message(stream)
    assert error == ""
    assert list(arrays) == list(sent)
    for name, array in arrays.items():
        np.testing.assert_array_equal(array, sent[name])
        assert array.shape == np.shape(sent[name])
        assert array.dtype == np.float32
    assert read_message(stream) == ({}, "häßlich")
    with pytest.raises(EOFError):
        read_message(stream)


def test_a_message_that_breaks_off_anywhere_is_not_taken_for_whole() -> None:
    message = written((2, 3), (4,))
    for length in range(len(message)):
        with pytest.raises(EOFError):
            read_message(io.BytesIO(message[:length]))


@pytest.mark.parametrize(
    "garbage", [b"Using CPU backend\n", struct.pack("<I", 4) + b"{{{{", struct.pack("<I", 0)]
)
def test_what_is_no_message_is_refused(garbage: bytes) -> None:
    with pytest.raises(ValueError):
        read_message(io.BytesIO(garbage))
