"""What a reader is, and what it is told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Protocol

from skillsignal.readers.source import Source
from skillsignal.records import Person, Post, SetAside


@dataclass(frozen=True)
class ReadOptions:
    """What the user says about the input.

    ``columns`` maps fields of :class:`~skillsignal.records.Post` to column names of a table;
    ``timezone`` holds for times that name none.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    timezone: tzinfo | None = None
    include_private: bool = False


class Export(Protocol):
    """One opened export; it can be read more than once."""

    @property
    def format(self) -> str:
        """The title of the format."""

    @property
    def name(self) -> str:
        """The export as the user named it."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What the user should know of how it was understood."""

    @property
    def people(self) -> Mapping[str, Person]:
        """The people that the export lists, by id."""

    def items(self) -> Iterator[Post | SetAside]:
        """Yield the posts and what was set aside, in the order of the export.

        Raises
        ------
        InputError
            If the export breaks off or is damaged.
        """
        ...


class Reader(Protocol):
    """One export format."""

    @property
    def name(self) -> str:
        """The name for options and code."""

    @property
    def title(self) -> str:
        """The name for people."""

    def recognises(self, source: Source) -> bool:
        """Tell by its content whether a source has this format."""
        ...

    def open(self, source: Source, options: ReadOptions) -> Export:
        """Open a source of this format.

        Raises
        ------
        InputError
            If something that the format needs is missing or damaged.
        """
        ...
