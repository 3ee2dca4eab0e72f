from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from skillsignal.errors import CorpusError
from skillsignal.research.agreement import (
    Vote,
    agreement_table,
    alpha,
    disagreement_table,
    read_votes,
)


def vote(post: int, annotator: str, *signals: str) -> Vote:
    return Vote(f"p{post}", "en", annotator, frozenset(signals))


def test_alpha_of_known_tables() -> None:
    assert alpha(np.array([[2, 0], [0, 2], [2, 0]])) == pytest.approx(1.0)
    # Worked by hand: two of four units differ; observed 4, expected 4 * 4 * 2 / 7.
    assert alpha(np.array([[2, 0], [1, 1], [1, 1], [0, 2]])) == pytest.approx(1 - 4 / (32 / 7))
    assert np.isnan(alpha(np.array([[2, 0], [2, 0]])))


def test_the_table_counts_posts_with_two_votes() -> None:
    votes = [vote(n, a, *(["humour"] if n < 5 else [])) for n in range(20) for a in "ab"]
    votes += [vote(99, "a", "humour")]
    row = agreement_table(votes).set_index("signal").loc["humour"]
    assert (row["posts"], row["positives"], row["alpha"]) == (20, 5, 1.0)
    assert np.isnan(agreement_table(votes).set_index("signal").loc["value", "alpha"])


def test_the_interval_holds_the_value() -> None:
    generator = np.random.default_rng(1)
    truth = generator.random(200) < 0.3
    seen = {a: truth ^ (generator.random(200) < 0.1) for a in "ab"}
    votes = [vote(n, a, *(["value"] if seen[a][n] else [])) for n in range(200) for a in "ab"]
    row = agreement_table(votes).set_index("signal").loc["value"]
    assert row["low"] < row["alpha"] < row["high"]


def test_pairs_tell_on_what_they_differ() -> None:
    votes = [vote(1, "a", "humour"), vote(1, "b", "humour", "value"), vote(2, "a"), vote(2, "b")]
    (row,) = disagreement_table(votes).to_dict("records")
    assert (row["posts"], row["micro_f1"], row["same_labels"]) == (2, 0.667, 0.5)
    assert row["differ_most_on"] == "value 1"


def test_bad_votes_name_file_line_and_remedy(tmp_path: Path) -> None:
    path = tmp_path / "en.jsonl"
    row = {"id": "1", "lang": "en", "annotator": "a", "signals": ["charm"]}
    path.write_text(json.dumps(row), encoding="utf-8")
    with pytest.raises(CorpusError, match=r"en\.jsonl, line 1: unknown signal 'charm'"):
        read_votes([path])
    with pytest.raises(CorpusError, match="no annotations at"):
        read_votes([tmp_path / "nope"])
