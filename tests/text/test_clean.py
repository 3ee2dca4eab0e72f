from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillsignal.records import Span
from skillsignal.text import clean, clean_tracked


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("Hi <@U123|bo>, look", "Hi xxmention, look"),
        ("Hi <@U123>!", "Hi xxmention!"),
        ("<!here> lunch", "xxmention lunch"),
        ("see <#C12|general>", "see general"),
        ("see <https://x.org/a?b=1|the doc>", "see the doc xxurl"),
        ("see <https://x.org/a>", "see xxurl"),
        ("mail me@x.example or www.x.example", "mail xxurl or xxurl"),
        ("@anna.b kan jij?", "xxmention kan jij?"),
        ("R&amp;D &lt;3", "R&D <3"),
        ("run `rm -rf` now", "run xxcode now"),
        ("look\n```\na = 1\n```\ndone", "look\n\nxxcode\n\ndone"),
        ("<p>Hej <b>alla</b></p><p>Bra!</p>", "Hej alla\nBra!"),
        ("<blockquote>old</blockquote>new", "new"),
        ("a < b and b > c", "a < b and b > c"),
        ("> quoted\nmine", "mine"),
        ("&gt; quoted\nmine", "mine"),
        ("Ja!\n\nOp ma 3 mei 2021 schreef Jan <j@x.nl>:\n> hoi", "Ja!"),
        ("Ja!\n\nDen 3 maj 2021 kl. 10 skrev Jan:\nhej", "Ja!"),
        ("Yes.\n\nOn Mon, 3 May 2021 at 10:00, Jan wrote:\nold text", "Yes."),
        ("Klart.\n\nMvh\nAnna Ek\nIT", "Klart."),
        ("Klaar.\nMet vriendelijke groet,\nJan", "Klaar."),
        ("Done.\n\nKind regards,\nJo", "Done."),
        ("Done.\n-- \nJo\nCEO", "Done."),
        ("Klart.\nSkickat från min iPhone", "Klart."),
        ("[[user:12]] tack! opengraphobject", "xxmention tack! opengraphobject"),
        ("Fint 🎉 :tada:", "Fint 🎉 :tada:"),
        ("a\u200bb\u202e c\x00", "ab c"),
        ("", ""),
        ("   \n ", ""),
    ],
)
def test_clean(raw: str, expected: str) -> None:
    assert clean(raw) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Cheers for that fix mate",
        "First line.\nCheers to everybody who stayed late",
        "Groeten uit Gent kregen we ook nog.",
        "Van: Gent\nwe rijden om negen",
        "Mvh Anna",
    ],
)
def test_ordinary_words_are_no_signature(text: str) -> None:
    assert clean(text) == text


def test_evidence_can_be_shown_in_place() -> None:
    original = "&gt; old\nHi <@U1>, thanks for the <https://x.org|chart>! &amp; more"
    tracked = clean_tracked(original)
    start = tracked.text.index("thanks")
    end = tracked.text.index("!") + 1
    place = tracked.origin(Span(start, end))
    assert original[place.start : place.end] == "thanks for the <https://x.org|chart>!"


@given(st.text(alphabet=st.characters(), max_size=300))
def test_any_text_is_cleaned_and_every_character_has_an_origin(text: str) -> None:
    tracked = clean_tracked(text)
    assert len(tracked.text) == len(tracked.starts) == len(tracked.ends)
    assert all(0 <= s < e <= len(text) for s, e in zip(tracked.starts, tracked.ends, strict=True))
    assert list(tracked.starts) == sorted(tracked.starts)


@given(st.text(alphabet="ab <>@&;:`#|/\n.-[]U1xps", max_size=200))
def test_markup_in_any_order_does_no_harm(text: str) -> None:
    assert clean(text) == clean_tracked(text).text


@pytest.mark.parametrize(
    "opening", ["<!--", "<script>", "<blockquote>", "<at>", "<code ", "[[user:"]
)
def test_what_is_never_closed_costs_no_square_of_time(opening: str) -> None:
    begin = time.perf_counter()
    clean(f"</code></at></blockquote></script>-->{opening * 25_000}")
    assert time.perf_counter() - begin < 5


def test_a_megabyte_is_cleaned() -> None:
    assert len(clean("hello there. " * 80_000)) > 1_000_000
