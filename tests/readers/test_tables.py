from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest

from skillsignal.errors import ColumnError, InputError
from skillsignal.readers import ReadOptions, open_export
from skillsignal.records import UNKNOWN_AUTHOR, Post, SetAside


def posts_of(path: Path, options: ReadOptions | None = None) -> list[Post]:
    return [item for item in open_export(str(path), options).items() if isinstance(item, Post)]


def rejects_of(path: Path) -> list[SetAside]:
    return [item for item in open_export(str(path)).items() if isinstance(item, SetAside)]


def test_a_dutch_excel_csv_just_works(posts_csv: Path) -> None:
    export = open_export(str(posts_csv))
    assert export.notes == (
        "columns: text=Bericht, post_id=Bericht nr, author_id=Auteur, created_at=Datum",
    )
    posts = posts_of(posts_csv)
    assert [post.post_id for post in posts] == ["1", "2", "3"]
    assert posts[1].text == "Kamer vier is op slot; één sleutel weg."
    assert posts[0].created_at == datetime(2025, 4, 3, 9, 10, tzinfo=UTC)


def test_an_export_can_be_read_twice(posts_csv: Path) -> None:
    export = open_export(str(posts_csv))
    assert list(export.items()) == list(export.items())


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Inlägg", "text"),
        ("MESSAGE_TEXT", "text"),
        ("berichttekst", "text"),
        ("Författare", "author_id"),
        ("Geplaatst op", "created_at"),
        ("Avdelning", "department"),
        ("Functie", "job_title"),
        ("Svar på", "reply_to"),
        ("Kanaal", "channel"),
        ("taal", "lang_hint"),
    ],
)
def test_headers_in_three_languages(header: str, field: str, tmp_path: Path) -> None:
    path = tmp_path / "posts.csv"
    text = "" if field == "text" else ",text"
    value = "" if field == "text" else ",hello there"
    path.write_text(f"{header}{text}\nnl{value}\nx{value}\n", encoding="utf-8")
    (note,) = open_export(str(path)).notes
    assert f"{field}={header}" in note


def test_the_user_may_say_which_column_is_what(tmp_path: Path) -> None:
    path = tmp_path / "posts.csv"
    path.write_text("text,remark,who\nnot this,but this,ada\n", encoding="utf-8")
    options = ReadOptions(columns={"text": "Remark", "author_id": "who"})
    (post,) = posts_of(path, options)
    assert (post.text, post.author_id) == ("but this", "ada")


def test_without_author_and_id_posts_still_count(tmp_path: Path) -> None:
    path = tmp_path / "posts.csv"
    path.write_text("text;x\nhello;1\n\nbye;2\n", encoding="utf-8")
    posts = posts_of(path)
    assert [(p.post_id, p.author_id) for p in posts] == [
        (str(tmp_path / "posts:2"), UNKNOWN_AUTHOR),
        (str(tmp_path / "posts:4"), UNKNOWN_AUTHOR),
    ]


def test_rows_that_cannot_be_used_are_set_aside_with_their_line(tmp_path: Path) -> None:
    path = tmp_path / "posts.csv"
    rows = ["id,text", '1,"two', 'lines"', "2,", "3,a,b,c", "4,fine"]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    assert [(r.line, r.reason.split(" (")[0]) for r in rejects_of(path)] == [
        (4, "the row has no text"),
        (5, "the row has 4 fields, the header 2"),
    ]
    assert [post.text for post in posts_of(path)] == ["two\nlines", "fine"]


def test_a_single_column_needs_no_quotes(tmp_path: Path) -> None:
    path = tmp_path / "posts.csv"
    path.write_text('text\nOne, two; three\n"Four, ""five"""\n', encoding="utf-8")
    assert [post.text for post in posts_of(path)] == ["One, two; three", 'Four, "five"']


def test_excels_line_with_the_delimiter_is_no_header(tmp_path: Path) -> None:
    path = tmp_path / "posts.csv"
    path.write_text("sep=;\nid;text\n1;\n2;one, two\n", encoding="utf-8")
    assert [post.text for post in posts_of(path)] == ["one, two"]
    assert [reject.line for reject in rejects_of(path)] == [3]


def test_an_unclosed_quotation_mark_swallows_one_row_only(tmp_path: Path) -> None:
    path = tmp_path / "posts.csv"
    rows = [f"{n};ada;row {n}" for n in range(1, 40)]
    rows[4] = '5;ada;"row 5'
    path.write_text("\n".join(["id;author;text", *rows]) + "\n", encoding="utf-8")
    assert [post.post_id for post in posts_of(path)] == [str(n) for n in range(1, 40) if n != 5]
    (reject,) = rejects_of(path)
    assert (reject.line, reject.reason.split(";")[0]) == (6, "a quotation mark is not closed")


def test_long_posts_with_many_lines_are_no_unclosed_quotation_mark(tmp_path: Path) -> None:
    path = tmp_path / "posts.csv"
    text = "\n".join(f"line {n}, with a comma" for n in range(50))
    path.write_text(f'id,author,text\n1,ada,"{text}"\n', encoding="utf-8")
    (post,) = posts_of(path)
    assert post.text == text


def test_a_repeated_header_is_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "posts.csv"
    path.write_text("id,text,text\n1,first,second\n", encoding="utf-8")
    assert [post.text for post in posts_of(path)] == ["first"]
    options = ReadOptions(columns={"text": "text (column 3)"})
    assert [post.text for post in posts_of(path, options)] == ["second"]


def test_jsonl_with_broken_lines(tmp_path: Path) -> None:
    path = tmp_path / "posts.jsonl"
    lines = [
        json.dumps({"id": 1, "text": "één", "user": {"name": "Ada"}, "lang": "nl-NL"}),
        "{broken",
        "[1]",
        json.dumps({"id": 2, "text": None}),
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    (post,) = posts_of(path, ReadOptions(columns={"author_id": "user.name"}))
    assert (post.post_id, post.author_id, post.lang_hint) == ("1", "Ada", "nl")
    assert [(r.line, r.reason) for r in rejects_of(path)] == [
        (2, "the line is no valid JSON"),
        (3, "the line is no JSON object"),
        (4, "the row has no text"),
    ]


def test_jsonl_may_begin_with_a_long_line(tmp_path: Path) -> None:
    path = tmp_path / "posts.jsonl"
    path.write_text(json.dumps({"text": "word " * 40_000}) + '\n{"text": "hi"}\n', encoding="utf-8")
    assert len(posts_of(path)) == 2


def test_parquet(tmp_path: Path) -> None:
    path = tmp_path / "posts.parquet"
    frame = pd.DataFrame(
        {
            "message": ["hello", None],
            "user_id": [7.0, 8.0],
            "created": pd.to_datetime(["2025-03-01 10:00", None]),
        }
    )
    frame.to_parquet(path)
    (post,) = posts_of(path)
    assert (post.text, post.author_id) == ("hello", "7")
    assert post.created_at == datetime(2025, 3, 1, 10, tzinfo=UTC)
    assert [r.line for r in rejects_of(path)] == [2]


def test_a_damaged_parquet_is_told(tmp_path: Path) -> None:
    path = tmp_path / "posts.parquet"
    path.write_bytes(b"PAR1 and then nothing")
    with pytest.raises(InputError, match=r"damaged Parquet file .*; write it again"):
        open_export(str(path))


def test_a_table_without_a_text_column_lists_what_it_has(tmp_path: Path) -> None:
    path = tmp_path / "posts.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(ColumnError, match=r"it has a, b; name one with --map text=COLUMN"):
        open_export(str(path))


def test_a_column_that_does_not_exist_is_told(posts_csv: Path) -> None:
    with pytest.raises(ColumnError, match="no column 'Tekst'; it has Bericht nr, Auteur"):
        open_export(str(posts_csv), ReadOptions(columns={"text": "Tekst"}))


def test_a_row_of_data_in_the_place_of_the_header_is_not_repeated(tmp_path: Path) -> None:
    path = tmp_path / "posts.csv"
    written = "what somebody wrote about somebody else, at some length"
    path.write_text(f"1;{written}\n2;more of it\n", encoding="utf-8")
    with pytest.raises(ColumnError) as caught:
        open_export(str(path))
    assert written not in str(caught.value)


def test_a_field_of_a_megabyte_is_read(tmp_path: Path) -> None:
    path = tmp_path / "posts.csv"
    path.write_text(f"id,text\n1,{'word ' * 250_000}\n", encoding="utf-8")
    (post,) = posts_of(path)
    assert len(post.text) == 1_250_000
