from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import f1_score, roc_auc_score

from skillsignal.research.evaluation import (
    best_thresholds,
    bootstrap,
    calibration_error,
    macro_f1,
    mean_auc,
)


@pytest.fixture
def table() -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(1)
    truth = generator.random((200, 3)) < (0.1, 0.3, 0.5)
    probabilities = np.clip(0.5 * truth + generator.random((200, 3)).round(1) * 0.5, 0, 1)
    return truth, probabilities


def test_figures_agree_with_scikit_learn(table: tuple[np.ndarray, np.ndarray]) -> None:
    truth, probabilities = table
    marked = probabilities > 0.5
    expected = f1_score(truth, marked, average="macro", zero_division=0)
    assert macro_f1(truth, probabilities, marked) == pytest.approx(expected)
    auc = roc_auc_score(truth, probabilities, average="macro")
    assert mean_auc(truth, probabilities, marked) == pytest.approx(auc)


def test_a_signal_without_positives_counts_for_f1_and_not_for_auc() -> None:
    truth = np.array([[True, False], [False, False]])
    probabilities = np.array([[0.9, 0.1], [0.1, 0.2]])
    assert macro_f1(truth, probabilities, probabilities > 0.5) == 0.5
    assert mean_auc(truth, probabilities, probabilities > 0.5) == 1.0


def test_calibration_error_of_known_tables() -> None:
    truth = np.array([[True], [False], [True], [False]])
    assert calibration_error(truth, np.full((4, 1), 0.5), truth) == pytest.approx(0.0)
    assert calibration_error(truth, np.full((4, 1), 0.9), truth) == pytest.approx(0.4)
    assert calibration_error(truth, np.ones((4, 1)), truth) == pytest.approx(0.5)


def test_the_interval_holds_the_value_and_is_wider_for_few_writers(
    table: tuple[np.ndarray, np.ndarray],
) -> None:
    truth, probabilities = table
    marked = probabilities > 0.5
    many = bootstrap(macro_f1, truth, probabilities, marked, [str(i) for i in range(200)])
    few = bootstrap(macro_f1, truth, probabilities, marked, [str(i % 4) for i in range(200)])
    assert many.low < many.value < many.high
    assert few.low <= few.value <= few.high
    assert many == bootstrap(macro_f1, truth, probabilities, marked, [str(i) for i in range(200)])


def test_the_best_threshold_is_the_best(table: tuple[np.ndarray, np.ndarray]) -> None:
    truth, probabilities = table
    chosen = best_thresholds(truth, probabilities)
    for column in range(truth.shape[1]):
        y, p = truth[:, column], probabilities[:, column]
        best = max(f1_score(y, p >= cut) for cut in np.unique(p))
        assert f1_score(y, p >= chosen[column]) == pytest.approx(best)
