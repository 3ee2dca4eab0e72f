from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

import pytest

from skillsignal.people import people_table
from skillsignal.report import render_page, report_figures
from skillsignal.report.figures import ReportFigures
from tests.people.test_ledger import make_ledger, scored


def figures(folder: Path) -> ReportFigures:
    posts = [
        scored(n, f"a{n % 6}", signals=("helping",), department="Care", author_name=f"Name {n % 6}")
        for n in range(36)
    ]
    posts += [scored(n, f"b{n}", department="IT") for n in range(40, 43)]
    posts += [scored(50, "evil", author_name="<script>alert(1)</script>")]
    ledger = make_ledger(folder, posts)
    return report_figures(ledger, people_table(ledger))


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    return render_page(figures(tmp_path_factory.mktemp("ledger")))


def test_only_our_own_style_and_script_may_run(page: str) -> None:
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]+)"', page)
    assert "default-src &#39;none&#39;" in policy
    assert "unsafe" not in policy
    for element in ("style", "script"):
        (content,) = re.findall(rf"<{element}>(.*?)</{element}>", page, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"sha256-{digest}" in policy.replace("&#43;", "+").replace("&#34;", '"')


def test_nothing_is_asked_of_anybody(page: str) -> None:
    assert not re.findall(r"""(?:src|href)=["'](?!#|data:,)""", page)
    assert not re.findall(r"<[^>]+\s(?:on\w+|style)=", page)
    assert "url(" not in page
    assert "@import" not in page


def test_what_people_wrote_cannot_become_markup(page: str) -> None:
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_small_departments_are_not_told_apart(tmp_path: Path, page: str) -> None:
    assert [row["department"] for row in figures(tmp_path).departments] == ["Care"]
    assert "IT" not in re.findall(r"<option>(.*?)</option>", page)
    assert "· IT" not in page


def test_people_stand_in_alphabetical_order_with_what_there_is_enough_for(tmp_path: Path) -> None:
    people = figures(tmp_path).people
    assert [p.name for p in people] == sorted((p.name for p in people), key=str.casefold)
    known = next(p for p in people if p.name == "Name 0")
    assert [e.signal for e in known.estimates] == ["helping"]
    assert len(known.estimates[0].evidence) == 3
    assert next(p for p in people if p.name == "b40").estimates == ()


def test_the_adoption_line_has_words_too(page: str) -> None:
    assert 'aria-label="60 % of the people, at or above the 16 % line"' in page
