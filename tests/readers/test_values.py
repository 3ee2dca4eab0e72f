from __future__ import annotations

import io
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillsignal.readers.values import (
    month_comes_first,
    parse_time,
    register_fallback,
    text_encoding,
)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2025-04-03", datetime(2025, 4, 3)),
        ("2025-04-03T10:20:30Z", datetime(2025, 4, 3, 10, 20, 30)),
        ("2025-04-03T10:20:30+02:00", datetime(2025, 4, 3, 8, 20, 30)),
        ("2025-04-03 10:20:30 UTC", datetime(2025, 4, 3, 10, 20, 30)),
        ("2025/04/03 10:20", datetime(2025, 4, 3, 10, 20)),
        ("03-04-2025", datetime(2025, 4, 3)),
        ("3-4-2025 9:05", datetime(2025, 4, 3, 9, 5)),
        ("03.04.2025 09.05", datetime(2025, 4, 3, 9, 5)),
        ("03/04/2025, 9:05 PM", datetime(2025, 4, 3, 21, 5)),
        ("2025-04-03 kl. 12:30", datetime(2025, 4, 3, 12, 30)),
        ("3 mei 2025", datetime(2025, 5, 3)),
        ("3 mrt. 2025 14:00", datetime(2025, 3, 3, 14, 0)),
        ("den 3 maj 2025 kl. 14.05", datetime(2025, 5, 3, 14, 5)),
        ("May 3, 2013", datetime(2013, 5, 3)),
        ("torsdag 3 oktober 2024", datetime(2024, 10, 3)),
        ("1700000000", datetime(2023, 11, 14, 22, 13, 20)),
        ("1700000000.000100", datetime(2023, 11, 14, 22, 13, 20, 100)),
        ("1700000000000", datetime(2023, 11, 14, 22, 13, 20)),
        ("31-02-2025", None),
        ("yesterday", None),
        ("", None),
        ("null", None),
        (None, None),
        ("99999999999999", None),
    ],
)
def test_parse_time(written: str | None, expected: datetime | None) -> None:
    assert parse_time(written) == (expected.replace(tzinfo=UTC) if expected else None)


def test_naive_times_take_the_time_zone_given() -> None:
    amsterdam = ZoneInfo("Europe/Amsterdam")
    assert parse_time("2025-07-01 12:00", timezone=amsterdam) == datetime(
        2025, 7, 1, 10, tzinfo=UTC
    )
    assert parse_time("2025-07-01T12:00Z", timezone=amsterdam) == datetime(
        2025, 7, 1, 12, tzinfo=UTC
    )


def test_day_and_month_are_told_apart_by_the_whole_column() -> None:
    assert not month_comes_first(["03/04/2025", "14/04/2025"])
    assert month_comes_first(["03/04/2025", "04/14/2025"])
    assert parse_time("03/04/2025", day_first=False) == datetime(2025, 3, 4, tzinfo=UTC)


@given(st.text(max_size=40))
def test_no_text_breaks_the_time_parser(text: str) -> None:
    found = parse_time(text)
    assert found is None or found.tzinfo is UTC


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_encodings_of_dutch_and_swedish_excel(encoding: str) -> None:
    text = "Bericht;Författare\r\nEén kopje kaffe – nå;Åsa\r\n"
    content = text.encode(encoding)
    stream = io.TextIOWrapper(
        io.BytesIO(content),
        encoding=text_encoding(content),
        errors=register_fallback(),
        newline="",
    )
    assert stream.read().lstrip("\ufeff") == text


def test_a_stray_byte_late_in_a_file_is_read_as_windows_1252() -> None:
    content = "één".encode() + b" \xe9\xe9n \x81"
    assert content.decode("utf-8", errors=register_fallback()) == "één één \ufffd"
