from __future__ import annotations

import pytest

from skillsignal.errors import CorpusError
from skillsignal.research.corpora import LabelledPost
from skillsignal.research.splits import split_by_writer

SHARES = {"train": 0.6, "dev": 0.2, "test": 0.2}


def posts(writers: int) -> list[LabelledPost]:
    made = []
    for writer in range(writers):
        for n in range(10):
            signals: dict[str, tuple[str, ...]] = (
                {("value", "humour")[n % 2]: ("x",)} if n < 6 else {}
            )
            made.append(
                LabelledPost(f"{writer}-{n}", "en", "x", "chat", f"w{writer}", "train", signals, ())
            )
    return made


def test_no_writer_is_in_two_splits_and_shares_are_kept() -> None:
    done = split_by_writer(posts(30), SHARES)
    by_writer: dict[str, set[str]] = {}
    for post in done:
        by_writer.setdefault(post.writer, set()).add(post.split)
    assert all(len(found) == 1 for found in by_writer.values())
    for split, share in SHARES.items():
        part = [post for post in done if post.split == split]
        assert len(part) == pytest.approx(300 * share, abs=10)
        humour = sum("humour" in post.signals for post in part)
        assert humour == pytest.approx(90 * share, abs=4)


def test_the_seed_decides() -> None:
    assert split_by_writer(posts(30), SHARES, 1) == split_by_writer(posts(30), SHARES, 1)
    assert split_by_writer(posts(30), SHARES, 1) != split_by_writer(posts(30), SHARES, 2)


def test_few_writers_still_fill_every_split() -> None:
    assert {post.split for post in split_by_writer(posts(3), SHARES)} == set(SHARES)
    with pytest.raises(CorpusError, match="2 writers for 3 splits"):
        split_by_writer(posts(2), SHARES)
    with pytest.raises(CorpusError, match="add up to 1"):
        split_by_writer(posts(3), {"train": 0.5})
