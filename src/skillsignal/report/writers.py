"""Tables on disk: CSV, TSV, JSON Lines or Parquet, whole or row by row."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from skillsignal.records import ScoredPost
from skillsignal.signals.taxonomy import Taxonomy

if TYPE_CHECKING:
    import pandas as pd

TABLE_FORMATS = ("csv", "tsv", "jsonl", "parquet")

SIGNAL_COLUMNS = (
    "post_id",
    "author_id",
    "created_at",
    "lang",
    "signal",
    "probability",
    "evidence",
    "start",
    "end",
    "model",
)
_TEXT_COLUMNS = frozenset(
    {"post_id", "author_id", "created_at", "lang", "signal", "evidence", "model"}
)
_PLACES = 4


def format_of(path: str, wanted: str | None = None) -> str:
    """Return the format that is wanted, or that the name of a file suggests, else CSV."""
    suffix = Path(path).suffix.lower().lstrip(".")
    known = {"ndjson": "jsonl", "pq": "parquet"}.get(suffix, suffix)
    return wanted or (known if known in TABLE_FORMATS else "csv")


class SignalsWriter:
    """Writes the signals table to an open stream, batch by batch.

    One row for each signal that is present; with ``wide`` one row a post, with the probabilities
    of all signals in ``p_<signal>`` (missing where the language is not known to the model).
    """

    def __init__(
        self, stream: IO[bytes], table_format: str, taxonomy: Taxonomy, model: str, *, wide: bool
    ) -> None:
        self._taxonomy = taxonomy
        self._model = model
        self._wide = wide
        wide_columns = ["post_id", "author_id", "created_at", "lang"]
        wide_columns += [f"p_{signal}" for signal in taxonomy.ids]
        self._rows = _row_writer(stream, table_format, wide_columns if wide else SIGNAL_COLUMNS)

    def write(self, posts: Iterable[ScoredPost]) -> None:
        """Write the rows of scored posts."""
        self._rows.write([row for post in posts for row in self._rows_of(post)])

    def _rows_of(self, scored: ScoredPost) -> list[list[Any]]:
        post = scored.post
        created = post.created_at.isoformat() if post.created_at else None
        known = [post.post_id, post.author_id, created, scored.lang]
        if self._wide:
            nothing: Sequence[float | None] = [None] * len(self._taxonomy.signals)
            values = [round(p, _PLACES) for p in scored.probabilities] or nothing
            return [[*known, *values]]
        return [
            [
                *known,
                s.signal,
                round(s.probability, _PLACES),
                s.evidence.text,
                s.evidence.start,
                s.evidence.end,
                self._model,
            ]
            for s in scored.signals
        ]

    def close(self) -> None:
        """Write what is still to be written; the stream stays open."""
        self._rows.close()


class _TextRows:
    """Rows as CSV, TSV or JSON Lines."""

    def __init__(self, stream: IO[bytes], table_format: str, columns: Sequence[str]) -> None:
        import io

        self._text = io.TextIOWrapper(
            stream, encoding="utf-8", errors="replace", newline="", write_through=True
        )
        self._columns = columns
        self._csv = None
        if table_format != "jsonl":
            delimiter = "\t" if table_format == "tsv" else ","
            self._csv = csv.writer(self._text, delimiter=delimiter, lineterminator="\n")
            self._csv.writerow(columns)

    def write(self, rows: Sequence[Sequence[Any]]) -> None:
        if self._csv is not None:
            self._csv.writerows(rows)
            return
        for row in rows:
            line = json.dumps(dict(zip(self._columns, row, strict=True)), ensure_ascii=False)
            self._text.write(line + "\n")

    def close(self) -> None:
        self._text.flush()
        self._text.detach()


class _ParquetRows:
    """Rows as Parquet; a batch becomes a row group."""

    def __init__(self, stream: IO[bytes], columns: Sequence[str]) -> None:
        import pyarrow as pa
        from pyarrow.parquet import ParquetWriter

        integers = {"start", "end"}
        self._schema = pa.schema(
            [
                (
                    name,
                    pa.string()
                    if name in _TEXT_COLUMNS
                    else pa.int64()
                    if name in integers
                    else pa.float64(),
                )
                for name in columns
            ]
        )
        self._writer = ParquetWriter(stream, self._schema)

    def write(self, rows: Sequence[Sequence[Any]]) -> None:
        import pyarrow as pa

        if rows:
            columns = [list(column) for column in zip(*rows, strict=True)]
            arrays = [pa.array(c, type=f.type) for c, f in zip(columns, self._schema, strict=True)]
            self._writer.write_table(pa.Table.from_arrays(arrays, schema=self._schema))

    def close(self) -> None:
        self._writer.close()


def _row_writer(
    stream: IO[bytes], table_format: str, columns: Sequence[str]
) -> _TextRows | _ParquetRows:
    if table_format == "parquet":
        return _ParquetRows(stream, columns)
    return _TextRows(stream, table_format, columns)


def write_table(table: pd.DataFrame, stream: IO[bytes], table_format: str) -> None:
    """Write a whole table to an open stream."""
    if table_format == "parquet":
        table.to_parquet(stream, index=False)
    elif table_format == "jsonl":
        table.to_json(stream, orient="records", lines=True, force_ascii=False)
    else:
        separator = "\t" if table_format == "tsv" else ","
        table.to_csv(stream, index=False, sep=separator, lineterminator="\n")
