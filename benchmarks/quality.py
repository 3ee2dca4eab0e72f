"""Measure a model on what the project ships: test posts, parallel set and behaviour checks.

Run as `python benchmarks/quality.py [--model default|accurate|FOLDER] [--corpora FOLDER]`. Prints
the share of near misses that are marked, how often the evidence sentence is right where the
signal is, parity between the languages, the behaviour checks, and the speed with evidence.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from pathlib import Path

from skillsignal.records import Post, ScoredPost
from skillsignal.research.behaviour import behaviour_table, read_suite
from skillsignal.research.corpora import LabelledPost, read_corpus
from skillsignal.research.parallel import parity, read_parallel
from skillsignal.signals import load_model, read_signals

# A piece of a snippet this long is enough to know the sentence that it stands in.
TELLING = 16


def near_misses_marked(posts: Sequence[LabelledPost], scored: Sequence[ScoredPost]) -> float:
    marked = [
        signal in {found.signal for found in result.signals}
        for post, result in zip(posts, scored, strict=True)
        for signal in post.near_miss_of
    ]
    return sum(marked) / len(marked)


def evidence_right(posts: Sequence[LabelledPost], scored: Sequence[ScoredPost]) -> float:
    """Return the share of right signals whose sentence overlaps an annotated snippet."""
    right = [
        any(overlaps(found.evidence.text, snippet) for snippet in post.signals[found.signal])
        for post, result in zip(posts, scored, strict=True)
        for found in result.signals
        if found.signal in post.signals
    ]
    return sum(right) / len(right)


def overlaps(sentence: str, snippet: str) -> bool:
    pieces = [piece.strip() for piece in snippet.split(". ")]
    return (
        sentence in snippet
        or snippet in sentence
        or any(len(piece) >= TELLING and piece in sentence for piece in pieces)
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path)
    parser.add_argument("--corpora", type=Path, default=Path("corpora"))
    arguments = parser.parse_args()
    model = load_model(arguments.model)
    posts = [post for post in read_corpus([arguments.corpora]) if post.split == "test"]
    inputs = [Post(post.id, "author", post.text) for post in posts]
    langs = [post.lang for post in posts]
    read_signals(model, inputs[:20], langs[:20])
    begin = time.perf_counter()
    scored = read_signals(model, inputs, langs)
    seconds = time.perf_counter() - begin
    words = sum(result.words for result in scored) / len(scored)
    print(f"{model.name} on {len(posts)} test posts of {words:.0f} words")
    print(f"speed with evidence: {len(posts) / seconds:.0f} posts/s")
    print(f"near misses marked: {near_misses_marked(posts, scored):.1%}")
    print(f"evidence right where the signal is: {evidence_right(posts, scored):.1%}")
    alike = parity(model, read_parallel(arguments.corpora / "parallel" / "posts.jsonl"))
    print(f"same signals in all languages: {alike.same_signals:.1%} of {alike.posts} posts\n")
    table = behaviour_table(model, read_suite(arguments.corpora / "behaviour"))
    print(table.to_string(index=False))


if __name__ == "__main__":
    main()
