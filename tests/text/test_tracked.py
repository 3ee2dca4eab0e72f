from __future__ import annotations

import re

import pytest

from skillsignal.records import Span
from skillsignal.text import TrackedText


def test_what_is_put_in_stands_for_the_whole_match() -> None:
    tracked = TrackedText.of("go to http://x now").sub(re.compile(r"http\S+"), "LINK")
    assert tracked.text == "go to LINK now"
    assert tracked.origin(Span(6, 10)) == Span(6, 14)
    assert tracked.origin(Span(11, 14)) == Span(15, 18)


def test_edits_can_follow_each_other() -> None:
    tracked = TrackedText.of("<b>bold</b> &amp; more")
    tracked = tracked.sub(re.compile(r"</?b>"), "").sub(re.compile("&amp;"), "&")
    assert tracked.text == "bold & more"
    assert tracked.origin(Span(0, 4)) == Span(3, 7)
    assert tracked.origin(Span(5, 6)) == Span(12, 17)


def test_an_empty_stretch_has_no_origin() -> None:
    with pytest.raises(ValueError, match="no origin"):
        TrackedText.of("abc").origin(Span(1, 1))
