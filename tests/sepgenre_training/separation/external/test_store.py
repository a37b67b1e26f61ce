"""Environments built by the real uv, with a package made here: whole or not at all."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import attrs
import pytest

from sepgenre_training.compute.events import Progressed
from sepgenre_training.errors import SeparationError
from sepgenre_training.separation.external.environment import (
    EnvironmentState,
    PackageSource,
    environment_status,
    python_of,
    require_environment,
)
from sepgenre_training.separation.external.packages import uv_variables
from sepgenre_training.separation.external.store import (
    install_environment,
    remove_environment,
    verify_environment,
)
from sepgenre_training.separation.weights.reading import Watch
from tests.sepgenre_training.separation.external.installations import ENVIRONMENT, left_in
from tests.sepgenre_training.separation.external.small_environment import make_environment


def test_an_environment_is_built_once_and_told_of(root: Path) -> None:
    told: list[Progressed] = []

    status = install_environment(ENVIRONMENT, root=root, watch=Watch(on_event=told.append))

    assert status.state is EnvironmentState.READY
    assert status.python_version == ".".join(map(str, sys.version_info[:3]))
    assert [event.done for event in told] == sorted(event.done for event in told)
    assert (told[-1].done, told[-1].total, told[-1].item) == (3, 3, "ready")
    assert any("Installed 1 package" in event.item for event in told)
    assert not any("Activate with" in event.item for event in told)
    # Neither half-built folders nor what was downloaded stay.
    assert left_in(root) == ["toybox"]
    python = require_environment(ENVIRONMENT, root=root)
    found = subprocess.run(
        [python, "-I", "-c", "import toybox; print(toybox.__file__)"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert found.stdout.splitlines()[-1].startswith(str(root / "toybox"))
    assert list(root.glob("toybox/lib/*/site-packages/__pycache__/toybox.*.pyc"))

    told.clear()
    again = install_environment(ENVIRONMENT, root=root, watch=Watch(on_event=told.append))
    assert (again, told) == (status, [])


def test_what_uv_says_is_told_and_nothing_stays(root: Path) -> None:
    wanted = make_environment("toybox==9.0")
    with pytest.raises(SeparationError, match=r"toybox==9\.0") as refused:
        install_environment(wanted, root=root)
    assert "UV_FIND_LINKS" in refused.value.remedy
    assert "HTTPS_PROXY" in refused.value.remedy
    assert "--separator hpss" in refused.value.remedy
    assert environment_status(wanted, root=root).state is EnvironmentState.MISSING
    assert "toybox" not in left_in(root)
    assert not list(root.glob(".part-*"))


def test_a_python_that_nobody_has_is_told(root: Path) -> None:
    with pytest.raises(SeparationError, match=r"3\.99"):
        install_environment(attrs.evolve(ENVIRONMENT, python="==3.99.*"), root=root)
    assert not list(root.glob(".part-*"))


def test_packages_that_cannot_be_imported_do_not_count_as_installed(root: Path) -> None:
    broken = make_environment(modules=("toybox", "toybox_of_another_day"))
    with pytest.raises(SeparationError, match="No module named 'toybox_of_another_day'"):
        install_environment(broken, root=root)
    assert environment_status(broken, root=root).state is EnvironmentState.MISSING


def test_where_options_fail_the_next_ones_are_tried(root: Path) -> None:
    sources = (
        PackageSource(uv_options=("--torch-backend", "nonsense")),
        PackageSource(
            uv_options=("--no-deps",), download_bytes=2_000_000, size_bytes=10**8, notice="Instead."
        ),
    )
    notices: list[str] = []
    status = install_environment(
        attrs.evolve(ENVIRONMENT, sources=sources),
        root=root,
        watch=Watch(on_notice=notices.append),
    )
    assert status.state is EnvironmentState.READY
    assert notices == [
        "Packages for 'toybox': about of unknown size.",
        "Instead. Packages for 'toybox': about 0.0 GB to download, 0.1 GB on the disk.",
    ]


def test_room_is_needed_for_the_packages_that_are_taken(root: Path) -> None:
    vast = PackageSource(size_bytes=10**18)
    sources = (PackageSource(), vast)
    wanted = attrs.evolve(ENVIRONMENT, sources=sources)
    assert install_environment(wanted, root=root).state is EnvironmentState.READY

    failing = PackageSource(uv_options=("--torch-backend", "nonsense"))
    wanted = attrs.evolve(make_environment("toybox==2.0"), sources=(failing, vast))
    with pytest.raises(SeparationError, match=r"needs 1000000000\.0 GB"):
        install_environment(wanted, root=root)


def test_what_an_unfinished_installation_keeps_is_told(root: Path) -> None:
    downloads = root / ".downloads-toybox"
    downloads.mkdir(parents=True)
    (downloads / "wheel").write_bytes(bytes(20_000_000))
    (downloads / "again").hardlink_to(downloads / "wheel")

    status = environment_status(ENVIRONMENT, root=root)

    assert status.state is EnvironmentState.MISSING
    assert f"holds 0.02 GB in {downloads}:" in status.remark
    assert "sepgenre separators remove toybox" in status.remark
    assert remove_environment(ENVIRONMENT, root=root) == (downloads,)
    assert environment_status(ENVIRONMENT, root=root).remark == ""


def test_other_packages_or_a_vanished_python_lead_to_a_new_environment(root: Path) -> None:
    install_environment(ENVIRONMENT, root=root)
    newer = make_environment("toybox==2.0")
    status = environment_status(newer, root=root)
    assert status.state is EnvironmentState.UNUSABLE
    assert "other packages" in status.reasons[0]
    assert install_environment(newer, root=root).state is EnvironmentState.READY
    assert verify_environment(newer, root=root).state is EnvironmentState.READY

    python_of(root / "toybox").unlink()
    assert "is gone" in environment_status(newer, root=root).reasons[0]
    assert install_environment(newer, root=root).state is EnvironmentState.READY


def test_a_changed_environment_is_found_out(root: Path) -> None:
    install_environment(ENVIRONMENT, root=root)
    assert verify_environment(ENVIRONMENT, root=root).state is EnvironmentState.READY
    (packages,) = root.glob("toybox/lib/*/site-packages")
    (info,) = packages.glob("toybox-1.0.dist-info")
    shutil.copytree(info, packages / "stranger-1.0.dist-info")
    (packages / "stranger-1.0.dist-info" / "METADATA").write_text("Name: stranger\nVersion: 1.0\n")
    status = verify_environment(ENVIRONMENT, root=root)
    assert status.state is EnvironmentState.UNUSABLE
    assert "was changed after it was installed (stranger)" in status.reasons[0]

    (packages / "toybox.py").unlink()
    status = verify_environment(ENVIRONMENT, root=root)
    assert "No module named 'toybox'" in status.reasons[0]


def test_settings_for_other_projects_do_not_reach_ours(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "constraints.txt").write_text("toybox==2.0\n")
    monkeypatch.setenv("UV_CONSTRAINT", str(tmp_path / "constraints.txt"))
    monkeypatch.setenv("UV_PYTHON", "2.7")
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "my cache"))
    monkeypatch.setenv("VIRTUAL_ENV", str(tmp_path / "nowhere"))
    assert install_environment(ENVIRONMENT, root=root).state is EnvironmentState.READY
    assert (tmp_path / "my cache").is_dir()


def test_places_are_meant_from_where_the_person_is(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "bundle.pem").touch()
    monkeypatch.chdir(tmp_path)
    # As the page on separators has it for machines without a network.
    monkeypatch.setenv("UV_FIND_LINKS", "wheels")
    monkeypatch.setenv("UV_CACHE_DIR", "my cache")
    assert install_environment(ENVIRONMENT, root=root).state is EnvironmentState.READY
    assert (tmp_path / "my cache").is_dir()

    monkeypatch.setenv("UV_FIND_LINKS", f"wheels,{root},https://example.org/simple,")
    monkeypatch.setenv("SSL_CERT_FILE", "bundle.pem")
    variables = uv_variables()
    assert variables["UV_FIND_LINKS"] == f"{tmp_path / 'wheels'},{root},https://example.org/simple,"
    assert variables["SSL_CERT_FILE"] == str(tmp_path / "bundle.pem")


def test_certificates_that_any_variable_names_reach_uv(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_DIR"):
        monkeypatch.delenv(name, raising=False)
    assert "SSL_CERT_FILE" not in uv_variables()
    mine, other = tmp_path / "mine.pem", tmp_path / "other.pem"
    mine.touch()
    other.touch()
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(mine))
    assert uv_variables()["SSL_CERT_FILE"] == str(mine)
    monkeypatch.setenv("SSL_CERT_FILE", str(other))
    assert uv_variables()["SSL_CERT_FILE"] == str(other)
