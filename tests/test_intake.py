from __future__ import annotations

from pathlib import Path

import pytest

from skillsignal.errors import InputError
from skillsignal.intake import counted_posts, take_in
from skillsignal.readers import open_exports


def write(path: Path, *rows: str) -> str:
    path.write_text("\n".join(("id;author;thread;text", *rows)) + "\n", encoding="utf-8")
    return str(path)


LONG = "De vergadering van morgen gaat niet door want de zaal is bezet."


def test_short_posts_take_the_language_of_their_author(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", f"1;jan;t1;{LONG}", "2;jan;t2;ok", "3;eva;t1;ok", "4;bo;;👍")
    (found,) = take_in(open_exports((path,))).exports
    assert found.langs == ("nl", "nl", "nl", "other")


def test_the_same_post_in_two_exports_counts_once(tmp_path: Path) -> None:
    january = write(tmp_path / "jan.csv", f"1;jan;;{LONG}", "2;jan;;Tot morgen allemaal")
    february = write(tmp_path / "feb.csv", "2;jan;;Tot morgen allemaal", "3;jan;;Weer een dag")
    intake = take_in(open_exports((january, february)))
    assert intake.posts == 3
    ids = [post.post_id for found in intake.exports for post, _ in counted_posts(found)]
    assert ids == ["1", "2", "3"]
    assert intake.rejects == ()
    assert sum(intake.set_aside.values()) == 1


def test_an_id_used_for_two_texts_is_told(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", f"1;jan;;{LONG}", "1;jan;;Iets heel anders geschreven")
    intake = take_in(open_exports((path,)))
    assert intake.posts == 1
    assert "another text (id 1)" in intake.rejects[0].reason


def test_tables_that_number_their_rows_alike_are_told_apart(tmp_path: Path) -> None:
    january = write(tmp_path / "jan.csv", f"1;jan;;{LONG}", "2;jan;t;Tot morgen allemaal")
    february = write(tmp_path / "feb.csv", "1;jan;;Weer een nieuwe dag", "2;jan;t;En nog een dag")
    intake = take_in(open_exports((january, february)))
    assert intake.posts == 4
    assert intake.rejects == ()
    posts = [post for found in intake.exports for post, _ in counted_posts(found)]
    assert [post.post_id for post in posts] == ["1", "2", f"{february}:1", f"{february}:2"]
    assert posts[3].thread_id == f"{february}:t"


def test_a_post_without_end_is_set_aside(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", f"1;jan;;{LONG}", f"2;jan;;{'woord ' * 200_000}")
    intake = take_in(open_exports((path,)))
    assert intake.posts == 1
    assert "longer than 1,000,000 characters (id 2)" in intake.rejects[0].reason


def test_exports_without_a_post_are_told(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "1;jan;;")
    with pytest.raises(InputError, match=r"no post to read in .*a\.csv \(the row has no text: 1\)"):
        take_in(open_exports((path,)))
