"""Measure a model on labelled real posts that are not part of the project.

Run as `python benchmarks/real_dev.py POSTS.csv [--model FOLDER]`. The file has the columns `lang`,
`text`, `author_id` and `signals` (separated by blanks). Prints macro-F1, mean AUC and expected
calibration error, pooled and by language, with 95 % bootstrap intervals over authors, and the
AUC of each signal. The posts are only measured on: nothing of them is kept.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pandas as pd

from skillsignal.research.evaluation import bootstrap, calibration_error, macro_f1, mean_auc
from skillsignal.research.training import label_matrix
from skillsignal.signals import load_model
from skillsignal.text import clean

METRICS = {"macro-F1": macro_f1, "mean AUC": mean_auc, "calibration error": calibration_error}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("posts", type=Path)
    parser.add_argument("--model", type=Path)
    arguments = parser.parse_args()
    posts = pd.read_csv(arguments.posts, keep_default_na=False)
    model = load_model(arguments.model)
    probabilities = model.probabilities([clean(text) for text in posts["text"]])
    marked = np.array(
        [model.present(row, lang) for row, lang in zip(probabilities, posts["lang"], strict=True)]
    )
    truth = label_matrix([set(signals.split()) for signals in posts["signals"]], model.taxonomy)
    print(f"{model.name} on {len(posts)} posts\n")
    print("| | " + " | ".join(METRICS) + " |\n|---|" + "---|" * len(METRICS))
    for name in ("all", *model.languages):
        rows = np.flatnonzero((posts["lang"] == name) | (name == "all"))
        cells = [
            str(
                bootstrap(
                    metric,
                    truth[rows],
                    probabilities[rows],
                    marked[rows],
                    posts["author_id"].iloc[rows].tolist(),
                )
            )
            for metric in METRICS.values()
        ]
        print(f"| {name} | " + " | ".join(cells) + " |")
    print("\n| signal | AUC | marked | true |\n|---|---|---|---|")
    for i, signal in enumerate(model.taxonomy.ids):
        one = slice(i, i + 1)
        auc = mean_auc(truth[:, one], probabilities[:, one], marked[:, one])
        print(f"| {signal} | {auc:.2f} | {marked[:, i].sum()} | {truth[:, i].sum()} |")


if __name__ == "__main__":
    main()
