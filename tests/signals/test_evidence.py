from __future__ import annotations

import pytest

from skillsignal.records import Post
from skillsignal.signals import SignalModel, read_signals


def score(model: SignalModel, text: str, lang: str = "en") -> dict[str, str]:
    (scored,) = read_signals(model, [Post("p", "a", text)], [lang])
    assert all(text[s.evidence.start : s.evidence.end] == s.evidence.text for s in scored.signals)
    return {s.signal: s.evidence.text for s in scored.signals}


def test_the_evidence_is_the_sentence_that_does_it(toy_model: SignalModel) -> None:
    text = "Room four is locked.\nThanks for the great chart! The bus leaves at nine."
    assert score(toy_model, text)["appreciation"] == "Thanks for the great chart!"


def test_evidence_stands_in_the_original_text(toy_model: SignalModel) -> None:
    text = "&gt; Bedankt voor de grafiek!\n<@U1> Zullen we het op plan B houden?"
    assert score(toy_model, text, "nl")["consensus"] == "<@U1> Zullen we het op plan B houden?"


def test_quotes_and_code_are_not_the_authors_words(toy_model: SignalModel) -> None:
    assert score(toy_model, "> Thanks for the great chart!") == {}
    assert "appreciation" not in score(toy_model, "`Thanks for the great chart!`")


def test_posts_in_other_languages_are_not_read(toy_model: SignalModel) -> None:
    (scored,) = read_signals(toy_model, [Post("p", "a", "Tak for det flotte diagram!")], ["other"])
    assert (scored.probabilities, scored.signals) == ((), ())


@pytest.mark.parametrize(
    "text",
    ["", " ", "👍🎉", "\x00\x01", "\ud800 thanks \udfff", "\u202eskcurb", "ok " * 300_000, "> q"],
    ids=["empty", "blank", "emoji", "control", "surrogates", "bidi", "megabyte", "quote"],
)
def test_odd_texts_get_an_answer(toy_model: SignalModel, text: str) -> None:
    (scored,) = read_signals(toy_model, [Post("p", "a", text)], ["en"])
    assert len(scored.probabilities) in {0, 17}


def test_many_posts_of_one_word(toy_model: SignalModel) -> None:
    posts = [Post(str(n), "a", "ok") for n in range(10_000)]
    scored = read_signals(toy_model, posts, ["en"] * len(posts))
    assert [s.post.post_id for s in scored] == [p.post_id for p in posts]
    assert len({s.probabilities for s in scored}) == 1


def test_words_are_counted_without_marks(toy_model: SignalModel) -> None:
    text = "See <https://x.example|the doc> and `code`, <@U1>"
    (scored,) = read_signals(toy_model, [Post("p", "a", text)], ["en"])
    assert scored.words == 4
