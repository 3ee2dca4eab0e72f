"""Adoption: how many people show a signal at all, against the tipping point."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skillsignal.people.ledger import Ledger

if TYPE_CHECKING:
    import pandas as pd

TIPPING_POINT = 0.16
"""Share of adopters from which a practice tends to spread by itself (Rogers, 1962)."""

_LEAST_THREADS = 2

_ADOPTERS = """
SELECT signal, count(*) AS adopters, sum(posts) AS posts FROM (
  SELECT signals.signal, posts.person_id, count(*) AS posts, count(DISTINCT posts.thread) AS threads
  FROM signals JOIN posts ON posts.id = signals.post_id WHERE posts.person_id IS NOT NULL
  GROUP BY signals.signal, posts.person_id)
WHERE threads >= ? GROUP BY signal
"""


def adoption_table(ledger: Ledger) -> pd.DataFrame:
    """Return one row a signal: posts that show it, adopters, and their share of all authors.

    An adopter showed the signal in at least two threads: once may be chance.
    """
    signals = ledger.query(
        "SELECT taxonomy.signal, name, family, definition, count(signals.post_id) AS posts"
        " FROM taxonomy LEFT JOIN signals USING (signal) GROUP BY signal ORDER BY position"
    )
    adopters = ledger.query(_ADOPTERS, (_LEAST_THREADS,))[["signal", "adopters"]]
    authors = ledger.query("SELECT count(DISTINCT person_id) AS n FROM posts")["n"].iloc[0]
    table = signals.merge(adopters, on="signal", how="left")
    table["adopters"] = table["adopters"].fillna(0).astype(int)
    table["authors"] = int(authors)
    table["adoption"] = (table["adopters"] / max(int(authors), 1)).round(4)
    return table
