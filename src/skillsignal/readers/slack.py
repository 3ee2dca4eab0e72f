"""Slack exports: a zip or folder with a folder of day files for each channel."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from skillsignal.errors import InputError
from skillsignal.readers.base import ReadOptions
from skillsignal.readers.source import Opened, Source
from skillsignal.readers.values import from_epoch
from skillsignal.records import UNKNOWN_AUTHOR, Person, Post, SetAside

_DAY_FILE = re.compile(r"(?P<channel>[^/]+)/\d{4}-\d{2}-\d{2}\.json")
_MENTION = re.compile(r"<@([UW][A-Z0-9]+)")
_KEPT_SUBTYPES = {"", "file_share", "thread_broadcast", "me_message"}
_BOT_SUBTYPES = {"bot_message", "bot_add", "bot_remove"}
_SLACKBOT = "USLACKBOT"
_PRIVATE_LISTS = ("groups.json", "dms.json", "mpims.json")


class SlackReader:
    """Reads what Slack's own export holds, and what other tools write in its form."""

    name = "slack"
    title = "Slack export"

    def recognises(self, source: Source) -> bool:
        """Tell whether there are day files, and lists of users or channels."""
        lists = {"channels.json", "users.json", "org_users.json", "groups.json", "dms.json"}
        return any(name in lists for name in source.names) and any(
            _DAY_FILE.fullmatch(name) for name in source.names
        )

    def open(self, source: Source, options: ReadOptions) -> SlackExport:
        """Read the lists of users and channels.

        Raises
        ------
        InputError
            If one of the lists is damaged.
        """
        users = [
            user
            for name in ("users.json", "org_users.json")
            for user in _list(source, name)
            if _text(user.get("id"))
        ]
        bots = frozenset(user["id"] for user in users if user.get("is_bot")) | {_SLACKBOT}
        private = {
            key
            for name in _PRIVATE_LISTS
            for channel in _list(source, name)
            for key in (_text(channel.get("name")), _text(channel.get("id")))
            if key
        }
        channels = {
            str(channel["name"]): str(channel["id"])
            for channel in _list(source, "channels.json")
            if _text(channel.get("name")) and _text(channel.get("id"))
        }
        hidden = {c.get("name") for c in _list(source, "channels.json") if c.get("is_private")}
        return SlackExport(
            format=self.title,
            name=source.shown,
            notes=(),
            people={u["id"]: _person(u) for u in users if u["id"] not in bots},
            source=source,
            bots=bots,
            channel_ids=channels,
            # What is not listed as a public channel counts as private, whatever it may be.
            public=frozenset(set(channels) - private - hidden),
            include_private=options.include_private,
        )


def _text(value: object) -> str | None:
    """Return a field that should be text, or None if it is anything else."""
    return value if isinstance(value, str) and value else None


def _list(source: Source, name: str) -> list[dict[str, Any]]:
    if name not in source.names:
        return []
    try:
        found = json.loads(source.read(name))
    except (ValueError, RecursionError) as error:
        raise InputError(
            f"{name} in {source.shown} is no valid JSON; download the export again"
        ) from error
    if not isinstance(found, list):
        raise InputError(f"{name} in {source.shown} is no list; download the export again")
    return [item for item in found if isinstance(item, dict)]


def _person(user: Mapping[str, Any]) -> Person:
    found = user.get("profile")
    profile = found if isinstance(found, dict) else {}
    names = [profile.get("real_name"), user.get("real_name"), user.get("name")]
    known = [name for name in map(_text, [*names, profile.get("display_name")]) if name]
    email = _text(profile.get("email"))
    return Person(
        author_id=user["id"],
        name=known[0] if known else None,
        email=email.lower() if email else None,
        job_title=_text(profile.get("title")),
        aliases=tuple(known[1:]),
    )


@dataclass(frozen=True)
class SlackExport:
    """An opened Slack export."""

    format: str
    name: str
    notes: tuple[str, ...]
    people: Mapping[str, Person]
    source: Source
    bots: frozenset[str]
    channel_ids: Mapping[str, str]
    public: frozenset[str]
    include_private: bool

    def items(self) -> Iterator[Post | SetAside]:
        """Yield the messages, channel by channel and day by day."""
        with self.source.opened() as files:
            for name in self.source.names:
                if match := _DAY_FILE.fullmatch(name):
                    yield from self._day(files, name, match["channel"])

    def _day(self, files: Opened, name: str, channel: str) -> Iterator[Post | SetAside]:
        place = f"{self.name}/{name}"
        try:
            messages = json.loads(files.read(name))
        except (ValueError, RecursionError):
            yield SetAside(place, None, "the day file is no valid JSON", expected=False)
            return
        except InputError as error:
            # One damaged day does not cost the others.
            yield SetAside(place, None, str(error), expected=False)
            return
        if not isinstance(messages, list):
            yield SetAside(place, None, "the day file is no list of messages", expected=False)
            return
        for number, message in enumerate(messages, 1):
            if not isinstance(message, dict) or not _is_text_or_nothing(message.get("text")):
                yield SetAside(place, number, "the entry is no message", expected=False)
            elif reason := self._reason_to_leave_out(message, channel):
                yield SetAside(place, number, reason, expected=True)
            else:
                yield self._post(message, channel, f"{PurePosixPath(name).stem}#{number}")

    def _reason_to_leave_out(self, message: Mapping[str, Any], channel: str) -> str | None:
        subtype = str(message.get("subtype") or "")
        if channel not in self.public and not self.include_private:
            return "private channel or direct message"
        by_bot = subtype in _BOT_SUBTYPES or _text(message.get("user")) in self.bots
        if message.get("bot_id") or by_bot:
            return "written by a bot"
        if subtype not in _KEPT_SUBTYPES or message.get("type", "message") != "message":
            return "joins, leaves and other automatic messages"
        if not (message.get("text") or "").strip():
            return "a file or picture without words"
        return None

    def _post(self, message: Mapping[str, Any], channel: str, place: str) -> Post:
        channel_id = self.channel_ids.get(channel, channel)
        moment = str(message.get("ts") or "")
        root = str(message.get("thread_ts") or "")
        is_reply = bool(root) and root != moment
        author = _text(message.get("user")) or _text(message.get("username")) or UNKNOWN_AUTHOR
        person = self.people.get(author)
        text = message["text"]
        return Post(
            post_id=f"{channel_id}/{moment or place}",
            author_id=author,
            text=text,
            author_name=person.name if person else None,
            created_at=from_epoch(float(moment)) if _is_number(moment) else None,
            kind="reply" if is_reply else "post",
            thread_id=f"{channel_id}/{root}" if root else None,
            reply_to=f"{channel_id}/{root}" if is_reply else None,
            channel=channel,
            source=self.name,
            department=person.department if person else None,
            job_title=person.job_title if person else None,
            mentions=tuple(dict.fromkeys(_MENTION.findall(text))),
        )


def _is_text_or_nothing(value: object) -> bool:
    return value is None or isinstance(value, str)


def _is_number(text: str) -> bool:
    return bool(re.fullmatch(r"\d{1,12}(?:\.\d+)?", text))
