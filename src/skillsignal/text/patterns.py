"""Compiled patterns of the text stage; what differs between languages is in patterns.toml."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources

URL_MARK = "xxurl"
MENTION_MARK = "xxmention"
CODE_MARK = "xxcode"

# Line ends as mail programs and Windows write them, and characters that show nothing.
LINE_END = re.compile(r"\r\n?|[\u2028\u2029\x0b\x0c\x85]")
INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
SURROGATE = re.compile(r"[\ud800-\udfff]")

CODE_BLOCK = re.compile(r"```.*?(?:```|\Z)|~~~\n.*?(?:\n~~~|\Z)", re.DOTALL)
INLINE_CODE = re.compile(r"`[^`\n]{1,200}`")
HTML_CODE = {
    tag: re.compile(rf"<{tag}\b[^<>]*>.*?</{tag}\s*>", re.DOTALL | re.IGNORECASE)
    for tag in ("pre", "code")
}

SLACK_USER = re.compile(r"<@[UWB][A-Z0-9]+(?:\|[^<>\n]*)?>")
SLACK_SPECIAL = re.compile(
    r"<!(?:subteam\^[A-Z0-9]+(?:\|[^<>\n]*)?|(?:here|channel|everyone)[^<>\n]*)>"
)
SLACK_CHANNEL = re.compile(r"<#[CG][A-Z0-9]+\|?([^<>\n]*)>")
SLACK_LINK = re.compile(r"<(?:https?://|mailto:|tel:)[^<>|\s]+\|([^<>\n]*)>")
SLACK_BARE_LINK = re.compile(r"<(?:https?://|mailto:|tel:)[^<>|\s]+>")
VIVA_USER = re.compile(r"\[\[user:\d+\]\]")
VIVA_TAG = re.compile(r"\[\[[a-z_]+:[^\[\]\n]*\]\]")

HTML_QUOTE = re.compile(r"<blockquote\b[^<>]*>.*?</blockquote\s*>", re.DOTALL | re.IGNORECASE)
HTML_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
HTML_HIDDEN = {
    tag: re.compile(rf"<{tag}\b[^<>]*>.*?</{tag}\s*>", re.DOTALL | re.IGNORECASE)
    for tag in ("script", "style")
}
HTML_MENTION = re.compile(r"<at\b[^<>]*>.*?</at\s*>", re.DOTALL | re.IGNORECASE)
HTML_BREAK = re.compile(r"<(?:br|/p|/div|/li|/tr|/h[1-6]|/ul|/ol)\b[^<>]*>", re.IGNORECASE)
HTML_TAG = re.compile(
    r"</?(?:a|abbr|article|b|body|center|div|em|font|h[1-6]|head|hr|html|i|img|li|ol|p|s|section|small"
    r"|span|strike|strong|sub|sup|table|tbody|td|th|thead|tr|u|ul)\b[^<>]*>",
    re.IGNORECASE,
)
HTML_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,24});")

URL = re.compile(r"\b(?:https?://|ftp://|www\.)[^\s<>\"')\]]+", re.IGNORECASE)
EMAIL = re.compile(r"\b[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,8}[A-Za-z]{2,24}\b")
MENTION = re.compile(r"(?<![\w@/])@[A-Za-z0-9À-ÿ](?:[\w.\-À-ÿ]*[\wÀ-ÿ])?")

QUOTED_LINE = re.compile(r"^[ \t]*(?:>|&gt;).*(?:\n|\Z)", re.MULTILINE)
DASHED_SIGNATURE = re.compile(r"^-- ?\n.*\Z", re.MULTILINE | re.DOTALL)
BLANK_RUN = re.compile(r"[ \t\u00a0]+")
EMPTY_LINES = re.compile(r"\n[ \t]*\n(?:[ \t]*\n)+")

# A sign-off counts as such only when this little follows it.
SIGNATURE_MAX_LINES = 8
SIGNATURE_MAX_CHARACTERS = 300


@cache
def _phrases() -> dict[str, list[str]]:
    """Return the phrases of all languages by kind: a message may mix them."""
    file = resources.files("skillsignal.text") / "patterns.toml"
    tables = tomllib.loads(file.read_text(encoding="utf-8"))
    return {
        kind: [p for phrases in table.values() for p in phrases] for kind, table in tables.items()
    }


def _alternatives(phrases: list[str]) -> str:
    longest_first = sorted(set(phrases), key=lambda phrase: (-len(phrase), phrase))
    return "|".join(
        re.escape(p).replace(re.escape("{any}"), r"[^\n]{1,120}?") for p in longest_first
    )


@cache
def sign_off() -> re.Pattern[str]:
    """Match a line that is a sign-off, with nothing but a name behind it."""
    phrases = _alternatives(_phrases()["sign_off"])
    name = r"[A-ZÀ-Þ][\w.'’-]*"
    return re.compile(rf"^[ \t]*(?i:{phrases})\b[,.!]*[ \t]*(?:{name}[ \t]*){{0,4}}$", re.M)


@cache
def quoted_from() -> re.Pattern[str]:
    """Match the line above a quoted message, and all that follows it."""
    phrases = _alternatives(_phrases()["quoted_from"])
    return re.compile(rf"^[ \t>]*(?:{phrases})[ \t]*$", re.M | re.I)


@cache
def automatic_line() -> re.Pattern[str]:
    """Match a line that a telephone or mail program adds by itself."""
    phrases = _alternatives(_phrases()["automatic"])
    return re.compile(rf"^[ \t]*(?:{phrases})\b[^\n]{{0,60}}(?:\n|\Z)", re.M | re.I)
