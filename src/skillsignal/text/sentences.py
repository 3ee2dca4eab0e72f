"""Sentences, by spaCy's rule-based pipelines."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from skillsignal.records import Span

# Longer than any post; spaCy's own limit guards parsers that are not used here.
_MAX_CHARACTERS = 100_000_000
_LINES = re.compile(r"[^\n]+")
_HAS_LETTER = re.compile(r"\w")


@cache
def sentencizer(lang: str) -> Any:
    """Return a blank spaCy pipeline that only splits sentences."""
    import spacy

    pipeline = spacy.blank(lang)
    pipeline.add_pipe("sentencizer")
    pipeline.max_length = _MAX_CHARACTERS
    return pipeline


def sentence_spans(text: str, lang: str) -> list[Span]:
    """Return the sentences of a clean text as spans, in order, blanks trimmed.

    A line end closes a sentence: chat and lists seldom have full stops. Stretches without a
    letter, digit or emoji belong to the sentence before.
    """
    if not text.strip():
        return []
    spans: list[Span] = []
    for sentence in sentencizer(lang)(text).sents:
        for line in _LINES.finditer(text, sentence.start_char, sentence.end_char):
            _append(spans, text, line.start(), line.end())
    return spans or [_trimmed(text, 0, len(text))]


def _append(spans: list[Span], text: str, start: int, end: int) -> None:
    span = _trimmed(text, start, end)
    if span.end <= span.start:
        return
    if not _HAS_LETTER.search(text, span.start, span.end) and spans:
        spans[-1] = Span(spans[-1].start, span.end)
    else:
        spans.append(span)


def _trimmed(text: str, start: int, end: int) -> Span:
    stretch = text[start:end]
    return Span(
        start + len(stretch) - len(stretch.lstrip()), end - len(stretch) + len(stretch.rstrip())
    )
