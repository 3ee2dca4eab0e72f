"""The evidence per person as a table."""

from __future__ import annotations

from pathlib import Path

import click

from skillsignal_cli.options import output_option


@click.command()
@click.argument("ledger", type=click.Path(path_type=Path))
@output_option
@click.option(
    "--min-posts", type=click.IntRange(1), default=5, show_default=True, help="Least posts."
)
@click.option(
    "--min-threads",
    type=click.IntRange(1),
    default=2,
    show_default=True,
    help="Least threads in which the signal was shown.",
)
@click.option(
    "--min-expected",
    type=click.FloatRange(0),
    default=3.0,
    show_default=True,
    help="Least expected posts with the signal.",
)
def people(
    ledger: Path,
    output: str,
    table_format: str | None,
    min_posts: int,
    min_threads: int,
    min_expected: float,
) -> None:
    """Write a table of people and signals from a ledger.

    Rates are left empty where the evidence is less than the least that is asked for.

    \b
    Example:
      skillsignal people results/evidence.db -o people.csv
    """
    from skillsignal.outputs import output_stream
    from skillsignal.people import EvidenceRule, Ledger, people_table
    from skillsignal.report.writers import format_of, write_table

    table = people_table(Ledger(ledger), EvidenceRule(min_posts, min_threads, min_expected))
    with output_stream(output) as stream:
        write_table(table, stream, format_of(output, table_format))
