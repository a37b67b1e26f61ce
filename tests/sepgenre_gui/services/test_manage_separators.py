"""The separators as a person manages them."""

from __future__ import annotations

from pathlib import Path

import attrs
import pytest

from sepgenre_gui.services.manage_separators import (
    Removal,
    install_separator,
    list_separators,
    remove_separator,
    verify_separator,
)
from sepgenre_training.errors import SeparationError
from sepgenre_training.separation.descriptor import SeparatorDescriptor, SeparatorState
from sepgenre_training.separation.hpss import HpssSeparator
from sepgenre_training.separation.weights.manifest import (
    WeightsArchive,
    WeightsFile,
    WeightsManifest,
)
from tests.sepgenre_training.separation.external.small_environment import (
    make_environment,
    use_only,
    write_wheel,
)
from tests.weights_server import (
    ARCHIVE,
    FILES,
    IMPATIENT,
    WeightsServer,
    make_manifest,
    serving,
    sha256,
    status,
)

NOWHERE = "http://127.0.0.1:9/weights.tar.gz"


@pytest.fixture(autouse=True)
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SEPGENRE_WEIGHTS", str(tmp_path / "weights"))
    monkeypatch.setenv("SEPGENRE_ENVIRONMENTS", str(tmp_path / "environments"))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    write_wheel(tmp_path / "wheels")
    use_only(tmp_path / "wheels", monkeypatch)
    return tmp_path


def describe(name: str = "toybox", **needs: object) -> SeparatorDescriptor:
    plain = SeparatorDescriptor(
        name=name,
        version="1",
        summary="For tests.",
        latency="none",
        needs="something",
        packages=("numpy",),
        create=HpssSeparator,
    )
    return attrs.evolve(plain, **needs)


def test_the_separators_there_are() -> None:
    listed = {listing.name: listing for listing in list_separators()}
    assert list(listed) == ["spleeter", "spleeter-package", "demucs", "hpss"]
    states = {name: listing.status.state for name, listing in listed.items()}
    assert states == {
        "spleeter": SeparatorState.WEIGHTS_MISSING,
        "spleeter-package": SeparatorState.NOT_INSTALLED,
        "demucs": SeparatorState.NOT_INSTALLED,
        "hpss": SeparatorState.READY,
    }
    assert [name for name, listing in listed.items() if listing.is_ready] == ["hpss"]


def test_where_nothing_is_needed_nothing_can_be_managed() -> None:
    for manage in (install_separator, verify_separator, remove_separator):
        with pytest.raises(SeparationError, match="'hpss' needs nothing"):
            manage("hpss")
        with pytest.raises(SeparationError, match=r"no separator called 'magic'.*spleeter-package"):
            manage("magic")


def test_weights_from_download_to_removal(places: Path) -> None:
    with serving(WeightsServer()) as server:
        among = [describe(weights=make_manifest(server.url))]
        server.script.append(status(404))
        with pytest.raises(SeparationError, match="404"):
            install_separator("toybox", among=among, patience=IMPATIENT)
        (listing,) = list_separators(among=among)
        assert listing.status.state is SeparatorState.WEIGHTS_MISSING
        assert "--separator hpss" in listing.status.remedy

        installed = install_separator("toybox", among=among, patience=IMPATIENT)

    assert installed.state is SeparatorState.READY
    assert installed.weights is not None
    assert installed.weights.folder == places / "weights" / "toybox"
    assert all(listing.is_ready for listing in list_separators(among=among))
    assert verify_separator("toybox", among=among).state is SeparatorState.READY
    (installed.weights.folder / "model.index").write_bytes(b"where each tensor BEGINS")
    assert verify_separator("toybox", among=among).state is SeparatorState.WEIGHTS_CORRUPT
    for was_there in (True, False):
        removed = Removal(what="weights", folder=installed.weights.folder, removed=was_there)
        assert remove_separator("toybox", among=among) == (removed,)


def test_weights_from_a_file(places: Path) -> None:
    among = [describe(weights=make_manifest(NOWHERE))]
    (places / "mine.tar.gz").write_bytes(ARCHIVE)

    installed = install_separator("toybox", source=places / "mine.tar.gz", among=among)

    assert installed.state is SeparatorState.READY


def test_weights_that_are_one_file_come_with_the_environment() -> None:
    content = FILES["model.index"]
    with serving(WeightsServer(content)) as server:
        weights = WeightsManifest(
            name="toybox",
            model="toybox",
            archive=WeightsArchive(url=server.url, sha256=sha256(content)),
            files=(WeightsFile(name="box.th", sha256=sha256(content), size_bytes=len(content)),),
        )
        among = [describe(weights=weights, environment=make_environment())]
        assert list_separators(among=among)[0].status.state is SeparatorState.NOT_INSTALLED

        installed = install_separator("toybox", among=among, patience=IMPATIENT)

    assert installed.state is SeparatorState.READY
    assert installed.environment is not None
    assert installed.environment.python_version
    removals = remove_separator("toybox", among=among)
    assert [(each.what, each.removed) for each in removals] == [
        ("environment", True),
        ("weights", True),
    ]
    assert list_separators(among=among)[0].status.commands == (
        "sepgenre separators install toybox",
    )


def test_weights_that_another_separator_lends_stay_with_it(places: Path) -> None:
    lender = describe(weights=make_manifest(NOWHERE))
    borrower = describe(
        "borrower",
        weights=lender.weights,
        environment=attrs.evolve(make_environment(), name="borrower"),
    )
    among = [lender, borrower]
    (places / "mine.tar.gz").write_bytes(ARCHIVE)

    # Nothing is downloaded for it: the address leads nowhere.
    installed = install_separator("borrower", among=among)
    assert installed.state is SeparatorState.WEIGHTS_MISSING
    assert installed.commands == ("sepgenre separators install toybox",)
    assert "install toybox --from" in installed.remedy
    with pytest.raises(SeparationError, match="uses the weights of 'toybox'") as refused:
        install_separator("borrower", source=places / "mine.tar.gz", among=among)
    assert "sepgenre separators install toybox --from" in refused.value.remedy

    install_separator("toybox", source=places / "mine.tar.gz", among=among)
    assert verify_separator("borrower", among=among).state is SeparatorState.READY
    (removal,) = remove_separator("borrower", among=among)
    assert (removal.what, removal.removed) == ("environment", True)
    assert verify_separator("toybox", among=among).state is SeparatorState.READY


def test_an_environment_without_weights_takes_no_file(places: Path) -> None:
    among = [describe(environment=make_environment())]
    with pytest.raises(SeparationError, match="has no weights to be taken from a file"):
        install_separator("toybox", source=places, among=among)
    assert install_separator("toybox", among=among).state is SeparatorState.READY
