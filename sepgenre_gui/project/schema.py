"""The tables of version 1 of a project's database."""

from __future__ import annotations

import sqlite3

# AUTOINCREMENT: an identifier is never given twice, so what a stored run or an undo command
# calls segment 7 stays that segment after others were removed.
_CURATION = (
    """
    CREATE TABLE genres (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL CHECK (name <> ''),
        folded_name TEXT NOT NULL UNIQUE,
        color TEXT NOT NULL CHECK (length(color) = 7),
        key INTEGER UNIQUE CHECK (key BETWEEN 1 AND 9)
    )
    """,
    """
    CREATE TABLE tracks (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        path TEXT NOT NULL UNIQUE,
        content_hash TEXT NOT NULL UNIQUE,
        title TEXT NOT NULL,
        artist TEXT,
        album TEXT,
        genre_id INTEGER REFERENCES genres (id) ON DELETE RESTRICT,
        duration_s REAL NOT NULL CHECK (duration_s >= 0),
        sample_rate_hz INTEGER NOT NULL CHECK (sample_rate_hz > 0),
        channels INTEGER NOT NULL CHECK (channels > 0),
        n_samples INTEGER NOT NULL CHECK (n_samples >= 0),
        decoder TEXT NOT NULL,
        decoder_version TEXT NOT NULL,
        added_at TEXT NOT NULL,
        note TEXT NOT NULL
    )
    """,
    "CREATE INDEX tracks_by_genre ON tracks (genre_id)",
    """
    CREATE TABLE segments (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        track_id INTEGER NOT NULL REFERENCES tracks (id) ON DELETE CASCADE,
        start_sample INTEGER NOT NULL CHECK (start_sample >= 0),
        n_samples INTEGER NOT NULL CHECK (n_samples > 0),
        genre_id INTEGER REFERENCES genres (id) ON DELETE RESTRICT,
        origin TEXT NOT NULL CHECK (origin IN ('by_hand', 'suggested', 'imported')),
        created_at TEXT NOT NULL,
        note TEXT NOT NULL,
        UNIQUE (track_id, start_sample, n_samples)
    )
    """,
    "CREATE INDEX segments_by_genre ON segments (genre_id)",
    """
    CREATE TRIGGER segments_inserted_within_track BEFORE INSERT ON segments
    WHEN NEW.start_sample + NEW.n_samples > (SELECT n_samples FROM tracks WHERE id = NEW.track_id)
    BEGIN SELECT RAISE(ABORT, 'the segment ends after its track'); END
    """,
    """
    CREATE TRIGGER segments_updated_within_track
    BEFORE UPDATE OF track_id, start_sample, n_samples ON segments
    WHEN NEW.start_sample + NEW.n_samples > (SELECT n_samples FROM tracks WHERE id = NEW.track_id)
    BEGIN SELECT RAISE(ABORT, 'the segment ends after its track'); END
    """,
    "CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL)",
)

# Figures of a fit are in columns without a type: a REAL column turns -0.0 into 0.0, and SQLite
# knows no NaN, for which the text 'nan' stands. Runs hold copies of names and titles and refer
# to no other table, so that later edits do not change what was found. A seed may exceed 64 bits.
_RUNS = (
    """
    CREATE TABLE runs (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL,
        note TEXT NOT NULL,
        state TEXT NOT NULL
            CHECK (state IN ('created', 'running', 'stopped', 'failed', 'done')),
        identity TEXT NOT NULL,
        config_toml TEXT NOT NULL,
        protocol TEXT NOT NULL,
        separator TEXT NOT NULL,
        genres TEXT NOT NULL,
        segment_genres TEXT NOT NULL,
        segment_titles TEXT NOT NULL,
        provenance TEXT NOT NULL,
        warnings TEXT NOT NULL,
        trials_wanted INTEGER NOT NULL CHECK (trials_wanted > 0),
        created_at TEXT NOT NULL,
        finished_at TEXT
    )
    """,
    "CREATE INDEX runs_by_identity ON runs (identity)",
    """
    CREATE TABLE trials (
        id INTEGER PRIMARY KEY,
        run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
        trial_index INTEGER NOT NULL CHECK (trial_index >= 0),
        seed TEXT NOT NULL,
        train TEXT NOT NULL,
        validation TEXT NOT NULL,
        test TEXT NOT NULL,
        elapsed_s NOT NULL,
        stored_at TEXT NOT NULL,
        UNIQUE (run_id, trial_index)
    )
    """,
    """
    CREATE TABLE fits (
        id INTEGER PRIMARY KEY,
        trial_id INTEGER NOT NULL REFERENCES trials (id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        network TEXT NOT NULL,
        chosen_epoch INTEGER NOT NULL,
        accuracy NOT NULL,
        macro_f1 NOT NULL,
        weighted_f1 NOT NULL,
        loss NOT NULL,
        per_class_f1 TEXT NOT NULL,
        confusion TEXT NOT NULL,
        probabilities TEXT NOT NULL,
        UNIQUE (trial_id, position),
        UNIQUE (trial_id, network)
    )
    """,
    """
    CREATE TABLE epochs (
        fit_id INTEGER NOT NULL REFERENCES fits (id) ON DELETE CASCADE,
        epoch INTEGER NOT NULL CHECK (epoch > 0),
        train_loss NOT NULL,
        train_accuracy NOT NULL,
        validation_loss,
        validation_accuracy,
        test_loss NOT NULL,
        test_accuracy NOT NULL,
        test_macro_f1 NOT NULL,
        PRIMARY KEY (fit_id, epoch)
    ) WITHOUT ROWID
    """,
)


def create_tables(connection: sqlite3.Connection) -> None:
    """Create every table of version 1, inside the caller's transaction."""
    for statement in (*_CURATION, *_RUNS):
        connection.execute(statement)
