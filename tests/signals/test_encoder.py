from __future__ import annotations

import builtins
from typing import Any

import numpy as np
import pytest

from skillsignal.errors import MissingExtraError
from skillsignal.records import Post
from skillsignal.signals import load_model, read_signals, shipped_model_path
from skillsignal.signals.encoder import LONGEST, EncoderModel, _stretches


@pytest.fixture(scope="module")
def accurate() -> EncoderModel:
    model = load_model(shipped_model_path("accurate"))
    assert isinstance(model, EncoderModel)
    return model


PLAIN = [
    ("Thanks a lot for the quick fix, it works now!", "appreciation"),
    ("Bedankt voor de snelle reactie, het werkt nu!", "appreciation"),
    ("Tack för den snabba hjälpen, nu fungerar det!", "appreciation"),
    ("Welcome to the group Tom, feel free to introduce yourself below!", "facilitation"),
    ("Ik vraag me af waarom jullie voor die aanpak hebben gekozen?", "curiosity"),
    ("Prata med Anna på ekonomi, hon byggde den där rapporten.", "connecting"),
]


def test_plain_sentences_are_understood(accurate: EncoderModel) -> None:
    table = accurate.probabilities([text for text, _ in PLAIN])
    found = [accurate.taxonomy.ids[int(row.argmax())] for row in table]
    assert found == [signal for _, signal in PLAIN]


def test_what_a_post_shows_does_not_hang_on_its_neighbours(accurate: EncoderModel) -> None:
    texts = [text for text, _ in PLAIN]
    alone = np.vstack([accurate.probabilities([text]) for text in texts])
    assert np.array_equal(accurate.probabilities(texts), alone)
    assert accurate.probabilities([]).shape == (0, 17)


@pytest.mark.parametrize("text", ["", "👍", "\ud800 x", "\x00", "ok " * 2_000])
def test_odd_texts_get_an_answer(accurate: EncoderModel, text: str) -> None:
    assert np.isfinite(accurate.probabilities([text])).all()


def test_a_long_post_is_read_to_its_end(accurate: EncoderModel) -> None:
    dull = "The bus leaves at nine and the room is locked until noon. " * 40
    column = accurate.taxonomy.ids.index("appreciation")
    before, after = accurate.probabilities([dull, f"{dull} {PLAIN[0][0]}"])[:, column]
    assert after > 5 * before


def test_stretches_keep_every_subword() -> None:
    ids = [0, *range(10, 10 + 3 * LONGEST), 2]
    pieces = _stretches(ids)
    assert all(len(p) <= LONGEST and (p[0], p[-1]) == (0, 2) for p in pieces)
    assert [i for p in pieces for i in p[1:-1]] == ids[1:-1]
    assert _stretches([0, 2]) == [[0, 2]]


def test_evidence_is_found_as_with_any_model(accurate: EncoderModel) -> None:
    text = "Bus 4 is late again. Thanks for the quick fix Priya, that saved our demo!"
    (scored,) = read_signals(accurate, [Post("p", "a", text)], ["en"])
    found = {s.signal: s.evidence.text for s in scored.signals}
    assert found["appreciation"] == "Thanks for the quick fix Priya, that saved our demo!"


def test_a_missing_extra_is_told(accurate: EncoderModel, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *args: Any, **kwargs: Any) -> Any:
        if name in {"onnxruntime", "tokenizers"}:
            raise ImportError(name)
        return real(name, *args, **kwargs)

    fresh = load_model(shipped_model_path("accurate"))
    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(MissingExtraError, match=r"pip install 'skillsignal\[accurate\]'"):
        fresh.probabilities(["x"])
