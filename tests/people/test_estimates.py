from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from skillsignal.people import EvidenceRule, adoption_table, people_table
from skillsignal.people.estimates import PEOPLE_COLUMNS, Prior, fit_prior, shrunken_rates
from tests.people.test_ledger import SIGNALS, make_ledger, scored


def test_the_table_has_a_row_for_each_person_and_signal(tmp_path: Path) -> None:
    posts = [scored(n, f"a{n % 2}") for n in range(6)]
    table = people_table(make_ledger(tmp_path, posts))
    assert tuple(table.columns) == PEOPLE_COLUMNS
    assert len(table) == 2 * SIGNALS
    assert table["author_id"].is_monotonic_increasing


def test_evidence_is_counted_and_shown_from_different_threads(tmp_path: Path) -> None:
    posts = [
        scored(1, "bo"),
        scored(2, signals=("helping",), reply_to="p1", thread_id="t1"),
        scored(3, signals=("helping",), thread_id="t1"),
        scored(4, signals=("helping",), mentions=("eva", "bo")),
        scored(5, signals=("helping",), mentions=("ada",)),
        scored(6),
    ]
    table = people_table(make_ledger(tmp_path, posts)).set_index(["author_id", "signal"])
    row = table.loc[("ada", "helping")]
    assert (row["posts"], row["threads"], row["recipients"]) == (5, 3, 2)
    assert row["expected_posts"] == pytest.approx(3.7)
    assert row["sufficient"]
    assert row["rate_low"] < row["rate"] < row["rate_high"]
    assert row["top_evidence"] == "helping in 2 ¶ helping in 4 ¶ helping in 5"


@pytest.mark.parametrize(
    "rule", [EvidenceRule(posts=6), EvidenceRule(threads=4), EvidenceRule(expected=4)]
)
def test_too_little_evidence_gives_no_number(rule: EvidenceRule, tmp_path: Path) -> None:
    posts = [scored(n, signals=("helping",) if n < 3 else ()) for n in range(5)]
    row = people_table(make_ledger(tmp_path, posts), rule).set_index("signal").loc["helping"]
    assert not row["sufficient"]
    told = ["expected_posts", "rate", "rate_low", "rate_high", "top_evidence"]
    assert row[told].isna().all()


def test_a_ledger_without_authors_gives_an_empty_table(tmp_path: Path) -> None:
    table = people_table(make_ledger(tmp_path, [scored(1, "unknown")]))
    assert table.empty
    assert tuple(table.columns) == PEOPLE_COLUMNS


def test_rates_are_drawn_to_the_population_the_more_the_fewer_posts() -> None:
    prior = Prior(mean=0.1, concentration=20)
    rates, low, high = shrunken_rates(np.array([2.0, 20.0]), np.array([4.0, 40.0]), prior)
    assert 0.1 < rates[0] < rates[1] < 0.5
    assert high[0] - low[0] > high[1] - low[1]


def test_the_intervals_hold_the_truth_nine_times_in_ten() -> None:
    generator = np.random.default_rng(5)
    inside = []
    for _ in range(40):
        posts = generator.integers(5, 120, 200).astype(float)
        truth = generator.beta(2, 18, 200)
        seen = generator.binomial(posts.astype(int), truth).astype(float)
        _, low, high = shrunken_rates(seen, posts, fit_prior(seen, posts))
        inside.append(((low <= truth) & (truth <= high)).mean())
    assert np.mean(inside) == pytest.approx(0.90, abs=0.02)


def test_the_prior_is_found_again() -> None:
    generator = np.random.default_rng(3)
    posts = generator.integers(20, 200, 3_000).astype(float)
    seen = generator.binomial(posts.astype(int), generator.beta(3, 27, 3_000)).astype(float)
    prior = fit_prior(seen, posts)
    assert prior.mean == pytest.approx(0.1, abs=0.01)
    assert prior.concentration == pytest.approx(30, rel=0.2)


def test_people_who_are_all_alike_give_a_firm_prior() -> None:
    posts = np.full(50, 10.0)
    assert fit_prior(posts / 10, posts).concentration == 1000
    assert fit_prior(np.zeros(0), np.zeros(0)).mean == 0.5


def test_adoption_counts_people_who_did_it_twice(tmp_path: Path) -> None:
    posts = [scored(n, "ada", signals=("humour",)) for n in range(2)]
    posts += [scored(9, "bo", signals=("humour",)), scored(10, "eva")]
    row = adoption_table(make_ledger(tmp_path, posts)).set_index("signal").loc["humour"]
    assert (row["posts"], row["adopters"], row["authors"]) == (3, 1, 3)
    assert row["adoption"] == pytest.approx(1 / 3, abs=1e-4)
