"""Tables: CSV and TSV, JSON Lines and Parquet, with the columns guessed or given."""

from __future__ import annotations

import csv
import io
import itertools
import json
import math
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from skillsignal.errors import InputError
from skillsignal.readers.base import ReadOptions
from skillsignal.readers.columns import described, map_columns
from skillsignal.readers.source import Source
from skillsignal.readers.values import (
    month_comes_first,
    parse_time,
    register_fallback,
    text_encoding,
)
from skillsignal.records import UNKNOWN_AUTHOR, Person, Post, SetAside

_DELIMITERS = (",", ";", "\t", "|")
_NO_DELIMITER = "\x1f"
_ROWS_LOOKED_AT = 500
_FEWEST_SWALLOWED = 5
_LARGEST_FIELD = 2**30
_PARQUET_MAGIC = b"PAR1"
_NOTHING = {"", "null", "none", "nan", "nat", "<na>"}
_REPLY_KINDS = {"reply", "comment", "antwoord", "reactie", "svar", "kommentar"}

Row = dict[str, Any]
Rows = Callable[[Source], Generator[tuple[int, Row | str], None, None]]
"""Yields line number and row; a string instead of a row says why the row can't be used."""


@dataclass(frozen=True)
class TableReader:
    """One kind of table."""

    name: str
    title: str
    suffixes: tuple[str, ...]
    fits: Callable[[bytes], bool]
    rows: Rows

    def recognises(self, source: Source) -> bool:
        """Tell whether a single file has the form of this table."""
        if not source.is_single_file:
            return False
        suffix = source.path.suffix.lower()
        others = {s for reader in TABLES for s in reader.suffixes} - set(self.suffixes)
        return suffix not in others | {".txt", ".md", ".xlsx"} and self.fits(source.sample())

    def open(self, source: Source, options: ReadOptions) -> TableExport:
        """Find out which column holds what.

        Raises
        ------
        InputError
            If there are no rows, or no column can be the text.
        """
        with closing(self.rows(source)) as found:
            first = [row for _, row in itertools.islice(found, _ROWS_LOOKED_AT)]
        rows = [row for row in first if isinstance(row, dict)]
        if not rows:
            problem = next((row for row in first if isinstance(row, str)), "it has no rows")
            raise InputError(
                f"{source.shown} holds nothing that can be read as {self.title}: {problem}; "
                "open it and look, or export it again"
            )
        headers = list(dict.fromkeys(header for row in rows for header in row))
        mapping = map_columns(headers, options.columns, source.shown)
        dates = [str(row.get(mapping.get("created_at", ""), "")) for row in rows]
        return TableExport(
            format=self.title,
            name=source.shown,
            notes=(f"columns: {described(mapping)}",),
            source=source,
            rows=self.rows,
            mapping=mapping,
            options=options,
            day_first=not month_comes_first(dates),
        )


@dataclass(frozen=True)
class TableExport:
    """An opened table."""

    format: str
    name: str
    notes: tuple[str, ...]
    source: Source
    rows: Rows
    mapping: Mapping[str, str]
    options: ReadOptions
    day_first: bool
    people: Mapping[str, Person] = field(default_factory=dict)

    def items(self) -> Iterator[Post | SetAside]:
        """Yield a post for each row that has a text."""
        for line, row in self.rows(self.source):
            if isinstance(row, str):
                yield SetAside(self.name, line, row, expected=False)
                continue
            post = self._post(line, row)
            yield post or SetAside(self.name, line, "the row has no text", expected=False)

    def _post(self, line: int, row: Row) -> Post | None:
        value = {name: _plain(row.get(header)) for name, header in self.mapping.items()}
        if not value["text"]:
            return None
        post_id = value.get("post_id") or f"{PurePath(self.source.shown).with_suffix('')}:{line}"
        reply_to = value.get("reply_to")
        kind = (value.get("kind") or ("reply" if reply_to else "post")).lower()
        return Post(
            post_id=post_id,
            author_id=value.get("author_id") or UNKNOWN_AUTHOR,
            text=value["text"],
            author_name=value.get("author_name"),
            created_at=parse_time(
                row.get(self.mapping.get("created_at", "")),
                day_first=self.day_first,
                timezone=self.options.timezone,
            ),
            kind="reply" if kind in _REPLY_KINDS and kind != "comment" else kind,
            thread_id=value.get("thread_id"),
            reply_to=reply_to if reply_to != post_id else None,
            channel=value.get("channel"),
            source=self.name,
            department=value.get("department"),
            job_title=value.get("job_title"),
            lang_hint=_language(value.get("lang_hint")),
        )


def _plain(value: Any) -> str | None:
    """Return a value as text, or None if it stands for nothing."""
    if value is None or isinstance(value, (dict, list)):
        return None
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value)
    return None if text.strip().lower() in _NOTHING else text


def _language(value: str | None) -> str | None:
    """Return the language code of a locale such as ``nl-NL``."""
    return value.strip().lower().replace("_", "-").split("-")[0] if value else None


def _decoded(sample: bytes) -> str:
    return sample.decode(text_encoding(sample), errors="replace")


def _looks_like_text(sample: str) -> bool:
    control = sum(char < " " and char not in "\t\r\n\f\v" for char in sample)
    return bool(sample.strip()) and control <= len(sample) / 100


def _fits_csv(sample: bytes) -> bool:
    if sample.startswith((b"%PDF", b"{\\rtf")):
        return False
    text = _decoded(sample)
    return _looks_like_text(text) and text.lstrip()[:1] not in {"{", "[", "<"}


def _fits_jsonl(sample: bytes) -> bool:
    text = _decoded(sample).lstrip("\ufeff \r\n\t")
    first, newline, _ = text.partition("\n")
    # A first line longer than the sample shows no end.
    return first.startswith("{") and (first.rstrip().endswith("}") or not newline)


def _fits_parquet(sample: bytes) -> bool:
    return sample.startswith(_PARQUET_MAGIC)


@contextmanager
def _text_lines(source: Source, newline: str | None) -> Iterator[io.TextIOWrapper]:
    encoding, errors = text_encoding(source.sample()), register_fallback()
    with (
        source.opened() as files,
        files.stream(source.names[0]) as stream,
        io.TextIOWrapper(stream, encoding=encoding, errors=errors, newline=newline) as lines,
    ):
        yield lines


def csv_dialect(sample: str) -> str:
    """Return the delimiter under which the first lines of a CSV agree best.

    It must occur in the header; a header without any is that of a single column.
    """
    header = sample.lstrip().split("\n", 1)[0]
    candidates = [delimiter for delimiter in _DELIMITERS if delimiter in header]

    def agreement(delimiter: str) -> tuple[float, int]:
        widths = [len(row) for row in csv.reader(io.StringIO(sample), delimiter=delimiter)][:50]
        widths = widths[:-1] if len(widths) > 2 else widths
        usual = max(set(widths), key=widths.count)
        return (widths.count(usual) / len(widths) if usual > 1 else 0.0, usual)

    return max(candidates, key=agreement, default=_NO_DELIMITER)


def csv_rows(source: Source) -> Generator[tuple[int, Row | str], None, None]:
    """Yield the rows of a CSV file with the line on which each begins."""
    csv.field_size_limit(_LARGEST_FIELD)
    sample = _decoded(source.sample()).lstrip("\ufeff")
    with _text_lines(source, newline="") as lines:
        skipped = 0
        if sample.lower().startswith("sep=") and sample[4:5].strip("\r\n"):
            # Excel writes its delimiter on a line of its own.
            delimiter, skipped = sample[4], 1
            lines.readline()
        else:
            delimiter = csv_dialect(sample)
        reader = csv.reader(lines, delimiter=delimiter)
        headers = _headers(next(reader, []))
        line = reader.line_num + 1
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield line + skipped, _csv_row(cells, headers, delimiter)
                yield from _swallowed_rows(cells, headers, delimiter, line + skipped)
            line = reader.line_num + 1


def _headers(cells: list[str]) -> list[str]:
    """Return the headers; a repeated or empty one is told apart by its place."""
    headers: list[str] = []
    for number, cell in enumerate(cells, 1):
        name = cell.strip().strip("\ufeff") or f"column {number}"
        headers.append(f"{name} (column {number})" if name in headers else name)
    return headers


def _swallowed_lines(cells: list[str], headers: list[str], delimiter: str) -> list[str]:
    """Return the lines that an unclosed quotation mark drew into one field, if it did.

    That is: many lines, most of which have as many delimiters as the header.
    """
    for cell in cells:
        lines = cell.split("\n")
        whole = sum(line.count(delimiter) >= len(headers) - 1 for line in lines)
        if len(headers) > 1 and len(lines) > _FEWEST_SWALLOWED and whole > len(lines) / 2:
            return lines
    return []


def _swallowed_rows(
    cells: list[str], headers: list[str], delimiter: str, line: int
) -> Iterator[tuple[int, Row | str]]:
    """Yield the rows inside a field that an unclosed quotation mark made of them."""
    for offset, text in enumerate(_swallowed_lines(cells, headers, delimiter)[1:], 1):
        inner = next(csv.reader([text], delimiter=delimiter, quoting=csv.QUOTE_NONE), [])
        if any(cell.strip() for cell in inner):
            row = [cell.strip().strip('"') for cell in inner]
            yield line + offset, _csv_row(row, headers, delimiter)


def _csv_row(cells: list[str], headers: list[str], delimiter: str) -> Row | str:
    if _swallowed_lines(cells, headers, delimiter):
        return "a quotation mark is not closed; the rows after it were read one by one"
    if any(cell.strip() for cell in cells[len(headers) :]):
        reason = f"the row has {len(cells)} fields, the header {len(headers)}"
        return f"{reason} (a delimiter or quotation mark too many?)"
    return dict(zip(headers, cells, strict=False))


def jsonl_rows(source: Source) -> Generator[tuple[int, Row | str], None, None]:
    """Yield the objects of a JSON Lines file."""
    with _text_lines(source, newline=None) as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip().strip("\ufeff"):
                continue
            try:
                row = json.loads(line.lstrip("\ufeff"))
            except (ValueError, RecursionError):
                yield number, "the line is no valid JSON"
                continue
            yield number, _flat(row) if isinstance(row, dict) else "the line is no JSON object"


def _flat(row: Row) -> Row:
    """Return a row whose inner objects are spread out: ``user.name``."""
    flat: Row = {}
    for key, value in row.items():
        if isinstance(value, dict):
            flat |= {f"{key}.{inner}": v for inner, v in value.items()}
        else:
            flat[key] = value
    return flat


def parquet_rows(source: Source) -> Generator[tuple[int, Row | str], None, None]:
    """Yield the rows of a Parquet file."""
    from pyarrow import ArrowException
    from pyarrow.parquet import ParquetFile

    try:
        number = 0
        for batch in ParquetFile(source.path).iter_batches(batch_size=4096):
            for row in batch.to_pylist():
                number += 1
                yield number, row
    except (ArrowException, OSError, OverflowError, ValueError) as error:
        raise InputError(
            f"{source.shown} is a damaged Parquet file ({type(error).__name__}); write it again"
        ) from error


TABLES = (
    TableReader("parquet", "Parquet", (".parquet", ".pq"), _fits_parquet, parquet_rows),
    TableReader("jsonl", "JSON Lines", (".jsonl", ".ndjson"), _fits_jsonl, jsonl_rows),
    TableReader("csv", "CSV or TSV", (".csv", ".tsv"), _fits_csv, csv_rows),
)
