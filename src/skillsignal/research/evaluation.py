"""Evaluation: how well probabilities and decisions fit the labels, with intervals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Booleans = npt.NDArray[np.bool_]
Metric = Callable[[Booleans, Floats, Booleans], float]

BOOTSTRAP_DRAWS = 500
CALIBRATION_BINS = 10


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure with its 95 % bootstrap interval."""

    value: float
    low: float
    high: float

    def as_dict(self) -> dict[str, float]:
        """Return the figure and its interval, rounded to four places."""
        return {name: round(getattr(self, name), 4) for name in ("value", "low", "high")}

    def __str__(self) -> str:
        """Return the figure with its interval in brackets."""
        return f"{self.value:.3f} [{self.low:.3f}, {self.high:.3f}]"


def macro_f1(truth: Booleans, probabilities: Floats, marked: Booleans) -> float:
    """Return the macro-averaged F1 over signals; all arrays have shape ``(posts, signals)``."""
    del probabilities
    hits = (truth & marked).sum(axis=0)
    total = truth.sum(axis=0) + marked.sum(axis=0)
    return float(np.mean(np.where(total > 0, 2 * hits / np.maximum(total, 1), 0.0)))


def mean_auc(truth: Booleans, probabilities: Floats, marked: Booleans) -> float:
    """Return the mean area under the ROC curve over the signals that have both classes.

    The area is computed from ranks (Mann-Whitney), ties at their mean rank.
    """
    from scipy.stats import rankdata

    del marked
    positives = truth.sum(axis=0)
    both = (positives > 0) & (positives < len(truth))
    ranks = rankdata(probabilities[:, both], axis=0)
    n = positives[both]
    rank_sums = (ranks * truth[:, both]).sum(axis=0)
    return float(np.mean((rank_sums - n * (n + 1) / 2) / (n * (len(truth) - n))))


def calibration_error(truth: Booleans, probabilities: Floats, marked: Booleans) -> float:
    """Return the expected calibration error over all posts and signals, ten equal-width bins.

    Source: Naeini, Cooper and Hauskrecht (2015).
    """
    del marked
    p, y = probabilities.ravel(), truth.ravel().astype(np.float64)
    bins = np.minimum((p * CALIBRATION_BINS).astype(int), CALIBRATION_BINS - 1)
    sums = [np.bincount(bins, weights=w, minlength=CALIBRATION_BINS) for w in (p, y)]
    return float(np.abs(sums[0] - sums[1]).sum() / len(p))


def bootstrap(
    metric: Metric,
    truth: Booleans,
    probabilities: Floats,
    marked: Booleans,
    groups: Sequence[str],
    seed: int = 0,
) -> Measure:
    """Return a metric with its 95 % interval, drawing whole groups (writers) with replacement."""
    value = metric(truth, probabilities, marked)
    _, members = np.unique(np.asarray(groups), return_inverse=True)
    rows = [np.flatnonzero(members == g) for g in range(members.max() + 1)]
    generator = np.random.default_rng(seed)
    draws = []
    for _ in range(BOOTSTRAP_DRAWS):
        chosen = generator.integers(0, len(rows), len(rows))
        index = np.concatenate([rows[g] for g in chosen])
        draws.append(metric(truth[index], probabilities[index], marked[index]))
    low, high = np.nanquantile(draws, [0.025, 0.975])
    return Measure(value, float(low), float(high))


def best_thresholds(truth: Booleans, probabilities: Floats) -> Floats:
    """Return for each signal the threshold with the best F1, shape ``(signals,)``.

    A threshold lies half-way between two neighbouring probabilities, so that it does not hang
    on the last digit of one post.
    """
    return np.array(
        [_best_threshold(truth[:, i], probabilities[:, i]) for i in range(truth.shape[1])]
    )


def _best_threshold(truth: Booleans, probabilities: Floats) -> float:
    order = np.argsort(-probabilities, kind="stable")
    ranked = probabilities[order]
    hits = np.cumsum(truth[order])
    f1 = 2 * hits / (np.arange(1, len(ranked) + 1) + max(int(truth.sum()), 1))
    # Posts with equal probability can't be told apart: only the last of them is a cut.
    is_cut = np.append(ranked[:-1] > ranked[1:], True)
    best = int(np.argmax(np.where(is_cut, f1, -1.0)))
    below = ranked[best + 1] if best + 1 < len(ranked) else 0.0
    return float((ranked[best] + below) / 2)
