"""Statistics of corpora: how many posts, writers, positives and near misses there are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from skillsignal.research.checks import distinct_2, words
from skillsignal.research.corpora import SPLITS, LabelledPost
from skillsignal.signals.taxonomy import default_taxonomy

if TYPE_CHECKING:
    import pandas as pd

SAMPLE = 500


def overview(posts: Sequence[LabelledPost]) -> pd.DataFrame:
    """Return one row a language and split: posts, writers, length, signals a post, variety.

    ``distinct_2`` is measured on a sample of 500 posts, evenly drawn.
    """
    import pandas as pd

    rows = []
    for lang, split in _groups(posts):
        part = [post for post in posts if (post.lang, post.split) == (lang, split)]
        lengths = pd.Series([len(words(post.text)) for post in part])
        marks = pd.Series([len(post.signals) for post in part])
        rows.append(
            {
                "lang": lang,
                "split": split,
                "posts": len(part),
                "writers": len({post.writer for post in part}),
                "median_words": float(lengths.median()),
                "over_60_words": round(float((lengths > 60).mean()), 3),
                "no_signal": round(float((marks == 0).mean()), 3),
                "one": round(float((marks == 1).mean()), 3),
                "two": round(float((marks == 2).mean()), 3),
                "three_or_more": round(float((marks > 2).mean()), 3),
                "distinct_2": round(distinct_2(part[:: max(1, len(part) // SAMPLE)][:SAMPLE]), 3),
            }
        )
    return pd.DataFrame(rows)


def balance(posts: Sequence[LabelledPost]) -> pd.DataFrame:
    """Return one row a language and signal: positives in each split, and near misses."""
    import pandas as pd

    rows = []
    for lang in sorted({post.lang for post in posts}):
        part = [post for post in posts if post.lang == lang]
        for signal in default_taxonomy().ids:
            counts = {
                split: sum(post.split == split and signal in post.signals for post in part)
                for split in SPLITS
            }
            near = sum(signal in post.near_miss_of for post in part)
            rows.append({"lang": lang, "signal": signal, **counts, "near_misses": near})
    return pd.DataFrame(rows)


def _groups(posts: Sequence[LabelledPost]) -> list[tuple[str, str]]:
    found = {(post.lang, post.split) for post in posts}
    return sorted(found, key=lambda group: (group[0], SPLITS.index(group[1])))
