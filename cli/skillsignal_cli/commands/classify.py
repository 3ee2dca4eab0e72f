"""Signals as a table."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from skillsignal_cli.options import (
    exports_argument,
    identity_options,
    model_option,
    output_option,
    reading_options,
)


@click.command()
@exports_argument
@output_option
@click.option("--wide", is_flag=True, help="One row a post, with the probabilities of all signals.")
@click.option(
    "--rejects",
    type=click.Path(path_type=Path, dir_okay=False),
    default="rejects.jsonl",
    show_default=True,
    help="Where to list the rows that can't be used, if there are any.",
)
@reading_options
@identity_options
@model_option
@click.pass_context
def classify(
    ctx: click.Context,
    /,
    exports: tuple[str, ...],
    output: str,
    table_format: str | None,
    wide: bool,
    rejects: Path,
    names: bool,
    key_file: Path | None,
    model_folder: Path | None,
    **reading: Any,
) -> None:
    """Write a table of the signals that posts show.

    \b
    Example:
      skillsignal classify posts.csv -o signals.csv
    """
    from skillsignal import pipeline
    from skillsignal.outputs import output_stream
    from skillsignal.report.writers import format_of
    from skillsignal.signals import load_model
    from skillsignal_cli import session

    session.refuse_to_overwrite(exports, (Path(output), rejects))
    model = load_model(model_folder)
    intake = session.read_exports(exports, **reading)
    classifier = pipeline.Classifier.of(model, intake, session.pseudonyms(names, key_file))
    with output_stream(output) as stream:
        pipeline.classify(
            classifier, stream, format_of(output, table_format), wide, session.progress()
        )
    for line in session.describe_intake(intake):
        click.echo(line, err=True)
    if intake.rejects:
        with output_stream(str(rejects)) as stream:
            pipeline.write_rejects(intake, stream)
        click.echo(
            f"Set aside {len(intake.rejects):,} that can't be used: see {rejects}.", err=True
        )
        ctx.exit(session.EXIT_SET_ASIDE)
