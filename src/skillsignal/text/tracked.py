"""Text that remembers where each of its characters came from."""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable
from dataclasses import dataclass

from skillsignal.records import Span

Replacement = str | Callable[[re.Match[str]], str]


@dataclass(frozen=True, slots=True)
class TrackedText:
    """A text after edits, with the place of every character in the original.

    Character ``i`` of ``text`` stands for ``original[starts[i]:ends[i]]``.
    """

    text: str
    starts: array[int]
    ends: array[int]

    @classmethod
    def of(cls, text: str) -> TrackedText:
        """Return a text that has not been edited yet."""
        return cls(text, array("L", range(len(text))), array("L", range(1, len(text) + 1)))

    def sub_closed(
        self, pattern: re.Pattern[str], closing: str, replacement: Replacement
    ) -> TrackedText:
        """Replace matches of a pattern that ends with a closing mark, up to the last such mark.

        Behind it nothing can match; to search there costs the square of the length.
        """
        begin = self.text.lower().rfind(closing)
        end = self.text.find(">", begin) + 1 if begin >= 0 else 0
        return self.sub(pattern, replacement, end) if end else self

    def sub(
        self, pattern: re.Pattern[str], replacement: Replacement, end: int | None = None
    ) -> TrackedText:
        """Replace every match, or those before ``end``.

        The characters put in stand for the whole match. A replacement that is the match's first
        group keeps its own places.
        """
        pieces: list[str] = []
        starts, ends = array("L"), array("L")
        done = 0
        searched = len(self.text) if end is None else end
        for match in pattern.finditer(self.text, 0, searched):
            begin, stop = match.span()
            new = replacement if isinstance(replacement, str) else replacement(match)
            pieces += [self.text[done:begin], new]
            starts += self.starts[done:begin]
            ends += self.ends[done:begin]
            if match.lastindex and new == match.group(1):
                starts += self.starts[match.start(1) : match.end(1)]
                ends += self.ends[match.start(1) : match.end(1)]
            elif new:
                starts += array("L", [self.starts[begin]] * len(new))
                ends += array("L", [self.ends[stop - 1]] * len(new))
            done = stop
        if not pieces:
            return self
        pieces.append(self.text[done:])
        return TrackedText("".join(pieces), starts + self.starts[done:], ends + self.ends[done:])

    def keep(self, start: int, end: int) -> TrackedText:
        """Return the stretch ``text[start:end]``."""
        return TrackedText(self.text[start:end], self.starts[start:end], self.ends[start:end])

    def origin(self, span: Span) -> Span:
        """Return where a stretch of the edited text stands in the original.

        Raises
        ------
        ValueError
            If the stretch is empty: nothing stands for it.
        """
        if span.end <= span.start:
            raise ValueError("an empty stretch has no origin")
        return Span(self.starts[span.start], self.ends[span.end - 1])
