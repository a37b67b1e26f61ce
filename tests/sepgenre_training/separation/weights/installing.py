"""Installing in tests: what must hold after a success and after a refusal."""

from __future__ import annotations

from pathlib import Path

import pytest

from sepgenre_training.errors import SeparationError
from sepgenre_training.separation.weights import store
from sepgenre_training.separation.weights.inspection import WeightsState
from sepgenre_training.separation.weights.manifest import WeightsManifest
from sepgenre_training.separation.weights.reading import Watch
from tests.weights_server import FILES, IMPATIENT


def install(manifest: WeightsManifest, root: Path, watch: Watch | None = None) -> Path:
    installed = store.install(manifest, root=root, patience=IMPATIENT, watch=watch or Watch())
    assert installed.state is WeightsState.READY
    for name, content in FILES.items():
        assert (installed.folder / name).read_bytes() == content
    assert store.require_weights(manifest, root=root) == installed.folder == root / manifest.name
    # Nothing else stays: no archive, no notes, no folder half unpacked.
    left = {path.name for path in root.iterdir()} - {f".{manifest.name}.lock"}
    assert left == {manifest.name}
    return installed.folder


def refuse(manifest: WeightsManifest, root: Path) -> str:
    """Fail to install; return the message. Nothing may count as installed afterwards."""
    with pytest.raises(SeparationError) as refused:
        store.install(manifest, root=root, patience=IMPATIENT)
    assert store.verify(manifest, root=root).state is not WeightsState.READY
    assert not (root / manifest.name).exists()
    with pytest.raises(SeparationError, match="--from"):
        store.require_weights(manifest, root=root)
    return str(refused.value)
