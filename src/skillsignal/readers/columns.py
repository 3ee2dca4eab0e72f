"""Which column of a table holds what: guessed from its headers, or as the user says."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib import resources

from skillsignal.errors import ColumnError

_SEPARATORS = re.compile(r"[\s_\-.]+")
# A "header" longer than this is most likely a row of data: it is not repeated to the screen.
_LONGEST_HEADER = 40


@cache
def _known_headers() -> dict[str, tuple[str, ...]]:
    file = resources.files("skillsignal.readers") / "headers.toml"
    tables = tomllib.loads(file.read_text(encoding="utf-8"))["columns"]
    return {field: tuple(map(_normal, names)) for field, names in tables.items()}


def mappable_fields() -> tuple[str, ...]:
    """Return the fields of a post that a column can be mapped to."""
    return tuple(_known_headers())


def _normal(header: str) -> str:
    return _SEPARATORS.sub(" ", header.strip().strip("\ufeff\"'").casefold()).strip()


def map_columns(headers: Sequence[str], wanted: Mapping[str, str], shown: str) -> dict[str, str]:
    """Return which header stands for which field of a post.

    What the user wants goes first; the rest is guessed. Without an author id the author's name
    serves as one.

    Raises
    ------
    ColumnError
        If a wanted column does not exist, or no column can be the text.
    """
    mapping: dict[str, str] = {}
    by_normal = {_normal(header): header for header in reversed(headers)}
    for field, header in wanted.items():
        if _normal(header) not in by_normal:
            raise ColumnError(f"{shown} has no column '{header}'; it has {_listed(headers)}")
        mapping[field] = by_normal[_normal(header)]
    for field, names in _known_headers().items():
        taken = set(mapping.values())
        found = (by_normal[name] for name in names if name in by_normal)
        if field not in mapping and (free := next((h for h in found if h not in taken), None)):
            mapping[field] = free
    if "text" not in mapping:
        raise ColumnError(
            f"{shown} has no column that looks like the text of a post; it has "
            f"{_listed(headers)}; name one with --map text=COLUMN"
        )
    if "author_id" not in mapping and "author_name" in mapping:
        mapping["author_id"] = mapping["author_name"]
    return mapping


def described(mapping: Mapping[str, str]) -> str:
    """Return a mapping in words, for the user to check."""
    return ", ".join(f"{field}={header}" for field, header in mapping.items())


def _listed(headers: Iterable[str]) -> str:
    names = [
        header if len(header) <= _LONGEST_HEADER else f"(column {number}, a long one)"
        for number, header in enumerate(headers, 1)
    ]
    return ", ".join(names) or "no columns"
