"""Masking: what an evidence sentence shows of the people in it."""

from __future__ import annotations

import html
import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib import resources

from skillsignal.governance.identities import Identities
from skillsignal.text import patterns as p

MASK = "…"

_ADDRESSED = re.compile(
    r"<@(?P<slack>[UWB][A-Z0-9]+)(?:\|(?P<told>[^<>\n]*))?>"
    r"|\[\[user:(?P<viva>\d+)\]\]"
    rf"|(?P<email>{p.EMAIL.pattern})"
    rf"|(?P<mention>{p.MENTION.pattern})"
)
_SLACK_SPECIAL = re.compile(r"<!(here|channel|everyone)[^<>\n]*>")
_BARE_LINK = re.compile(r"<(https?://[^<>|\s]+)>")
_PHONE = re.compile(r"(?<![\w.])\+?\d(?:[ ()/.-]{0,2}\d){8,14}(?![\w.])")
_BLANKS = re.compile(r"\s+")
_SHORTEST_NAME = 2
_SHORTEST_LOOSE_NAME = 3


class Presenter:
    """Turns evidence sentences into what may be shown: markup resolved, people masked.

    Mentions show the name or pseudonym of the person; e-mail addresses and telephone numbers
    never show. With pseudonyms, written names of the people in the exports and mentions of
    people that the exports do not list are masked too; ``names`` adds names that only the posts
    tell.
    """

    def __init__(self, identities: Identities, names: Iterable[str] = ()) -> None:
        self._identities = identities
        self._masks_names = identities.pseudonyms is not None
        people = identities.people.values()
        listed = [name for person in people for name in (person.name or "", *person.aliases)]
        self._names = name_pattern([*listed, *names]) if self._masks_names else None

    def __call__(self, text: str) -> str:
        """Return one evidence sentence as it may be shown."""
        shown = _ADDRESSED.sub(self._addressed, text)
        shown = _SLACK_SPECIAL.sub(r"@\1", p.SLACK_CHANNEL.sub(r"#\1", shown))
        shown = _BARE_LINK.sub(r"\1", p.VIVA_TAG.sub("", p.SLACK_LINK.sub(r"\1", shown)))
        shown = p.HTML_TAG.sub("", p.HTML_BREAK.sub(" ", shown))
        shown = html.unescape(shown) if "&" in shown else shown
        shown = _PHONE.sub(MASK, shown)
        if self._names is not None:
            shown = self._names.sub(MASK, shown)
        return _BLANKS.sub(" ", p.SURROGATE.sub("\ufffd", shown)).strip()

    def _addressed(self, match: re.Match[str]) -> str:
        if match["email"]:
            return MASK
        if match["mention"]:
            return f"@{MASK}" if self._masks_names else match["mention"]
        name = self._identities.name(match["slack"] or match["viva"], match["told"])
        return f"@{name or MASK}"


def name_pattern(names: Iterable[str]) -> re.Pattern[str] | None:
    """Return a pattern that matches the names of people, whole and by their parts, in any case.

    Parts that are everyday words too ("Will", "Tom", "Dag") and very short ones count only with a
    capital; particles such as "van" do not count.
    """
    loose: set[str] = set()
    strict: set[str] = set()
    for name in map(str.strip, names):
        for part in (name, *re.split(r"[\s._-]+", name)):
            plain = part.casefold()
            if len(part) < _SHORTEST_NAME or plain in everyday_words()["particles"]:
                continue
            if len(part) < _SHORTEST_LOOSE_NAME or plain in everyday_words()["names"]:
                strict.add(part.capitalize() if part.islower() else part)
            else:
                loose.add(part)
    kinds = (f"(?i:{_alternatives(loose)})" if loose else "", _alternatives(strict))
    wanted = "|".join(kind for kind in kinds if kind)
    return re.compile(rf"(?<!\w)(?:{wanted})(?:s|'s|’s)?(?!\w)") if wanted else None


def _alternatives(parts: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(parts, key=lambda part: (-len(part), part))))


@cache
def everyday_words() -> dict[str, frozenset[str]]:
    """Return the names that are everyday words too, and the particles of names."""
    file = resources.files("skillsignal.governance") / "names.toml"
    tables = tomllib.loads(file.read_text(encoding="utf-8"))
    return {key: frozenset(text.split()) for key, text in tables.items()}
