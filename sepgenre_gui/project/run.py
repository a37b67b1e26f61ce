"""Runs: experiments as they were configured, with the trials that they have finished."""

from __future__ import annotations

import enum
import json
import sqlite3
from collections.abc import Mapping

import attrs
from attrs import validators

from sepgenre_gui.project.database import Database, utc_now
from sepgenre_gui.project.trial import read_trials, write_trial
from sepgenre_training.errors import ProjectError
from sepgenre_training.experiment.results import TrialResult


class RunState(enum.Enum):
    """What becomes of a run."""

    CREATED = "created"
    """Configured; no process has begun."""

    RUNNING = "running"
    """A process works on its trials."""

    STOPPED = "stopped"
    """Cancelled, or its process was killed; the trials stored so far are kept and it can go on."""

    FAILED = "failed"
    """An error ended it; the trials stored so far are kept and it can be tried again."""

    DONE = "done"
    """Every trial wanted is stored."""

    def is_finished(self) -> bool:
        """Return whether no process will work on the run unless a person asks for it."""
        return self in (RunState.STOPPED, RunState.FAILED, RunState.DONE)


@attrs.frozen(kw_only=True)
class Run:
    """One run. It holds copies of all names, so that later edits do not change it.

    Attributes
    ----------
    identity : str
        Hash of all that the results depend on; runs of one identity can continue each other.
    config_toml : str
        The configuration, complete.
    protocol, separator : str
        For the list of runs; both are part of the configuration or provenance as well.
    genres : tuple of str
        Names, in the order of every per-class figure.
    segment_genres : Mapping[int, int]
        For each segment identifier, the index of its genre in `genres`.
    segment_titles : Mapping[int, str]
        For each segment identifier, a title that a person recognises.
    provenance : Mapping[str, str]
        Versions, hashes, machine: all that is needed to repeat the run.
    warnings : tuple of str
        What a reader should know before believing the figures.
    created_at, finished_at : str, str or None
        UTC, ISO 8601; `finished_at` is None until a state that is finished.
    """

    id: int
    name: str
    note: str
    state: RunState
    identity: str
    config_toml: str
    protocol: str
    separator: str
    genres: tuple[str, ...]
    segment_genres: Mapping[int, int]
    segment_titles: Mapping[int, str]
    provenance: Mapping[str, str]
    warnings: tuple[str, ...]
    trials_wanted: int = attrs.field(validator=validators.ge(1))
    created_at: str
    finished_at: str | None

    def __attrs_post_init__(self) -> None:
        known = range(len(self.genres))
        if any(index not in known for index in self.segment_genres.values()):
            raise ProjectError(
                f"Run {self.name!r} gives a segment a genre that is not among its genres.",
                remedy="Give every segment one of the genres chosen for the run.",
            )


class RunTable:
    """The runs of a project, with their trials."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(
        self,
        *,
        name: str,
        note: str = "",
        identity: str,
        config_toml: str,
        protocol: str,
        separator: str,
        genres: tuple[str, ...],
        segment_genres: Mapping[int, int],
        segment_titles: Mapping[int, str],
        provenance: Mapping[str, str],
        warnings: tuple[str, ...] = (),
        trials_wanted: int,
    ) -> Run:
        """Store a new run in state CREATED; see `Run` for the parameters."""
        with self._database.transaction():
            run = Run(
                id=self._database.next_id("runs"),
                name=name,
                note=note,
                state=RunState.CREATED,
                identity=identity,
                config_toml=config_toml,
                protocol=protocol,
                separator=separator,
                genres=tuple(genres),
                segment_genres=dict(segment_genres),
                segment_titles=dict(segment_titles),
                provenance=dict(provenance),
                warnings=tuple(warnings),
                trials_wanted=trials_wanted,
                created_at=utc_now(),
                finished_at=None,
            )
            self._insert(run)
        return run

    def get(self, run_id: int) -> Run:
        """Return a run; ProjectError where there is none of this identifier."""
        row = self._database.row("SELECT * FROM runs WHERE id = ?", (run_id,))
        if row is None:
            raise ProjectError(
                f"The project has no run {run_id}.", remedy="Choose one from its list."
            )
        return _run(row)

    def list(self) -> tuple[Run, ...]:
        """Return all runs, the oldest first."""
        return tuple(map(_run, self._database.rows("SELECT * FROM runs ORDER BY id")))

    def find_by_identity(self, identity: str) -> Run | None:
        """Return the newest run of this identity, or None."""
        row = self._database.row(
            "SELECT * FROM runs WHERE identity = ? ORDER BY id DESC LIMIT 1", (identity,)
        )
        return None if row is None else _run(row)

    def rename(self, run_id: int, name: str) -> Run:
        """Give the run another name."""
        return self._change("UPDATE runs SET name = ? WHERE id = ?", name, run_id)

    def set_note(self, run_id: int, note: str) -> Run:
        """Set what the person remarks about the run."""
        return self._change("UPDATE runs SET note = ? WHERE id = ?", note, run_id)

    def trials_wanted(self, run_id: int) -> int:
        """Return how many trials the run shall have; light, since a running one asks often."""
        wanted = self._database.value("SELECT trials_wanted FROM runs WHERE id = ?", (run_id,))
        return self.get(run_id).trials_wanted if wanted is None else int(wanted)

    def set_trials_wanted(self, run_id: int, trials: int) -> Run:
        """Set how many trials the run shall have; those stored beyond that number are kept.

        A run at work heeds it: any thread may call this meanwhile.
        """
        if trials < 1:
            raise ProjectError(
                f"A run of {trials} trials finds nothing.", remedy="Choose at least one trial."
            )
        return self._change("UPDATE runs SET trials_wanted = ? WHERE id = ?", trials, run_id)

    def set_warnings(self, run_id: int, warnings: tuple[str, ...]) -> Run:
        """Replace what a reader should know, as when more trials are asked for."""
        return self._change("UPDATE runs SET warnings = ? WHERE id = ?", _json(warnings), run_id)

    def set_state(self, run_id: int, state: RunState) -> Run:
        """Set the state; a finished one also sets `finished_at`, the others clear it."""
        finished_at = utc_now() if state.is_finished() else None
        with self._database.transaction():
            self._change("UPDATE runs SET finished_at = ? WHERE id = ?", finished_at, run_id)
            return self._change("UPDATE runs SET state = ? WHERE id = ?", state.value, run_id)

    def stop_interrupted(self) -> None:
        """Mark every run in state RUNNING as STOPPED at its last trial.

        Right only while no process works on a run, as just after the lock was taken: the
        process that ran it was killed.
        """
        if self._database.value("SELECT 1 FROM runs WHERE state = 'running'"):
            self._database.change(
                "UPDATE runs SET state = 'stopped', finished_at = coalesce("
                "(SELECT max(stored_at) FROM trials WHERE run_id = runs.id), created_at) "
                "WHERE state = 'running'"
            )

    def remove(self, run_id: int) -> None:
        """Remove a run with all its trials."""
        with self._database.transaction():
            self.get(run_id)
            self._database.change("DELETE FROM runs WHERE id = ?", (run_id,))

    def store_trial(self, run_id: int, trial: TrialResult) -> None:
        """Store a finished trial with its fits and epochs: all of it or nothing.

        Every float is kept to the bit, infinity and NaN included.

        Raises
        ------
        ProjectError
            Where the run has a result for this index already.
        """
        with self._database.transaction():
            run = self.get(run_id)
            if trial.index in self.trial_indices(run_id):
                raise ProjectError(
                    f"Run {run.name!r} already has a result for trial {trial.index}.",
                    remedy="Keep that one; a trial of one seed needs no second result.",
                )
            write_trial(self._database, run_id, trial)

    def trial_indices(self, run_id: int) -> set[int]:
        """Return the indices of the trials that are stored."""
        rows = self._database.rows("SELECT trial_index FROM trials WHERE run_id = ?", (run_id,))
        return {row[0] for row in rows}

    def trials(self, run_id: int) -> tuple[TrialResult, ...]:
        """Return the stored trials, by index."""
        return read_trials(self._database, run_id)

    def _insert(self, run: Run) -> None:
        self._database.insert(
            "INSERT INTO runs (id, name, note, state, identity, config_toml, protocol, "
            "separator, genres, segment_genres, segment_titles, provenance, warnings, "
            "trials_wanted, created_at, finished_at) VALUES (:id, :name, :note, :state, "
            ":identity, :config_toml, :protocol, :separator, :genres, :segment_genres, "
            ":segment_titles, :provenance, :warnings, :trials_wanted, :created_at, :finished_at)",
            {
                **attrs.asdict(run, recurse=False),
                "state": run.state.value,
                "genres": _json(run.genres),
                "segment_genres": _json(run.segment_genres),
                "segment_titles": _json(run.segment_titles),
                "provenance": _json(run.provenance),
                "warnings": _json(run.warnings),
            },
        )

    def _change(self, sql: str, value: str | int | None, run_id: int) -> Run:
        with self._database.transaction():
            self._database.change(sql, (value, run_id))
            return self.get(run_id)


def _run(row: sqlite3.Row) -> Run:
    values = dict(row)
    values["state"] = RunState(row["state"])
    values["provenance"] = json.loads(row["provenance"])
    for name in ("genres", "warnings"):
        values[name] = tuple(json.loads(row[name]))
    for name in ("segment_genres", "segment_titles"):
        # The keys of a JSON object are always text.
        values[name] = {int(key): value for key, value in json.loads(row[name]).items()}
    return Run(**values)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
