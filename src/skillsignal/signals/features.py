"""Features: words and pairs of words, and runs of characters inside words, weighted by TF-IDF."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

WORD_PATTERN = r"\w+|[?!]|[^\w\s,.;:'\"()\[\]/-]"
"""Words, question and exclamation marks, and emoji: each is a token."""

_WORD = re.compile(WORD_PATTERN)
_BLANKS = re.compile(r"\s\s+")
WORD_NGRAMS = (1, 2)
CHARACTER_NGRAMS = (2, 5)


@dataclass(frozen=True)
class TfidfFeatures:
    """A fitted pair of TF-IDF vectorizers: their terms, in order, and their weights.

    ``words`` and ``characters`` hold the terms; ``word_idf`` and ``character_idf`` their inverse
    document frequencies, shapes ``(len(words),)`` and ``(len(characters),)``.
    """

    words: tuple[str, ...]
    characters: tuple[str, ...]
    word_idf: Floats
    character_idf: Floats

    @classmethod
    def fit(cls, texts: Sequence[str]) -> TfidfFeatures:
        """Learn terms and weights from clean texts."""
        fitted = [_vectorizer(kind).fit(texts) for kind in ("word", "char_wb")]
        terms = [tuple(vectorizer.get_feature_names_out().tolist()) for vectorizer in fitted]
        idfs = [np.asarray(vectorizer.idf_, dtype=np.float32) for vectorizer in fitted]
        return cls(terms[0], terms[1], idfs[0], idfs[1])

    @cached_property
    def _vectorizers(self) -> tuple[Any, Any]:
        restored = []
        for kind, terms, idf in (
            ("word", self.words, self.word_idf),
            ("char_wb", self.characters, self.character_idf),
        ):
            vectorizer = _vectorizer(kind, {term: i for i, term in enumerate(terms)})
            vectorizer.idf_ = idf.astype(np.float64)
            restored.append(vectorizer)
        return restored[0], restored[1]

    def transform(self, texts: Sequence[str]) -> Any:
        """Return a sparse matrix of shape ``(len(texts), number of terms)``, words first."""
        from scipy import sparse

        blocks = [vectorizer.transform(texts) for vectorizer in self._vectorizers]
        return sparse.hstack(blocks, format="csr", dtype=np.float32)

    def word_shares(self, text: str) -> tuple[list[str], Any]:
        """Return the words of a text and each word's share in each term.

        The shares form a sparse matrix ``(words, terms)`` whose columns add up to one for every
        term of the text, so that contributions of terms can be told word by word without a rest.
        """
        from scipy import sparse

        lowered = text.lower()
        tokens = [(match.group(), match.start(), match.end()) for match in _WORD.finditer(lowered)]
        rows, columns = self._term_places(lowered, tokens)
        shape = (len(tokens), len(self.words) + len(self.characters))
        counts = sparse.coo_matrix((np.ones(len(rows)), (rows, columns)), shape=shape).tocsc()
        counts.sum_duplicates()
        totals = np.asarray(counts.sum(axis=0)).ravel()
        shares = counts @ sparse.diags(1.0 / np.where(totals > 0, totals, 1.0))
        # Lower-casing may change the length of a text ("İ"); then the lowered words are shown.
        shown = text if len(text) == len(lowered) else lowered
        return [shown[start:end] for _, start, end in tokens], shares.tocsr()

    def _term_places(
        self, lowered: str, tokens: Sequence[tuple[str, int, int]]
    ) -> tuple[list[int], list[int]]:
        rows: list[int] = []
        columns: list[int] = []
        index = self._vectorizers[0].vocabulary_
        for i, (word, _, _) in enumerate(tokens):
            if word in index:
                rows.append(i)
                columns.append(index[word])
            pair = f"{word} {tokens[i + 1][0]}" if i + 1 < len(tokens) else ""
            if pair in index:
                rows += [i, i + 1]
                columns += [index[pair]] * 2
        if not tokens:
            return rows, columns
        analyze, index = self._vectorizers[1].build_analyzer(), self._vectorizers[1].vocabulary_
        starts = [start for _, start, _ in tokens]
        for chunk in re.finditer(r"\S+", lowered):
            first, last = (bisect_left(starts, place) for place in chunk.span())
            # Lone punctuation goes with the word before it.
            inside = list(range(first, last)) or [max(first - 1, 0)]
            for term in analyze(chunk.group()):
                if term in index:
                    rows += inside
                    columns += [len(self.words) + index[term]] * len(inside)
        return rows, columns


def _vectorizer(kind: str, vocabulary: dict[str, int] | None = None) -> Any:
    from sklearn.feature_extraction.text import TfidfVectorizer

    return TfidfVectorizer(
        analyzer=kind,
        ngram_range=WORD_NGRAMS if kind == "word" else CHARACTER_NGRAMS,
        token_pattern=WORD_PATTERN if kind == "word" else None,
        min_df=1 if vocabulary is not None else 3,
        sublinear_tf=True,
        vocabulary=vocabulary,
        dtype=np.float64,
    )
