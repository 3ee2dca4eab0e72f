"""Behaviour checks: what must not change a signal, what must raise it, what must be found.

Source: Ribeiro, Wu, Guestrin and Singh (2020), CheckList.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from skillsignal.errors import CorpusError
from skillsignal.signals.model import SignalModel
from skillsignal.signals.taxonomy import default_taxonomy
from skillsignal.text import clean

if TYPE_CHECKING:
    import pandas as pd

NAMES_A_FRAME = 6


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts that differ in one thing only."""

    lang: str
    one: str
    other: str
    signal: str | None = None


@dataclass(frozen=True)
class BehaviourSuite:
    """The checks of a folder.

    ``invariance`` has pairs by what differs (names, gender, city, product, typing errors, case,
    emoji, signature); ``direction`` pairs in which ``other`` adds an act; ``minimum`` and
    ``about`` are ``(lang, text, signal)``.
    """

    invariance: dict[str, tuple[Pair, ...]]
    direction: tuple[Pair, ...]
    minimum: tuple[tuple[str, str, str], ...]
    about: tuple[tuple[str, str, str], ...]


def read_suite(folder: Path) -> BehaviourSuite:
    """Read the checks of a folder such as ``corpora/behaviour``.

    Raises
    ------
    CorpusError
        If a file is missing or a line is not valid.
    """
    frames = _rows(folder / "invariance.jsonl", ("id", "lang", "text"))
    fillers = _read_json(folder / "fillers.json")
    plain = {
        name: tuple(
            (r["lang"], r["text"], r["signal"]) for r in _rows(folder / f"{name}.jsonl", _SIGNAL)
        )
        for name in ("minimum", "about")
    }
    directions = _rows(folder / "direction.jsonl", (*_SIGNAL, "base"))
    return BehaviourSuite(
        invariance={name: tuple(pairs) for name, pairs in _invariance(frames, fillers).items()},
        direction=tuple(Pair(r["lang"], r["base"], r["text"], r["signal"]) for r in directions),
        minimum=plain["minimum"],
        about=plain["about"],
    )


_SIGNAL = ("id", "lang", "text", "signal")


def _read_json(file: Path) -> Any:
    try:
        return json.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise CorpusError(f"{file} can't be read ({type(error).__name__}); copy it anew") from error


def _rows(file: Path, fields: Sequence[str]) -> list[dict[str, Any]]:
    try:
        lines = file.read_text("utf-8").splitlines()
    except OSError as error:
        raise CorpusError(f"{file} is missing; give a folder such as corpora/behaviour") from error
    rows = []
    for number, line in enumerate(lines, 1):
        try:
            row = json.loads(line)
            if missing := [name for name in fields if name not in row]:
                raise ValueError(f"no field '{missing[0]}'")
            if "signal" in fields and row["signal"] not in default_taxonomy().ids:
                raise ValueError(f"unknown signal '{row['signal']}'")
        except ValueError as error:
            raise CorpusError(f"{file}, line {number}: {error}; correct the line") from error
        rows.append(row)
    return rows


def _invariance(frames: Sequence[dict[str, Any]], fillers: dict[str, Any]) -> dict[str, list[Pair]]:
    generator = random.Random(0)  # noqa: S311 (no secret; the same checks every time)
    names = {g: [item["name"] for item in items] for g, items in fillers["names"].items()}
    pairs: dict[str, list[Pair]] = {}

    def add(kind: str, lang: str, one: str, other: str) -> None:
        pairs.setdefault(kind, []).append(Pair(lang, one, other))

    for frame in frames:
        lang = frame["lang"]
        fixed = {"city": fillers["cities"][0], "product": fillers["products"][0]}
        base = _filled(frame["text"], fixed | {"name": names["female"][0]})
        everybody = [name for group in names.values() for name in group]
        for name in generator.sample(everybody, NAMES_A_FRAME):
            add("names", lang, base, _filled(frame["text"], fixed | {"name": name}))
        woman, man = generator.choice(names["female"]), generator.choice(names["male"])
        two = (_filled(frame["text"], fixed | {"name": name}) for name in (woman, man))
        add("gender", lang, *two)
        for slot, values in (("city", fillers["cities"]), ("product", fillers["products"])):
            if f"{{{slot}}}" in frame["text"]:
                other = fixed | {"name": names["female"][0], slot: generator.choice(values[1:])}
                add(slot, lang, base, _filled(frame["text"], other))
        for kind, changed in _changes(base, lang, fillers, generator):
            add(kind, lang, base, changed)
    return pairs


def _filled(frame: str, values: dict[str, str]) -> str:
    for slot, value in values.items():
        frame = frame.replace(f"{{{slot}}}", value)
    return frame


def _changes(
    text: str, lang: str, fillers: dict[str, Any], generator: random.Random
) -> Iterator[tuple[str, str]]:
    yield "typing errors", _with_typing_error(text, generator)
    yield "case", text.lower()
    yield "emoji", f"{text} {generator.choice(fillers['emoji'])}"
    yield "signature", f"{text}\n\n{generator.choice(fillers['signatures'][lang])}"


def _with_typing_error(text: str, generator: random.Random) -> str:
    """Return a text in which two neighbouring letters inside a long word are swapped."""
    places = [i for i in range(1, len(text) - 2) if text[i - 1 : i + 3].isalpha()]
    if not places:
        return text
    i = generator.choice(places)
    return text[:i] + text[i + 1] + text[i] + text[i + 2 :]


def behaviour_table(model: SignalModel, suite: BehaviourSuite) -> pd.DataFrame:
    """Return one row a check: cases, and the share that fails.

    Invariance fails if any signal is marked in one text and not in the other; direction if the
    signal's probability does not rise; minimum if the signal is not marked; about if it is.
    """
    import pandas as pd

    rows = [
        {"check": f"invariance: {kind}", "cases": len(pairs), "failing": _changed(model, pairs)}
        for kind, pairs in suite.invariance.items()
    ]
    ids = model.taxonomy.ids
    before, after = (
        _probabilities(model, [getattr(p, side) for p in suite.direction])
        for side in ("one", "other")
    )
    columns = [ids.index(pair.signal or ids[0]) for pair in suite.direction]
    at = np.arange(len(columns))
    rose = after[at, columns] > before[at, columns]
    rows.append({"check": "direction", "cases": len(rose), "failing": float(1 - rose.mean())})
    for name, cases in (("minimum", suite.minimum), ("about, not doing", suite.about)):
        marked = _marked(model, [text for _, text, _ in cases], [lang for lang, _, _ in cases])
        hit = marked[np.arange(len(cases)), [ids.index(signal) for _, _, signal in cases]]
        failing = float((~hit if name == "minimum" else hit).mean())
        rows.append({"check": name, "cases": len(cases), "failing": failing})
    return pd.DataFrame(rows)


def _probabilities(model: SignalModel, texts: Sequence[str]) -> np.ndarray:
    return model.probabilities([clean(text) for text in texts])


def _marked(model: SignalModel, texts: Sequence[str], langs: Sequence[str]) -> np.ndarray:
    rows = zip(_probabilities(model, texts), langs, strict=True)
    return np.array([model.present(row, lang) for row, lang in rows])


def _changed(model: SignalModel, pairs: Sequence[Pair]) -> float:
    langs = [pair.lang for pair in pairs]
    one = _marked(model, [pair.one for pair in pairs], langs)
    other = _marked(model, [pair.other for pair in pairs], langs)
    return float((one != other).any(axis=1).mean())
