"""The model: features, a linear score for each signal, calibrated to a probability."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

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


@dataclass(frozen=True)
class SignalModel:
    """A trained model, ready to read clean texts.

    ``coefficients`` has shape ``(signals, terms)``, ``intercepts`` and both columns of
    ``calibration`` shape ``(signals,)``: the calibrated log-odds are
    ``slope * score + offset`` (Platt, 1999). ``thresholds`` maps a language to one threshold a
    signal, in the order of the taxonomy.
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
        slopes, offsets = self.calibration[:, 0], self.calibration[:, 1]
        return np.asarray(raw * slopes + offsets, dtype=np.float64)

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
