"""The report as one page."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("ledger", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    default="report.html",
    show_default=True,
    metavar="FILE",
    help="Where to write; - is standard output.",
)
def report(ledger: Path, output: str) -> None:
    """Write the report, one HTML file that works offline, from a ledger.

    \b
    Example:
      skillsignal report results/evidence.db -o report.html
    """
    from skillsignal.outputs import output_stream
    from skillsignal.people import Ledger, people_table
    from skillsignal.report import render_page, report_figures

    opened = Ledger(ledger)
    page = render_page(report_figures(opened, people_table(opened)))
    with output_stream(output) as stream:
        stream.write(page.encode())
    if output != "-":
        click.echo(f"Report: {Path(output).resolve()}", err=True)
