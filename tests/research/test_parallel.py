from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from skillsignal.errors import CorpusError
from skillsignal.research.parallel import parity, read_parallel
from skillsignal.signals import SignalModel
from tests.conftest import ROOT, TOY_SENTENCES


def row(number: int, signal: str, texts: tuple[str, str, str]) -> dict[str, Any]:
    by_lang = dict(zip(("en", "nl", "sv"), texts, strict=True))
    evidence = {lang: {signal: [text]} for lang, text in by_lang.items()}
    return {
        "id": str(number),
        "writer": "w",
        "kind": "chat",
        "texts": by_lang,
        "signals": [signal],
        "evidence": evidence,
    }


def write(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("\n".join(json.dumps(r, ensure_ascii=False) for r in rows), encoding="utf-8")
    return path


def test_a_model_that_reads_alike_has_parity(toy_model: SignalModel, tmp_path: Path) -> None:
    alike = [row(n, signal, texts) for n, (signal, texts) in enumerate(TOY_SENTENCES.items())]
    found = parity(toy_model, read_parallel(write(tmp_path / "a.jsonl", alike)))
    assert (found.posts, found.same_signals) == (17, 1.0)
    assert 0 <= found.difference < 0.2


def test_a_difference_between_languages_is_seen(toy_model: SignalModel, tmp_path: Path) -> None:
    texts = ("Thanks for the great chart!", "Kamer vier is op slot.", "Tack för den fina grafen!")
    found = parity(
        toy_model, read_parallel(write(tmp_path / "a.jsonl", [row(1, "appreciation", texts)]))
    )
    assert found.same_signals == 0
    assert found.difference > 0.02


def test_bad_lines_name_file_line_and_remedy(tmp_path: Path) -> None:
    good = row(1, "value", ("a", "b", "c"))
    for changes, message in (
        ({"signals": ["humour"]}, "the evidence in 'en' is for other signals"),
        ({"texts": {"en": "x", "nl": "b", "sv": "c"}}, "evidence for 'value' in 'en' is not in"),
        ({"kind": "song"}, "unknown kind 'song'"),
        ({"signals": ["charm"]}, "unknown signal 'charm'"),
    ):
        path = write(tmp_path / "posts.jsonl", [good, good | changes])
        with pytest.raises(CorpusError, match=r"posts\.jsonl, line 2: ") as caught:
            read_parallel(path)
        assert message in str(caught.value)
    with pytest.raises(CorpusError, match="no parallel set at"):
        read_parallel(tmp_path / "nope")


def test_our_parallel_set_is_whole() -> None:
    posts = read_parallel(ROOT / "corpora" / "parallel" / "posts.jsonl")
    assert len(posts) >= 300
    assert all(set(post.texts) == {"en", "nl", "sv"} for post in posts)
    counts = [sum(signal in post.signals for post in posts) for signal in TOY_SENTENCES]
    assert min(counts) >= 15
