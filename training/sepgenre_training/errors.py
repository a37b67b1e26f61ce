"""The errors of SepGenre: one root, each message with the file and the remedy."""

from __future__ import annotations


class SepgenreError(Exception):
    """Root of all errors that a person can act on.

    Parameters
    ----------
    message : str
        What went wrong, naming the file, track, or setting concerned.
    remedy : str, optional
        What the person can do about it, as an imperative sentence.
    """

    def __init__(self, message: str, *, remedy: str = "") -> None:
        self.message = message
        self.remedy = remedy
        super().__init__(f"{message} {remedy}".strip())

    def __reduce__(self) -> tuple[object, ...]:
        # Errors travel from worker processes by pickle; keyword-only arguments need help.
        return (_rebuild, (type(self), self.message, self.remedy))


def _rebuild(kind: type[SepgenreError], message: str, remedy: str) -> SepgenreError:
    return kind(message, remedy=remedy)


class AudioError(SepgenreError):
    """A file that cannot be decoded, or whose samples cannot be used."""


class DatasetError(SepgenreError):
    """A folder or table that does not have the layout it was read as."""


class ConfigurationError(SepgenreError):
    """A setting that is unknown, out of range, or contradicts another."""


class SeparationError(SepgenreError):
    """A separator that is missing, refused its input, or gave unusable stems."""


class IdenticalStemError(SeparationError):
    """A stem that is nearly the mixture, which is right where nothing else sounds.

    A person may accept it; see `separation.quality.QualityGates`.
    """


class ExperimentError(SepgenreError):
    """A data set on which the experiment cannot be run as configured."""


class ClassifierError(SepgenreError):
    """A classifier that cannot be used: damaged, foreign, or made for other features."""


class ClusterError(SepgenreError):
    """A cluster that cannot be reached or trusted, or whose workers differ from this machine."""


class ProjectError(SepgenreError):
    """A project folder that cannot be opened, or an edit that its rules forbid."""


class ProjectLockedError(ProjectError):
    """A project that another process holds open for writing."""


class CancelledError(SepgenreError):
    """Work that stopped because the person asked for it; nothing was lost."""
