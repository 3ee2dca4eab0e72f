"""Which language a work post is written in: English, Dutch, Swedish or something else."""

from __future__ import annotations

import json
import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

LANGUAGES = ("en", "nl", "sv")
OTHER = "other"
CONFIDENT = 0.7

_LABELS = (*LANGUAGES, OTHER)
_HERE = Path(__file__).parent
_MAX_CHARS = 2000
_BATCH = 1024
# One or two short words are an interjection more often than a sentence: full confidence
# needs this many letters.
_FULL_LETTERS = 8
_SEED = 20240229
_LATIN_END = "\u0250"

_SUSPECT = re.compile(r"[`<@:#/\\_&.\d]")
# Every repetition is bounded or cannot be re-entered, so odd input costs linear time.
_NOISE = re.compile(
    r"""```.*?(?:```|\Z)                            # fenced code, also when left open
    | `[^`\n]{1,500}`
    | <[^<>\n]{1,1000}>                             # Slack users, channels and links; HTML tags
    | (?:https?|ftp|ssh|file)://[^\s<>]+ | \bwww\.[^\s<>]+
    | (?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64})+   # e-mail
    | (?<![\w])[@#][\w.-]+
    | :[a-z0-9_+'-]{2,64}:                          # emoji codes
    | &\#?\w{1,10};
    | (?:[A-Za-z]:)?(?:[\\/][\w.~-]+){2,} | \b[\w.-]+(?:/[\w.-]+){2,}
    | (?<!\w)[\w-]*[_\d][\w./-]*                    # identifiers, numbers, versions
    | \b[A-Za-z]\w*(?:\.[A-Za-z]\w{0,63})+\b(?:\(\))?
    | \b[a-z]+[A-Z]\w*                              # camelCase
    """,
    re.VERBOSE | re.DOTALL,
)
_NAME = re.compile(
    r"(?<=[^\W\d_] |[,;(] )(?!I\b)[A-ZÀ-Þ][\w-]*"
    r"(?: (?:(?:van|von|der|den|de|ter|ten|af|du|la) ){0,3}[A-ZÀ-Þ][\w-]*)*"
)
_WORD = re.compile(r"(?:\b[cdjlmnst]|\bqu)'(?=\w\w)|(?<!\w)'n\b|[^\W\d_]+(?:['-][^\W\d_]+)*")
_FOLD = str.maketrans("åäáàâæöøóòôüúùûéèêëíìîïçñ", "aaaaaaooooouuuueeeeiiiicn")


@dataclass(frozen=True, slots=True)
class LanguageGuess:
    """A language with how far to trust it: 0 when nothing in the text votes."""

    lang: str
    confidence: float


class LanguageDetector(Protocol):
    """Anything that can name the language of each of a list of texts, in order."""

    name: str

    def guess(self, texts: Sequence[str]) -> list[LanguageGuess]:
        """Return one guess a text."""
        ...


def strip_noise(text: str) -> str:
    """Drop what says nothing about the language: code, links, mentions, names in mid-sentence."""
    text = text[:_MAX_CHARS]
    if not text.isascii():
        text = unicodedata.normalize("NFC", text).replace("\u2019", "'")
    if _SUSPECT.search(text):
        text = _NOISE.sub(" ", text)
    lower = text.lower()
    if text[1:] == lower[1:]:
        return lower
    capitals = sum(word[0].isupper() for word in text.split())
    # Headlines, shouting and German nouns: there a capital does not mark a name.
    if capitals * 5 > len(text.split()) * 2 and capitals > 2:
        return lower
    return _NAME.sub(" ", text).lower()


def _label_shares(features: Any, layer: dict[str, Any], fold: Any) -> Any:
    import numpy as np

    scores = features @ np.array(layer["weights"]) + np.array(layer["bias"])
    scores = np.exp(scores - scores.max(axis=1, keepdims=True))
    scores /= scores.sum(axis=1, keepdims=True)
    # Rounded, so that the order of summation in a batch cannot turn a tie.
    return np.round(scores @ fold, 6)


class CueTable:
    """Turns words into votes per language, from the hand-written tables."""

    def __init__(self, tables: dict[str, Any]) -> None:
        import numpy as np

        self.languages = tuple(tables["words"])
        self.jargon = frozenset(tables["jargon"]["words"].split())
        self.marks = tuple(tables["marks"]["characters"])
        owners: dict[str, set[int]] = {}
        for position, language in enumerate(self.languages):
            for word in tables["words"][language].lower().split():
                owners.setdefault(word, set()).add(position)
                owners.setdefault(word.translate(_FOLD), set()).add(position)
        self.index: dict[str, int] = {}
        votes: list[list[float]] = []
        for word, holders in owners.items():
            if word not in self.jargon:
                self.index[word] = len(votes)
                votes.append([(p in holders) / len(holders) for p in range(len(self.languages))])
        self.votes = np.array(votes)

    def words(self, stripped: str) -> list[str]:
        """Words that may vote: trade jargon does not."""
        return [word for word in _WORD.findall(stripped) if word not in self.jargon]

    def features(self, words: Sequence[Sequence[str]]) -> Any:
        """One row per text: votes per language, words without a vote, tell-tale letters."""
        import numpy as np

        width, get = len(self.languages), self.index.get
        rows = np.zeros((len(words), width + 1 + len(self.marks)))
        owner: list[int] = []
        hits: list[int] = []
        for row, found in enumerate(words):
            known = [hit for word in found if (hit := get(word)) is not None]
            hits += known
            owner += [row] * len(known)
            rows[row, width] = len(found) - len(known)
            joined = "".join(found)
            if not joined.isascii():
                rows[row, width + 1 :] = [any(c in joined for c in mark) for mark in self.marks]
        np.add.at(rows[:, :width], owner, self.votes[hits])
        lengths = np.array([max(len(found), 1) for found in words])
        rows[:, : width + 1] /= np.sqrt(lengths)[:, None]
        return rows


class _CueDetector:
    """Cue words first; py3langid joins in where they leave a doubt."""

    name = "default"

    def __init__(self) -> None:
        import numpy as np

        self.cues = CueTable(tomllib.loads((_HERE / "language_cues.toml").read_text("utf-8")))
        model = json.loads((_HERE / "language_weights.json").read_text("utf-8"))
        self._fold = np.array(
            [[float(label == _label(lang)) for label in _LABELS] for lang in model["classes"]]
        )
        self._quick, self._full = model["quick"], model["full"]
        self._sure = float(model["sure"])
        self.scores = ngram_scorer(model["ngram_languages"])

    def guess(self, texts: Sequence[str]) -> list[LanguageGuess]:
        starts = range(0, len(texts), _BATCH)
        return [one for at in starts for one in self._guess_batch(texts[at : at + _BATCH])]

    def _guess_batch(self, texts: Sequence[str]) -> list[LanguageGuess]:
        import numpy as np

        words = [self.cues.words(strip_noise(text)) for text in texts]
        features = self.cues.features(words)
        shares = _label_shares(features, self._quick, self._fold)
        unsure = np.flatnonzero(shares.max(axis=1) < self._sure)
        if unsure.size:
            extra = np.array([self.scores(" ".join(words[row])) for row in unsure])
            both = np.hstack([features[unsure], extra])
            shares[unsure] = _label_shares(both, self._full, self._fold)
        best, top = shares.argmax(axis=1).tolist(), shares.max(axis=1).tolist()
        return [self._settle(*row) for row in zip(texts, words, best, top, strict=True)]

    def _settle(self, text: str, words: Sequence[str], best: int, share: float) -> LanguageGuess:
        letters = sum(map(len, words))
        if not letters:
            # Jargon alone is written in English letters but says little about its author.
            jargon = any(word in self.cues.jargon for word in _WORD.findall(strip_noise(text)))
            return LanguageGuess("en", 0.1) if jargon else LanguageGuess(OTHER, 0.0)
        if sum(char >= _LATIN_END for word in words for char in word) * 2 > letters:
            return LanguageGuess(OTHER, 0.99)
        confidence = share * min(1.0, letters / _FULL_LETTERS)
        return LanguageGuess(_LABELS[best], round(confidence, 4))


def _label(lang: str) -> str:
    return lang if lang in LANGUAGES else OTHER


def ngram_scorer(languages: Sequence[str]) -> Callable[[str], list[float]]:
    """Give py3langid's log scores per language, relative to the best and scaled by length."""
    module = import_module("py3langid.langid")
    identifier = module.LanguageIdentifier.from_model_file(module.MODEL_FILE)
    identifier.set_languages(list(languages))

    def scores(text: str) -> list[float]:
        if not text:
            return [0.0] * len(languages)
        ranked = identifier.rank(text)
        best = ranked[0][1]
        scale = len(text) ** -0.5
        found = {lang: (score - best) * scale for lang, score in ranked}
        return [found[lang] for lang in languages]

    return scores


class _LangdetectDetector:
    """langdetect on the stripped text; slow, kept for comparison and as a fallback."""

    name = "langdetect"

    def __init__(self) -> None:
        # A factory of our own: the library's is global, its seed is shared with other callers,
        # and its profiles come in directory order, which differs between machines.
        module = import_module("langdetect.detector_factory")
        profiles = sorted(Path(module.PROFILES_DIRECTORY).iterdir())
        self._factory = module.DetectorFactory()
        self._factory.load_json_profile(
            [path.read_text("utf-8") for path in profiles if not path.name.startswith(".")]
        )
        self._factory.set_seed(_SEED)
        self._error: type[Exception] = import_module("langdetect").LangDetectException

    def guess(self, texts: Sequence[str]) -> list[LanguageGuess]:
        return [self._guess_one(text) for text in texts]

    def _guess_one(self, text: str) -> LanguageGuess:
        stripped = strip_noise(text)
        letters = sum(map(str.isalpha, stripped))
        detector = self._factory.create()
        detector.append(stripped)
        try:
            ranked = detector.get_probabilities()
        except self._error:
            return LanguageGuess(OTHER, 0.0)
        shares = Counter({_label(found.lang): 0.0 for found in ranked})
        for found in ranked:
            shares[_label(found.lang)] += found.prob
        label, share = max(shares.items(), key=lambda item: (item[1], item[0]))
        return LanguageGuess(label, round(min(share, 1.0) * min(1.0, letters / _FULL_LETTERS), 4))


class _ThoroughDetector:
    """The default, with langdetect as a second opinion where it is unsure."""

    name = "thorough"

    def __init__(self) -> None:
        self._first = _CueDetector()
        self._second = _LangdetectDetector()

    def guess(self, texts: Sequence[str]) -> list[LanguageGuess]:
        guesses = self._first.guess(texts)
        for row, first in enumerate(guesses):
            if 0 < first.confidence < CONFIDENT:
                second = self._second.guess([texts[row]])[0]
                guesses[row] = max(first, second, key=lambda guess: guess.confidence)
        return guesses


_BACKENDS: dict[str, Callable[[], LanguageDetector]] = {
    "default": _CueDetector,
    "thorough": _ThoroughDetector,
    "langdetect": _LangdetectDetector,
}


@cache
def language_detector(name: str = "default") -> LanguageDetector:
    """Give the detector called name, loaded once per process."""
    if name not in _BACKENDS:
        raise ValueError(f"unknown language detector {name!r}; valid: {', '.join(_BACKENDS)}")
    return _BACKENDS[name]()


def resolve(
    guesses: Sequence[LanguageGuess],
    authors: Sequence[str | None],
    threads: Sequence[str | None],
    hints: Sequence[str | None],
) -> list[str]:
    """Settle each post's language, the unsure ones from its hint, author and thread in turn.

    An author or thread that is not known is None.
    """
    by_author: dict[str, Counter[str]] = {}
    by_thread: dict[str, Counter[str]] = {}
    for guess, author, thread in zip(guesses, authors, threads, strict=True):
        if guess.confidence >= CONFIDENT:
            if author is not None:
                by_author.setdefault(author, Counter())[guess.lang] += 1
            if thread is not None:
                by_thread.setdefault(thread, Counter())[guess.lang] += 1
    settled = []
    for guess, author, thread, hint in zip(guesses, authors, threads, hints, strict=True):
        if guess.confidence >= CONFIDENT:
            settled.append(guess.lang)
        elif hint in _LABELS:
            settled.append(hint)
        elif author is not None and author in by_author:
            settled.append(_most_common(by_author[author]))
        elif thread is not None and thread in by_thread:
            settled.append(_most_common(by_thread[thread]))
        else:
            settled.append(guess.lang if guess.confidence > 0 else OTHER)
    return settled


def _most_common(counts: Counter[str]) -> str:
    return min(counts, key=lambda lang: (-counts[lang], lang))
