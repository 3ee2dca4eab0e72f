"""The parallel set: the same post told in every language, to see whether the same is found."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from skillsignal.errors import CorpusError
from skillsignal.research.corpora import KINDS
from skillsignal.signals.model import SignalModel
from skillsignal.signals.taxonomy import default_taxonomy
from skillsignal.text import clean


@dataclass(frozen=True, slots=True)
class ParallelPost:
    """One post in several languages; evidence by language and signal."""

    id: str
    writer: str
    kind: str
    texts: dict[str, str]
    signals: tuple[str, ...]
    evidence: dict[str, dict[str, tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class Parity:
    """How alike a model treats the languages: shares of posts, and a mean difference.

    ``same_signals``: the same signals are marked in all languages; ``difference``: the mean over
    posts and signals of the largest difference between the probabilities of two languages.
    """

    posts: int
    same_signals: float
    difference: float


def read_parallel(file: Path) -> list[ParallelPost]:
    """Read a parallel set: JSON Lines with ``id, writer, kind, texts, signals, evidence``.

    Raises
    ------
    CorpusError
        If a line is not valid; the message names file, line and remedy.
    """
    posts = []
    try:
        lines = file.read_text("utf-8").splitlines()
    except OSError as error:
        raise CorpusError(
            f"no parallel set at {file}; give corpora/parallel/posts.jsonl"
        ) from error
    for number, line in enumerate(lines, 1):
        try:
            posts.append(_parallel_post(json.loads(line)))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            reason = f"no field {error}" if isinstance(error, KeyError) else str(error)
            raise CorpusError(f"{file}, line {number}: {reason}; correct the line") from error
    return posts


def _parallel_post(row: dict[str, Any]) -> ParallelPost:
    texts, evidence = row["texts"], row["evidence"]
    signals = tuple(row["signals"])
    if row["kind"] not in KINDS:
        raise ValueError(f"unknown kind '{row['kind']}', known are {', '.join(KINDS)}")
    for signal in signals:
        if signal not in default_taxonomy().ids:
            raise ValueError(f"unknown signal '{signal}'")
    for lang, text in texts.items():
        if set(evidence[lang]) != set(signals):
            raise ValueError(f"the evidence in '{lang}' is for other signals")
        for signal, snippets in evidence[lang].items():
            if not snippets or any(snippet not in text for snippet in snippets):
                raise ValueError(f"the evidence for '{signal}' in '{lang}' is not in the text")
    found = {lang: {s: tuple(x) for s, x in table.items()} for lang, table in evidence.items()}
    return ParallelPost(
        str(row["id"]), str(row["writer"]), str(row["kind"]), dict(texts), signals, found
    )


def parity(model: SignalModel, posts: Sequence[ParallelPost]) -> Parity:
    """Measure how alike a model treats the languages of a parallel set."""
    probabilities = np.stack(
        [model.probabilities([clean(p.texts[lang]) for p in posts]) for lang in model.languages]
    )
    marked = np.stack(
        [
            model.present(table, lang)
            for table, lang in zip(probabilities, model.languages, strict=True)
        ]
    )
    same = (marked == marked[0]).all(axis=(0, 2))
    spread = probabilities.max(axis=0) - probabilities.min(axis=0)
    return Parity(len(posts), float(same.mean()), float(spread.mean()))
