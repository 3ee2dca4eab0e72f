from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from skillsignal.errors import CorpusError
from skillsignal.research.corpora import read_corpus
from tests.conftest import ROOT, toy_rows


def write(path: Path, **changes: Any) -> Path:
    row = toy_rows()[0] | changes
    path.write_text(json.dumps(row, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"signals": {"sharring": ["x"]}},
            "unknown signal 'sharring', known are sharing, teaching",
        ),
        ({"near_miss_of": ["nope"]}, "unknown signal 'nope'"),
        ({"signals": {"sharing": ["not there"]}}, "the evidence for 'sharing' does not occur"),
        ({"signals": {"sharing": []}}, "the evidence for 'sharing' does not occur"),
        ({"split": "exam"}, "unknown split 'exam', known are train, dev, test"),
    ],
)
def test_bad_lines_name_file_line_and_remedy(
    changes: dict[str, Any], message: str, tmp_path: Path
) -> None:
    path = write(tmp_path / "train.jsonl", **changes)
    with pytest.raises(CorpusError, match=r"train\.jsonl, line 1: ") as caught:
        read_corpus([path])
    assert message in str(caught.value)


def test_a_missing_field_and_broken_json_are_told(tmp_path: Path) -> None:
    path = tmp_path / "train.jsonl"
    path.write_text('{"id": "x"}\n', encoding="utf-8")
    with pytest.raises(CorpusError, match="line 1: no field 'signals'"):
        read_corpus([path])
    path.write_text("{\n", encoding="utf-8")
    with pytest.raises(CorpusError, match="line 1: "):
        read_corpus([path])


def test_a_folder_without_corpora_is_told(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"no train\.jsonl, dev\.jsonl or test\.jsonl found"):
        read_corpus([tmp_path])
    with pytest.raises(CorpusError, match="no corpus at"):
        read_corpus([tmp_path / "nope"])


def test_our_corpora_are_whole_and_no_writer_is_in_two_splits() -> None:
    posts = read_corpus([ROOT / "corpora"])
    assert {post.lang for post in posts} == {"en", "nl", "sv"}
    assert len({post.id for post in posts}) == len(posts)
    splits: dict[str, set[str]] = {}
    for post in posts:
        splits.setdefault(f"{post.lang} {post.writer}", set()).add(post.split)
    assert [writer for writer, found in splits.items() if len(found) > 1] == []
