"""The first reading of exports: which posts count, in which language, and what does not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from skillsignal.errors import InputError
from skillsignal.language import LanguageDetector, LanguageGuess, language_detector, resolve
from skillsignal.readers import Export
from skillsignal.records import UNKNOWN_AUTHOR, Post, SetAside

BATCH = 2_000
LONGEST_POST = 1_000_000
TOO_LONG = f"the post is longer than {LONGEST_POST:,} characters"
REPEATED = "a post met before (same id and text)"
REUSED = "the post id stands at an earlier post with another text"

Progress = Callable[[str, int, int | None], None]
"""Called with the name of a stage, the posts done and, where known, their number."""


def no_progress(stage: str, done: int, total: int | None) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class ExportIntake:
    """What one export holds.

    ``langs`` has the language of every post in the export's order, or None for one that does not
    count; ``set_aside`` counts reasons, with whether they were to be expected; ``own_ids`` tells
    that its post ids stand for other posts in another export.
    """

    export: Export
    langs: tuple[str | None, ...]
    set_aside: dict[tuple[str, bool], int]
    rejects: tuple[SetAside, ...]
    own_ids: bool = False

    @property
    def posts(self) -> int:
        """Return how many posts count."""
        return sum(lang is not None for lang in self.langs)


@dataclass(frozen=True)
class Intake:
    """What several exports hold; ``names`` are those that posts tell of their authors."""

    exports: tuple[ExportIntake, ...]
    names: frozenset[str]

    @property
    def posts(self) -> int:
        """Return how many posts count."""
        return sum(export.posts for export in self.exports)

    @property
    def rejects(self) -> tuple[SetAside, ...]:
        """Return the items that could not be used."""
        return tuple(reject for export in self.exports for reject in export.rejects)

    @property
    def set_aside(self) -> Counter[tuple[str, bool]]:
        """Return how many items were set aside, by reason and whether that was to be expected."""
        return sum((Counter(export.set_aside) for export in self.exports), Counter())

    @property
    def languages(self) -> Counter[str]:
        """Return how many posts count in each language."""
        return Counter(lang for export in self.exports for lang in export.langs if lang)


class _Tally:
    """What is kept of the posts while they are read: all that languages hang on, no texts."""

    def __init__(self, detector: LanguageDetector) -> None:
        self._detector = detector
        self._seen: dict[str, tuple[int, int]] = {}
        self.clashing: set[int] = set()
        self._guesses: list[LanguageGuess] = []
        self._authors: list[str | None] = []
        self._threads: list[str | None] = []
        self._hints: list[str | None] = []
        self.names: set[str] = set()

    def problem(self, post: Post, export: int) -> SetAside | None:
        """Return why a post of an export (by its number) does not count, if it does not."""
        if len(post.text) > LONGEST_POST:
            return SetAside(post.source or "", None, f"{TOO_LONG} (id {post.post_id})", False)
        text = hash(post.text)
        for key in (post.post_id, f"{export}\0{post.post_id}"):
            if key not in self._seen:
                self._seen[key] = (text, export)
                return None
            earlier, where = self._seen[key]
            if earlier == text:
                return SetAside(post.source or "", None, REPEATED, expected=True)
            if where == export:
                break
            # Two tables may number their rows alike: then their ids are told apart.
            self.clashing.add(export)
        return SetAside(post.source or "", None, f"{REUSED} (id {post.post_id})", expected=False)

    def add(self, posts: Sequence[Post]) -> None:
        """Take note of posts that count."""
        self._guesses += self._detector.guess([post.text for post in posts])
        self._authors += [
            None if post.author_id == UNKNOWN_AUTHOR else post.author_id for post in posts
        ]
        self._threads += [post.thread_id or post.reply_to for post in posts]
        self._hints += [post.lang_hint for post in posts]
        # Tables often have nothing but a name to tell authors apart.
        told = (post.author_name or post.author_id for post in posts)
        self.names.update(name for name in told if not any(map(str.isdigit, name)))

    def languages(self) -> list[str]:
        """Return the languages of all posts that count, in their order."""
        return resolve(self._guesses, self._authors, self._threads, self._hints)


def take_in(
    exports: Sequence[Export], language: str = "default", progress: Progress = no_progress
) -> Intake:
    """Read exports a first time; ``language`` names the language detector.

    The texts are not kept: the second reading has them again, in the same order.

    Raises
    ------
    InputError
        If there is no post in any of them, or an export is damaged.
    """
    tally = _Tally(language_detector(language))
    found: list[tuple[list[bool], Counter[tuple[str, bool]], list[SetAside]]] = []
    for number, export in enumerate(exports):
        counts: list[bool] = []
        reasons: Counter[tuple[str, bool]] = Counter()
        rejects: list[SetAside] = []
        items = export.items()
        while batch := list(islice(items, BATCH)):
            posts: list[Post] = []
            for item in batch:
                problem = item if isinstance(item, SetAside) else tally.problem(item, number)
                if isinstance(item, Post):
                    counts.append(problem is None)
                if problem is None and isinstance(item, Post):
                    posts.append(item)
                elif problem is not None:
                    reasons[problem.reason, problem.expected] += 1
                    rejects += [] if problem.expected else [problem]
            tally.add(posts)
            progress("reading", len(counts), None)
        found.append((counts, reasons, rejects))
    langs = iter(tally.languages())
    intake = Intake(
        tuple(
            ExportIntake(
                export,
                tuple(next(langs) if counts else None for counts in which),
                dict(reasons),
                tuple(rejects),
                own_ids=number in tally.clashing,
            )
            for number, (export, (which, reasons, rejects)) in enumerate(
                zip(exports, found, strict=True)
            )
        ),
        frozenset(tally.names - {UNKNOWN_AUTHOR}),
    )
    if not intake.posts:
        raise InputError(_no_posts(intake))
    return intake


def _no_posts(intake: Intake) -> str:
    names = ", ".join(found.export.name for found in intake.exports)
    reasons = ", ".join(f"{reason}: {n}" for (reason, _), n in intake.set_aside.most_common(3))
    if reasons:
        return f"no post to read in {names} ({reasons}); check the file and the options"
    return f"no post to read in {names}: it is empty; check the file or export it again"


def counted_posts(found: ExportIntake) -> Iterator[tuple[Post, str]]:
    """Read an export a second time: the posts that count, each with its language."""
    langs = iter(found.langs)
    for item in found.export.items():
        if isinstance(item, Post) and (lang := next(langs)) is not None:
            yield (_with_own_ids(item, found.export.name) if found.own_ids else item), lang


def _with_own_ids(post: Post, export: str) -> Post:
    def own(post_id: str | None) -> str | None:
        return f"{export}:{post_id}" if post_id else None

    return replace(
        post,
        post_id=f"{export}:{post.post_id}",
        thread_id=own(post.thread_id),
        reply_to=own(post.reply_to),
    )
