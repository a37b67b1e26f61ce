"""A classifier as one file: a zip of weights, description and hashes, which is data alone.

Nothing in it is executed when it is read: the description is JSON, the weights are arrays, and the
network is built by this program from checked numbers. Sizes are checked before anything is read.
"""

from __future__ import annotations

import hashlib
import json
import math
import struct
import zipfile
import zlib
from pathlib import Path
from typing import Any

import attrs

from sepgenre_training.audio.files import printable, reason_of
from sepgenre_training.cache import replacing
from sepgenre_training.classification.classifier import Classifier
from sepgenre_training.classification.files.description import format_classifier, parse_classifier
from sepgenre_training.errors import ClassifierError
from sepgenre_training.versions import package_versions

SUFFIX = ".sepgenre-classifier"
FORMAT, FORMAT_VERSION = "SepGenre classifier", 1

MANIFEST, DESCRIPTION, WEIGHTS = "manifest.json", "classifier.json", "network.weights.h5"

MOST_BYTES = {MANIFEST: 64_000, DESCRIPTION: 16_000_000, WEIGHTS: 1_000_000_000}
"""The largest that each member may be; the paper's networks take some 200 kB."""

_ZIP_ERRORS = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, ValueError, NotImplementedError,
    RuntimeError,
)  # fmt: skip
# All that a damaged zip is refused with; RuntimeError asks for a password.

_EPOCH = (1980, 1, 1, 0, 0, 0)
# The earliest that a zip knows: equal classifiers make equal files.


@attrs.frozen(kw_only=True)
class Archive:
    """What an archive holds: `classifier`, and its `weights` as the content of a .weights.h5."""

    classifier: Classifier
    weights: bytes = attrs.field(repr=False)


def write_archive(archive: Archive, path: Path) -> None:
    """Write `archive` to `path`, which appears only when complete.

    Raises
    ------
    OSError
        Where the disk does not take it.
    """
    members = {
        DESCRIPTION: format_classifier(archive.classifier).encode("utf-8"),
        WEIGHTS: archive.weights,
    }
    manifest = {
        "format": FORMAT,
        "version": FORMAT_VERSION,
        "sepgenre": package_versions(("sepgenre",))["sepgenre"],
        "members": {
            name: {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
            for name, content in members.items()
        },
    }
    content = {MANIFEST: json.dumps(manifest, indent=1).encode("utf-8"), **members}
    with replacing(path) as temporary, zipfile.ZipFile(temporary, "w") as file:
        for name, data in content.items():
            information = zipfile.ZipInfo(name, _EPOCH)
            information.external_attr = 0o644 << 16
            file.writestr(information, data)


def read_archive(path: Path) -> Archive:
    """Return what `path` holds.

    Raises
    ------
    ClassifierError
        Where it cannot be read, is no classifier's, is of a newer program, or is damaged: naming
        it and what to do.
    """
    try:
        with zipfile.ZipFile(path) as file:
            return _read(file, path)
    except _ZIP_ERRORS as error:
        if not zipfile.is_zipfile(path):
            raise _foreign(path, "it is no zip file") from error
        raise _damaged(path, str(error)) from error
    except OSError as error:
        raise ClassifierError(
            f"{printable(path)}: cannot be read ({reason_of(error)}).",
            remedy="Check its name and permissions.",
        ) from error


def _read(file: zipfile.ZipFile, path: Path) -> Archive:
    members = {each.filename: each for each in file.infolist()}
    if MANIFEST not in members:
        raise _foreign(path, f"it has no {MANIFEST}")
    manifest = _manifest(_member(file, members[MANIFEST], path), path)
    if set(members) != set(MOST_BYTES) or len(file.infolist()) != len(MOST_BYTES):
        raise _damaged(path, f"it holds {', '.join(sorted(members))[:200]}")
    content = {}
    for name in (DESCRIPTION, WEIGHTS):
        told = manifest.get(name)
        data = _member(file, members[name], path)
        if not isinstance(told, dict) or told.get("bytes") != len(data):
            raise _damaged(path, f"the size of {name} is not the one that its manifest tells")
        if told.get("sha256") != hashlib.sha256(data).hexdigest():
            raise _damaged(path, f"the hash of {name} is not the one that its manifest tells")
        content[name] = data
    return _checked(content[DESCRIPTION], content[WEIGHTS], path)


def _checked(description: bytes, weights: bytes, path: Path) -> Archive:
    try:
        text = description.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _damaged(path, str(error)) from error
    classifier = parse_classifier(text, source=printable(path))
    if classifier.weights_sha256 != hashlib.sha256(weights).hexdigest():
        raise _damaged(path, "its weights are not those of its description")
    settings = classifier.identity.settings
    for value, most in (
        (settings.n_mels, 4096), (settings.n_fft, 2**17), (settings.sample_rate_hz, 400_000),
    ):  # fmt: skip
        if value > most:
            raise _damaged(path, f"its features have a setting of {value}, over {most}")
    if 4 * _least_weights(classifier) > len(weights):
        # Else a description of a few bytes could ask for more memory than there is.
        raise _damaged(path, "its description is of a larger network than its weights are")
    return Archive(classifier=classifier, weights=weights)


def _least_weights(classifier: Classifier) -> int:
    """Return how many numbers the classifier's network has at least."""
    config = classifier.network_config
    n_mels, n_frames, channels = classifier.input_shape
    first, second = config.filters
    pools = [(size**2) for size in config.pool_size]
    places = {
        "flatten": (n_mels // pools[0]) * (n_frames // pools[1]),
        "time_average": n_mels // pools[0],
        "global_average": 1,
    }[config.head]
    area = math.prod(config.kernel_size)
    mixing = channels * first + first * second
    depth = area * (channels + first)
    convolutions = depth + mixing if classifier.spec.separable else area * mixing
    return convolutions + places * second * len(classifier.classes)


def _manifest(content: bytes, path: Path) -> dict[str, Any]:
    try:
        manifest = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise _damaged(path, f"its {MANIFEST} is no JSON") from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise _foreign(path, f"its {MANIFEST} is another program's")
    version = manifest.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise _damaged(path, f"its version is {version!r}"[:100])
    if version > FORMAT_VERSION:
        raise ClassifierError(
            f"{printable(path)}: was made by a newer SepGenre "
            f"(format {version}, known: {FORMAT_VERSION}).",
            remedy="Update SepGenre, then import it again.",
        )
    members = manifest.get("members")
    if not isinstance(members, dict):
        raise _damaged(path, f"its {MANIFEST} names no members")
    return members


def _member(file: zipfile.ZipFile, information: zipfile.ZipInfo, path: Path) -> bytes:
    most = MOST_BYTES.get(information.filename, 0)
    if information.file_size > most:
        raise _damaged(
            path, f"{information.filename} would be {information.file_size:,} bytes, over {most:,}"
        )
    # What a header tells need not be what comes.
    with file.open(information) as stream:
        data = stream.read(most + 1)
    if len(data) > most:
        raise _damaged(path, f"{information.filename} is over {most:,} bytes")
    return data


def _foreign(path: Path, reason: str) -> ClassifierError:
    return ClassifierError(
        f"{printable(path)}: is no SepGenre classifier: {reason}.",
        remedy="Choose a file that `sepgenre classifiers export` wrote.",
    )


def _damaged(path: Path, reason: str) -> ClassifierError:
    return ClassifierError(
        f"{printable(path)}: the classifier is damaged: {reason.rstrip('.')}.",
        remedy="Copy it again, or export it again from the project that it comes from.",
    )
