"""Plain text: a file or a folder of files, each of them one post such as a saved blog page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from skillsignal.readers.base import ReadOptions
from skillsignal.readers.source import Source
from skillsignal.readers.values import parse_time, register_fallback, text_encoding
from skillsignal.records import UNKNOWN_AUTHOR, Person, Post, SetAside

_SUFFIXES = {".txt", ".md", ".text"}


class PlainTextReader:
    """Reads text files; who wrote them is not known."""

    name = "text"
    title = "plain text files"

    def recognises(self, source: Source) -> bool:
        """Tell whether there are text files, and nothing but text files."""
        return all(PurePosixPath(name).suffix.lower() in _SUFFIXES for name in source.names)

    def open(self, source: Source, options: ReadOptions) -> PlainTextExport:
        """Open the files."""
        return PlainTextExport(self.title, source.shown, ("one post a file",), source, options)


@dataclass(frozen=True)
class PlainTextExport:
    """Opened text files."""

    format: str
    name: str
    notes: tuple[str, ...]
    source: Source
    options: ReadOptions
    people: Mapping[str, Person] = field(default_factory=dict)

    def items(self) -> Iterator[Post | SetAside]:
        """Yield one post a file; a first line that is a date tells when it was written."""
        with self.source.opened() as files:
            for name in self.source.names:
                content = files.read(name)
                text = content.decode(text_encoding(content[:65_536]), errors=register_fallback())
                if not text.strip():
                    yield SetAside(f"{self.name}/{name}", None, "the file is empty", expected=False)
                    continue
                first_line = text.lstrip("\ufeff \n\r\t").split("\n", 1)[0]
                yield Post(
                    post_id=name,
                    author_id=UNKNOWN_AUTHOR,
                    text=text,
                    created_at=parse_time(first_line, timezone=self.options.timezone),
                    source=self.name,
                )
