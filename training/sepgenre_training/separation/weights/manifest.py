"""What a set of weights must be: where it comes from, its files, and their hashes."""

from __future__ import annotations

import re

import attrs

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]*")
_FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_SHA256 = re.compile(r"[0-9a-f]{64}")


@attrs.frozen(kw_only=True)
class WeightsFile:
    """One file of a set of weights.

    Attributes
    ----------
    name : str
        Its name, without a folder.
    sha256 : str or None
        SHA-256 in lower-case hex; None where any content that is not empty will do.
    size_bytes : int or None
        Its size, where it is known.
    """

    name: str = attrs.field(validator=attrs.validators.matches_re(_FILE_NAME))
    sha256: str | None = attrs.field(
        default=None, validator=attrs.validators.optional(attrs.validators.matches_re(_SHA256))
    )
    size_bytes: int | None = attrs.field(
        default=None, validator=attrs.validators.optional(attrs.validators.ge(0))
    )


@attrs.frozen(kw_only=True)
class WeightsArchive:
    """The official archive of a set of weights; or its only file, published as it is.

    Attributes
    ----------
    url : str
        Where it is downloaded.
    sha256 : str
        SHA-256 of the archive as published, in lower-case hex.
    """

    url: str
    sha256: str = attrs.field(validator=attrs.validators.matches_re(_SHA256))

    @property
    def name(self) -> str:
        """The archive's file name."""
        return self.url.rsplit("/", 1)[-1]


@attrs.frozen(kw_only=True)
class WeightsManifest:
    """A set of weights that a separator needs.

    Attributes
    ----------
    name : str
        The separator's name; also the name of the folder that holds the files.
    model : str
        What its publisher calls the set; a folder of that name is looked into by
        `sepgenre separators install NAME --from FOLDER`.
    archive : WeightsArchive
        Where it comes from.
    files : tuple of WeightsFile
        All the files it consists of; nothing else is unpacked.
    """

    name: str = attrs.field(validator=attrs.validators.matches_re(_NAME))
    model: str
    archive: WeightsArchive
    files: tuple[WeightsFile, ...] = attrs.field(validator=attrs.validators.min_len(1))

    @property
    def size_bytes(self) -> int:
        """Size of the unpacked files, as far as it is known."""
        return sum(file.size_bytes or 0 for file in self.files)

    @property
    def is_one_file(self) -> bool:
        """Whether what is downloaded is itself the file, and not an archive of files."""
        return [file.sha256 for file in self.files] == [self.archive.sha256]

    @property
    def ways_out(self) -> str:
        """What a person can do while the weights cannot be used, as a sentence."""
        return (
            f"Run `sepgenre separators install {self.name}`; or, with weights that you have or "
            f"fetched on another machine ({self.archive.url}), `sepgenre separators install "
            f"{self.name} --from FILE_OR_FOLDER`; or choose `--separator hpss`, which needs none."
        )

    @property
    def ways_out_of_download(self) -> str:
        """What a person can do where the weights cannot be downloaded, as a sentence."""
        return (
            "Check the network, or try again later; or, with weights that you have or fetched on "
            f"another machine ({self.archive.url}), run `sepgenre separators install {self.name} "
            "--from FILE_OR_FOLDER`; or choose `--separator hpss`, which needs none."
        )

    @property
    def ways_out_of_source(self) -> str:
        """What a person can do where what they have are not the weights, as a sentence."""
        return (
            f"Let --from name {self.archive.name} as its publisher offers it "
            f"({self.archive.url}), or a folder with its files; without --from it is downloaded."
        )


SPLEETER_4STEMS = WeightsManifest(
    name="spleeter",
    model="4stems",
    archive=WeightsArchive(
        url="https://github.com/deezer/spleeter/releases/download/v1.4.0/4stems.tar.gz",
        sha256="3adb4a50ad4eb18c7c4d65fcf4cf2367a07d48408a5eb7d03cd20067429dfaa8",
    ),
    files=(
        WeightsFile(
            name="model.data-00000-of-00001",
            sha256="3823e0ef50835cca3907c386dc9667a6a9af77b40a20c3ab845a8d6c9592255d",
            size_bytes=157_228_152,
        ),
        WeightsFile(
            name="model.index",
            sha256="99ea41b3ef9bfbc6a34520409427af5ba7a883173e57ea25d6c487584b891b18",
            size_bytes=10_368,
        ),
        # Neither holds a weight: the graph, and the name of the checkpoint.
        WeightsFile(name="model.meta"),
        WeightsFile(name="checkpoint"),
    ),
)
"""The four-stem model of Hennequin et al., Spleeter (JOSS 5(50), 2020), release 1.4.0."""
