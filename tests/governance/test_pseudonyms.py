from __future__ import annotations

import stat
from pathlib import Path

import pytest

from skillsignal.errors import InputError, OutputError
from skillsignal.governance import Pseudonyms, load_or_create_key

KEY = bytes(range(32))


def test_pseudonyms_are_stable_and_tell_nothing() -> None:
    one, other = Pseudonyms(KEY), Pseudonyms(b"x" * 32)
    assert one.id("ada@x.example") == one.id("ada@x.example") == "p-" + one.id("ada@x.example")[2:]
    assert one.id("ada") != one.id("bo")
    assert one.id("ada") != other.id("ada")
    assert "ada" not in one.label("ada")


def test_labels_of_a_large_company_seldom_meet() -> None:
    labels = [Pseudonyms(KEY).label(f"U{n}") for n in range(2_000)]
    assert len(set(labels)) > 1_980


def test_the_key_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "sub" / "identity.key"
    key = load_or_create_key(path)
    assert load_or_create_key(path) == key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("content", ["", "no hex", "abcd"])
def test_a_file_that_is_no_key_is_told(content: str, tmp_path: Path) -> None:
    path = tmp_path / "identity.key"
    path.write_text(content, encoding="ascii")
    with pytest.raises(InputError, match="holds no pseudonym key"):
        load_or_create_key(path)


def test_a_place_for_the_key_that_cannot_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match="name another place with --key-file"):
        load_or_create_key(tmp_path / "file" / "identity.key")
