"""Archives and folders of weights, unpacked to a folder: the expected files and nothing else."""

from __future__ import annotations

import os
import tarfile
import zlib
from pathlib import Path, PurePosixPath

from sepgenre_training.errors import SeparationError
from sepgenre_training.separation.weights.manifest import WeightsFile, WeightsManifest
from sepgenre_training.separation.weights.reading import (
    BLOCK_BYTES,
    ByteCounter,
    Watch,
    copy_bytes,
)

STAGE = "unpack"
_MOST_BYTES = 64 << 20
"""A file whose size is not known may have no more: an archive can be far larger than it looks."""


def unpack(archive: Path, manifest: WeightsManifest, folder: Path, watch: Watch) -> None:
    """Unpack the files of `manifest` from the tar file `archive` into the empty `folder`.

    Folders within the archive do not matter, and files that are not expected stay out.

    Raises
    ------
    SeparationError
        Where the archive is truncated or damaged, holds links, devices or paths that lead out of
        it, or lacks a file.
    """
    expected = {file.name: file for file in manifest.files}
    missing = set(expected)
    try:
        with tarfile.open(archive, "r:*") as tar:
            for member in tar:
                watch.check_cancelled()
                _require_harmless(archive, member, folder)
                file = expected.get(PurePosixPath(member.name).name)
                if file is None or not member.isfile():
                    continue
                _extract(tar, member, file, folder, watch)
                missing.discard(file.name)
            _read_to_the_end(tar, watch)
    except (tarfile.TarError, EOFError, zlib.error) as error:
        raise _unusable(archive, _damage(error), manifest) from error
    except OSError as error:
        if error.errno is not None:
            raise
        # gzip's own complaints (a wrong checksum) are OSErrors without a number.
        raise _unusable(archive, _damage(error), manifest) from error
    if missing:
        raise _unusable(archive, f"lacks {_listed(missing)}", manifest)


def copy_files(
    source: Path, manifest: WeightsManifest, folder: Path, watch: Watch, *, given: Path
) -> None:
    """Copy the files of `manifest` from the folder `source` into the empty `folder`.

    Messages name `given`: what the person named, in which or beside which `source` was found.

    Raises
    ------
    SeparationError
        Where one is missing or is no ordinary file.
    """
    missing = {file.name for file in manifest.files if not (source / file.name).is_file()}
    if missing:
        reason = f"lacks {_listed(missing)}"
        if given.is_file():
            reason = f"{_listed(missing)} must stand beside it"
        raise _unusable(given, reason, manifest)
    for file in manifest.files:
        copy_file(source / file.name, file, folder, watch)


def copy_file(source: Path, file: WeightsFile, folder: Path, watch: Watch) -> None:
    """Copy `source`, whatever its name, as `file` into `folder`."""
    with source.open("rb") as opened:
        total = os.fstat(opened.fileno()).st_size
        counter = ByteCounter(stage="copy", item=file.name, total=total, watch=watch)
        copy_bytes(opened, folder / file.name, counter)


def _require_harmless(archive: Path, member: tarfile.TarInfo, folder: Path) -> None:
    harm = ""
    if member.issym() or member.islnk():
        harm = "is a link"
    elif not (member.isfile() or member.isdir()):
        harm = "is a device, a pipe, or something else that is no file"
    elif ".." in PurePosixPath(member.name).parts or member.name.startswith("/"):
        harm = "leads out of the folder"
    else:
        try:
            tarfile.data_filter(member, str(folder))
        except tarfile.FilterError as error:
            harm = f"is not safe ({error})"
    if harm:
        raise SeparationError(
            f"{archive}: {member.name!r} in it {harm}; nothing was unpacked.",
            remedy="This is not the official archive: get it anew from its publisher.",
        )


def _extract(
    tar: tarfile.TarFile, member: tarfile.TarInfo, file: WeightsFile, folder: Path, watch: Watch
) -> None:
    most = _MOST_BYTES if file.size_bytes is None else file.size_bytes
    if member.size > most:
        raise SeparationError(
            f"{tar.name!r}: {member.name!r} in it has {member.size:,} bytes, and should have "
            f"{'at most ' if file.size_bytes is None else ''}{most:,}.",
            remedy="This is not the official archive: get it anew from its publisher.",
        )
    opened = tar.extractfile(member)
    assert opened is not None, "only ordinary files come here"
    counter = ByteCounter(stage=STAGE, item=file.name, total=member.size, watch=watch)
    with opened:
        try:
            copy_bytes(opened, folder / file.name, counter)  # type: ignore[arg-type]
        except FileExistsError as error:
            raise SeparationError(
                f"{tar.name!r}: holds {file.name!r} more than once.",
                remedy="Unpack it by hand and name the folder that holds the right files.",
            ) from error


def _read_to_the_end(tar: tarfile.TarFile, watch: Watch) -> None:
    # The checksum of a compressed file stands at its end, behind what tar wants to read.
    assert tar.fileobj is not None, "an open archive has a file"
    while tar.fileobj.read(BLOCK_BYTES):
        watch.check_cancelled()


def _damage(error: Exception) -> str:
    reason = str(error).split("\n", 1)[0].rstrip(":. ")
    return f"is no archive, or is truncated or damaged ({reason})"


def _unusable(place: Path, reason: str, manifest: WeightsManifest) -> SeparationError:
    return SeparationError(
        f"{place}: {reason}, so the weights of {manifest.name!r} were not installed from it.",
        remedy=f"They are in {manifest.archive.name} as its publisher offers it, or in the folder "
        f"{manifest.model} of a program that has downloaded it. {manifest.ways_out_of_source}",
    )


def _listed(names: set[str]) -> str:
    return ", ".join(sorted(names))
