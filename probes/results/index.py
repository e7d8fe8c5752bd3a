"""An SQLite index over the runs' files, for history and questions over many runs.

The files are the truth: the index can be deleted at any time, and is made again from them. It is
brought up to date by reading the files that have changed since.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from typing import TYPE_CHECKING

from probes.errors import ProbeError
from probes.results.reading import load
from probes.results.result import Result

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from probes.results.store import ResultStore

_SCHEMA = """
CREATE TABLE IF NOT EXISTS files (run TEXT PRIMARY KEY, size INTEGER, modified INTEGER);
CREATE TABLE IF NOT EXISTS results (
    run TEXT NOT NULL, measured_at TEXT NOT NULL,
    stack TEXT NOT NULL, framework TEXT NOT NULL, workload TEXT NOT NULL, mode TEXT NOT NULL,
    device TEXT NOT NULL, outcome TEXT NOT NULL, machine_digest TEXT NOT NULL,
    environment_digest TEXT NOT NULL, kind TEXT NOT NULL, step_s REAL, answer INTEGER,
    data TEXT NOT NULL,
    PRIMARY KEY (run, stack, workload, mode, device)
) WITHOUT ROWID;
"""
_VERSION = 2
#: What `select` may be asked by.
COLUMNS = (
    "run",
    "stack",
    "framework",
    "workload",
    "mode",
    "device",
    "outcome",
    "machine_digest",
    "environment_digest",
    "kind",
)


class Index:
    """The index of one store, in results/index.sqlite."""

    def __init__(self, store: ResultStore) -> None:
        self._store = store
        self.path: Path = store.folder / "index.sqlite"

    def select(self, **wanted: str) -> tuple[Result, ...]:
        """Give the results whose columns have the values wanted, oldest first.

        Raises ProbeError for a column that there is none of, and for what `results.load` refuses.
        """
        unknown = sorted(set(wanted) - set(COLUMNS))
        if unknown:
            message = f"results have no {unknown[0]}; ask by {', '.join(COLUMNS)}"
            raise ProbeError(message)
        if not self._store.folder.is_dir():
            return ()
        where = "".join(f" AND {column} = ?" for column in wanted)
        query = f"SELECT data FROM results WHERE 1{where} ORDER BY measured_at"  # noqa: S608 - checked
        with self._open() as connection:
            rows = connection.execute(query, tuple(wanted.values())).fetchall()
        return tuple(Result.from_dict(json.loads(row[0]), "index") for row in rows)

    @contextlib.contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """Open the index, up to date; one that is damaged or of another version is made again.

        Where none can be kept (the folder may only be read, another process holds it) it is made in
        memory.
        """
        try:
            connection = self._connect(self.path)
        except sqlite3.OperationalError:
            connection = self._connect(":memory:")
        except sqlite3.DatabaseError:
            self.path.unlink(missing_ok=True)
            connection = self._connect(self.path)
        try:
            yield connection
        finally:
            connection.close()

    def _connect(self, place: Path | str) -> sqlite3.Connection:
        connection = sqlite3.connect(place, timeout=10)
        try:
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            if version not in (0, _VERSION):
                raise sqlite3.DatabaseError(version)
            connection.executescript(_SCHEMA)
            connection.execute(f"PRAGMA user_version = {_VERSION}")
            with connection:
                self._refresh(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _refresh(self, connection: sqlite3.Connection) -> None:
        """Read the runs' files that have changed; forget those that are gone."""
        connection.execute("BEGIN IMMEDIATE")
        known = {row[0]: row[1:] for row in connection.execute("SELECT * FROM files")}
        present = {path.stem: path for path in self._store.runs()}
        for run in known.keys() - present.keys():
            self._forget(connection, run)
        for run, path in present.items():
            status = path.stat()
            state = (status.st_size, status.st_mtime_ns)
            if known.get(run) != state:
                self._forget(connection, run)
                rows = [_row(result) for result in load(path)]
                marks = ", ".join("?" * 14)
                connection.executemany(f"INSERT OR REPLACE INTO results VALUES ({marks})", rows)  # noqa: S608
                connection.execute("INSERT INTO files VALUES (?, ?, ?)", (run, *state))

    @staticmethod
    def _forget(connection: sqlite3.Connection, run: str) -> None:
        connection.execute("DELETE FROM results WHERE run = ?", (run,))
        connection.execute("DELETE FROM files WHERE run = ?", (run,))


def _row(result: Result) -> tuple[object, ...]:
    step = result.metrics.step_s
    return (
        result.run,
        result.measured_at,
        *result.key[:1],
        result.framework,
        *result.key[1:],
        result.outcome.value,
        result.machine_digest,
        result.environment_digest,
        result.kind,
        step.median if step else None,
        result.answer,
        json.dumps(result.to_dict(), default=dict),
    )
