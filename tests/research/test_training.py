from __future__ import annotations

import json
from pathlib import Path

import pytest

from skillsignal.errors import CorpusError
from skillsignal.research.corpora import LabelledPost
from skillsignal.research.training import make_examples, train
from skillsignal.signals import SignalModel, default_taxonomy
from tests.conftest import TOY_SENTENCES, toy_rows


def test_the_toy_model_knows_what_it_was_taught(toy_model: SignalModel) -> None:
    taught = [
        (lang, s, signal)
        for signal, all_ in TOY_SENTENCES.items()
        for lang, s in zip(("en", "nl", "sv"), all_, strict=True)
    ]
    table = toy_model.probabilities([text for _, text, _ in taught])
    ids = toy_model.taxonomy.ids
    right = [
        ids[int(row.argmax())] == signal for row, (_, _, signal) in zip(table, taught, strict=True)
    ]
    assert sum(right) == len(right)


def test_sentences_take_the_signals_whose_evidence_they_hold() -> None:
    text = "Room four is locked. Thanks for the chart! See you."
    post = LabelledPost(
        "1",
        "en",
        text,
        "chat",
        "w",
        "train",
        {"appreciation": ("Thanks for the chart!",)},
        ("helping",),
    )
    examples = make_examples([post], default_taxonomy())
    column = default_taxonomy().ids.index("appreciation")
    near = default_taxonomy().ids.index("helping")
    assert examples.texts[1:] == ["Room four is locked.", "Thanks for the chart!", "See you."]
    assert examples.labels[:, column].tolist() == [True, False, True, False]
    assert examples.is_post.tolist() == [True, False, False, False]
    assert (examples.weights[:, near] > examples.weights[:, column]).all()


def test_scores_and_card_stand_beside_the_model(toy_model_folder: Path) -> None:
    scores = json.loads((toy_model_folder / "scores.json").read_text("utf-8"))
    assert scores["posts"] == 60
    assert scores["all"]["macro_f1"]["low"] <= scores["all"]["macro_f1"]["value"]
    card = (toy_model_folder / "README.md").read_text("utf-8")
    assert "Not meant for" in card
    assert f"{scores['all']['macro_f1']['value']:.2f}" in card


def test_too_few_writers_or_positives_are_told(tmp_path: Path) -> None:
    path = tmp_path / "train.jsonl"
    rows = [row for row in toy_rows() if row["writer"] in {"w0", "w1"}]
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    with pytest.raises(CorpusError, match="have 2 writers; at least 5"):
        train([path], tmp_path / "model")
    rows = [row for row in toy_rows() if "humour" not in row["signals"]]
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    with pytest.raises(CorpusError, match="'humour' needs positives by at least 2 writers"):
        train([path], tmp_path / "model")
    assert not (tmp_path / "model").exists()
