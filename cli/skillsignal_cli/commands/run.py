"""The main job."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from skillsignal_cli.options import (
    exports_argument,
    identity_options,
    model_option,
    reading_options,
)

if TYPE_CHECKING:
    from skillsignal.pipeline import RunSummary
    from skillsignal.signals import Taxonomy


@click.command()
@exports_argument
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default="skillsignal-output",
    show_default=True,
    help="Folder for the results; those of an earlier run are replaced.",
)
@reading_options
@identity_options
@model_option
@click.pass_context
def run(
    ctx: click.Context,
    /,
    exports: tuple[str, ...],
    out: Path,
    names: bool,
    key_file: Path | None,
    model_folder: Path | None,
    **reading: Any,
) -> None:
    """Read exports and write signals, people, ledger and report.

    \b
    Example:
      skillsignal run slack-export.zip viva-engage/ --out results
    """
    from skillsignal import pipeline
    from skillsignal.signals import load_model
    from skillsignal_cli import session

    outputs = (
        pipeline.SIGNALS,
        pipeline.PEOPLE,
        pipeline.LEDGER,
        pipeline.REPORT,
        pipeline.REJECTS,
    )
    session.refuse_to_overwrite(exports, (out / name for name in outputs))
    model = load_model(model_folder)
    intake = session.read_exports(exports, **reading)
    hidden = session.pseudonyms(names, key_file)
    classifier = pipeline.Classifier.of(model, intake, hidden)
    summary = pipeline.run(classifier, out, session.progress())
    for line in session.describe_intake(intake) + _describe(summary, model.taxonomy):
        click.echo(line)
    if intake.rejects:
        ctx.exit(session.EXIT_SET_ASIDE)


def _describe(summary: RunSummary, taxonomy: Taxonomy) -> list[str]:
    from skillsignal.pipeline import LEDGER, PEOPLE, REJECTS, REPORT, SIGNALS

    rejects = len(summary.intake.rejects)
    share = summary.posts_with_signals / summary.intake.posts
    lines = []
    if rejects:
        lines.append(f"Set aside {rejects:,} that can't be used: see {summary.folder / REJECTS}.")
    people = (
        f"{summary.authors_with_enough} of {summary.authors} people have enough evidence for at "
        "least one."
        if summary.authors
        else "no author is known, so nothing is said of people."
    )
    lines += [
        f"{summary.posts_with_signals:,} posts ({share:.0%}) show a signal; {people}",
        "",
        f"{'Signal':<22}{'Posts':>7}",
    ]
    for signal, posts in sorted(summary.signals.items(), key=lambda item: -item[1]):
        lines.append(f"{taxonomy[signal].name():<22}{posts:>7,}")
    tables = ", ".join((SIGNALS, PEOPLE, LEDGER))
    return [
        *lines,
        "",
        f"Written to {summary.folder}: {tables}.",
        f"Report: {(summary.folder / REPORT).resolve()}",
    ]
