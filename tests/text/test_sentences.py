from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillsignal.text import sentence_spans


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("en", "One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("en", "See e.g. the list. Done", ["See e.g. the list.", "Done"]),
        ("nl", "Kijk bijv. hier. Klaar", ["Kijk bijv. hier.", "Klaar"]),
        ("sv", "Titta t.ex. här. Klart", ["Titta t.ex. här.", "Klart"]),
        ("en", "no full stop\n- a list\n- of two", ["no full stop", "- a list", "- of two"]),
        ("en", "Great! 🎉", ["Great! 🎉"]),
        ("sv", "👍", ["👍"]),
        ("nl", "", []),
    ],
)
def test_sentence_spans(lang: str, text: str, expected: list[str]) -> None:
    assert [text[s.start : s.end] for s in sentence_spans(text, lang)] == expected


@given(st.text(max_size=200), st.sampled_from(["en", "nl", "sv"]))
def test_spans_are_in_order_and_lose_no_letter(text: str, lang: str) -> None:
    spans = sentence_spans(text, lang)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    inside = "".join(text[s.start : s.end] for s in spans)
    assert [c for c in inside if c.isalnum()] == [c for c in text if c.isalnum()]
