from __future__ import annotations

import pickle
import subprocess
import sys
from pathlib import Path

import attrs
import numpy as np
import pytest
import soundfile

from sepgenre_training.audio.files import content_hash
from sepgenre_training.errors import SeparationError
from sepgenre_training.features.settings import FeatureSettings
from sepgenre_training.features.task import (
    FeatureTask,
    extract_segment_features,
    feature_key,
    features_path,
    has_features,
    tensors_folder,
)
from sepgenre_training.features.tensors import assemble_tensors, load_tensors
from sepgenre_training.separation.task import SeparationTask, separate_segment, stems_path

RATE_HZ = 8_000


@pytest.fixture
def task(tmp_path: Path) -> FeatureTask:
    track = tmp_path / "track.wav"
    samples = np.random.default_rng(1).standard_normal((12 * RATE_HZ, 1)) * 0.1
    soundfile.write(track, samples, RATE_HZ)
    separation = SeparationTask(
        path=track,
        content_hash=content_hash(track),
        start_sample=RATE_HZ,
        n_samples=10 * RATE_HZ,
        sample_rate_hz=RATE_HZ,
        separator="hpss",
        cache_root=tmp_path / "cache",
    )
    return FeatureTask(separation=separation, cache_root=tmp_path / "cache")


def test_features_need_stems(task: FeatureTask) -> None:
    with pytest.raises(SeparationError, match=r"track\.wav from 1\.00 s has no stems") as caught:
        extract_segment_features(task)
    assert "Separate" in caught.value.remedy


def test_features_are_extracted_once(task: FeatureTask) -> None:
    separate_segment(task.separation)
    path = extract_segment_features(task)
    assert path == features_path(task)
    assert has_features(task)
    assert np.load(path).shape == (5, 128, 458)
    # With track and stems gone, only the cache can answer.
    task.separation.path.unlink()
    stems_path(task.separation).unlink()
    assert extract_segment_features(task) == path
    assemble_tensors([path, path], task.cache_root / "tensors")
    assert load_tensors(task.cache_root / "tensors").stems.shape == (2, 128, 458, 3)


@pytest.mark.parametrize("kept", [0, 30, 128, 100_000])
def test_partial_file_is_not_trusted(task: FeatureTask, kept: int) -> None:
    separate_segment(task.separation)
    path = extract_segment_features(task)
    whole = path.read_bytes()
    path.write_bytes(whole[:kept])
    assert not has_features(task)
    assert extract_segment_features(task) == path
    assert path.read_bytes() == whole


def test_damaged_stems_are_not_used(task: FeatureTask) -> None:
    separate_segment(task.separation)
    stems = stems_path(task.separation)
    stems.write_bytes(stems.read_bytes()[:5_000])
    with pytest.raises(SeparationError, match="no stems"):
        extract_segment_features(task)


def test_key_depends_on_stems_and_settings(task: FeatureTask) -> None:
    others = [
        attrs.evolve(task, settings=FeatureSettings(n_mels=64)),
        attrs.evolve(task, separation=attrs.evolve(task.separation, start_sample=0)),
    ]
    assert len({feature_key(each) for each in (task, *others)}) == 3


_PRINT_KEYS = """
from pathlib import Path
from sepgenre_training.features.task import FeatureTask, feature_key
from sepgenre_training.separation.task import SeparationTask, stem_key

stems = SeparationTask(
    path=Path("a.wav"), content_hash="a" * 64, start_sample=0, n_samples=10,
    sample_rate_hz=8000, separator="hpss", cache_root=Path("cache"),
)
print(stem_key(stems), feature_key(FeatureTask(separation=stems, cache_root=Path("cache"))))
"""


def keys_with(site: Path, package: str | None) -> list[str]:
    """Return the keys of one segment's stems and features beside another version of `package`."""
    if package is not None:
        metadata = site / f"{package}-99.0.dist-info" / "METADATA"
        metadata.parent.mkdir(parents=True)
        metadata.write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 99.0\n")
    # What stands first on the path is the version that is found.
    script = f"import sys; sys.path.insert(0, {str(site)!r})\n{_PRINT_KEYS}"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    return done.stdout.split()


def test_keys_depend_on_the_versions_of_what_computes(tmp_path: Path) -> None:
    stems, features = keys_with(tmp_path / "as installed", None)
    other_scipy = keys_with(tmp_path / "scipy", "scipy")
    other_librosa = keys_with(tmp_path / "librosa", "librosa")

    assert keys_with(tmp_path / "as installed", None) == [stems, features]
    assert other_scipy[0] != stems
    assert other_scipy[1] != features
    assert (other_librosa[0], other_librosa[1] != features) == (stems, True)


def test_task_travels_between_processes(task: FeatureTask) -> None:
    assert pickle.loads(pickle.dumps(task)) == task


def test_tensors_folder_depends_on_the_segments_in_order(tmp_path: Path) -> None:
    one, two = Path("a/one.npy"), Path("b/two.npy")
    folder = tensors_folder([one, two], tmp_path)
    assert folder.is_relative_to(tmp_path)
    assert tensors_folder([Path("elsewhere/one.npy"), two], tmp_path) == folder
    assert tensors_folder([two, one], tmp_path) != folder
