"""Explanations: which signals a text shows, in which sentence, and which words weighed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from skillsignal.errors import InputError
from skillsignal.language import OTHER, language_detector
from skillsignal.readers import open_export
from skillsignal.records import Post
from skillsignal.signals import LinearModel, SignalModel
from skillsignal.signals.evidence import best_sentences
from skillsignal.signals.model import WordWeight
from skillsignal.text import clean

WORDS_SHOWN = 8


@dataclass(frozen=True, slots=True)
class SignalExplanation:
    """One signal of a text; ``words`` and ``evidence`` only where it is present or asked for."""

    signal: str
    probability: float
    threshold: float
    present: bool
    evidence: str
    words: tuple[WordWeight, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """All signals of a text, the most probable first."""

    lang: str
    model: str
    rows: tuple[SignalExplanation, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the explanation as plain data."""
        return asdict(self)


def find_post(export: str, post_id: str) -> str:
    """Return the text of one post of an export.

    Raises
    ------
    InputError
        If the export has no such post.
    """
    for item in open_export(export).items():
        if isinstance(item, Post) and item.post_id == post_id:
            return item.text
    raise InputError(
        f"{export} has no post '{post_id}'; ids stand in the column post_id of signals.csv"
    )


def explain_text(
    model: SignalModel, text: str, asked: Iterable[str] = (), lang: str | None = None
) -> Explanation:
    """Explain one text; ``asked`` names signals to explain even if they are not present.

    Raises
    ------
    InputError
        If nothing is written in the text, or its language is none that the model knows.
    """
    cleaned = clean(text)
    if not cleaned:
        raise InputError("nothing is written there (only quotes, code or blanks); give a text")
    lang = lang or language_detector().guess([text])[0].lang
    if lang == OTHER or lang not in model.languages:
        known = ", ".join(model.languages)
        raise InputError(
            f"the text is in none of the languages that the model knows ({known}), or too short to "
            f"tell; say which with --lang"
        )
    probabilities = model.probabilities([cleaned])[0]
    present = model.present(probabilities, lang)
    wanted = set(asked)
    sentences = best_sentences(model, cleaned, lang)
    rows = [
        SignalExplanation(
            signal=signal,
            probability=round(float(probabilities[i]), 4),
            threshold=round(model.thresholds[lang][i], 4),
            present=bool(present[i]),
            evidence=sentences[i] if present[i] or signal in wanted else "",
            words=_words(model, cleaned, signal) if present[i] or signal in wanted else (),
        )
        for i, signal in enumerate(model.taxonomy.ids)
    ]
    return Explanation(lang, model.name, tuple(sorted(rows, key=lambda row: -row.probability)))


def _words(model: SignalModel, cleaned: str, signal: str) -> tuple[WordWeight, ...]:
    # Only a linear model's score is a sum over words; for others nothing is made up.
    if not isinstance(model, LinearModel):
        return ()
    totals: dict[str, float] = {}
    for item in model.word_weights(cleaned, signal):
        totals[item.word] = totals.get(item.word, 0.0) + item.weight
    heaviest = sorted(totals.items(), key=lambda item: -abs(item[1]))[:WORDS_SHOWN]
    return tuple(WordWeight(word, round(weight, 4)) for word, weight in heaviest)
