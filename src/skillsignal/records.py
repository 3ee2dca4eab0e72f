"""The records that the stages hand on: the vocabulary of the program."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

UNKNOWN_AUTHOR = "unknown"
"""Author id of posts whose author the export does not tell; they count for nobody."""


@dataclass(frozen=True, slots=True)
class Post:
    """Anything one person wrote in one go, as a reader hands it on.

    Only the first three fields are required. ``text`` is the text as the export holds it,
    markup included; evidence offsets count its characters. ``created_at`` is in UTC.
    """

    post_id: str
    author_id: str
    text: str
    author_name: str | None = None
    created_at: datetime | None = None
    kind: str = "post"
    thread_id: str | None = None
    reply_to: str | None = None
    channel: str | None = None
    source: str | None = None
    department: str | None = None
    job_title: str | None = None
    lang_hint: str | None = None
    mentions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Person:
    """What an export tells of one of its authors; ``aliases`` are other names of theirs."""

    author_id: str
    name: str | None = None
    email: str | None = None
    department: str | None = None
    job_title: str | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SetAside:
    """An item that did not become a post: where it stands and why.

    ``expected`` tells the two kinds apart: what is left out by rule (bots, joins, private
    channels) from what could not be used (a row without text). It never holds what was written.
    """

    source: str
    line: int | None
    reason: str
    expected: bool


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text: ``text[start:end]``."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """The sentence that carries a signal, with its place in the post's original text."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SignalScore:
    """One signal that is present in one post."""

    signal: str
    probability: float
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class ScoredPost:
    """A post with its language, all calibrated probabilities and the signals present.

    ``probabilities`` follow the order of the model's taxonomy; it is empty for a post in a
    language that the model does not know.
    """

    post: Post
    lang: str
    words: int
    probabilities: tuple[float, ...]
    signals: tuple[SignalScore, ...]
