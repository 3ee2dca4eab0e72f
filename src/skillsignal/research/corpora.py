"""Corpora: labelled posts, one JSON object a line, with the words that carry each signal."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from skillsignal.errors import CorpusError
from skillsignal.signals.taxonomy import Taxonomy, default_taxonomy

SPLITS = ("train", "dev", "test")


@dataclass(frozen=True, slots=True)
class LabelledPost:
    """One post of a corpus; ``signals`` maps a signal to its evidence snippets."""

    id: str
    lang: str
    text: str
    kind: str
    writer: str
    split: str
    signals: dict[str, tuple[str, ...]]
    near_miss_of: tuple[str, ...]


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
            files += sorted(p for split in SPLITS for p in path.glob(f"*/{split}.jsonl"))
            files += sorted(p for split in SPLITS for p in path.glob(f"{split}.jsonl"))
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
    taxonomy = taxonomy or default_taxonomy()
    return [post for file in corpus_files(paths) for post in _read_file(file, taxonomy)]


def corpus_digest(paths: Iterable[Path]) -> str:
    """Return a SHA-256 over the contents of the corpus files."""
    digest = hashlib.sha256()
    for file in corpus_files(paths):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _read_file(file: Path, taxonomy: Taxonomy) -> Iterator[LabelledPost]:
    with file.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                yield _labelled_post(json.loads(line), taxonomy)
            except (ValueError, KeyError, TypeError) as error:
                reason = f"no field {error}" if isinstance(error, KeyError) else str(error)
                raise CorpusError(
                    f"{file}, line {number}: {reason}; correct the line (see corpora/README.md)"
                ) from error


def _labelled_post(row: dict[str, Any], taxonomy: Taxonomy) -> LabelledPost:
    named = [*row["signals"], *row["near_miss_of"]]
    for signal in named:
        if signal not in taxonomy.ids:
            raise ValueError(f"unknown signal '{signal}', known are {', '.join(taxonomy.ids)}")
    if row["split"] not in SPLITS:
        raise ValueError(f"unknown split '{row['split']}', known are {', '.join(SPLITS)}")
    for signal, snippets in row["signals"].items():
        if not snippets or any(snippet not in row["text"] for snippet in snippets):
            raise ValueError(f"the evidence for '{signal}' does not occur in the text")
    return LabelledPost(
        id=row["id"],
        lang=row["lang"],
        text=row["text"],
        kind=row["kind"],
        writer=row["writer"],
        split=row["split"],
        signals={signal: tuple(snippets) for signal, snippets in row["signals"].items()},
        near_miss_of=tuple(row["near_miss_of"]),
    )
