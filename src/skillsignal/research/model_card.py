"""The model card: what a model is, on what it was trained, how good it is, what it is not for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from skillsignal.research.corpora import LabelledPost
from skillsignal.signals.encoder import EncoderModel
from skillsignal.signals.model import LinearModel

_METRICS = {
    "macro_f1": "macro-averaged F1 over the signals",
    "mean_auc": "mean area under the ROC curve over the signals",
    "calibration_error": "expected calibration error",
}

_USES = """\
**Meant for** finding posts that show a social skill, to thank, learn from and support people.
Read every statement with its evidence sentence beside it.

**Not meant for** hiring, firing, pay, promotion, ranking or watching people; for languages other
than those above; for posts by people who were not told. A missing signal says nothing about
a person.

**Known limits.** The writers are invented and few; wording that they did not use is missed. The
measured quality on real posts is lower than on the test posts above: `docs/modelling.md` tells
by how much.
"""

_CARD = """# Model card: {name}

**What it is.** One regularised linear model a signal on TF-IDF of words, word pairs and character
runs, trained on whole posts and on their sentences, calibrated by Platt's method on
cross-validation by writer. {terms:,} terms, {signals} signals, languages {languages}.

**Trained on** {posts} posts by {writers} invented writers, written for this purpose
(see `corpora/README.md`): {by_language}. No real person's post was used.

**Measured** on {test_posts} test posts by writers that training never saw
(95 % bootstrap interval over writers):

| | {columns} |
|---|{rule}|
{rows}

{uses}"""


def model_card(
    model: LinearModel, trained_on: Sequence[LabelledPost], scores: dict[str, Any]
) -> str:
    """Return the model card as Markdown."""
    by_language = Counter(post.lang for post in trained_on)
    groups = [key for key in scores if isinstance(scores[key], dict)]
    rows = _rows(scores, groups)
    return _CARD.format(
        name=model.name,
        terms=len(model.features.words) + len(model.features.characters),
        signals=len(model.taxonomy.signals),
        languages=", ".join(model.languages),
        posts=len(trained_on),
        writers=len({post.writer for post in trained_on}),
        by_language=", ".join(f"{lang} {n}" for lang, n in sorted(by_language.items())),
        test_posts=scores["posts"],
        columns=" | ".join(groups),
        rule="---|" * max(len(groups) - 1, 0) + "---",
        rows="\n".join(rows) if groups else "| no test posts | |",
        uses=_USES,
    )


_ENCODER_CARD = """# Model card: {name}

**What it is.** multilingual-e5-small (MIT licence; Wang et al., 2024) with its vocabulary cut to
English, Dutch and Swedish, fine-tuned on all {signals} signals at once with the words of the
evidence as a second task, in eight bits, run by ONNX Runtime on the processor. Languages
{languages}. Needs the extra `accurate`.

**Fine-tuned on** {posts} posts by {writers} invented writers (`corpora/README.md`), calibrated by
Platt's method and given its thresholds on {dev} posts by other writers. No real person's post was
used.

**Measured** on {test_posts} test posts by writers and of domains that neither saw
(95 % bootstrap interval over writers):

| | {columns} |
|---|{rule}|
{rows}

{uses}"""


def encoder_card(
    model: EncoderModel,
    trained_on: Sequence[LabelledPost],
    calibrated_on: Sequence[LabelledPost],
    scores: dict[str, Any],
) -> str:
    """Return the model card of an encoder as Markdown."""
    groups = [key for key in scores if isinstance(scores[key], dict)]
    return _ENCODER_CARD.format(
        name=model.name,
        signals=len(model.taxonomy.signals),
        languages=", ".join(model.languages),
        posts=len(trained_on),
        writers=len({post.writer for post in trained_on}),
        dev=len(calibrated_on),
        test_posts=scores["posts"],
        columns=" | ".join(groups),
        rule="---|" * max(len(groups) - 1, 0) + "---",
        rows="\n".join(_rows(scores, groups)),
        uses=_USES,
    )


def _rows(scores: dict[str, Any], groups: Sequence[str]) -> list[str]:
    return [
        f"| {label} | " + " | ".join(_cell(scores[group][metric]) for group in groups) + " |"
        for metric, label in _METRICS.items()
    ]


def _cell(measure: dict[str, float]) -> str:
    return f"{measure['value']:.2f} [{measure['low']:.2f}, {measure['high']:.2f}]"
