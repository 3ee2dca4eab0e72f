from __future__ import annotations

import json

import numpy as np
import pytest
from tokenizers import Tokenizer
from tokenizers.models import Unigram
from tokenizers.pre_tokenizers import Metaspace
from tokenizers.processors import TemplateProcessing

from skillsignal.research.corpora import LabelledPost
from skillsignal.research.encoder.tokens import make_examples, trimmed_tokenizer
from skillsignal.signals import default_taxonomy


@pytest.fixture
def tokenizer() -> Tokenizer:
    words = ["▁query:", "▁thanks", "▁for", "▁the", "▁list", "▁bus", "▁rare"]
    letters = ["▁", *"abcdefghijklmnopqrstuvwxyz:!."]
    special = [("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0)]
    pieces = [(w, -1.0) for w in words] + [(c, -9.0) for c in letters]
    made = Tokenizer(Unigram([*special, *pieces], unk_id=3))
    made.pre_tokenizer = Metaspace()
    made.post_processor = TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    return made


def test_a_trimmed_tokenizer_spells_what_it_lost(tokenizer: Tokenizer) -> None:
    rare = tokenizer.token_to_id("▁rare")
    kept = np.array([i for i in range(tokenizer.get_vocab_size()) if i != rare])
    trimmed = Tokenizer.from_str(trimmed_tokenizer(tokenizer.to_str(), kept))
    assert trimmed.get_vocab_size() == tokenizer.get_vocab_size() - 1
    assert trimmed.encode("thanks").tokens == ["<s>", "▁thanks", "</s>"]
    assert trimmed.encode("rare").tokens == ["<s>", "▁", *"rare", "</s>"]
    assert json.loads(trimmed.to_str())["truncation"] is None


def test_evidence_marks_its_own_subwords(tokenizer: Tokenizer) -> None:
    post = LabelledPost(
        "1",
        "en",
        "the bus. thanks for the list!",
        "chat",
        "w",
        "train",
        {"appreciation": ("thanks for the list",)},
        ("helping",),
    )
    (example,) = make_examples(tokenizer, [post], default_taxonomy(), near_miss_weight=2.0)
    ids = default_taxonomy().ids
    tokens = [tokenizer.id_to_token(i) for i in example.ids]
    marked = [
        t for t, row in zip(tokens, example.evidence, strict=True) if row[ids.index("appreciation")]
    ]
    assert "".join(marked).replace("▁", " ").split() == ["thanks", "for", "the", "list"]
    assert example.labels.sum() == 1
    assert example.weights[ids.index("helping")] == 2.0
    assert (tokens[0], tokens[-1]) == ("<s>", "</s>")
