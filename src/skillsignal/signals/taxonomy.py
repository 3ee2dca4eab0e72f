"""The signals: their ids, names and definitions, read from ``taxonomy.toml``."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from skillsignal.errors import ModelError


@dataclass(frozen=True, slots=True)
class Signal:
    """One signal of a taxonomy; names and definitions by language code."""

    id: str
    family: str
    enabling: bool
    names: dict[str, str]
    definitions: dict[str, str]

    def name(self, lang: str = "en") -> str:
        """Return the name in a language, or in English where that is missing."""
        return self.names.get(lang) or self.names["en"]

    def definition(self, lang: str = "en") -> str:
        """Return the definition in a language, or in English where that is missing."""
        return self.definitions.get(lang) or self.definitions["en"]


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """An ordered set of signals."""

    signals: tuple[Signal, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """Return the ids of the signals, in order."""
        return tuple(signal.id for signal in self.signals)

    @property
    def digest(self) -> str:
        """Return a SHA-256 over the ids and English definitions, in order."""
        lines = (f"{signal.id}\t{signal.definition()}\n" for signal in self.signals)
        return hashlib.sha256("".join(lines).encode()).hexdigest()

    def __getitem__(self, signal_id: str) -> Signal:
        """Return one signal by its id."""
        for signal in self.signals:
            if signal.id == signal_id:
                return signal
        raise KeyError(signal_id)


def parse_taxonomy(text: str) -> Taxonomy:
    """Read a taxonomy from TOML text.

    Raises
    ------
    ModelError
        If the text is not TOML, or a signal lacks an English name or definition.
    """
    try:
        tables = tomllib.loads(text)["signals"]
        signals = tuple(
            Signal(
                id=key,
                family=table["family"],
                enabling=table["enabling"],
                names=dict(table["name"]),
                definitions=dict(table["definition"]),
            )
            for key, table in tables.items()
        )
        for signal in signals:
            signal.name()
            signal.definition()
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise ModelError(
            f"the taxonomy can't be read ({error}); each [signals.ID] needs family, enabling, "
            "and name and definition with at least 'en'"
        ) from error
    return Taxonomy(signals)


@cache
def default_taxonomy() -> Taxonomy:
    """Return the taxonomy that skillsignal ships."""
    file = resources.files("skillsignal.signals") / "taxonomy.toml"
    return parse_taxonomy(file.read_text(encoding="utf-8"))
