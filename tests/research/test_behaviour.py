from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from skillsignal.errors import CorpusError
from skillsignal.research.behaviour import behaviour_table, read_suite
from skillsignal.signals import SignalModel, default_taxonomy
from tests.conftest import ROOT, TOY_PLAIN, TOY_SENTENCES

SUITE = ROOT / "corpora" / "behaviour"


@pytest.fixture
def toy_suite(tmp_path: Path) -> Path:
    files = {
        "invariance": [
            {"id": "1", "lang": "en", "text": "{name} says: thanks for the great chart in {city}!"}
        ],
        "direction": [
            {
                "id": "2",
                "lang": "en",
                "signal": "appreciation",
                "base": "Room four is locked.",
                "text": "Room four is locked. Thanks for the great chart!",
            }
        ],
        "minimum": [
            {"id": s, "lang": "en", "signal": s, "text": texts[0]}
            for s, texts in TOY_SENTENCES.items()
        ],
        "about": [{"id": "3", "lang": "en", "signal": "value", "text": TOY_PLAIN["en"][0]}],
    }
    for name, rows in files.items():
        (tmp_path / f"{name}.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    people = [{"name": name, "origin": "x"} for name in ("Ada", "Bo", "Cy", "Di", "Ed", "Fay")]
    fillers = {
        "names": {"female": people[:3], "male": people[3:], "neutral": []},
        "cities": ["Delft", "Lund"],
        "products": ["Link", "Loop"],
        "signatures": {"en": ["Kind regards,\nJo"]},
        "emoji": ["🎉"],
    }
    (tmp_path / "fillers.json").write_text(json.dumps(fillers), encoding="utf-8")
    return tmp_path


def test_every_check_is_made(toy_model: SignalModel, toy_suite: Path) -> None:
    table = behaviour_table(toy_model, read_suite(toy_suite)).set_index("check")
    assert table["cases"].to_dict() == {
        "invariance: names": 6,
        "invariance: gender": 1,
        "invariance: city": 1,
        "invariance: typing errors": 1,
        "invariance: case": 1,
        "invariance: emoji": 1,
        "invariance: signature": 1,
        "direction": 1,
        "minimum": 17,
        "about, not doing": 1,
    }
    assert table.loc["invariance: signature", "failing"] == 0
    assert table.loc[["direction", "minimum", "about, not doing"], "failing"].tolist() == [0, 0, 0]


def test_a_model_that_fails_is_seen_to_fail(toy_model: SignalModel, toy_suite: Path) -> None:
    rows = [{"id": "1", "lang": "en", "signal": "value", "text": TOY_PLAIN["en"][0]}]
    (toy_suite / "minimum.jsonl").write_text(json.dumps(rows[0]), encoding="utf-8")
    swapped = {
        "id": "2",
        "lang": "en",
        "signal": "appreciation",
        "text": "Room four is locked.",
        "base": "Thanks for the great chart!",
    }
    (toy_suite / "direction.jsonl").write_text(json.dumps(swapped), encoding="utf-8")
    table = behaviour_table(toy_model, read_suite(toy_suite)).set_index("check")
    assert table.loc[["direction", "minimum"], "failing"].tolist() == [1, 1]


def test_a_broken_suite_is_told(toy_suite: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(toy_suite, tmp_path / "copy"))
    (copy / "about.jsonl").write_text('{"id": "1", "lang": "en", "text": "x"}', encoding="utf-8")
    with pytest.raises(CorpusError, match=r"about\.jsonl, line 1: no field 'signal'"):
        read_suite(copy)
    (copy / "minimum.jsonl").unlink()
    with pytest.raises(CorpusError, match=r"minimum\.jsonl is missing"):
        read_suite(copy)


def test_our_suite_covers_every_signal_and_language() -> None:
    suite = read_suite(SUITE)
    for cases in (suite.minimum, suite.about):
        found = {(lang, signal) for lang, _, signal in cases}
        assert len(found) == 3 * len(default_taxonomy().ids)
    assert {(p.lang, p.signal) for p in suite.direction} == found
    assert not any("{" in p.one + p.other for pairs in suite.invariance.values() for p in pairs)
