"""Classifiers: what was trained or imported, with the weights in files of the project's folder."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import suppress
from pathlib import Path

import attrs

from sepgenre_gui.project.database import Database, utc_now
from sepgenre_gui.project.genre import fold_name
from sepgenre_training.cache import UNFINISHED_PREFIX, replacing
from sepgenre_training.errors import ProjectError
from sepgenre_training.os_errors import explain_os_error

CLASSIFIERS_FOLDER = "classifiers"
"""Beside the database, not in the cache: what is in it cannot be computed again to the bit."""

WEIGHTS_SUFFIX = ".weights.h5"


@attrs.frozen(kw_only=True)
class StoredClassifier:
    """A classifier as it is stored.

    Attributes
    ----------
    name : str
        Unique whatever the case.
    description : str
        JSON, complete; see `classification.files.description`. Its own name need not be `name`.
    weights_sha256 : str
        Of the file of its weights.
    weights : Path
        That file.
    created_at : str
        When it came into the project; UTC, ISO 8601.
    """

    id: int
    name: str
    description: str = attrs.field(repr=False)
    weights_sha256: str
    weights: Path
    created_at: str


class ClassifierTable:
    """The classifiers of a project."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._folder = database.path.parent / CLASSIFIERS_FOLDER

    def add(self, *, name: str, description: str, weights: bytes) -> StoredClassifier:
        """Store a classifier: its weights first, so that none is ever without them.

        Parameters
        ----------
        name : str
        description : str
            JSON.
        weights : bytes
            Content of the file of its weights.

        Raises
        ------
        ProjectError
            Where the name is empty or taken, or the project is read-only.
        SepgenreError
            Where the disk does not take the weights.
        """
        digest = hashlib.sha256(weights).hexdigest()
        with self._database.transaction():
            self.require_free(name)
            self._write_weights(digest, weights)
            identifier = self._database.insert(
                "INSERT INTO classifiers (name, folded_name, description, weights_sha256, "
                "created_at) VALUES (?, ?, ?, ?, ?)",
                (name, fold_name(name), description, digest, utc_now()),
            )
            return self.get(identifier)

    def get(self, classifier_id: int) -> StoredClassifier:
        """Return a classifier; ProjectError where there is none of this identifier."""
        row = self._database.row("SELECT * FROM classifiers WHERE id = ?", (classifier_id,))
        if row is None:
            raise ProjectError(
                f"The project has no classifier {classifier_id}.",
                remedy="Choose one from its list (`sepgenre classifiers list PROJECT`).",
            )
        return self._classifier(row)

    def find(self, name: str) -> StoredClassifier | None:
        """Return the classifier of this name, whatever the case, or None."""
        row = self._database.row(
            "SELECT * FROM classifiers WHERE folded_name = ?", (fold_name(name),)
        )
        return None if row is None else self._classifier(row)

    def list(self) -> tuple[StoredClassifier, ...]:
        """Return all classifiers, the oldest first."""
        rows = self._database.rows("SELECT * FROM classifiers ORDER BY id")
        return tuple(map(self._classifier, rows))

    def rename(self, classifier_id: int, name: str) -> StoredClassifier:
        """Give a classifier another name, or the same one in another case.

        Raises
        ------
        ProjectError
            Where the name is empty or another's, or there is no such classifier.
        """
        with self._database.transaction():
            if fold_name(name) != fold_name(self.get(classifier_id).name):
                self.require_free(name)
            self._database.change(
                "UPDATE classifiers SET name = ?, folded_name = ? WHERE id = ?",
                (name, fold_name(name), classifier_id),
            )
            return self.get(classifier_id)

    def remove(self, classifier_id: int) -> None:
        """Remove a classifier with all that it said of files."""
        with self._database.transaction():
            stored = self.get(classifier_id)
            self._database.delete_row("classifiers", {"id": classifier_id})
            others = {each.weights_sha256 for each in self.list()}
        if stored.weights_sha256 not in others:
            # Left over, it does no harm; the classifier is gone already.
            with suppress(OSError):
                stored.weights.unlink(missing_ok=True)

    def require_free(self, name: str) -> None:
        """Raise ProjectError where `name` is empty, or a classifier has it, whatever the case."""
        if not name.strip():
            raise ProjectError("A classifier needs a name.", remedy="Write at least one character.")
        same = self.find(name)
        if same is not None:
            raise ProjectError(
                f"The project already has a classifier {same.name!r}.",
                remedy="Choose another name (--name), or remove that one.",
            )

    def _write_weights(self, digest: str, weights: bytes) -> None:
        path = self._weights_path(digest)
        # What a process that was killed had begun: nobody else may write here now.
        for part in self._folder.glob(f"{UNFINISHED_PREFIX}*"):
            part.unlink(missing_ok=True)
        try:
            with replacing(path) as temporary:
                temporary.write_bytes(weights)
        except OSError as error:
            raise explain_os_error(error) from error

    def _weights_path(self, digest: str) -> Path:
        return self._folder / f"{digest}{WEIGHTS_SUFFIX}"

    def _classifier(self, row: sqlite3.Row) -> StoredClassifier:
        return StoredClassifier(
            id=row["id"],
            name=row["name"],
            description=row["description"],
            weights_sha256=row["weights_sha256"],
            weights=self._weights_path(row["weights_sha256"]),
            created_at=row["created_at"],
        )
