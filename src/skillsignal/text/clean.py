"""Cleaning: what the author wrote, without markup, quotes, signatures and code.

Every step is a function ``str -> str`` in effect; inside, the steps work on
:class:`~skillsignal.text.tracked.TrackedText`, so that evidence found in the clean text can be
shown in place in the original.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable

from skillsignal.text import patterns as p
from skillsignal.text.tracked import TrackedText

Step = Callable[[TrackedText], TrackedText]


def clean(text: str) -> str:
    """Return what the author wrote: markup, quotes and signatures gone, marks for the rest.

    Links become ``xxurl``, mentions ``xxmention`` and code ``xxcode``; emoji stay.
    """
    return clean_tracked(text).text


def clean_tracked(text: str) -> TrackedText:
    """Return the clean text with the place of each character in ``text``."""
    tracked = TrackedText.of(text)
    for step in STEPS:
        tracked = step(tracked)
    return tracked


def drop_invisible(tracked: TrackedText) -> TrackedText:
    """Bring line ends to one form and drop control characters and lone surrogates."""
    tracked = tracked.sub(p.LINE_END, "\n").sub(p.INVISIBLE, "")
    return tracked.sub(p.SURROGATE, "\ufffd")


def mark_code(tracked: TrackedText) -> TrackedText:
    """Put a mark in the place of code blocks and inline code."""
    if "`" in tracked.text or "~~~" in tracked.text:
        tracked = tracked.sub(p.CODE_BLOCK, f"\n{p.CODE_MARK}\n")
        tracked = tracked.sub(p.INLINE_CODE, p.CODE_MARK)
    if "</" in tracked.text:
        for tag, pattern in p.HTML_CODE.items():
            tracked = tracked.sub_closed(pattern, f"</{tag}", f" {p.CODE_MARK} ")
    return tracked


def drop_quotes(tracked: TrackedText) -> TrackedText:
    """Drop quoted lines, quoted blocks and the message below a reply."""
    if "<" in tracked.text:
        tracked = tracked.sub_closed(p.HTML_QUOTE, "</blockquote", "\n")
    if ":" in tracked.text or "---" in tracked.text:
        tracked = _cut_quoted_message(tracked)
    if ">" in tracked.text or "&gt;" in tracked.text:
        tracked = tracked.sub(p.QUOTED_LINE, "")
    return tracked


def _cut_quoted_message(tracked: TrackedText) -> TrackedText:
    match = p.quoted_from().search(tracked.text)
    # A message that only opens with such a line is a forward: then there is nothing else.
    if match is None or not tracked.text[: match.start()].strip():
        return tracked
    return tracked.keep(0, match.start())


def resolve_chat_markup(tracked: TrackedText) -> TrackedText:
    """Resolve the markup of Slack and Viva Engage: mentions, channels and links."""
    if "<" in tracked.text:
        tracked = tracked.sub(p.SLACK_USER, p.MENTION_MARK)
        tracked = tracked.sub(p.SLACK_SPECIAL, p.MENTION_MARK)
        tracked = tracked.sub(p.SLACK_CHANNEL, _first_group)
        tracked = tracked.sub(p.SLACK_LINK, lambda m: f"{m.group(1)} {p.URL_MARK}")
        tracked = tracked.sub(p.SLACK_BARE_LINK, p.URL_MARK)
    if "[[" in tracked.text:
        tracked = tracked.sub(p.VIVA_USER, p.MENTION_MARK).sub(p.VIVA_TAG, p.URL_MARK)
    return tracked


def _first_group(match: re.Match[str]) -> str:
    return match.group(1)


def drop_html(tracked: TrackedText) -> TrackedText:
    """Drop HTML tags, keeping the line breaks that they stand for."""
    if "<" not in tracked.text:
        return tracked
    tracked = tracked.sub_closed(p.HTML_COMMENT, "-->", "")
    for tag, pattern in p.HTML_HIDDEN.items():
        tracked = tracked.sub_closed(pattern, f"</{tag}", "")
    tracked = tracked.sub_closed(p.HTML_MENTION, "</at", p.MENTION_MARK)
    return tracked.sub(p.HTML_BREAK, "\n").sub(p.HTML_TAG, "")


def unescape(tracked: TrackedText) -> TrackedText:
    """Turn character references such as ``&amp;`` into the characters they stand for."""
    if "&" not in tracked.text:
        return tracked
    return tracked.sub(p.HTML_ENTITY, lambda match: html.unescape(match.group()))


def mark_links(tracked: TrackedText) -> TrackedText:
    """Put marks in the place of addresses and mentions."""
    if "://" in tracked.text or "www." in tracked.text.lower():
        tracked = tracked.sub(p.URL, p.URL_MARK)
    if "@" in tracked.text:
        tracked = tracked.sub(p.EMAIL, p.URL_MARK).sub(p.MENTION, p.MENTION_MARK)
    return tracked


def drop_signature(tracked: TrackedText) -> TrackedText:
    """Drop the sign-off and what follows it, and lines that telephones add."""
    if "\n" not in tracked.text:
        return tracked
    tracked = tracked.sub(p.automatic_line(), "").sub(p.DASHED_SIGNATURE, "")
    for match in p.sign_off().finditer(tracked.text):
        rest = tracked.text[match.end() :]
        is_last = (
            rest.count("\n") <= p.SIGNATURE_MAX_LINES and len(rest) <= p.SIGNATURE_MAX_CHARACTERS
        )
        # A post that is nothing but "Cheers" stays: there is nothing else of it.
        if is_last and tracked.text[: match.start()].strip():
            return tracked.keep(0, match.start())
    return tracked


def tidy_blanks(tracked: TrackedText) -> TrackedText:
    """Fold runs of blanks and empty lines, and trim both ends."""
    tracked = tracked.sub(p.BLANK_RUN, " ").sub(p.EMPTY_LINES, "\n\n")
    text = tracked.text
    start = len(text) - len(text.lstrip())
    return tracked.keep(start, max(start, len(text.rstrip())))


STEPS: tuple[Step, ...] = (
    drop_invisible,
    mark_code,
    drop_quotes,
    resolve_chat_markup,
    drop_html,
    unescape,
    mark_links,
    drop_signature,
    tidy_blanks,
)
"""The steps in their order: code first, so that nothing in it is taken for markup."""
