"""The ledger: one SQLite file with the evidence per person, and no whole posts."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from skillsignal.errors import LedgerError
from skillsignal.records import UNKNOWN_AUTHOR, Post, ScoredPost
from skillsignal.signals.taxonomy import Taxonomy

if TYPE_CHECKING:
    import pandas as pd

APPLICATION_ID = 0x736B7367  # "sksg"
VERSION = 1

_SCHEMA = """
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE imports (
  id INTEGER PRIMARY KEY, source TEXT NOT NULL, format TEXT NOT NULL, posts INTEGER NOT NULL
);
CREATE TABLE set_aside (
  import_id INTEGER NOT NULL REFERENCES imports, reason TEXT NOT NULL,
  expected INTEGER NOT NULL, items INTEGER NOT NULL
);
CREATE TABLE taxonomy (
  signal TEXT PRIMARY KEY, position INTEGER NOT NULL, family TEXT NOT NULL,
  enabling INTEGER NOT NULL, name TEXT NOT NULL, definition TEXT NOT NULL
);
CREATE TABLE people (
  id INTEGER PRIMARY KEY, author_id TEXT NOT NULL UNIQUE, name TEXT,
  department TEXT, job_title TEXT
);
CREATE TABLE posts (
  id INTEGER PRIMARY KEY, post_id TEXT NOT NULL UNIQUE,
  import_id INTEGER NOT NULL REFERENCES imports,
  person_id INTEGER REFERENCES people, created_at TEXT, kind TEXT NOT NULL, lang TEXT NOT NULL,
  words INTEGER NOT NULL, channel TEXT, thread TEXT NOT NULL, reply_to TEXT
);
CREATE INDEX posts_by_person ON posts (person_id);
CREATE TABLE mentions (
  post_id INTEGER NOT NULL REFERENCES posts, person_id INTEGER NOT NULL REFERENCES people
);
CREATE TABLE signals (
  post_id INTEGER NOT NULL REFERENCES posts, signal TEXT NOT NULL REFERENCES taxonomy,
  probability REAL NOT NULL, evidence TEXT NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL,
  PRIMARY KEY (post_id, signal)
) WITHOUT ROWID;
"""


@dataclass(frozen=True)
class ImportFacts:
    """What came of one export: its posts, and what was set aside by reason."""

    source: str
    format: str
    posts: int
    set_aside: tuple[tuple[str, bool, int], ...]


class LedgerWriter:
    """Writes a new ledger; nothing of it counts before :meth:`close`."""

    def __init__(self, path: Path, taxonomy: Taxonomy) -> None:
        self._db = sqlite3.connect(path, isolation_level=None)
        self._taxonomy = taxonomy
        self._person_ids: dict[str, int] = {}
        # The file is new and renamed into its place when done: a journal would guard nothing.
        self._db.executescript(
            f"PRAGMA application_id={APPLICATION_ID}; PRAGMA user_version={VERSION};"
            f"PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; {_SCHEMA}"
        )
        columns = ", ".join(f'"p_{signal}" REAL NOT NULL' for signal in taxonomy.ids)
        self._db.execute(
            f"CREATE TABLE probabilities (post_id INTEGER PRIMARY KEY REFERENCES posts, {columns})"
        )
        self._db.execute("BEGIN")
        self._db.executemany(
            "INSERT INTO taxonomy VALUES (?, ?, ?, ?, ?, ?)",
            (
                (s.id, position, s.family, s.enabling, s.name(), s.definition())
                for position, s in enumerate(taxonomy.signals)
            ),
        )

    def state(self, name: str, value: str) -> None:
        """Write down a fact about the whole ledger, such as the model's name."""
        self._db.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))

    def add_import(self, number: int, facts: ImportFacts) -> None:
        """Write down an export; its posts name it by its number."""
        self._db.execute(
            "INSERT INTO imports VALUES (?, ?, ?, ?)",
            (number, facts.source, facts.format, facts.posts),
        )
        self._db.executemany(
            "INSERT INTO set_aside VALUES (?, ?, ?, ?)",
            ((number, reason, expected, n) for reason, expected, n in facts.set_aside),
        )

    def add_posts(self, number: int, posts: Iterable[ScoredPost]) -> None:
        """Add scored posts of one import; texts stay out, evidence sentences go in."""
        for scored in posts:
            self._add_post(number, scored)

    def _add_post(self, number: int, scored: ScoredPost) -> None:
        post = _storable(scored.post)
        cursor = self._db.execute(
            "INSERT INTO posts (post_id, import_id, person_id, created_at, kind, lang, words,"
            " channel, thread, reply_to) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                post.post_id,
                number,
                self._author(post),
                post.created_at.isoformat() if post.created_at else None,
                post.kind,
                scored.lang,
                scored.words,
                post.channel,
                # A post outside any thread is a thread of its own.
                post.thread_id or post.reply_to or post.post_id,
                post.reply_to,
            ),
        )
        row = cursor.lastrowid
        self._db.executemany(
            "INSERT INTO mentions VALUES (?, ?)",
            ((row, self._person(mentioned)) for mentioned in post.mentions),
        )
        if scored.probabilities:
            marks = ", ".join("?" * (len(scored.probabilities) + 1))
            self._db.execute(
                f"INSERT INTO probabilities VALUES ({marks})",  # noqa: S608 (only marks)
                (row, *scored.probabilities),
            )
        self._db.executemany(
            "INSERT INTO signals VALUES (?, ?, ?, ?, ?, ?)",
            (
                (row, s.signal, s.probability, s.evidence.text, s.evidence.start, s.evidence.end)
                for s in scored.signals
            ),
        )

    def _author(self, post: Post) -> int | None:
        if post.author_id == UNKNOWN_AUTHOR:
            return None
        number = self._person(post.author_id)
        self._db.execute(
            "UPDATE people SET name = coalesce(name, ?), department = coalesce(department, ?),"
            " job_title = coalesce(job_title, ?) WHERE id = ?"
            " AND (name IS NULL OR department IS NULL OR job_title IS NULL)",
            (post.author_name, post.department, post.job_title, number),
        )
        return number

    def _person(self, author_id: str) -> int:
        if author_id not in self._person_ids:
            cursor = self._db.execute("INSERT INTO people (author_id) VALUES (?)", (author_id,))
            self._person_ids[author_id] = int(cursor.lastrowid or 0)
        return self._person_ids[author_id]

    def close(self) -> None:
        """Finish the ledger and close its file."""
        self._db.execute("COMMIT")
        self._db.close()


def _storable(post: Post) -> Post:
    """Return a post without lone surrogates in what is stored: SQLite can't hold them."""

    def text(value: str | None) -> str | None:
        return value.encode("utf-8", "replace").decode() if value else value

    return replace(
        post,
        post_id=text(post.post_id) or "",
        author_id=text(post.author_id) or "",
        author_name=text(post.author_name),
        kind=text(post.kind) or "",
        thread_id=text(post.thread_id),
        reply_to=text(post.reply_to),
        channel=text(post.channel),
        department=text(post.department),
        job_title=text(post.job_title),
    )


class Ledger:
    """Reads a ledger.

    Raises
    ------
    LedgerError
        If the file is missing, no ledger, or of a version that this program does not know.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        if not path.is_file():
            raise LedgerError(f"no ledger at {path}; 'skillsignal run' writes one (evidence.db)")
        try:
            with self.connected() as db:
                application = db.execute("PRAGMA application_id").fetchone()[0]
                version = db.execute("PRAGMA user_version").fetchone()[0]
        except sqlite3.DatabaseError as error:
            raise LedgerError(f"{path} is no evidence ledger; give an evidence.db") from error
        if application != APPLICATION_ID:
            raise LedgerError(f"{path} is no evidence ledger; give an evidence.db")
        if version != VERSION:
            raise LedgerError(
                f"{path} is a ledger of version {version}, this program reads version {VERSION}; "
                "upgrade skillsignal or run it again over the exports"
            )

    @contextmanager
    def connected(self) -> Iterator[sqlite3.Connection]:
        """Open the file for reading only."""
        with closing(sqlite3.connect(f"{self.path.resolve().as_uri()}?mode=ro", uri=True)) as db:
            yield db

    def query(self, sql: str, parameters: tuple[str | int | float, ...] = ()) -> pd.DataFrame:
        """Return the answer to a query."""
        import pandas as pd

        with self.connected() as db:
            return pd.read_sql_query(sql, db, params=parameters)

    def facts(self) -> dict[str, str]:
        """Return the facts about the whole ledger."""
        with self.connected() as db:
            return dict(db.execute("SELECT name, value FROM facts ORDER BY name").fetchall())

    def signal_ids(self) -> list[str]:
        """Return the ids of the signals, in their order."""
        with self.connected() as db:
            rows = db.execute("SELECT signal FROM taxonomy ORDER BY position").fetchall()
        return [row[0] for row in rows]
