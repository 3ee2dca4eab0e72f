"""Values as exports write them: text in several encodings, times in several forms."""

from __future__ import annotations

import codecs
import re
import tomllib
from datetime import UTC, datetime, tzinfo
from functools import cache
from importlib import resources

ENCODING_ERRORS = "skillsignal-windows-1252"

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NUMERIC_DATE = re.compile(
    r"(\d{1,4})[-/.](\d{1,2})[-/.](\d{1,4})"
    r"(?:[ ,T]+(?:kl\.? ?)?(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?(?:[.,]\d+)? ?([ap]\.?m\.?)?)?",
    re.IGNORECASE,
)
_NAMED_DATE = re.compile(
    r"(?:[a-zà-ÿ]{2,9}\.?,? )?(?:den )?(?:(\d{1,2})\.? ([a-zà-ÿ]{3,10})\.?,? (\d{4})"
    r"|([a-zà-ÿ]{3,10})\.? (\d{1,2}),? (\d{4}))"
    r"(?:,? (?:om |at |kl\.? ?)?(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))? ?([ap]\.?m\.?)?)?",
    re.IGNORECASE,
)
_EPOCH = re.compile(r"\d{9,10}(?:\.\d+)?|\d{12,13}")
_MILLISECONDS = 1e11


def text_encoding(sample: bytes) -> str:
    """Return the encoding of a file by its first bytes.

    A byte-order mark decides; then many zero bytes mean UTF-16; else it is UTF-8, in which bytes
    that are none are read as Windows-1252 (see :func:`register_fallback`).
    """
    for mark, encoding in _BYTE_ORDER_MARKS:
        if sample.startswith(mark):
            return encoding
    zeros = sample[:2000].count(0)
    if zeros > len(sample[:2000]) / 5:
        return "utf-16-be" if sample[:1] == b"\0" else "utf-16-le"
    return "utf-8"


def register_fallback() -> str:
    """Make the error handler known that reads stray bytes as Windows-1252; return its name.

    Files that changed hands often hold both encodings; a strict reader would die at row 812,344.
    """
    codecs.register_error(ENCODING_ERRORS, _windows_1252)
    return ENCODING_ERRORS


def _windows_1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    stray = error.object[error.start : error.end]
    return stray.decode("cp1252", errors="replace"), error.end


@cache
def _months() -> dict[str, int]:
    file = resources.files("skillsignal.readers") / "headers.toml"
    table = tomllib.loads(file.read_text(encoding="utf-8"))["months"]
    return {
        name[:length]: number
        for names in table.values()
        for number, name in enumerate(names, 1)
        for length in {3, 4, len(name)}
    }


def parse_time(
    value: object, *, day_first: bool = True, timezone: tzinfo | None = None
) -> datetime | None:
    """Return a time in UTC, or None if the value is no time.

    Understands ISO 8601, ``dd-mm-yyyy`` and its kin, month names in English, Dutch and Swedish,
    and seconds or milliseconds since 1970. ``timezone`` holds for times that name none (else
    UTC); ``day_first`` decides where day and month could be either.
    """
    if value is None:
        return None
    if isinstance(value, datetime):
        return _to_utc(value, timezone)
    text = str(value).strip()
    if not text or text.lower() in {"null", "none", "nan", "nat"}:
        return None
    if _EPOCH.fullmatch(text):
        return from_epoch(float(text))
    try:
        return _to_utc(datetime.fromisoformat(text.removesuffix(" UTC")), timezone)
    except (ValueError, OverflowError):
        return _parse_written(text, day_first, timezone)


def from_epoch(seconds: float) -> datetime | None:
    """Return the time that is so many seconds (or milliseconds) after 1970 began."""
    if seconds > _MILLISECONDS:
        seconds /= 1000
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _parse_written(text: str, day_first: bool, timezone: tzinfo | None) -> datetime | None:
    if match := _NUMERIC_DATE.fullmatch(text):
        a, b, c = (int(part) for part in match.group(1, 2, 3))
        clock = match.group(4, 5, 6, 7)
        if len(match.group(1)) == 4:
            year, month, day = a, b, c
        else:
            year, (day, month) = c, (a, b) if day_first else (b, a)
    elif match := _NAMED_DATE.fullmatch(text.lower()):
        if match.group(1):
            day, name, year = int(match.group(1)), match.group(2), int(match.group(3))
        else:
            name, day, year = match.group(4), int(match.group(5)), int(match.group(6))
        month = _months().get(name, _months().get(name[:4], _months().get(name[:3], 0)))
        clock = match.group(7, 8, 9, 10)
    else:
        return None
    return _build(year, month, day, clock, timezone)


def _build(
    year: int, month: int, day: int, clock: tuple[str | None, ...], timezone: tzinfo | None
) -> datetime | None:
    hour, minute, second = (int(part or 0) for part in clock[:3])
    half = (clock[3] or "").lower().replace(".", "")
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "pm" else 0)
    if year < 100:
        year += 2000
    try:
        return _to_utc(datetime(year, month, day, hour, minute, second), timezone)
    except (ValueError, OverflowError):
        return None


def _to_utc(moment: datetime, timezone: tzinfo | None) -> datetime | None:
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=timezone or UTC)
    try:
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def month_comes_first(values: list[str]) -> bool:
    """Tell whether written dates such as 3/14/2025 put the month first, by what they hold.

    The day comes first unless a value would then have a thirteenth month.
    """
    for value in values:
        match = _NUMERIC_DATE.fullmatch(value.strip())
        if match and len(match.group(1)) <= 2 and int(match.group(2)) > 12:
            return True
    return False
