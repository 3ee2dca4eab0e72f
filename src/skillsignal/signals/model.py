"""The model: features, a linear score for each signal, calibrated to a probability."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from skillsignal.signals.features import TfidfFeatures
from skillsignal.signals.taxonomy import Taxonomy

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class WordWeight:
    """What one word of a text adds to the score (log-odds) of a signal."""

    word: str
    weight: float


class SignalModel(Protocol):
    """What reads clean texts: whatever is inside, it gives calibrated probabilities."""

    @property
    def name(self) -> str:
        """The name and digest that stand in every output."""

    @property
    def taxonomy(self) -> Taxonomy:
        """The signals, in the order of all tables."""

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that it was trained on."""

    @property
    def thresholds(self) -> Mapping[str, tuple[float, ...]]:
        """From which probability a signal counts as present, by language and signal."""

    def probabilities(self, texts: Sequence[str]) -> Floats:
        """Return calibrated probabilities, shape ``(len(texts), signals)``."""
        ...

    def present(self, probabilities: Floats, lang: str) -> npt.NDArray[np.bool_]:
        """Tell which probabilities reach the thresholds of a language."""
        ...


def calibrated(scores: Floats, calibration: npt.NDArray[np.float32]) -> Floats:
    """Return calibrated log-odds ``slope * score + offset`` (Platt, 1999).

    ``scores`` has shape ``(texts, signals)``, ``calibration`` ``(signals, 2)``.
    """
    return np.asarray(scores * calibration[:, 0] + calibration[:, 1], dtype=np.float64)


@dataclass(frozen=True)
class LinearModel:
    """A linear model on TF-IDF features, ready to read clean texts.

    ``coefficients`` has shape ``(signals, terms)``, ``intercepts`` ``(signals,)``,
    ``calibration`` ``(signals, 2)``. ``thresholds`` maps a language to one threshold a signal,
    in the order of the taxonomy.
    """

    name: str
    taxonomy: Taxonomy
    languages: tuple[str, ...]
    features: TfidfFeatures
    coefficients: npt.NDArray[np.float32]
    intercepts: npt.NDArray[np.float32]
    calibration: npt.NDArray[np.float32]
    thresholds: Mapping[str, tuple[float, ...]]

    def decision_function(self, texts: Sequence[str]) -> Floats:
        """Return calibrated log-odds, shape ``(len(texts), signals)``."""
        scores = self.features.transform(texts) @ self.coefficients.T
        raw = np.asarray(scores, dtype=np.float64) + self.intercepts
        return calibrated(raw, self.calibration)

    def probabilities(self, texts: Sequence[str]) -> Floats:
        """Return calibrated probabilities, shape ``(len(texts), signals)``."""
        if not texts:
            return np.zeros((0, len(self.taxonomy.signals)))
        return np.asarray(1.0 / (1.0 + np.exp(-self.decision_function(texts))))

    def present(self, probabilities: Floats, lang: str) -> npt.NDArray[np.bool_]:
        """Tell which probabilities reach the thresholds of a language."""
        return np.asarray(probabilities >= np.asarray(self.thresholds[lang]))

    def word_weights(self, text: str, signal_id: str) -> list[WordWeight]:
        """Return what each word of a clean text adds to a signal's log-odds, in text order.

        The weights add up to the log-odds less those of an empty text: nothing is left over.
        """
        row = self.taxonomy.ids.index(signal_id)
        words, shares = self.features.word_shares(text)
        values = np.asarray(self.features.transform([text]).todense()).ravel()
        slope = self.calibration[row, 0]
        by_word = shares @ (values * self.coefficients[row] * slope)
        return [
            WordWeight(word, float(weight)) for word, weight in zip(words, by_word, strict=True)
        ]
