from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from skillsignal.errors import InputError, UnknownFormatError
from skillsignal.readers import open_export, open_exports
from skillsignal.records import Post, SetAside


def test_a_missing_file_is_told() -> None:
    with pytest.raises(InputError, match=r"no such file or folder: nope\.csv; check the name"):
        open_export("nope.csv")


def test_an_empty_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "posts.csv"
    path.touch()
    with pytest.raises(InputError, match="is empty; export it again"):
        open_export(str(path))


def test_an_empty_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no files"):
        open_export(str(tmp_path))


def test_a_broken_zip_is_told(tmp_path: Path) -> None:
    path = tmp_path / "export.zip"
    path.write_bytes(b"PK\x03\x04 and then nothing")
    with pytest.raises(InputError, match=r"is a broken zip .*; download or copy it again"):
        open_export(str(path))


@pytest.mark.parametrize(
    ("name", "content", "remedy"),
    [
        ("book.xlsx", b"PK\x03\x04 workbook", "save the sheet as CSV"),
        ("photo.png", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "skillsignal reads: Slack export"),
        ("data.json", b"[1, 2]", "JSON Lines"),
    ],
)
def test_an_unknown_format_is_told_with_a_remedy(
    name: str, content: bytes, remedy: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UnknownFormatError, match=remedy):
        open_export(str(path))


def test_a_folder_of_tables_names_one_of_them(tmp_path: Path) -> None:
    (tmp_path / "may.csv").write_text("text\nhi\n", encoding="utf-8")
    (tmp_path / "note.pdf").write_bytes(b"%PDF")
    with pytest.raises(UnknownFormatError, match=r"give one or more of the files in it.*may\.csv"):
        open_export(str(tmp_path))


def test_a_zip_of_tables_is_to_be_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "tables.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("may.csv", "text\nhi\n")
    with pytest.raises(UnknownFormatError, match=r"unpack it and give .*may\.csv"):
        open_export(str(path))


def test_standard_input_can_be_read_once_only() -> None:
    with pytest.raises(InputError, match="give '-' only once"):
        open_exports(("-", "-"))


def test_text_files_are_a_post_each(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("May 2, 2013\n\nSocial is a skill", encoding="utf-8")
    (tmp_path / "b.txt").write_text("  \n", encoding="utf-8")
    post, aside = open_export(str(tmp_path)).items()
    assert isinstance(post, Post)
    assert isinstance(aside, SetAside)
    assert post.post_id == "a.txt"
    assert post.created_at is not None
    assert post.created_at.date().isoformat() == "2013-05-02"
    assert aside.reason == "the file is empty"
