"""Conversion of corpora to and from the formats of annotation tools and data sets."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from skillsignal.errors import CorpusError
from skillsignal.research.corpora import LabelledPost, labelled_post
from skillsignal.signals.taxonomy import default_taxonomy

Row = dict[str, Any]

_META = ("kind", "register", "domain", "writer", "split", "source", "annotators", "near_miss_of")
_JSON_CELLS = ("signals", "near_miss_of", "annotators")


@dataclass(frozen=True)
class CorpusFormat:
    """One format: how posts are written in it, and how they are read back without loss."""

    name: str
    title: str
    write: Callable[[Sequence[LabelledPost]], str]
    read: Callable[[str], list[Row]]


def convert(posts: Sequence[LabelledPost], to: str) -> str:
    """Return posts in another format."""
    return FORMATS[to].write(posts)


def parse(text: str, name: str, shown: str) -> list[LabelledPost]:
    """Read posts from another format.

    Raises
    ------
    CorpusError
        If the text is not of that format, or a post in it is not valid.
    """
    taxonomy = default_taxonomy()
    number = 0
    try:
        rows = FORMATS[name].read(text)
        posts = []
        for number, row in enumerate(rows, 1):
            posts.append(labelled_post(row, taxonomy, f"{shown}, item {number}"))
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        reason = f"no field {error}" if isinstance(error, KeyError) else str(error)
        raise CorpusError(
            f"{shown}, item {number}: {reason}; it should be {FORMATS[name].title}"
        ) from error
    return posts


def spans(post: LabelledPost) -> list[tuple[int, int, str]]:
    """Return the evidence as ``(start, end, signal)``: each snippet where it first occurs."""
    return [
        (post.text.index(snippet), post.text.index(snippet) + len(snippet), signal)
        for signal, snippets in post.signals.items()
        for snippet in snippets
    ]


def _meta(post: LabelledPost) -> Row:
    row = post.as_row()
    return {name: row[name] for name in _META} | {"lang": post.lang}


def _row(post_id: str, text: str, meta: Row, found: Iterable[tuple[int, int, str]]) -> Row:
    signals: dict[str, list[str]] = {}
    for start, end, signal in found:
        signals.setdefault(signal, []).append(text[start:end])
    return {"id": post_id, "text": text, "signals": signals} | meta


def _json_lines(rows: Iterable[Row]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def _parsed_lines(text: str) -> list[Row]:
    return [json.loads(line) for line in text.splitlines() if line.strip()]


def _to_native(posts: Sequence[LabelledPost]) -> str:
    return _json_lines(post.as_row() for post in posts)


def _to_label_studio(posts: Sequence[LabelledPost]) -> str:
    tasks = [
        {
            "data": {"text": post.text, "post_id": post.id} | _meta(post),
            "annotations": [
                {
                    "result": [
                        {
                            "id": f"{post.id}-{n}",
                            "from_name": "signal",
                            "to_name": "text",
                            "type": "labels",
                            "value": {
                                "start": start,
                                "end": end,
                                "text": post.text[start:end],
                                "labels": [signal],
                            },
                        }
                        for n, (start, end, signal) in enumerate(spans(post))
                    ]
                }
            ],
        }
        for post in posts
    ]
    return json.dumps(tasks, ensure_ascii=False, indent=1) + "\n"


def _from_label_studio(text: str) -> list[Row]:
    rows = []
    for task in json.loads(text):
        data = dict(task["data"])
        results = task["annotations"][0]["result"] if task.get("annotations") else []
        values = [r["value"] for r in results if r["type"] == "labels"]
        found = [(v["start"], v["end"], label) for v in values for label in v["labels"]]
        rows.append(_row(data.pop("post_id"), data.pop("text"), data, found))
    return rows


def _to_prodigy(posts: Sequence[LabelledPost]) -> str:
    return _json_lines(
        {
            "text": post.text,
            "meta": {"id": post.id} | _meta(post),
            "spans": [{"start": s, "end": e, "label": signal} for s, e, signal in spans(post)],
            "answer": "accept",
        }
        for post in posts
    )


def _from_prodigy(text: str) -> list[Row]:
    rows = []
    for task in _parsed_lines(text):
        meta = dict(task["meta"])
        found = [(span["start"], span["end"], span["label"]) for span in task.get("spans", [])]
        rows.append(_row(meta.pop("id"), task["text"], meta, found))
    return rows


def _to_doccano(posts: Sequence[LabelledPost]) -> str:
    return _json_lines(
        {"text": post.text, "label": [list(span) for span in spans(post)], "post_id": post.id}
        | _meta(post)
        for post in posts
    )


def _from_doccano(text: str) -> list[Row]:
    rows = []
    for line in _parsed_lines(text):
        meta = {name: line[name] for name in (*_META, "lang")}
        found = [(start, end, signal) for start, end, signal in line["label"]]
        rows.append(_row(line["post_id"], line["text"], meta, found))
    return rows


def _to_convokit(posts: Sequence[LabelledPost]) -> str:
    return _json_lines(
        {
            "id": post.id,
            "conversation_id": post.id,
            "speaker": post.writer,
            "reply-to": None,
            "timestamp": None,
            "text": post.text,
            "meta": _meta(post) | {"signals": post.as_row()["signals"]},
        }
        for post in posts
    )


def _from_convokit(text: str) -> list[Row]:
    return [{"id": line["id"], "text": line["text"]} | line["meta"] for line in _parsed_lines(text)]


def _to_hugging_face(posts: Sequence[LabelledPost]) -> str:
    """Write columns of one type throughout, as Arrow wants them: no mapping with varying keys."""
    return _json_lines(
        {
            "id": post.id,
            "text": post.text,
            "labels": list(post.signals),
            "evidence": [
                {"signal": signal, "snippets": list(snippets)}
                for signal, snippets in post.signals.items()
            ],
        }
        | _meta(post)
        for post in posts
    )


def _from_hugging_face(text: str) -> list[Row]:
    rows = _parsed_lines(text)
    for row in rows:
        row["signals"] = {item["signal"]: item["snippets"] for item in row.pop("evidence")}
        row.pop("labels")
    return rows


def _to_csv(posts: Sequence[LabelledPost]) -> str:
    rows = [post.as_row() for post in posts]
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, list(rows[0]) if rows else [], lineterminator="\n")
    writer.writeheader()
    for row in rows:
        cells = {name: json.dumps(row[name], ensure_ascii=False) for name in _JSON_CELLS}
        writer.writerow(row | cells)
    return stream.getvalue()


def _from_csv(text: str) -> list[Row]:
    rows: list[Row] = []
    for line in csv.DictReader(io.StringIO(text, newline="")):
        cells = {name: json.loads(line[name]) for name in _JSON_CELLS}
        rows.append({name: value or None for name, value in line.items()} | cells)
    return rows


FORMATS = {
    form.name: form
    for form in (
        CorpusFormat("corpus", "a corpus file of our own (JSON Lines)", _to_native, _parsed_lines),
        CorpusFormat("label-studio", "Label Studio JSON", _to_label_studio, _from_label_studio),
        CorpusFormat("prodigy", "Prodigy JSON Lines", _to_prodigy, _from_prodigy),
        CorpusFormat("doccano", "doccano JSON Lines", _to_doccano, _from_doccano),
        CorpusFormat("convokit", "ConvoKit utterances.jsonl", _to_convokit, _from_convokit),
        CorpusFormat(
            "hugging-face", "Hugging Face datasets JSON Lines", _to_hugging_face, _from_hugging_face
        ),
        CorpusFormat("csv", "CSV", _to_csv, _from_csv),
    )
}


def read_file(file: Path) -> str:
    """Return the text of a file.

    Raises
    ------
    CorpusError
        If it can't be read.
    """
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CorpusError(f"{file} can't be read as UTF-8 text; check the name") from error
