"""Training: from labelled posts to the model that inference loads."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from skillsignal.errors import CorpusError
from skillsignal.research.corpora import LabelledPost, corpus_digest, read_corpus
from skillsignal.research.evaluation import (
    best_thresholds,
    bootstrap,
    calibration_error,
    macro_f1,
    mean_auc,
)
from skillsignal.research.model_card import model_card
from skillsignal.signals.bundle import save_model
from skillsignal.signals.features import TfidfFeatures
from skillsignal.signals.model import LinearModel, SignalModel
from skillsignal.signals.taxonomy import Taxonomy, default_taxonomy
from skillsignal.text import clean, sentence_spans

FOLDS = 5
REGULARISATION = 8.0
SENTENCE_WEIGHT = 0.5
NEAR_MISS_WEIGHT = 2.0


@dataclass(frozen=True)
class Examples:
    """Texts with labels and weights; rows of ``labels`` and ``weights`` follow ``texts``.

    ``labels`` and ``weights`` have shape ``(texts, signals)``; ``is_post`` tells whole posts
    from their sentences.
    """

    texts: list[str]
    labels: npt.NDArray[np.bool_]
    weights: npt.NDArray[np.float64]
    groups: list[str]
    is_post: npt.NDArray[np.bool_]


def train(paths: Sequence[Path], folder: Path, name: str = "default") -> dict[str, Any]:
    """Train on the ``train`` and ``dev`` posts of corpora, measure on ``test``, write a bundle.

    Calibration and thresholds come from cross-validation by writer over the training posts.
    Returns the scores that the bundle holds.

    Raises
    ------
    CorpusError
        If the corpora can't be read, or have too few writers or positives to train on.
    """
    taxonomy = default_taxonomy()
    posts = read_corpus(paths, taxonomy)
    fitting = [post for post in posts if post.split != "test"]
    _check_enough(fitting, taxonomy)
    model = fit(fitting, taxonomy, name)
    scores = measure(model, [post for post in posts if post.split == "test"])
    facts = {"corpus_sha256": corpus_digest(paths), "trained_with": library_versions()}
    taxonomy_text = (Path(__file__).parents[1] / "signals" / "taxonomy.toml").read_text("utf-8")
    card = model_card(model, fitting, scores)
    save_model(
        model, folder, name=name, taxonomy_text=taxonomy_text, facts=facts, scores=scores, card=card
    )
    return scores


def fit(posts: Sequence[LabelledPost], taxonomy: Taxonomy, name: str) -> LinearModel:
    """Fit features, linear scores, calibration and thresholds on labelled posts."""
    examples = make_examples(posts, taxonomy)
    languages = tuple(sorted({post.lang for post in posts}))
    truth = examples.labels[examples.is_post]
    raw = _cross_validated_scores(examples)
    calibration = calibrate(raw, truth)
    probabilities = 1.0 / (1.0 + np.exp(-(raw * calibration[:, 0] + calibration[:, 1])))
    thresholds = tuple(best_thresholds(truth, probabilities).tolist())
    features = TfidfFeatures.fit(examples.texts)
    coefficients, intercepts = _fit_linear(features.transform(examples.texts), examples)
    return LinearModel(
        name=name,
        taxonomy=taxonomy,
        languages=languages,
        features=features,
        coefficients=coefficients,
        intercepts=intercepts,
        calibration=calibration,
        thresholds=dict.fromkeys(languages, thresholds),
    )


def measure(model: SignalModel, posts: Sequence[LabelledPost]) -> dict[str, Any]:
    """Return macro-F1, mean AUC and calibration error on posts, over all and by language."""
    if not posts:
        return {"posts": 0}
    groups = {"all": list(posts)}
    groups |= {lang: [p for p in posts if p.lang == lang] for lang in model.languages}
    return {"posts": len(posts)} | {
        group: measured for group, part in groups.items() if (measured := _measure(model, part))
    }


def _measure(model: SignalModel, posts: Sequence[LabelledPost]) -> dict[str, dict[str, float]]:
    if not posts:
        return {}
    probabilities = model.probabilities([clean(post.text) for post in posts])
    marked = np.array(
        [model.present(row, post.lang) for row, post in zip(probabilities, posts, strict=True)]
    )
    truth = label_matrix([set(post.signals) for post in posts], model.taxonomy)
    writers = [post.writer for post in posts]
    metrics = {"macro_f1": macro_f1, "mean_auc": mean_auc, "calibration_error": calibration_error}
    return {
        name: bootstrap(metric, truth, probabilities, marked, writers).as_dict()
        for name, metric in metrics.items()
    }


def label_matrix(labels: Sequence[set[str]], taxonomy: Taxonomy) -> npt.NDArray[np.bool_]:
    """Return labels as an array of shape ``(len(labels), signals)``."""
    return np.array([[signal in row for signal in taxonomy.ids] for row in labels], dtype=bool)


def make_examples(posts: Sequence[LabelledPost], taxonomy: Taxonomy) -> Examples:
    """Return every post and, for posts of several sentences, every sentence as an example.

    A sentence has the signals whose evidence it overlaps. Near misses weigh more.
    """
    texts: list[str] = []
    labels: list[set[str]] = []
    near: list[set[str]] = []
    groups: list[str] = []
    is_post: list[bool] = []
    for post in posts:
        text = clean(post.text)
        spans = sentence_spans(text, post.lang)
        rows = [(text, set(post.signals), True)]
        if len(spans) > 1:
            sentences = [text[span.start : span.end] for span in spans]
            rows += [(s, _signals_of_sentence(s, post), False) for s in sentences]
        for content, signals, whole in rows:
            texts.append(content)
            labels.append(signals)
            near.append(set(post.near_miss_of))
            groups.append(post.writer)
            is_post.append(whole)
    whole_posts = np.array(is_post)
    weights = np.where(whole_posts[:, None], 1.0, SENTENCE_WEIGHT)
    weights = weights * np.where(label_matrix(near, taxonomy), NEAR_MISS_WEIGHT, 1.0)
    return Examples(texts, label_matrix(labels, taxonomy), weights, groups, whole_posts)


def _signals_of_sentence(sentence: str, post: LabelledPost) -> set[str]:
    def overlaps(snippet: str) -> bool:
        return (
            snippet in sentence
            or sentence in snippet
            or any(part in sentence for part in clean(snippet).split("\n") if len(part) > 20)
        )

    return {signal for signal, found in post.signals.items() if any(map(overlaps, found))}


def _fit_linear(
    matrix: Any, examples: Examples
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    from joblib import Parallel, delayed
    from sklearn.linear_model import LogisticRegression

    def one(i: int) -> tuple[Any, float]:
        linear = LogisticRegression(C=REGULARISATION, solver="liblinear", random_state=0)
        linear.fit(matrix, examples.labels[:, i], sample_weight=examples.weights[:, i])
        return linear.coef_[0], linear.intercept_[0]

    # The solver lets go of the interpreter's lock, so threads are enough.
    fitted = Parallel(n_jobs=-1, prefer="threads")(
        delayed(one)(i) for i in range(examples.labels.shape[1])
    )
    coefficients, intercepts = zip(*fitted, strict=True)
    return np.array(coefficients, dtype=np.float32), np.array(intercepts, dtype=np.float32)


def _cross_validated_scores(examples: Examples) -> npt.NDArray[np.float64]:
    """Return scores of the posts by models that never saw their writer, ``(posts, signals)``."""
    from sklearn.model_selection import GroupKFold

    texts = np.array(examples.texts, dtype=object)
    scores = np.zeros(examples.labels.shape)
    for seen, unseen in GroupKFold(FOLDS).split(texts, groups=examples.groups):
        features = TfidfFeatures.fit(texts[seen].tolist())
        part = Examples(
            [], examples.labels[seen], examples.weights[seen], [], examples.is_post[seen]
        )
        coefficients, intercepts = _fit_linear(features.transform(texts[seen].tolist()), part)
        matrix = features.transform(texts[unseen].tolist())
        scores[unseen] = matrix @ coefficients.T + intercepts
    return np.asarray(scores[examples.is_post])


def calibrate(
    scores: npt.NDArray[np.float64], truth: npt.NDArray[np.bool_]
) -> npt.NDArray[np.float32]:
    """Return slope and offset for each signal, shape ``(signals, 2)``.

    ``scores`` and ``truth`` have shape ``(posts, signals)``.
    """
    rows = [_platt(scores[:, i], truth[:, i]) for i in range(truth.shape[1])]
    return np.array(rows, dtype=np.float32)


def _platt(scores: npt.NDArray[np.float64], truth: npt.NDArray[np.bool_]) -> tuple[float, float]:
    """Return slope and offset of the calibrated log-odds (Platt, 1999)."""
    from sklearn.linear_model import LogisticRegression

    linear = LogisticRegression(C=1e3, random_state=0).fit(scores[:, None], truth)
    return float(linear.coef_[0, 0]), float(linear.intercept_[0])


def _check_enough(posts: Sequence[LabelledPost], taxonomy: Taxonomy) -> None:
    writers = {post.writer for post in posts}
    if len(writers) < FOLDS:
        raise CorpusError(
            f"the corpora have {len(writers)} writers; at least {FOLDS} are needed to calibrate"
        )
    for signal in taxonomy.ids:
        with_signal = {post.writer for post in posts if signal in post.signals}
        if len(with_signal) < 2:
            raise CorpusError(
                f"the signal '{signal}' needs positives by at least 2 writers outside test, "
                f"found {len(with_signal)}; add posts that show it"
            )


def library_versions(*more: str) -> dict[str, str]:
    """Return the versions of Python and of the libraries that training hangs on."""
    from importlib.metadata import version

    packages = ("numpy", "scikit-learn", "scipy", "spacy", *more)
    return {"python": platform.python_version()} | {name: version(name) for name in packages}
