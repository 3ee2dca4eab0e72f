"""The language stage: guesses on clear and unclear posts, odd input, and settling a thread."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillsignal.language import (
    CONFIDENT,
    LANGUAGES,
    OTHER,
    LanguageDetector,
    LanguageGuess,
    language_detector,
    resolve,
    strip_noise,
)

LABELS = {*LANGUAGES, OTHER}


@pytest.fixture(scope="module", params=["default", "thorough", "langdetect"])
def any_detector(request: pytest.FixtureRequest) -> LanguageDetector:
    return language_detector(request.param)


def guess(text: str) -> LanguageGuess:
    return language_detector().guess([text])[0]


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("could someone have a look at my branch before lunch?", "en"),
        ("looks good", "en"),
        ("Björn and Femke fixed the build on friday", "en"),
        ("I asked Annika van der Berg to sign it off", "en"),
        ("ff de build fixen voor de demo", "nl"),
        ("kan iemand de pr reviewen en mergen", "nl"),
        ("dank je wel", "nl"),
        ("goedemorgen allemaal", "nl"),
        ("DIT MOET VANDAAG NOG GEFIXT WORDEN", "nl"),
        ("vi mergar imorgon", "sv"),
        ("tack så mycket", "sv"),
        ("hur mar du idag", "sv"),
        ("nån som kan reviewa min pull request", "sv"),
        ("VI MÅSTE FIXA DETTA NU", "sv"),
        ("jeg tager den opgave efter frokost", OTHER),
        ("noen som vet hvorfor bygget er rødt igjen", OTHER),
        ("eg veit ikkje kvifor det er slik", OTHER),
        ("ich schaue mir das morgen nochmal an", OTHER),
        ("ek weet nie hoekom dit nie werk nie", OTHER),
        ("je regarde ça demain matin avec le client", OTHER),
        ("voitko katsoa tätä huomenna aamulla", OTHER),
        ("спасибо за помощь", OTHER),
        ("谢谢大家的帮助", OTHER),
    ],
)
def test_clear_posts_are_confident(text: str, lang: str) -> None:
    found = guess(text)
    assert found.lang == lang
    assert found.confidence >= CONFIDENT


@pytest.mark.parametrize(
    "text", ["ok", "tack!", "👍", "thx", "+1", "LGTM", "nej", "ja", "deploy", "hoi", "yes", "<@U1>"]
)
def test_very_short_posts_are_left_to_the_author(text: str) -> None:
    assert guess(text).confidence < CONFIDENT


@pytest.mark.parametrize("text", ["", " \n\t", "👍🎉", "12345", ":tada:", "<@U123>", "\x00\x07"])
def test_no_vote_means_no_confidence(text: str) -> None:
    assert guess(text) == LanguageGuess(OTHER, 0.0)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("kijk op https://example.com/the/and/of?x=1 even", "kijk op even"),
        ("mail naar the.boss@example.com graag", "mail naar graag"),
        ("hej @the.boss kolla <#C12|the-channel> tack", "hej kolla tack"),
        ("klart :white_check_mark: tack", "klart tack"),
        ("kör `the.and(of)` igen", "kör igen"),
        ("så här:\n```\nfor the in and:\n    pass\n```\nfunkar", "så här: funkar"),
        ("så här ```the and of", "så här"),
        ("zet do_not_track en someValue aan", "zet en aan"),
        ("ik vroeg het Will Smith gisteren", "ik vroeg het gisteren"),
        ("de map /usr/local/the is leeg", "de map is leeg"),
        ("<https://example.com|read the docs> gelezen", "gelezen"),
        ("zie &lt;the&gt; hier", "zie the hier"),
        ("wat and/or hier", "wat and/or hier"),
    ],
)
def test_noise_is_stripped(text: str, left: str) -> None:
    assert " ".join(strip_noise(text).split()) == left


def test_code_and_names_do_not_vote() -> None:
    plain = guess("ik heb de deploy gedaan en alles draait weer")
    noisy = guess("ik heb de deploy gedaan en alles draait weer `if this and that: return the_end`")
    assert noisy == plain


@pytest.mark.parametrize(
    "text",
    [
        "\ud800",
        "hej \udfff hej",
        "\u200f\u202eshalom \u05e9\u05dc\u05d5\u05dd",
        "a" * 1_000_000,
        "@" * 1_000_000,
        "a." * 500_000,
        "<" * 1_000_000,
        "`" * 999_999,
        "/a" * 500_000,
        "Aa " * 300_000,
        "\u0301" * 5000,
        "e\u0301" * 5000,
        "\x00\x01\x1f",
        "'" * 3000,
        "1_" * 3000,
    ],
    ids=lambda text: ascii(text[:8]),
)
def test_odd_input_gets_a_guess(any_detector: LanguageDetector, text: str) -> None:
    (found,) = any_detector.guess([text])
    assert found.lang in LABELS
    assert 0.0 <= found.confidence <= 1.0


@settings(max_examples=150, deadline=None)
@given(st.lists(st.text(st.characters(), max_size=200), max_size=5))
def test_any_text_gets_one_guess(texts: list[str]) -> None:
    found = language_detector().guess(texts)
    assert len(found) == len(texts)
    assert all(one.lang in LABELS and 0.0 <= one.confidence <= 1.0 for one in found)


def test_a_guess_does_not_depend_on_its_neighbours(any_detector: LanguageDetector) -> None:
    texts = ["vi ses imorgon", "tot morgen he", "ok", "", "see you soon", "vi sees på mandag"] * 3
    together = any_detector.guess(texts)
    assert together == [any_detector.guess([text])[0] for text in texts]
    assert together == any_detector.guess(texts[::-1])[::-1]


def test_no_texts_give_no_guesses(any_detector: LanguageDetector) -> None:
    assert any_detector.guess([]) == []


def test_langdetect_ignores_the_global_seed() -> None:
    langdetect = pytest.importorskip("langdetect")
    backend = language_detector("langdetect")
    texts = ["vi ligger lite efter", "de test is stuk", "the end of the day"]
    before = backend.guess(texts)
    old = langdetect.DetectorFactory.seed
    try:
        langdetect.DetectorFactory.seed = 99
        assert backend.guess(texts) == before
    finally:
        langdetect.DetectorFactory.seed = old


def test_an_unknown_backend_names_the_known_ones() -> None:
    with pytest.raises(ValueError, match="default, thorough, langdetect"):
        language_detector("nonesuch")


SURE_NL, SURE_SV = LanguageGuess("nl", 0.99), LanguageGuess("sv", 0.99)
UNSURE = LanguageGuess("en", 0.2)


@pytest.mark.parametrize(
    ("guesses", "authors", "threads", "hints", "settled"),
    [
        ([SURE_NL], ["a"], [None], ["sv"], ["nl"]),
        ([UNSURE], ["a"], [None], ["sv"], ["sv"]),
        ([UNSURE], ["a"], [None], ["other"], ["other"]),
        ([UNSURE], ["a"], [None], ["tlh"], ["en"]),
        ([SURE_NL, UNSURE], ["a", "a"], [None, None], [None, None], ["nl", "nl"]),
        ([SURE_NL, SURE_SV, UNSURE], ["a", "b", "b"], ["t"] * 3, [None] * 3, ["nl", "sv", "sv"]),
        ([SURE_NL, UNSURE], ["a", "b"], ["t", "t"], [None, None], ["nl", "nl"]),
        ([SURE_NL, UNSURE], ["a", "b"], [None, None], [None, None], ["nl", "en"]),
        ([SURE_SV, SURE_NL, UNSURE], ["a"] * 3, [None] * 3, [None] * 3, ["sv", "nl", "nl"]),
        ([LanguageGuess(OTHER, 0.0)], ["a"], ["t"], [None], [OTHER]),
        ([], [], [], [], []),
    ],
    ids=[
        "confident stands",
        "hint",
        "hint other",
        "invalid hint",
        "author",
        "author before thread",
        "thread",
        "no thread",
        "tie by name",
        "no vote",
        "nothing",
    ],
)
def test_resolve(
    guesses: list[LanguageGuess],
    authors: list[str],
    threads: list[str | None],
    hints: list[str | None],
    settled: list[str],
) -> None:
    assert resolve(guesses, authors, threads, hints) == settled


def test_resolve_wants_lists_of_one_length() -> None:
    with pytest.raises(ValueError, match="zip"):
        resolve([SURE_NL], [], [None], [None])
