from __future__ import annotations

import json
import tracemalloc
from pathlib import Path

import numpy as np
import pytest

from sepgenre_training.audio.resampling import resample, to_mono
from sepgenre_training.errors import DatasetError
from sepgenre_training.features.export import export_npz
from sepgenre_training.features.mel import log_mel
from sepgenre_training.features.settings import FeatureSettings
from sepgenre_training.features.tensors import (
    FEATURE_CHANNELS,
    Tensors,
    assemble_tensors,
    load_tensors,
    segment_features,
    tensors_are_written,
    write_tensors,
)
from sepgenre_training.separation.stems import STEM_NAMES, Audio


def stems_at(sample_rate: int, channels: int, duration_s: float = 10.0) -> dict[str, Audio]:
    rng = np.random.default_rng(4)
    shape = (channels, round(duration_s * sample_rate))
    return {name: (rng.standard_normal(shape) * 0.1).astype(np.float32) for name in STEM_NAMES}


@pytest.mark.parametrize(
    ("sample_rate", "channels"),
    [(8_000, 1), (11_025, 2), (22_050, 1), (44_100, 2), (48_000, 2), (96_000, 1)],
)
def test_ten_seconds_have_the_shape_of_the_paper(sample_rate: int, channels: int) -> None:
    stems = stems_at(sample_rate, channels)
    mixture = np.sum(list(stems.values()), axis=0)
    features = segment_features(mixture, stems, sample_rate, FeatureSettings())
    assert features.shape == (5, 128, 458)
    assert features.dtype == np.float32
    assert np.isfinite(features).all()


def test_channels_are_what_their_names_say() -> None:
    settings = FeatureSettings()
    stems = stems_at(44_100, 2, 1.0)
    mixture = np.sum(list(stems.values()), axis=0)
    features = segment_features(mixture, stems, 44_100, settings)
    signals = {
        **stems,
        "full_mix": mixture,
        "no_vox": stems["bass"] + stems["drums"] + stems["other"],
    }
    assert FEATURE_CHANNELS == ("bass", "drums", "other", "full_mix", "no_vox")
    for channel, name in enumerate(FEATURE_CHANNELS):
        expected = log_mel(to_mono(resample(signals[name], 44_100, 22_050, 22_050)), settings)
        np.testing.assert_allclose(features[channel], expected, atol=1e-3)


def feature_files(folder: Path, count: int = 3) -> list[Path]:
    rng = np.random.default_rng(5)
    paths = [folder / f"{number}.npy" for number in range(count)]
    for path in paths:
        np.save(path, rng.standard_normal((5, 8, 6)).astype(np.float32))
    return paths


def assembled(folder: Path) -> Tensors:
    """The tensors of three segments."""
    assemble_tensors(feature_files(folder), folder / "assembled")
    return load_tensors(folder / "assembled")


def test_tensors_stack_stems_depthwise(tmp_path: Path) -> None:
    paths = feature_files(tmp_path)
    assemble_tensors(paths, tmp_path / "tensors")
    tensors = load_tensors(tmp_path / "tensors")
    assert tensors.stems.shape == (3, 8, 6, 3)
    assert tensors.full_mix.shape == tensors.no_vox.shape == (3, 8, 6, 1)
    for row, path in enumerate(paths):
        features = np.load(path)
        for channel in range(3):
            np.testing.assert_array_equal(tensors.stems[row, :, :, channel], features[channel])
        np.testing.assert_array_equal(tensors.full_mix[row, :, :, 0], features[3])
        np.testing.assert_array_equal(tensors.no_vox[row, :, :, 0], features[4])


def test_files_that_do_not_fit_together_are_refused(tmp_path: Path) -> None:
    paths, folder = feature_files(tmp_path), tmp_path / "made" / "tensors"
    with pytest.raises(DatasetError, match="no segments"):
        assemble_tensors([], folder)
    np.save(paths[1], np.zeros((5, 8, 7), dtype=np.float32))
    with pytest.raises(DatasetError, match=r"1\.npy.*shape"):
        assemble_tensors(paths, folder)
    np.save(paths[1], np.zeros((4, 8, 6), dtype=np.float32))
    with pytest.raises(DatasetError, match=r"1\.npy"):
        assemble_tensors(paths, folder)
    np.save(paths[1], np.zeros((5, 8, 6)))
    with pytest.raises(DatasetError, match="float64"):
        assemble_tensors(paths, folder)
    paths[1].write_bytes(paths[0].read_bytes()[:-10])
    with pytest.raises(DatasetError, match=r"1\.npy"):
        assemble_tensors(paths, folder)
    assert not list(folder.parent.iterdir())
    single = np.zeros((2, 8, 6, 1), dtype=np.float32)
    with pytest.raises(DatasetError, match="shapes"):
        Tensors(stems=np.zeros((3, 8, 6, 3), dtype=np.float32), full_mix=single, no_vox=single)


def test_tensors_are_written_without_being_in_memory(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    path, folder = tmp_path / "one.npy", tmp_path / "tensors"
    np.save(path, rng.standard_normal((5, 64, 100)).astype(np.float32))
    tracemalloc.start()
    assemble_tensors([path] * 100, folder)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert load_tensors(folder).stems.nbytes > 7e6
    assert peak < 1e6
    before = (folder / "stems.npy").stat().st_mtime_ns
    assemble_tensors([path] * 100, folder)
    assert (folder / "stems.npy").stat().st_mtime_ns == before


def test_tensors_on_disk_are_mapped_and_equal(tmp_path: Path) -> None:
    tensors = assembled(tmp_path)
    folder = tmp_path / "tensors" / "key"
    assert not tensors_are_written(folder)
    write_tensors(tensors, folder)
    loaded = load_tensors(folder)
    assert sorted(entry.name for entry in folder.iterdir()) == [
        "full_mix.npy",
        "no_vox.npy",
        "stems.npy",
    ]
    for name in ("stems", "full_mix", "no_vox"):
        np.testing.assert_array_equal(getattr(loaded, name), getattr(tensors, name))
    assert not loaded.stems.flags.writeable
    assert not loaded.stems.flags.owndata
    assert [entry.name for entry in folder.parent.iterdir()] == ["key"]


def test_damaged_tensors_are_written_anew_and_whole_ones_kept(tmp_path: Path) -> None:
    tensors = assembled(tmp_path)
    folder = tmp_path / "tensors" / "key"
    write_tensors(tensors, folder)
    before = (folder / "stems.npy").stat().st_mtime_ns
    write_tensors(tensors, folder)
    assert (folder / "stems.npy").stat().st_mtime_ns == before
    (folder / "stems.npy").write_bytes((folder / "stems.npy").read_bytes()[:200])
    assert not tensors_are_written(folder)
    with pytest.raises(DatasetError, match=r"stems\.npy"):
        load_tensors(folder)
    write_tensors(tensors, folder)
    np.testing.assert_array_equal(load_tensors(folder).stems, tensors.stems)


def test_export_opens_without_pickle(tmp_path: Path) -> None:
    tensors = assembled(tmp_path)
    path = tmp_path / "out" / "data.npz"
    genres = ("techno", "ű house")
    provenance = {"separator": "hpss", "settings": {"n_mels": 8}}
    export_npz(tensors, [0, 1, 1], genres, ["a", "b", "c"], provenance, path)
    with np.load(path, allow_pickle=False) as data:
        np.testing.assert_array_equal(data["stems"], tensors.stems)
        np.testing.assert_array_equal(data["no_vox"], tensors.no_vox)
        np.testing.assert_array_equal(data["full_mix"], tensors.full_mix)
        assert data["labels"].tolist() == [0, 1, 1]
        assert tuple(data["genres"]) == genres
        assert data["segment_ids"].tolist() == ["a", "b", "c"]
        assert json.loads(str(data["provenance"])) == provenance
    assert [entry.name for entry in path.parent.iterdir()] == ["data.npz"]


@pytest.mark.parametrize(("labels", "names"), [([0, 1], ["a", "b", "c"]), ([0, 0, 2], ["a"] * 3)])
def test_export_refuses_labels_that_do_not_fit(
    tmp_path: Path, labels: list[int], names: list[str]
) -> None:
    tensors = assembled(tmp_path)
    path = tmp_path / "data.npz"
    with pytest.raises(DatasetError, match="data"):
        export_npz(tensors, labels, ("x", "y"), names, {}, path)
    assert not path.exists()
