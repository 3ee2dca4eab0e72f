"""Models: training and fine-tuning."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

_corpora = click.argument(
    "corpora", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="CORPUS..."
)
_output = click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="Folder for the model.",
)
_name = click.option("--name", help="Name of the model.  [default: the folder's]")


@click.group()
def model() -> None:
    """Train models."""


@model.command()
@_corpora
@_output
@_name
def train(corpora: tuple[Path, ...], output: Path, name: str | None) -> None:
    """Train a fast model on corpora and measure it on their test posts.

    \b
    Example:
      skillsignal model train corpora -o models/mine
    """
    from skillsignal.research.training import train as train_model

    _tell(train_model(corpora, output, name or output.name), output)


@model.command()
@_corpora
@_output
@_name
@click.option("--epochs", type=click.IntRange(1), default=4, show_default=True, help="Passes.")
@click.option("--seed", default=0, show_default=True, help="Another seed, another model.")
def finetune(
    corpora: tuple[Path, ...], output: Path, name: str | None, epochs: int, seed: int
) -> None:
    """Fine-tune the encoder of the accurate model on corpora (needs the extra finetune).

    Half an hour to an hour for 5,400 posts on two cores.

    \b
    Example:
      skillsignal model finetune corpora -o models/mine
    """
    from skillsignal.errors import MissingExtraError

    try:
        from skillsignal.research.encoder.finetune import Settings
        from skillsignal.research.encoder.finetune import finetune as finetune_model
    except ImportError as error:
        raise MissingExtraError("finetune", "fine-tuning the encoder") from error
    settings = Settings(epochs=epochs, seed=seed)
    scores = finetune_model(
        corpora, output, name or output.name, settings, lambda line: click.echo(line, err=True)
    )
    _tell(scores, output)


def _tell(scores: dict[str, Any], output: Path) -> None:
    click.echo(f"Trained; measured on {scores['posts']:,} test posts (95 % interval):")
    for metric, value in scores.get("all", {}).items():
        click.echo(f"  {metric:<18} {value['value']:.3f} [{value['low']:.3f}, {value['high']:.3f}]")
    click.echo(f"Model: {output}")
