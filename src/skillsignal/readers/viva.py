"""Viva Engage (Yammer) network exports: Messages.csv with Users.csv and Groups.csv beside it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from skillsignal.errors import ColumnError
from skillsignal.readers.base import ReadOptions
from skillsignal.readers.source import Source
from skillsignal.readers.tables import csv_dialect
from skillsignal.readers.values import parse_time, register_fallback, text_encoding
from skillsignal.records import UNKNOWN_AUTHOR, Person, Post, SetAside

MESSAGES, USERS, GROUPS = "messages.csv", "users.csv", "groups.csv"
_NEEDED = ("id", "sender_id", "body")
_NOTHING = {"", "null"}
_USER_MENTION = re.compile(r"\[\[user:(\d+)\]\]")
_PRIVATE_COLUMNS = ("in_private_conversation", "in_private_group")
_FALSE = {"", "false", "0", "no"}


class VivaReader:
    """Reads the export of a whole network, as a zip or as the folder that was in it."""

    name = "viva"
    title = "Viva Engage export"

    def recognises(self, source: Source) -> bool:
        """Tell whether there is a list of messages in Yammer's form."""
        name = _find(source, MESSAGES)
        if name is None:
            return False
        header = source.sample(name).split(b"\n", 1)[0].lower()
        return b"sender_id" in header.replace(b"\0", b"")

    def open(self, source: Source, options: ReadOptions) -> VivaExport:
        """Read the lists of users and groups.

        Raises
        ------
        ColumnError
            If the list of messages lacks a column that is needed.
        """
        name = _find(source, MESSAGES)
        first = next(iter(_rows(source, name or MESSAGES)), (0, {}))[1]
        missing = [column for column in _NEEDED if first and column not in first]
        if missing:
            raise ColumnError(
                f"{MESSAGES} in {source.shown} lacks the column {missing[0]}; it has "
                f"{', '.join(first)}; export the network again"
            )
        users = [row for _, row in _rows(source, _find(source, USERS)) if row.get("id")]
        groups = [row for _, row in _rows(source, _find(source, GROUPS)) if row.get("id")]
        return VivaExport(
            format=self.title,
            name=source.shown,
            notes=() if users else ("no Users.csv: names in the text can't be masked",),
            people={row["id"]: _person(row) for row in users},
            source=source,
            messages=name or MESSAGES,
            groups={row["id"]: row.get("name") or "" for row in groups},
            private_groups=frozenset(
                row["id"] for row in groups if row.get("private", "").lower() not in _FALSE
            ),
            options=options,
        )


def _find(source: Source, wanted: str) -> str | None:
    names = (source.path.name,) if source.is_single_file else source.names
    return next((name for name in names if name.lower().rsplit("/", 1)[-1] == wanted), None)


def _rows(source: Source, name: str | None) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield line number and row; headers in lower case, values that stand for nothing as ""."""
    if name is None:
        return
    csv.field_size_limit(2**30)
    sample = source.sample(name)
    encoding = text_encoding(sample)
    with (
        source.opened() as files,
        files.stream(name) as stream,
        io.TextIOWrapper(
            stream, encoding=encoding, errors=register_fallback(), newline=""
        ) as lines,
    ):
        delimiter = csv_dialect(sample.decode(encoding, errors="replace").lstrip("\ufeff"))
        reader = csv.DictReader(lines, delimiter=delimiter, restkey="")
        line = 2
        for row in reader:
            values = {
                key.strip().lower(): "" if (value or "").strip().lower() in _NOTHING else value
                for key, value in row.items()
                if not isinstance(value, list)
            }
            # Fields beyond the header are kept under the empty name, for the caller to see.
            yield line, values | ({"": "more"} if isinstance(row.get(""), list) else {})
            line = reader.line_num + 1


def _person(row: Mapping[str, str]) -> Person:
    return Person(
        author_id=row["id"],
        name=row.get("name") or None,
        email=(row.get("email") or "").lower() or None,
        department=row.get("department") or None,
        job_title=row.get("job_title") or None,
    )


@dataclass(frozen=True)
class VivaExport:
    """An opened Viva Engage export."""

    format: str
    name: str
    notes: tuple[str, ...]
    people: Mapping[str, Person]
    source: Source
    messages: str
    groups: Mapping[str, str]
    private_groups: frozenset[str]
    options: ReadOptions

    def items(self) -> Iterator[Post | SetAside]:
        """Yield the messages in the order of the export."""
        place = self.name if self.source.is_single_file else f"{self.name}/{self.messages}"
        for line, row in _rows(self.source, self.messages):
            if reason := self._reason_to_leave_out(row):
                yield SetAside(place, line, reason, expected=True)
            elif "" in row:
                yield SetAside(
                    place, line, "the row has more fields than the header", expected=False
                )
            elif not row.get("id"):
                yield SetAside(place, line, "the message has no id", expected=False)
            else:
                yield self._post(row)

    def _reason_to_leave_out(self, row: Mapping[str, str]) -> str | None:
        # Anything but a plain "no" counts as private.
        marks = [row.get(column, "").strip().lower() for column in _PRIVATE_COLUMNS]
        is_private = any(mark not in _FALSE for mark in marks)
        is_private = is_private or row.get("group_id", "") in self.private_groups
        if is_private and not self.options.include_private:
            return "private channel or direct message"
        if row.get("deleted_at"):
            return "deleted"
        if row.get("sender_type", "").lower() in {"bot", "app"}:
            return "written by a bot"
        if row.get("message_type", "").lower() == "system":
            return "joins, leaves and other automatic messages"
        if not row.get("body", "").strip():
            return "a file or picture without words"
        return None

    def _post(self, row: Mapping[str, str]) -> Post:
        author = row.get("sender_id") or UNKNOWN_AUTHOR
        person = self.people.get(author)
        group = row.get("group_name") or self.groups.get(row.get("group_id", ""))
        text = row["body"].replace("\\r\\n", "\n").replace("\\n", "\n")
        return Post(
            post_id=row["id"],
            author_id=author,
            text=text,
            author_name=person.name if person else row.get("sender_name") or None,
            created_at=parse_time(row.get("created_at"), timezone=self.options.timezone),
            kind="reply" if row.get("replied_to_id") else "post",
            thread_id=row.get("thread_id") or None,
            reply_to=row.get("replied_to_id") or None,
            channel=group or None,
            source=self.name,
            department=person.department if person else None,
            job_title=person.job_title if person else None,
            mentions=tuple(dict.fromkeys(_USER_MENTION.findall(text))),
        )
