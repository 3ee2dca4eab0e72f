"""Estimates: how often each person shows each signal, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from skillsignal.people.ledger import Ledger

if TYPE_CHECKING:
    import pandas as pd

Floats = npt.NDArray[np.float64]

PEOPLE_COLUMNS = (
    "author_id",
    "author_name",
    "posts",
    "words",
    "signal",
    "expected_posts",
    "rate",
    "rate_low",
    "rate_high",
    "threads",
    "recipients",
    "months",
    "sufficient",
    "top_evidence",
)
CREDIBLE = 0.90
EVIDENCE_SHOWN = 3
EVIDENCE_SEPARATOR = " ¶ "
_LEAST_CONCENTRATION, _MOST_CONCENTRATION = 2.0, 1000.0

_TOTALS = """
SELECT people.id AS person_id, people.author_id, people.name AS author_name,
       count(*) AS posts, total(posts.words) AS words, {sums}
FROM posts JOIN people ON people.id = posts.person_id
JOIN probabilities AS p ON p.post_id = posts.id GROUP BY people.id ORDER BY people.id
"""

_EVIDENCE_COUNTS = """
SELECT posts.person_id, signals.signal,
       count(DISTINCT posts.thread) AS threads,
       count(DISTINCT coalesce(mentions.person_id, parents.person_id)) AS recipients,
       count(DISTINCT substr(posts.created_at, 1, 7)) AS months
FROM signals JOIN posts ON posts.id = signals.post_id
LEFT JOIN mentions ON mentions.post_id = posts.id AND mentions.person_id <> posts.person_id
LEFT JOIN posts AS parents ON parents.post_id = posts.reply_to
     AND parents.person_id <> posts.person_id
WHERE posts.person_id IS NOT NULL
GROUP BY posts.person_id, signals.signal
"""

_TOP_EVIDENCE = """
SELECT person_id, signal, evidence FROM (
  SELECT person_id, signal, evidence, row_number() OVER (
    PARTITION BY person_id, signal ORDER BY probability DESC, post_id) AS place
  FROM (
    SELECT posts.person_id, signals.signal, signals.evidence, signals.probability, signals.post_id,
           row_number() OVER (PARTITION BY posts.person_id, signals.signal, posts.thread
                              ORDER BY signals.probability DESC, signals.post_id) AS in_thread
    FROM signals JOIN posts ON posts.id = signals.post_id WHERE posts.person_id IS NOT NULL)
  WHERE in_thread = 1)
WHERE place <= ? ORDER BY person_id, signal, place
"""


@dataclass(frozen=True, slots=True)
class EvidenceRule:
    """The least evidence on which a person's rate is told at all."""

    posts: int = 5
    threads: int = 2
    expected: float = 3.0


@dataclass(frozen=True, slots=True)
class Prior:
    """A beta distribution over people's rates: its mean and its weight in posts."""

    mean: float
    concentration: float


def fit_prior(expected: Floats, posts: Floats) -> Prior:
    """Fit the prior of the rates of people by the method of moments.

    ``expected`` holds each person's expected posts with the signal, ``posts`` their posts, both
    of shape ``(people,)``. Source: Kleinman (1973), for proportions with unequal numbers.
    """
    total = float(posts.sum())
    if total <= 0:
        return Prior(0.5, _LEAST_CONCENTRATION)
    mean = float(np.clip(expected.sum() / total, 1e-6, 1 - 1e-6))
    rates = expected / posts
    spread = float((posts * (rates - mean) ** 2).sum())
    people = len(posts)
    noise = mean * (1 - mean)
    weight = total - float((posts**2).sum()) / total
    between = (spread - (people - 1) * noise) / weight if weight > 0 else 0.0
    if between <= 0:
        return Prior(mean, _MOST_CONCENTRATION)
    concentration = float(np.clip(noise / between - 1, _LEAST_CONCENTRATION, _MOST_CONCENTRATION))
    return Prior(mean, concentration)


def shrunken_rates(expected: Floats, posts: Floats, prior: Prior) -> tuple[Floats, Floats, Floats]:
    """Return each person's rate and the ends of its 90 % credible interval (beta-binomial)."""
    from scipy.stats import beta

    hits = prior.mean * prior.concentration + expected
    misses = (1 - prior.mean) * prior.concentration + np.maximum(posts - expected, 0)
    tail = (1 - CREDIBLE) / 2
    low, high = beta.ppf(tail, hits, misses), beta.ppf(1 - tail, hits, misses)
    return hits / (hits + misses), np.asarray(low), np.asarray(high)


def people_table(ledger: Ledger, rule: EvidenceRule | None = None) -> pd.DataFrame:
    """Return the people table: one row a person and signal, columns :data:`PEOPLE_COLUMNS`.

    Rates are in posts with the signal per post. Where the evidence does not reach the rule, rates,
    expected posts and evidence are missing and ``sufficient`` is false: never a number.
    """
    import pandas as pd

    rule = rule or EvidenceRule()
    signals = ledger.signal_ids()
    sums = ", ".join(f'total(p."p_{signal}") AS "{signal}"' for signal in signals)
    totals = ledger.query(_TOTALS.format(sums=sums))
    frames = [_estimate(totals, signal) for signal in signals]
    table = pd.concat(frames, ignore_index=True) if len(totals) else pd.DataFrame(columns=_KEYS)
    keys = ["person_id", "signal"]
    table = table.merge(ledger.query(_EVIDENCE_COUNTS), on=keys, how="left")
    table = table.merge(_top_evidence(ledger), on=keys, how="left")
    counts = ["threads", "recipients", "months"]
    table[counts] = table[counts].fillna(0).astype(int)
    table["sufficient"] = (
        (table["posts"] >= rule.posts)
        & (table["threads"] >= rule.threads)
        & (table["expected_posts"] >= rule.expected)
    )
    told = ["expected_posts", "rate", "rate_low", "rate_high", "top_evidence"]
    table[told] = table[told].where(table["sufficient"])
    position = table["signal"].map({signal: i for i, signal in enumerate(signals)})
    order = table.assign(position=position).sort_values(["author_id", "position"]).index
    return table.loc[order, list(PEOPLE_COLUMNS)].reset_index(drop=True)


_KEYS = [
    "person_id",
    "author_id",
    "author_name",
    "posts",
    "words",
    "signal",
    "expected_posts",
    "rate",
    "rate_low",
    "rate_high",
]


def _estimate(totals: pd.DataFrame, signal: str) -> pd.DataFrame:
    expected = totals[signal].to_numpy(dtype=float)
    posts = totals["posts"].to_numpy(dtype=float)
    rate, low, high = shrunken_rates(expected, posts, fit_prior(expected, posts))
    known = totals[["person_id", "author_id", "author_name", "posts"]]
    return known.assign(
        words=totals["words"].astype(int),
        signal=signal,
        expected_posts=expected.round(2),
        rate=rate.round(4),
        rate_low=low.round(4),
        rate_high=high.round(4),
    )


def _top_evidence(ledger: Ledger) -> pd.DataFrame:
    rows = ledger.query(_TOP_EVIDENCE, (EVIDENCE_SHOWN,))
    joined = rows.groupby(["person_id", "signal"], sort=False)["evidence"].agg(
        EVIDENCE_SEPARATOR.join
    )
    return joined.rename("top_evidence").reset_index()
