"""Splits: writers, whole, into train, dev and test, with the signals spread evenly."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from skillsignal.errors import CorpusError
from skillsignal.research.corpora import SPLITS, LabelledPost


def split_by_writer(
    posts: Sequence[LabelledPost], shares: Mapping[str, float], seed: int = 0
) -> list[LabelledPost]:
    """Return the posts with new splits: no writer in two of them, signals as even as can be.

    Writers with the most marks go first, each into the split that lacks most of what the writer
    has (iterative stratification over groups; after Sechidis, Tsoumakas and Vlahavas, 2011).

    Raises
    ------
    CorpusError
        If the shares do not name splits and add up to one, or a language has fewer writers
        than splits.
    """
    if set(shares) - set(SPLITS) or abs(sum(shares.values()) - 1) > 1e-6:
        raise CorpusError(f"shares are for {', '.join(SPLITS)} and add up to 1, got {dict(shares)}")
    chosen: dict[tuple[str, str], str] = {}
    for lang in sorted({post.lang for post in posts}):
        part = [post for post in posts if post.lang == lang]
        chosen |= {(lang, w): s for w, s in _assign(part, shares, lang, seed).items()}
    return [replace(post, split=chosen[post.lang, post.writer]) for post in posts]


def _assign(
    posts: Sequence[LabelledPost], shares: Mapping[str, float], lang: str, seed: int
) -> dict[str, str]:
    contents: dict[str, Counter[str]] = defaultdict(Counter)
    for post in posts:
        contents[post.writer].update((*post.signals, "posts"))
    if len(contents) < len(shares):
        raise CorpusError(
            f"'{lang}' has {len(contents)} writers for {len(shares)} splits; add some"
        )
    totals = sum(contents.values(), Counter[str]())
    lacking = {
        split: {key: share * total for key, total in totals.items()}
        for split, share in shares.items()
    }
    writers = sorted(contents)
    random.Random(f"{seed} {lang}").shuffle(writers)  # noqa: S311 (no secret)
    writers.sort(key=lambda writer: -contents[writer].total())
    chosen: dict[str, str] = {}
    for writer in writers:

        def need(split: str, has: Counter[str] = contents[writer]) -> float:
            return sum(
                n * lacking[split][key] / (shares[split] * totals[key]) for key, n in has.items()
            )

        empty = [split for split in shares if split not in chosen.values()]
        left = len(contents) - len(chosen)
        best = max(empty if left <= len(empty) else shares, key=need)
        chosen[writer] = best
        for key, n in contents[writer].items():
            lacking[best][key] -= n
    return chosen
