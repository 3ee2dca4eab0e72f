"""Checks of corpora: what makes labelled posts worthless, found before anybody trains on them."""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from skillsignal.errors import CorpusError, MissingExtraError
from skillsignal.language import language_detector
from skillsignal.research.behaviour import read_suite
from skillsignal.research.corpora import LabelledPost, corpus_items
from skillsignal.research.parallel import read_parallel

RUN = 6
"""Words in a row that two posts share only by copying or by a stock phrase."""
SKELETON = 8
SKELETON_FUNCTION_WORDS = 5
COMPANY = 3
"""Posts that share a run or skeleton with more than this many others smell of a template."""
STOCK_WRITERS = 3
STOCK_CONTENT_WORDS = 2
NEAR_DUPLICATE = 0.7
MOST_TEMPLATED = 0.02
MOST_LEAKING = 0.02
MOST_FOREIGN = 0.01
SURE_OF_LANGUAGE = 0.9

_WORD = re.compile(r"\w+(?:['’]\w+)?")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with a corpus; ``fatal`` findings make the check fail."""

    check: str
    message: str
    fatal: bool = True


def check_corpus(paths: Iterable[Path]) -> list[Finding]:
    """Return all that is wrong with corpora: schema, evidence, doubles, leaks, templates, language.

    Raises
    ------
    CorpusError
        If there is no corpus at a path.
    MissingExtraError
        If datasketch, which finds near duplicates, is not installed.
    """
    paths = list(paths)
    findings = [finding for path in paths for finding in _check_companions(path)]
    posts: list[LabelledPost] = []
    for item in corpus_items(paths):
        if isinstance(item, CorpusError):
            findings.append(Finding("schema", str(item)))
        else:
            posts.append(item)
    checks = (
        repeated_ids,
        writers_across_splits,
        exact_duplicates,
        near_duplicates,
        templated_posts,
        leaking_posts,
        foreign_posts,
    )
    for check in checks:
        findings += check(posts)
    return findings


def _check_companions(path: Path) -> Iterator[Finding]:
    """Check the parallel set and the behaviour checks that lie beside a corpus."""
    companions: tuple[tuple[Path, Callable[[Path], object]], ...] = (
        (path / "parallel" / "posts.jsonl", read_parallel),
        (path / "behaviour", read_suite),
    )
    for place, read in companions:
        if place.exists():
            try:
                read(place)
            except CorpusError as error:
                yield Finding("schema", str(error))


def words(text: str) -> list[str]:
    """Return the words of a text, in lower case."""
    return [word.lower() for word in _WORD.findall(text)]


def runs(text: str, length: int = RUN) -> set[tuple[str, ...]]:
    """Return all runs of so many words of a text."""
    found = words(text)
    return {tuple(found[i : i + length]) for i in range(len(found) - length + 1)}


def repeated_ids(posts: Sequence[LabelledPost]) -> Iterator[Finding]:
    """Find ids that stand at more than one post."""
    places: dict[str, list[str]] = defaultdict(list)
    for post in posts:
        places[post.id].append(post.place)
    for post_id, found in places.items():
        if len(found) > 1:
            message = f"the id '{post_id}' stands at {'; '.join(found)}; give each post its own"
            yield Finding("ids", message)


def writers_across_splits(posts: Sequence[LabelledPost]) -> Iterator[Finding]:
    """Find writers whose posts lie in more than one split."""
    splits: dict[tuple[str, str], set[str]] = defaultdict(set)
    for post in posts:
        splits[post.lang, post.writer].add(post.split)
    for (lang, writer), found in sorted(splits.items()):
        if len(found) > 1:
            message = (
                f"{lang} writer '{writer}' is in {', '.join(sorted(found))}; keep to one split"
            )
            yield Finding("writers", message)


def exact_duplicates(posts: Sequence[LabelledPost]) -> Iterator[Finding]:
    """Find posts of the same words."""
    seen: dict[tuple[str, ...], LabelledPost] = {}
    for post in posts:
        key = tuple(words(post.text)) or (post.text,)
        first = seen.setdefault(key, post)
        # Two or three words ("on it", "tack så mycket") are said by many.
        if first is not post and len(key) > COMPANY:
            message = f"{post.place} ({post.id}): the same words as {first.id}; drop one"
            yield Finding("duplicates", message)


def near_duplicates(posts: Sequence[LabelledPost]) -> Iterator[Finding]:
    """Find posts that share most of their runs of three words (MinHash; Broder, 1997)."""
    try:
        from datasketch import MinHash, MinHashLSH
    except ImportError as error:
        raise MissingExtraError("research", "the search for near duplicates") from error
    index: Any = MinHashLSH(threshold=NEAR_DUPLICATE, num_perm=128)
    for number, post in enumerate(posts):
        shingles = runs(post.text, 3)
        if len(shingles) <= COMPANY:
            continue
        digest = MinHash(num_perm=128, hashfunc=_hash)
        digest.update_batch([" ".join(shingle).encode() for shingle in sorted(shingles)])
        for other in sorted(index.query(digest)):
            shared = runs(posts[other].text, 3)
            overlap = len(shared & shingles) / len(shared | shingles)
            if NEAR_DUPLICATE <= overlap < 1:
                message = f"{post.place} ({post.id}): {overlap:.0%} the same as {posts[other].id}"
                yield Finding("near duplicates", f"{message}; reword or drop one")
        index.insert(number, digest)


def _hash(data: bytes) -> int:
    return int.from_bytes(hashlib.blake2b(data, digest_size=4).digest())


def templated_posts(posts: Sequence[LabelledPost]) -> Iterator[Finding]:
    """Find out how many posts share a run, or a skeleton, with more than three others."""
    for name, parts in (("6-gram", _runs_of), ("8-gram skeleton", skeletons)):
        for lang in sorted({post.lang for post in posts}):
            share, examples = shared_by_many([p for p in posts if p.lang == lang], parts)
            message = (
                f"{lang}: {share:.1%} of the posts share a {name} with more than {COMPANY} others"
            )
            if examples:
                yield Finding("templates", f"{message}: {examples}", fatal=share >= MOST_TEMPLATED)


def _runs_of(post: LabelledPost) -> set[tuple[str, ...]]:
    return runs(post.text)


def shared_by_many(posts: Sequence[LabelledPost], parts: Any) -> tuple[float, str]:
    """Return the share of posts that share a part with more than three others, and examples."""
    owners: dict[tuple[str, ...], set[int]] = defaultdict(set)
    for number, post in enumerate(posts):
        for part in parts(post):
            owners[part].add(number)
    common = {part: found for part, found in owners.items() if len(found) > COMPANY + 1}
    inside = set().union(*common.values()) if common else set()
    most = sorted(common, key=lambda part: (-len(common[part]), part))[:5]
    examples = ", ".join(f"“{' '.join(part)}” ({len(common[part])})" for part in most)
    return len(inside) / max(len(posts), 1), examples


@cache
def _function_words(lang: str) -> frozenset[str]:
    import spacy

    return frozenset(spacy.blank(lang).Defaults.stop_words)


def skeletons(post: LabelledPost) -> set[tuple[str, ...]]:
    """Return the runs of eight words with a blank in the place of every content word.

    Only those with five function words or more: what is left when slots are filled.
    """
    function_words = _function_words(post.lang)
    reduced = [word if word in function_words else "_" for word in words(post.text)]
    found = {tuple(reduced[i : i + SKELETON]) for i in range(len(reduced) - SKELETON + 1)}
    return {s for s in found if SKELETON - s.count("_") >= SKELETON_FUNCTION_WORDS and "_" in s}


def leaking_posts(posts: Sequence[LabelledPost]) -> Iterator[Finding]:
    """Find test posts that share a run of six words with training posts, stock phrases aside.

    A run is a stock phrase if three writers or more use it, or if it has at most two words that
    are no function words ("thank you for your letter of").
    """
    for lang in sorted({post.lang for post in posts}):
        part = [post for post in posts if post.lang == lang]
        writers: dict[tuple[str, ...], set[str]] = defaultdict(set)
        for post in part:
            for run in runs(post.text):
                writers[run].add(post.writer)
        train = {run for post in part if post.split == "train" for run in runs(post.text)}
        tests = [post for post in part if post.split == "test"]
        leaks = {
            post.id: sorted(
                run
                for run in runs(post.text) & train
                if len(writers[run]) < STOCK_WRITERS
                and sum(word not in _function_words(lang) for word in run) > STOCK_CONTENT_WORDS
            )
            for post in tests
        }
        leaking = {post_id: found for post_id, found in leaks.items() if found}
        share = len(leaking) / max(len(tests), 1)
        if leaking:
            examples = ", ".join(f"{i} “{' '.join(f[0])}”" for i, f in list(leaking.items())[:5])
            message = f"{lang}: {share:.1%} of the test posts share a 6-gram with train: {examples}"
            yield Finding("leakage", message, fatal=share >= MOST_LEAKING)


def foreign_posts(posts: Sequence[LabelledPost]) -> Iterator[Finding]:
    """Find posts that the language detector is sure are in another language."""
    guesses = language_detector().guess([post.text for post in posts])
    odd = [
        (post, guess)
        for post, guess in zip(posts, guesses, strict=True)
        if guess.lang != post.lang and guess.confidence >= SURE_OF_LANGUAGE
    ]
    fatal = len(odd) > MOST_FOREIGN * len(posts)
    for post, guess in odd:
        message = f"{post.place} ({post.id}): looks like '{guess.lang}', labelled '{post.lang}'"
        yield Finding("language", message, fatal=fatal)


def distinct_2(posts: Sequence[LabelledPost]) -> float:
    """Return distinct bigrams over bigrams (Li et al., 2016), a measure of variety."""
    bigrams = Counter(pair for post in posts for pair in pairwise(words(post.text)))
    return len(bigrams) / max(sum(bigrams.values()), 1)
