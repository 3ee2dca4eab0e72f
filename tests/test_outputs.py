from __future__ import annotations

from pathlib import Path

import pytest

from skillsignal.errors import OutputError
from skillsignal.outputs import OutputFolder, output_stream


def test_files_appear_together(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    with OutputFolder(folder) as out:
        out.path("x").write_text("1", encoding="utf-8")
        assert not (folder / "x").exists()
    assert [p.name for p in folder.iterdir()] == ["x"]


def test_after_an_error_nothing_is_left_and_nothing_has_changed(tmp_path: Path) -> None:
    kept = tmp_path / "old"
    kept.mkdir()
    (kept / "x").write_text("old", encoding="utf-8")

    def fail(folder: Path) -> None:
        with OutputFolder(folder, stale=("x",)) as out:
            out.path("x").write_text("new", encoding="utf-8")
            raise RuntimeError("on the way")

    for folder in (kept, tmp_path / "new" / "deep"):
        with pytest.raises(RuntimeError):
            fail(folder)
    assert [p.name for p in kept.iterdir()] == ["x"]
    assert (kept / "x").read_text("utf-8") == "old"
    assert not (tmp_path / "new").exists()


def test_stale_files_of_an_earlier_run_go(tmp_path: Path) -> None:
    (tmp_path / "rejects.jsonl").touch()
    (tmp_path / "mine.txt").touch()
    with OutputFolder(tmp_path, stale=("rejects.jsonl",)):
        pass
    assert [p.name for p in tmp_path.iterdir()] == ["mine.txt"]


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with (
        pytest.raises(OutputError, match=r"can't write to the folder .*; name another one"),
        OutputFolder(tmp_path / "file" / "out"),
    ):
        pass


def test_a_full_disk_is_told(tmp_path: Path) -> None:
    def fill() -> None:
        with OutputFolder(tmp_path):
            raise OSError(28, "No space left on device")

    with pytest.raises(OutputError, match=r"No space left on device.*nothing was changed"):
        fill()


def test_a_stream_takes_its_name_when_all_is_written(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    with output_stream(str(path)) as stream:
        stream.write(b"1")
        assert not path.exists()
    assert path.read_bytes() == b"1"


def test_a_stream_that_breaks_off_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(b"old")

    def fail() -> None:
        with output_stream(str(path)) as stream:
            stream.write(b"half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_in_the_place_of_a_file_is_told(tmp_path: Path) -> None:
    with (
        pytest.raises(OutputError, match="is a folder; name a file in it"),
        output_stream(str(tmp_path)),
    ):
        pass
    with (
        pytest.raises(OutputError, match="can't write"),
        output_stream(str(tmp_path / "nope" / "x.csv")),
    ):
        pass
