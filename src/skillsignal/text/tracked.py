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

    def sub(self, pattern: re.Pattern[str], replacement: Replacement) -> TrackedText:
        """Replace every match; the characters put in stand for the whole match.

        A replacement that is the match's first group keeps its own places.
        """
        pieces: list[str] = []
        starts, ends = array("L"), array("L")
        done = 0
        for match in pattern.finditer(self.text):
            begin, end = match.span()
            new = replacement if isinstance(replacement, str) else replacement(match)
            pieces += [self.text[done:begin], new]
            starts += self.starts[done:begin]
            ends += self.ends[done:begin]
            if match.lastindex and new == match.group(1):
                starts += self.starts[match.start(1) : match.end(1)]
                ends += self.ends[match.start(1) : match.end(1)]
            elif new:
                starts += array("L", [self.starts[begin]] * len(new))
                ends += array("L", [self.ends[end - 1]] * len(new))
            done = end
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
