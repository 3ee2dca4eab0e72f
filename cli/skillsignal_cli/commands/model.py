"""Models: training."""

from __future__ import annotations

from pathlib import Path

import click


@click.group()
def model() -> None:
    """Train models."""


@model.command()
@click.argument(
    "corpora", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="CORPUS..."
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="Folder for the model.",
)
@click.option("--name", help="Name of the model.  [default: the folder's]")
def train(corpora: tuple[Path, ...], output: Path, name: str | None) -> None:
    """Train a model on corpora and measure it on their test posts.

    \b
    Example:
      skillsignal model train corpora -o models/mine
    """
    from skillsignal.research.training import train as train_model

    scores = train_model(corpora, output, name or output.name)
    click.echo(f"Trained; measured on {scores['posts']:,} test posts (95 % interval):")
    for metric, value in scores.get("all", {}).items():
        click.echo(f"  {metric:<18} {value['value']:.3f} [{value['low']:.3f}, {value['high']:.3f}]")
    click.echo(f"Model: {output}")
