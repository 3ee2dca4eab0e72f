"""Evidence: the sentence of a post that carries a signal, in place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from skillsignal.records import Evidence, Post, ScoredPost, SignalScore, Span
from skillsignal.signals.model import SignalModel
from skillsignal.text import TrackedText, clean_tracked, sentence_spans

_WORD = re.compile(r"\w+")
_MARKS = re.compile(r"\bxx(?:url|mention|code)\b")


def count_words(clean_text: str) -> int:
    """Count the words of a clean text; marks for links, mentions and code are none."""
    return len(_WORD.findall(_MARKS.sub(" ", clean_text)))


def read_signals(
    model: SignalModel, posts: Sequence[Post], langs: Sequence[str]
) -> list[ScoredPost]:
    """Return every post with its probabilities, signals and evidence, in the same order.

    Posts in a language that the model does not know, and posts in which nobody wrote anything
    (only links, code or quotes), get no probabilities and no signals.
    """
    cleaned = [clean_tracked(post.text) for post in posts]
    words = [count_words(tracked.text) for tracked in cleaned]
    readable = [
        i for i, lang in enumerate(langs) if lang in model.languages and cleaned[i].text.strip()
    ]
    table = model.probabilities([cleaned[i].text for i in readable])
    found = {
        i: np.flatnonzero(model.present(row, langs[i])).tolist()
        for i, row in zip(readable, table, strict=True)
    }
    evidence = _find_evidence(model, cleaned, langs, found)
    rows = dict(zip(readable, table, strict=True))
    return [
        _scored(model, post, langs[i], words[i], rows.get(i, ()), evidence.get(i, {}))
        for i, post in enumerate(posts)
    ]


def _scored(
    model: SignalModel,
    post: Post,
    lang: str,
    words: int,
    probabilities: Iterable[float],
    places: Mapping[int, Span],
) -> ScoredPost:
    row = tuple(float(p) for p in probabilities)
    signals = tuple(
        SignalScore(
            signal=model.taxonomy.ids[index],
            probability=row[index],
            evidence=Evidence(post.text[place.start : place.end], place.start, place.end),
        )
        for index, place in places.items()
    )
    return ScoredPost(post, lang, words, row, signals)


def _find_evidence(
    model: SignalModel,
    cleaned: Sequence[TrackedText],
    langs: Sequence[str],
    found: Mapping[int, Sequence[int]],
) -> dict[int, dict[int, Span]]:
    """Return for each post and each signal found the place of its best sentence in the original.

    All sentences of all posts are scored in one go: a call for each post costs ten times as much.
    """
    spans = {
        i: sentence_spans(cleaned[i].text, langs[i]) for i, signals in found.items() if signals
    }
    sentences = [cleaned[i].text[s.start : s.end] for i, places in spans.items() for s in places]
    scores = model.probabilities(sentences)
    evidence: dict[int, dict[int, Span]] = {}
    first = 0
    for i, places in spans.items():
        block = scores[first : first + len(places)]
        first += len(places)
        evidence[i] = {
            index: cleaned[i].origin(places[int(block[:, index].argmax())]) for index in found[i]
        }
    return evidence


def best_sentences(model: SignalModel, clean_text: str, lang: str) -> list[str]:
    """Return for every signal the sentence of a clean text that carries it most."""
    sentences = [clean_text[s.start : s.end] for s in sentence_spans(clean_text, lang)]
    scores = model.probabilities(sentences)
    return [sentences[int(column.argmax())] for column in scores.T]
