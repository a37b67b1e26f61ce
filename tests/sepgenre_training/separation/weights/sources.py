"""What weights are installed from in the tests, and what is said of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from sepgenre_training.errors import SeparationError
from sepgenre_training.separation.weights import store
from sepgenre_training.separation.weights.inspection import WeightsState
from sepgenre_training.separation.weights.manifest import WeightsManifest
from tests.weights_server import FILES


def write_files(folder: Path, *leave_out: str) -> Path:
    folder.mkdir(parents=True)
    for name, content in FILES.items():
        if name not in leave_out:
            (folder / name).write_bytes(content)
    return folder


def state(manifest: WeightsManifest, root: Path, *, full: bool = False) -> WeightsState:
    return store.verify(manifest, root=root, full=full).state


def refuse(source: Path, manifest: WeightsManifest, root: Path) -> str:
    with pytest.raises(SeparationError) as refused:
        store.install_from(source, manifest, root=root)
    assert state(manifest, root) is WeightsState.MISSING
    assert not (root / manifest.name).exists()
    assert not list(root.glob(".part*"))
    return str(refused.value)
