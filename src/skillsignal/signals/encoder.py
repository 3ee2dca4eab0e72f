"""The accurate model: a fine-tuned multilingual encoder, run by ONNX Runtime on the processor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from skillsignal.errors import MissingExtraError
from skillsignal.signals.model import Floats, calibrated
from skillsignal.signals.taxonomy import Taxonomy

LONGEST = 192
"""Subwords of a text that are read; what is longer is read in stretches."""
PREFIX = "query: "


@dataclass(frozen=True)
class EncoderModel:
    """An encoder with a head for every signal, ready to read clean texts.

    ``graph`` is an ONNX graph from subword ids and mask, both of shape ``(texts, subwords)``, to
    scores of shape ``(texts, signals)``; ``tokenizer`` the JSON of a fast tokenizer. A text longer
    than :data:`LONGEST` subwords is read in stretches, and has the highest score of any of them.
    """

    name: str
    taxonomy: Taxonomy
    languages: tuple[str, ...]
    graph: bytes
    tokenizer: str
    calibration: npt.NDArray[np.float32]
    thresholds: Mapping[str, tuple[float, ...]]

    @cached_property
    def _session(self) -> Any:
        try:
            import onnxruntime
        except ImportError as error:
            raise MissingExtraError("accurate", "the accurate model") from error
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        return onnxruntime.InferenceSession(self.graph, options, providers=["CPUExecutionProvider"])

    @cached_property
    def _tokenizer(self) -> Any:
        try:
            from tokenizers import Tokenizer
        except ImportError as error:
            raise MissingExtraError("accurate", "the accurate model") from error
        tokenizer = Tokenizer.from_str(self.tokenizer)
        tokenizer.no_padding()
        tokenizer.no_truncation()
        return tokenizer

    def scores(self, texts: Sequence[str]) -> Floats:
        """Return uncalibrated scores, shape ``(len(texts), signals)``."""
        encoded = self._tokenizer.encode_batch([PREFIX + _encodable(text) for text in texts])
        rows = [
            np.max([self._run(stretch) for stretch in _stretches(encoding.ids)], axis=0)
            for encoding in encoded
        ]
        return np.array(rows, dtype=np.float64).reshape(len(texts), len(self.taxonomy.signals))

    def _run(self, ids: Sequence[int]) -> Floats:
        # One text at a time: eight-bit scales are shared by a batch, and what a post shows must
        # not hang on its neighbours (with 32 together single probabilities moved by up to 0.5).
        row = np.array([ids], dtype=np.int64)
        mask = np.ones_like(row, dtype=np.bool_)
        (scores,) = self._session.run(["scores"], {"ids": row, "mask": mask})
        return np.asarray(scores[0], dtype=np.float64)

    def probabilities(self, texts: Sequence[str]) -> Floats:
        """Return calibrated probabilities, shape ``(len(texts), signals)``."""
        if not texts:
            return np.zeros((0, len(self.taxonomy.signals)))
        return np.asarray(1.0 / (1.0 + np.exp(-calibrated(self.scores(texts), self.calibration))))

    def present(self, probabilities: Floats, lang: str) -> npt.NDArray[np.bool_]:
        """Tell which probabilities reach the thresholds of a language."""
        return np.asarray(probabilities >= np.asarray(self.thresholds[lang]))


def _encodable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def _stretches(ids: Sequence[int]) -> list[list[int]]:
    """Return the ids in stretches, each between the marks of begin and end."""
    first, *inside, last = ids
    room = LONGEST - 2
    starts = range(0, max(len(inside), 1), room)
    return [[first, *inside[start : start + room], last] for start in starts]
