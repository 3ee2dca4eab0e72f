from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillsignal.signals import SignalModel


@pytest.mark.parametrize("signal", ["appreciation", "consensus"])
@pytest.mark.parametrize(
    "text",
    [
        "Thanks for the great chart!",
        "Tack för grafen ... tack!!",
        "Shall we all - settle on plan B?",
        "İstanbul'da thanks",
        "?!",
    ],
)
def test_word_weights_add_up_to_the_score(toy_model: SignalModel, text: str, signal: str) -> None:
    row = toy_model.taxonomy.ids.index(signal)
    scores = toy_model.decision_function([text, ""])[:, row]
    total = sum(item.weight for item in toy_model.word_weights(text, signal))
    assert total == pytest.approx(scores[0] - scores[1], abs=1e-4)


@settings(max_examples=50)
@given(text=st.text(alphabet="thanks chart plan B é?!.-\n", max_size=60))
def test_word_weights_add_up_for_any_text(toy_model: SignalModel, text: str) -> None:
    scores = toy_model.decision_function([text, ""])[:, 0]
    weights = toy_model.word_weights(text, toy_model.taxonomy.ids[0])
    if weights:
        assert sum(w.weight for w in weights) == pytest.approx(scores[0] - scores[1], abs=1e-4)


def test_probabilities_do_not_depend_on_the_batch(toy_model: SignalModel) -> None:
    texts = ["Thanks for the chart", "Bussen går klockan nio.", "", "👍"]
    together = toy_model.probabilities(texts)
    alone = np.vstack([toy_model.probabilities([text]) for text in texts])
    assert together.shape == (4, 17)
    assert np.array_equal(together, alone)


def test_no_texts_give_an_empty_table(toy_model: SignalModel) -> None:
    assert toy_model.probabilities([]).shape == (0, 17)
