from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from skillsignal.research.checks import Finding, check_corpus, distinct_2
from skillsignal.research.corpora import LabelledPost, read_corpus
from tests.conftest import ROOT

LONG = "We moved the whole archive to the cellar last week because of the damp upstairs"


def row(number: int, text: str, **changes: Any) -> dict[str, Any]:
    return {
        "id": f"p{number}",
        "lang": "en",
        "text": text,
        "kind": "chat",
        "writer": f"w{number}",
        "split": "train",
        "signals": {},
        "near_miss_of": [],
    } | changes


def findings(folder: Path, *rows: dict[str, Any]) -> list[Finding]:
    path = folder / "corpus.jsonl"
    path.write_text("\n".join(json.dumps(r) for r in rows), encoding="utf-8")
    return check_corpus([path])


def kinds(found: list[Finding]) -> set[tuple[str, bool]]:
    return {(finding.check, finding.fatal) for finding in found}


def test_a_clean_corpus_has_no_findings(tmp_path: Path) -> None:
    assert findings(tmp_path, row(1, LONG), row(2, "Who has the key to the bicycle shed?")) == []


def test_broken_lines_are_found_and_the_rest_is_checked(tmp_path: Path) -> None:
    found = findings(
        tmp_path, row(1, LONG, signals={"sharing": ["nope"]}), row(2, "hi"), row(2, "ho")
    )
    assert kinds(found) == {("schema", True), ("ids", True)}
    assert "corpus.jsonl, line 1: the evidence for 'sharing'" in found[0].message


def test_a_writer_in_two_splits_is_found(tmp_path: Path) -> None:
    found = findings(
        tmp_path, row(1, LONG, writer="w"), row(2, "Something else", writer="w", split="test")
    )
    assert ("writers", True) in kinds(found)


def test_doubles_are_found(tmp_path: Path) -> None:
    near = f"{LONG} again"
    found = findings(tmp_path, row(1, LONG), row(2, LONG.upper() + "!"), row(3, near))
    assert ("duplicates", True) in kinds(found)
    assert ("near duplicates", True) in kinds(found)


def test_short_posts_may_be_alike(tmp_path: Path) -> None:
    assert findings(tmp_path, row(1, "on it!"), row(2, "On it")) == []


def test_filled_slots_are_found(tmp_path: Path) -> None:
    filled = [
        row(n, f"I {verb} what you said about the {noun} and would like to see it")
        for n, (verb, noun) in enumerate(
            [
                ("like", "budget"),
                ("love", "kitchen"),
                ("hear", "plan"),
                ("read", "garden"),
                ("recall", "rota"),
            ]
        )
    ]
    found = [f for f in findings(tmp_path, *filled) if f.check == "templates"]
    assert any("8-gram skeleton" in f.message and f.fatal for f in found)


def test_leaks_from_train_to_test_are_found_and_stock_phrases_are_not(tmp_path: Path) -> None:
    copied = f"So {LONG.lower()}, that is all I know"
    found = findings(tmp_path, row(1, LONG), row(2, copied, split="test"))
    assert ("leakage", True) in kinds(found)
    stock = "let me know if you have any"
    rows = [row(n, f"{stock} {word}") for n, word in enumerate(["questions", "doubts", "news"])]
    found = findings(tmp_path, *rows, row(9, f"Please {stock} chairs", split="test"))
    assert ("leakage", True) not in kinds(found)


def test_a_post_in_another_language_is_found(tmp_path: Path) -> None:
    found = findings(tmp_path, row(1, "De vergadering van morgen gaat niet door want ik ben ziek."))
    assert kinds(found) == {("language", True)}


def test_what_lies_beside_a_corpus_is_checked(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "train.jsonl").write_text(json.dumps(row(1, LONG)), encoding="utf-8")
    assert check_corpus([tmp_path]) == []
    (tmp_path / "parallel").mkdir()
    (tmp_path / "parallel" / "posts.jsonl").write_text("{}", encoding="utf-8")
    (tmp_path / "behaviour").mkdir()
    found = [finding.message for finding in check_corpus([tmp_path])]
    assert len(found) == 2
    assert "posts.jsonl, line 1: no field" in found[0]
    assert "invariance.jsonl is missing" in found[1]


def test_variety_is_distinct_bigrams_over_bigrams() -> None:
    post = LabelledPost("1", "en", "a b a b a", "chat", "w", "train", {}, ())
    assert distinct_2([post]) == pytest.approx(2 / 4)


@pytest.mark.slow
def test_our_corpora_are_clean() -> None:
    assert [f.message for f in check_corpus([ROOT / "corpora"]) if f.fatal] == []


def test_our_corpora_are_varied() -> None:
    posts = read_corpus([ROOT / "corpora"])
    for lang in ("en", "nl", "sv"):
        part = [post for post in posts if post.lang == lang]
        assert distinct_2(part[:: len(part) // 500][:500]) > 0.45
