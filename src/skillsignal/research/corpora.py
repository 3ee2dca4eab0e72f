"""Corpora: labelled posts, one JSON object a line, with the words that carry each signal."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from skillsignal.errors import CorpusError
from skillsignal.signals.taxonomy import Taxonomy, default_taxonomy

SPLITS = ("train", "dev", "test")


KINDS = (
    "chat",
    "post",
    "reply",
    "blog_comment",
    "blog",
    "forum",
    "email",
    "minutes",
    "reflection",
    "newsletter",
)


@dataclass(frozen=True, slots=True)
class LabelledPost:
    """One post of a corpus; ``signals`` maps a signal to its evidence snippets.

    ``place`` tells the file and line that it came from, for messages.
    """

    id: str
    lang: str
    text: str
    kind: str
    writer: str
    split: str
    signals: dict[str, tuple[str, ...]]
    near_miss_of: tuple[str, ...]
    register: str | None = None
    domain: str | None = None
    source: str = "authored"
    annotators: tuple[str, ...] = ("author",)
    place: str = field(default="", compare=False)

    def as_row(self) -> dict[str, Any]:
        """Return the post as a corpus file holds it."""
        return {
            "id": self.id,
            "lang": self.lang,
            "text": self.text,
            "kind": self.kind,
            "register": self.register,
            "domain": self.domain,
            "writer": self.writer,
            "signals": {signal: list(snippets) for signal, snippets in self.signals.items()},
            "near_miss_of": list(self.near_miss_of),
            "split": self.split,
            "source": self.source,
            "annotators": list(self.annotators),
        }


def corpus_files(paths: Iterable[Path]) -> list[Path]:
    """Return the corpus files that paths name: files as they are, folders by language.

    Raises
    ------
    CorpusError
        If a path does not exist, or nothing is found.
    """
    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            files += [p for split in SPLITS for p in sorted(path.glob(f"*/{split}.jsonl"))]
            files += [p for split in SPLITS for p in sorted(path.glob(f"{split}.jsonl"))]
        elif path.is_file():
            files.append(path)
        else:
            raise CorpusError(
                f"no corpus at {path}: give a .jsonl file or a folder such as corpora"
            )
    if not files:
        raise CorpusError("no train.jsonl, dev.jsonl or test.jsonl found in the folders given")
    return files


def read_corpus(paths: Iterable[Path], taxonomy: Taxonomy | None = None) -> list[LabelledPost]:
    """Read corpus files and folders, in order.

    Raises
    ------
    CorpusError
        If a line is no valid post; the message names file, line and remedy.
    """
    posts: list[LabelledPost] = []
    for item in corpus_items(paths, taxonomy):
        if isinstance(item, CorpusError):
            raise item
        posts.append(item)
    return posts


def corpus_items(
    paths: Iterable[Path], taxonomy: Taxonomy | None = None
) -> Iterator[LabelledPost | CorpusError]:
    """Yield the posts of corpus files, and an error in the place of every line that is none."""
    taxonomy = taxonomy or default_taxonomy()
    for file in corpus_files(paths):
        with file.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                place = f"{file}, line {number}"
                try:
                    yield labelled_post(json.loads(line), taxonomy, place)
                except (ValueError, KeyError, TypeError, AttributeError) as error:
                    reason = f"no field {error}" if isinstance(error, KeyError) else str(error)
                    remedy = "correct the line (see corpora/README.md)"
                    yield CorpusError(f"{place}: {reason}; {remedy}")


def corpus_digest(paths: Iterable[Path]) -> str:
    """Return a SHA-256 over the contents of the corpus files."""
    digest = hashlib.sha256()
    for file in corpus_files(paths):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def write_corpus(posts: Iterable[LabelledPost], file: Path) -> None:
    """Write posts to a corpus file."""
    lines = (json.dumps(post.as_row(), ensure_ascii=False) + "\n" for post in posts)
    file.write_text("".join(lines), encoding="utf-8")


def labelled_post(row: dict[str, Any], taxonomy: Taxonomy, place: str = "") -> LabelledPost:
    """Return a row of a corpus file as a post.

    Raises
    ------
    KeyError
        If a field is missing.
    ValueError
        If a field holds what it may not.
    """
    for signal in (*row["signals"], *row["near_miss_of"]):
        if signal not in taxonomy.ids:
            raise ValueError(f"unknown signal '{signal}', known are {', '.join(taxonomy.ids)}")
    for name, known in (("split", SPLITS), ("kind", KINDS)):
        if row[name] not in known:
            raise ValueError(f"unknown {name} '{row[name]}', known are {', '.join(known)}")
    for signal, snippets in row["signals"].items():
        if not snippets or any(not s.strip() or s not in row["text"] for s in snippets):
            raise ValueError(f"the evidence for '{signal}' does not occur in the text")
        if signal in row["near_miss_of"]:
            raise ValueError(f"'{signal}' is both a signal and a near miss")
    return LabelledPost(
        id=row["id"],
        lang=row["lang"],
        text=row["text"],
        kind=row["kind"],
        writer=row["writer"],
        split=row["split"],
        signals={signal: tuple(snippets) for signal, snippets in row["signals"].items()},
        near_miss_of=tuple(row["near_miss_of"]),
        register=row.get("register"),
        domain=row.get("domain"),
        source=row.get("source", "authored"),
        annotators=tuple(row.get("annotators", ("author",))),
        place=place,
    )
