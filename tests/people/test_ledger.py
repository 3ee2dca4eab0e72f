from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from skillsignal.errors import LedgerError
from skillsignal.people import ImportFacts, Ledger, LedgerWriter
from skillsignal.records import UNKNOWN_AUTHOR, Evidence, Post, ScoredPost, SignalScore
from skillsignal.signals import default_taxonomy

SIGNALS = len(default_taxonomy().ids)


def scored(
    number: int, author: str = "ada", *, signals: tuple[str, ...] = (), **fields: object
) -> ScoredPost:
    """Return a scored post in which the given signals have probability 0.9, others 0.1."""
    post = Post(f"p{number}", author, "what was written", **fields)  # type: ignore[arg-type]
    row = tuple(0.9 if s in signals else 0.1 for s in default_taxonomy().ids)
    found = tuple(SignalScore(s, 0.9, Evidence(f"{s} in {number}", 0, 4)) for s in signals)
    return ScoredPost(post, "en", 3, row, found)


def make_ledger(folder: Path, posts: list[ScoredPost], name: str = "evidence.db") -> Ledger:
    path = folder / name
    writer = LedgerWriter(path, default_taxonomy())
    writer.state("model", "toy")
    writer.state("pseudonyms", "yes")
    facts = ImportFacts("a.csv", "CSV or TSV", len(posts), (("a bot", True, 2),))
    writer.add_import(1, facts)
    writer.add_posts(1, posts)
    writer.close()
    return Ledger(path)


def test_a_ledger_holds_facts_and_evidence_and_no_texts(tmp_path: Path) -> None:
    moment = datetime(2025, 3, 1, tzinfo=UTC)
    posts = [
        scored(1, signals=("sharing",), created_at=moment, department="Care", mentions=("bo",)),
        scored(2, UNKNOWN_AUTHOR),
    ]
    ledger = make_ledger(tmp_path, posts)
    assert ledger.facts() == {"model": "toy", "pseudonyms": "yes"}
    people = ledger.query("SELECT author_id, department FROM people ORDER BY author_id")
    assert people["author_id"].tolist() == ["ada", "bo"]
    evidence = ledger.query("SELECT signal, evidence FROM signals")
    assert evidence.to_dict("records") == [{"signal": "sharing", "evidence": "sharing in 1"}]
    assert b"what was written" not in ledger.path.read_bytes()


def test_the_same_posts_give_the_same_bytes(tmp_path: Path) -> None:
    posts = [scored(n, f"a{n % 3}", signals=("value",)) for n in range(20)]
    one, other = make_ledger(tmp_path, posts), make_ledger(tmp_path, posts, "other.db")
    assert one.path.read_bytes() == other.path.read_bytes()


def test_the_file_says_what_it_is_and_hangs_together(tmp_path: Path) -> None:
    ledger = make_ledger(tmp_path, [scored(1, mentions=("bo",), signals=("value",))])
    with ledger.connected() as db:
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            db.execute("DELETE FROM posts")


@pytest.mark.parametrize("content", [b"", b"not a database at all, only text" * 40])
def test_a_file_that_is_no_ledger_is_told(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "evidence.db"
    path.write_bytes(content)
    with pytest.raises(LedgerError, match=r"is no evidence ledger; give an evidence\.db"):
        Ledger(path)


def test_a_missing_ledger_and_a_newer_one_are_told(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match=r"no ledger at .*'skillsignal run' writes one"):
        Ledger(tmp_path / "nope.db")
    ledger = make_ledger(tmp_path, [scored(1)])
    with sqlite3.connect(ledger.path) as db:
        db.execute("PRAGMA user_version=99")
    db.close()
    with pytest.raises(LedgerError, match="version 99, this program reads version 1"):
        Ledger(ledger.path)
