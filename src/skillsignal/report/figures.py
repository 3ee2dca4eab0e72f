"""The figures of the report, as data: computing apart from showing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from skillsignal.people import TIPPING_POINT, Ledger, adoption_table
from skillsignal.people.estimates import EVIDENCE_SEPARATOR

if TYPE_CHECKING:
    import pandas as pd

SMALLEST_GROUP = 5
"""Departments with fewer people are told together: their numbers would point at persons."""


@dataclass(frozen=True, slots=True)
class SignalFigure:
    """One signal over the whole community."""

    id: str
    name: str
    family: str
    definition: str
    posts: int
    adopters: int
    adoption: float
    tips: bool


@dataclass(frozen=True, slots=True)
class Estimate:
    """One person's rate of one signal, per 100 posts, with its interval and evidence."""

    signal: str
    name: str
    expected_posts: float
    rate: float
    low: float
    high: float
    population: float
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PersonFigure:
    """One person: only what there is enough evidence for."""

    anchor: str
    name: str
    department: str
    posts: int
    estimates: tuple[Estimate, ...]
    too_little: int


@dataclass(frozen=True, slots=True)
class ReportFigures:
    """All that the report shows."""

    facts: dict[str, str]
    imports: tuple[dict[str, Any], ...]
    set_aside: tuple[dict[str, Any], ...]
    languages: tuple[dict[str, Any], ...]
    posts: int
    authors: int
    unknown_posts: int
    first_day: str | None
    last_day: str | None
    posts_with_signal: int
    signals: tuple[SignalFigure, ...]
    people: tuple[PersonFigure, ...]
    departments: tuple[dict[str, Any], ...]
    tipping_point: float = TIPPING_POINT


def report_figures(ledger: Ledger, people: pd.DataFrame) -> ReportFigures:
    """Return all figures of the report from a ledger and its people table."""
    totals = ledger.query(
        "SELECT count(*) AS posts, count(DISTINCT person_id) AS authors,"
        " coalesce(sum(person_id IS NULL), 0) AS unknown_posts,"
        " min(substr(created_at, 1, 10)) AS first_day, max(substr(created_at, 1, 10)) AS last_day,"
        " (SELECT count(DISTINCT post_id) FROM signals) AS posts_with_signal FROM posts"
    ).to_dict("records")[0]
    return ReportFigures(
        facts=ledger.facts(),
        imports=_records(ledger, "SELECT source, format, posts FROM imports ORDER BY id"),
        set_aside=_records(
            ledger,
            "SELECT reason, expected, sum(items) AS items FROM set_aside"
            " GROUP BY reason, expected ORDER BY expected, items DESC, reason",
        ),
        languages=_records(
            ledger,
            "SELECT lang, count(*) AS posts FROM posts GROUP BY lang ORDER BY posts DESC, lang",
        ),
        signals=_signal_figures(ledger),
        people=_person_figures(ledger, people),
        departments=_departments(ledger),
        **{str(key): value for key, value in totals.items()},
    )


def _records(ledger: Ledger, sql: str) -> tuple[dict[str, Any], ...]:
    return tuple(
        {str(k): v for k, v in row.items()} for row in ledger.query(sql).to_dict("records")
    )


def _signal_figures(ledger: Ledger) -> tuple[SignalFigure, ...]:
    return tuple(
        SignalFigure(
            id=str(row["signal"]),
            name=str(row["name"]),
            family=str(row["family"]),
            definition=str(row["definition"]),
            posts=int(row["posts"]),
            adopters=int(row["adopters"]),
            adoption=float(row["adoption"]),
            tips=float(row["adoption"]) >= TIPPING_POINT,
        )
        for row in adoption_table(ledger).to_dict("records")
    )


def _person_figures(ledger: Ledger, people: pd.DataFrame) -> tuple[PersonFigure, ...]:
    names = {row["signal"]: row["name"] for row in _records(ledger, "SELECT * FROM taxonomy")}
    known = ledger.query("SELECT author_id, department FROM people").set_index("author_id")
    population = _population(ledger)
    figures: list[PersonFigure] = []
    for author_id, rows in people.groupby("author_id", sort=False):
        enough = rows[rows["sufficient"]].sort_values("rate_low", ascending=False, kind="stable")
        department = known["department"].get(author_id)
        first = rows.iloc[0]
        figures.append(
            PersonFigure(
                anchor=f"person-{len(figures) + 1}",
                name=name if isinstance(name := first["author_name"], str) else str(author_id),
                department=department if isinstance(department, str) else "",
                posts=int(first["posts"]),
                estimates=tuple(
                    _estimate(row, names, population) for row in enough.to_dict("records")
                ),
                too_little=len(rows) - len(enough),
            )
        )
    return tuple(sorted(figures, key=lambda person: (person.name.casefold(), person.anchor)))


def _population(ledger: Ledger) -> dict[str, float]:
    """Return the mean probability of each signal over the posts of known people."""
    means = ", ".join(f'avg("p_{signal}") AS "{signal}"' for signal in ledger.signal_ids())
    sql = (
        f"SELECT {means} FROM probabilities AS p JOIN posts ON posts.id = p.post_id"  # noqa: S608
        " WHERE posts.person_id IS NOT NULL"
    )
    return {signal: float(mean or 0) for signal, mean in _records(ledger, sql)[0].items()}


def _estimate(row: dict[Any, Any], names: dict[str, str], population: dict[str, float]) -> Estimate:
    evidence = row["top_evidence"]
    return Estimate(
        signal=row["signal"],
        name=names[row["signal"]],
        expected_posts=row["expected_posts"],
        rate=100 * row["rate"],
        low=100 * row["rate_low"],
        high=100 * row["rate_high"],
        population=100 * population[row["signal"]],
        evidence=tuple(evidence.split(EVIDENCE_SEPARATOR)) if isinstance(evidence, str) else (),
    )


def _departments(ledger: Ledger) -> tuple[dict[str, Any], ...]:
    """Return people and posts a department; small ones together, if that is no small one."""
    rows = _records(
        ledger,
        "SELECT coalesce(people.department, '') AS department, count(DISTINCT people.id) AS people,"
        " count(*) AS posts, count(DISTINCT s.post_id) AS with_signal FROM posts"
        " JOIN people ON people.id = posts.person_id"
        " LEFT JOIN (SELECT DISTINCT post_id FROM signals) AS s ON s.post_id = posts.id"
        " GROUP BY 1 ORDER BY 1",
    )
    named = [row for row in rows if row["department"]]
    large = [row for row in named if row["people"] >= SMALLEST_GROUP]
    small = [row for row in named if row["people"] < SMALLEST_GROUP]
    together = {key: sum(row[key] for row in small) for key in ("people", "posts", "with_signal")}
    if small and together["people"] >= SMALLEST_GROUP:
        large.append({"department": "small departments together", **together})
    return tuple(large)
