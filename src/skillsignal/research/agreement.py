"""Agreement between annotators: Krippendorff's alpha with intervals, and who differs from whom."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from skillsignal.errors import CorpusError, MissingExtraError
from skillsignal.signals.taxonomy import default_taxonomy

if TYPE_CHECKING:
    import pandas as pd

DRAWS = 500
Counts = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Vote:
    """What one annotator saw in one post."""

    id: str
    lang: str
    annotator: str
    signals: frozenset[str]


def read_votes(files: Iterable[Path]) -> list[Vote]:
    """Read votes: JSON Lines with ``id, lang, annotator, signals``.

    Raises
    ------
    CorpusError
        If a line is no vote; the message names file, line and remedy.
    """
    known = set(default_taxonomy().ids)
    votes = []
    for file in files:
        if not file.is_file():
            raise CorpusError(f"no annotations at {file}; give files such as annotations/en.jsonl")
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
            try:
                row = json.loads(line)
                vote = Vote(row["id"], row["lang"], row["annotator"], frozenset(row["signals"]))
                if unknown := sorted(vote.signals - known):
                    raise ValueError(f"unknown signal '{unknown[0]}'")
            except (ValueError, KeyError, TypeError) as error:
                raise CorpusError(
                    f"{file}, line {number}: {error}; a line needs id, lang, annotator, signals"
                ) from error
            votes.append(vote)
    return votes


def agreement_table(votes: Sequence[Vote], seed: int = 0) -> pd.DataFrame:
    """Return one row a language and signal: alpha with its 95 % bootstrap interval over posts.

    Only posts with two votes or more count; ``positives`` counts posts in which anybody saw the
    signal. Source: Krippendorff, *Content Analysis* (2018); nominal data.
    """
    import pandas as pd

    generator = np.random.default_rng(seed)
    rows = []
    for lang in sorted({vote.lang for vote in votes}):
        part = [vote for vote in votes if vote.lang == lang]
        for signal in default_taxonomy().ids:
            counts = _counts(part, signal)
            low, high = _interval(counts, generator)
            rows.append(
                {
                    "lang": lang,
                    "signal": signal,
                    "posts": len(counts),
                    "positives": int((counts[:, 1] > 0).sum()),
                    "alpha": round(alpha(counts), 3),
                    "low": round(low, 3),
                    "high": round(high, 3),
                }
            )
    return pd.DataFrame(rows)


def _interval(counts: Counts, generator: np.random.Generator) -> tuple[float, float]:
    if len(counts) == 0:
        return float("nan"), float("nan")
    draws = np.array(
        [alpha(counts[generator.integers(0, len(counts), len(counts))]) for _ in range(DRAWS)]
    )
    known = draws[np.isfinite(draws)]
    if len(known) == 0:
        return float("nan"), float("nan")
    low, high = np.quantile(known, [0.025, 0.975])
    return float(low), float(high)


def _counts(votes: Sequence[Vote], signal: str) -> Counts:
    """Return for every post how many did not and how many did see a signal, ``(posts, 2)``."""
    by_post: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for vote in votes:
        by_post[vote.id][signal in vote.signals] += 1
    counts = np.array(list(by_post.values()), dtype=np.int64).reshape(-1, 2)
    enough: Counts = counts[counts.sum(axis=1) >= 2]
    return enough


def alpha(counts: Counts) -> float:
    """Return Krippendorff's alpha of nominal votes from value counts, shape ``(units, values)``.

    Missing (NaN) where everybody gave the same value throughout: then nothing can be told.
    """
    try:
        import krippendorff
    except ImportError as error:
        raise MissingExtraError("research", "Krippendorff's alpha") from error
    if (counts.sum(axis=0) > 0).sum() < 2:
        return float("nan")
    return float(krippendorff.alpha(value_counts=counts, level_of_measurement="nominal"))


def disagreement_table(votes: Sequence[Vote]) -> pd.DataFrame:
    """Return one row a pair of annotators: shared posts, their F1 with each other, differences."""
    import pandas as pd

    by_annotator: dict[str, dict[str, Vote]] = defaultdict(dict)
    for vote in votes:
        by_annotator[vote.annotator][vote.id] = vote
    rows = []
    for one, other in combinations(sorted(by_annotator), 2):
        shared = by_annotator[one].keys() & by_annotator[other].keys()
        if not shared:
            continue
        pairs = [(by_annotator[one][i].signals, by_annotator[other][i].signals) for i in shared]
        both = sum(len(a & b) for a, b in pairs)
        marks = sum(len(a) + len(b) for a, b in pairs)
        apart = [s for a, b in pairs for s in a ^ b]
        most = sorted(set(apart), key=lambda s: (-apart.count(s), s))[:3]
        rows.append(
            {
                "one": one,
                "other": other,
                "posts": len(shared),
                "micro_f1": round(2 * both / marks, 3) if marks else float("nan"),
                "same_labels": round(sum(a == b for a, b in pairs) / len(pairs), 3),
                "differ_most_on": ", ".join(f"{s} {apart.count(s)}" for s in most),
            }
        )
    return pd.DataFrame(rows)
