from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from skillsignal_cli.main import main


def invoke(*args: object) -> Result:
    return CliRunner().invoke(main, ["corpus", *map(str, args)])


def test_check_tells_errors_and_fails(toy_corpus: Path, tmp_path: Path) -> None:
    path = tmp_path / "train.jsonl"
    path.write_text('{"id": "x"}\n', encoding="utf-8")
    result = invoke("check", path)
    assert result.exit_code == 1
    assert "error  schema: " in result.output
    assert "1 errors, 0 notes." in result.output
    # The toy corpus says everything six times over: the check must see that.
    assert "duplicates" in invoke("check", toy_corpus).output


def test_stats_counts(toy_corpus: Path) -> None:
    result = invoke("stats", toy_corpus)
    assert result.exit_code == 0
    assert "median_words" in result.output
    assert "near_misses" in result.output


def test_agreement_shows_alpha(tmp_path: Path) -> None:
    path = tmp_path / "votes.jsonl"
    rows = [
        {"id": str(n), "lang": "en", "annotator": a, "signals": ["value"] if n % 3 else []}
        for n in range(9)
        for a in "ab"
    ]
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    result = invoke("agreement", path)
    assert result.exit_code == 0, result.output
    assert "Median alpha 1.000" in result.output


def test_split_and_convert_replace_nothing_unasked(toy_corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "split"
    assert invoke("split", toy_corpus, "-o", out).exit_code == 0
    assert sum(len(p.read_text("utf-8").splitlines()) for p in out.glob("*/*.jsonl")) == 360
    again = invoke("split", toy_corpus, "-o", out)
    assert again.exit_code == 1
    assert "is there already; give --force to replace it" in again.output
    assert invoke("split", toy_corpus, "-o", out, "--force").exit_code == 0
    task = tmp_path / "tasks.json"
    args = ("convert", toy_corpus, "--to", "label-studio", "-o", task)
    assert invoke(*args).exit_code == 0
    assert invoke(*args).exit_code == 1
    back = tmp_path / "back.jsonl"
    assert invoke("convert", task, "--from", "label-studio", "-o", back).exit_code == 0
    assert len(back.read_text("utf-8").splitlines()) == 360


@pytest.mark.parametrize("command", ["check", "stats", "agreement"])
def test_a_missing_corpus_is_told(command: str) -> None:
    result = invoke(command, "nope.jsonl")
    assert result.exit_code == 1
    assert "Error: no " in result.output
