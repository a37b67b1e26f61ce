"""Classifiers as files: equal to the bit after a journey, and refused where anything is wrong."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs
import h5py
import numpy as np
import pytest

from sepgenre_training.classification.files.archive import (
    DESCRIPTION,
    MANIFEST,
    WEIGHTS,
    Archive,
    read_archive,
    write_archive,
)
from sepgenre_training.classification.files.description import format_classifier, parse_classifier
from sepgenre_training.classification.files.weights import load_weights
from sepgenre_training.classification.prediction import Predictor
from sepgenre_training.errors import ClassifierError
from tests.small_classifier import small_classifier

Members = dict[str, bytes]


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "ű 观.sepgenre-classifier"
    write_archive(small_classifier(), path)
    return path


def members_of(path: Path) -> Members:
    with zipfile.ZipFile(path) as file:
        return {name: file.read(name) for name in file.namelist()}


def write_members(path: Path, members: Members, compression: int = zipfile.ZIP_STORED) -> None:
    with zipfile.ZipFile(path, "w", compression) as file:
        for name, content in members.items():
            file.writestr(name, content)


def with_hashes(members: Members) -> Members:
    """Return `members` with a manifest that agrees with them, as a forger would write it."""
    manifest = json.loads(members[MANIFEST])
    manifest["members"] = {
        name: {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for name, content in members.items()
        if name != MANIFEST
    }
    return {**members, MANIFEST: json.dumps(manifest).encode()}


def changed(members: Members, change: Callable[[Any], None]) -> Members:
    description = json.loads(members[DESCRIPTION])
    change(description)
    return with_hashes({**members, DESCRIPTION: json.dumps(description).encode()})


def with_weights(members: Members, weights: bytes) -> Members:
    def name_them(description: Any) -> None:
        description["weights_sha256"] = hashlib.sha256(weights).hexdigest()

    return changed({**members, WEIGHTS: weights}, name_them)


def features() -> np.ndarray:
    shape = (5, *small_classifier().classifier.identity.shape)
    return np.random.default_rng(5).normal(-40, 8, shape).astype(np.float32)


def predict(archive: Archive, folder: Path) -> np.ndarray:
    folder.mkdir()
    weights = folder / "network.weights.h5"
    weights.write_bytes(archive.weights)
    predictor = Predictor(archive.classifier, weights)
    return predictor.predict(features(), archive.classifier.identity)


def test_what_comes_back_is_equal_and_says_the_same_to_the_bit(
    archive: Path, tmp_path: Path
) -> None:
    before, after = small_classifier(), read_archive(archive)
    assert after == before
    assert after.classifier.key == before.classifier.key
    one, two = predict(before, tmp_path / "one"), predict(after, tmp_path / "two")
    assert one.tobytes() == two.tobytes()
    again = tmp_path / "again"
    write_archive(after, again)
    assert again.read_bytes() == archive.read_bytes()


def outcome(path: Path) -> tuple[ClassifierError | None, Archive | None]:
    try:
        return None, read_archive(path)
    except ClassifierError as error:
        return error, None


def test_every_changed_byte_of_a_member_is_noticed(archive: Path, tmp_path: Path) -> None:
    content = bytearray(archive.read_bytes())
    rng = np.random.default_rng(0)
    for place in rng.integers(0, len(content), 60):
        damaged = bytearray(content)
        damaged[place] ^= 0x55
        path = tmp_path / "damaged"
        path.write_bytes(damaged)
        refusal, read = outcome(path)
        # Dates and permissions of the zip itself mean nothing.
        assert read in (None, small_classifier())
        assert refusal is None or (str(path) in refusal.message and refusal.remedy)


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9, 0.999])
def test_a_file_cut_short_is_refused(archive: Path, share: float) -> None:
    content = archive.read_bytes()
    archive.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(ClassifierError, match=r"is no SepGenre classifier|is damaged"):
        read_archive(archive)


def test_foreign_missing_and_newer_files_are_told_apart(archive: Path, tmp_path: Path) -> None:
    members = members_of(archive)
    with pytest.raises(ClassifierError, match="cannot be read"):
        read_archive(tmp_path / "nothing")
    (tmp_path / "text").write_text("hello")
    with pytest.raises(ClassifierError, match="it is no zip file"):
        read_archive(tmp_path / "text")
    write_members(archive, {"mimetype": b"application/epub+zip"})
    with pytest.raises(ClassifierError, match=f"it has no {MANIFEST}"):
        read_archive(archive)
    newer = {**json.loads(members[MANIFEST]), "version": 2}
    write_members(archive, {**members, MANIFEST: json.dumps(newer).encode(), "more": b""})
    with pytest.raises(ClassifierError, match="newer SepGenre") as refused:
        read_archive(archive)
    assert refused.value.remedy.startswith("Update")


def test_hashes_and_sizes_that_do_not_agree_are_refused(archive: Path) -> None:
    members = members_of(archive)
    other = bytes(len(members[WEIGHTS]))
    for forged in (
        {**members, WEIGHTS: other},
        {**members, WEIGHTS: members[WEIGHTS] + b"0"},
        # The manifest agrees, the description does not.
        with_hashes({**members, WEIGHTS: other}),
        {**members, "evil.py": b"raise SystemExit"},
    ):
        write_members(archive, forged)
        with pytest.raises(ClassifierError, match="is damaged"):
            read_archive(archive)


def test_a_member_that_would_be_huge_is_refused_before_it_is_read(archive: Path) -> None:
    members = members_of(archive)
    write_members(archive, {**members, MANIFEST: b"0" * 100_000_000}, zipfile.ZIP_DEFLATED)
    assert archive.stat().st_size < 1_000_000
    with pytest.raises(ClassifierError, match=f"{MANIFEST} would be 100,000,000 bytes"):
        read_archive(archive)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda d: d["calibration"].pop("temperature"), "temperature"),
        (lambda d: d.update(more=1), "more"),
        (lambda d: d.update(epochs="3"), "whole number"),
        (lambda d: d.update(epochs=True), "whole number"),
        (lambda d: d.update(classes="ab"), "list of texts"),
        (lambda d: d.update(classes=["a", "a"]), "two classes of one name"),
        (lambda d: d.update(network="eval"), "no network that can"),
        (lambda d: d["calibration"].update(temperature=0.0), "temperature"),
        (lambda d: d["statistics"].update(mean=[0.0]), "1 means"),
        (lambda d: d["network_config"].update(filters=[10**9, 10**9]), "larger network"),
        (lambda d: d["identity"]["settings"].update(n_mels=10**9), "statistics of shape"),
        (lambda d: d["identity"]["settings"].update(n_fft=10**9), "over 131072"),
    ],
)
def test_descriptions_that_say_something_else_are_refused(
    archive: Path, change: Callable[[Any], None], told: str
) -> None:
    write_members(archive, changed(members_of(archive), change))
    with pytest.raises(ClassifierError, match=told) as refused:
        read_archive(archive)
    assert str(archive) in refused.value.message


def test_a_description_is_kept_to_the_bit_and_infinity_is_none(archive: Path) -> None:
    classifier = small_classifier().classifier
    text = format_classifier(classifier)
    assert parse_classifier(text, source="here") == classifier
    for broken in ("[]", "{", "[" * 100_000, text.replace('"epochs": 8', '"epochs": NaN')):
        with pytest.raises(ClassifierError, match=r"^here: "):
            parse_classifier(broken, source="here")


def forged_weights(tmp_path: Path, forge: Callable[[Any], None]) -> bytes:
    buffer = io.BytesIO(small_classifier().weights)
    with h5py.File(buffer, "r+") as file:
        forge(file)
    return buffer.getvalue()


def first_array(file: Any) -> tuple[Any, str]:
    places: list[str] = []
    file.visititems(
        lambda name, child: places.append(name) if isinstance(child, h5py.Dataset) else None
    )
    group, _, name = places[0].rpartition("/")
    return file[group], name


def link_elsewhere(file: Any) -> None:
    group, name = first_array(file)
    del group[name]
    group[name] = h5py.ExternalLink("/etc/passwd", "/secret")


def link_within(file: Any) -> None:
    group, name = first_array(file)
    group.move(name, "moved")
    group[name] = h5py.SoftLink("moved")


def store_elsewhere(file: Any) -> None:
    group, name = first_array(file)
    shape = group[name].shape
    del group[name]
    group.create_dataset(name, shape, "f4", external=[("/etc/passwd", 0, h5py.h5f.UNLIMITED)])


def make_virtual(file: Any) -> None:
    group, name = first_array(file)
    shape = group[name].shape
    del group[name]
    layout = h5py.VirtualLayout(shape, "f4")
    layout[...] = h5py.VirtualSource("/elsewhere.h5", "data", shape=shape)
    group.create_virtual_dataset(name, layout)


def grow(file: Any) -> None:
    group, name = first_array(file)
    del group[name]
    group.create_dataset(name, (10**6, 10**6), "f4", chunks=(1000, 1000))


def double(file: Any) -> None:
    group, name = first_array(file)
    values = group[name][...].astype("f8")
    del group[name]
    group[name] = values


def circle(file: Any) -> None:
    file["circle"] = file["/"]


@pytest.mark.parametrize(
    "forge", [link_elsewhere, link_within, store_elsewhere, make_virtual, grow, double, circle]
)
def test_weights_that_are_not_just_this_networks_arrays_are_refused(
    archive: Path, tmp_path: Path, forge: Callable[[Any], None]
) -> None:
    write_members(archive, with_weights(members_of(archive), forged_weights(tmp_path, forge)))
    forged = read_archive(archive)
    weights = tmp_path / "forged.weights.h5"
    weights.write_bytes(forged.weights)
    with pytest.raises(ClassifierError, match="weights"):
        Predictor(forged.classifier, weights)


def test_weights_that_were_exchanged_or_are_gone_are_refused(tmp_path: Path) -> None:
    classifier = small_classifier().classifier
    with pytest.raises(ClassifierError, match="cannot be read"):
        load_weights(None, tmp_path / "gone", sha256=classifier.weights_sha256)
    (tmp_path / "other").write_bytes(b"other")
    with pytest.raises(ClassifierError, match="not the weights"):
        load_weights(None, tmp_path / "other", sha256=classifier.weights_sha256)


def test_an_equal_classifier_under_another_name_has_the_same_key() -> None:
    classifier = small_classifier().classifier
    assert attrs.evolve(classifier, name="other").key == classifier.key
    hotter = attrs.evolve(classifier.calibration, temperature=3.0)
    assert attrs.evolve(classifier, calibration=hotter).key != classifier.key
