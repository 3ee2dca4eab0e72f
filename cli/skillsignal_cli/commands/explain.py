"""Why a text shows what it shows."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from skillsignal_cli.options import LANGUAGES, model_option

if TYPE_CHECKING:
    from skillsignal.explanation import Explanation


@click.command()
@click.argument("text", metavar="TEXT")
@click.option("--post", metavar="ID", help="Explain this post of an export; TEXT names the export.")
@click.option("--signal", "signals", multiple=True, help="Explain this signal too, present or not.")
@click.option("--lang", type=click.Choice(LANGUAGES), help="The language, if it is known.")
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "json")),
    default="text",
    show_default=True,
    help="Form of the answer.",
)
@model_option
def explain(
    text: str,
    post: str | None,
    signals: tuple[str, ...],
    lang: str | None,
    form: str,
    model_folder: Path | None,
) -> None:
    """Tell which signals a text shows, in which sentence, and which words weighed.

    TEXT is the text itself, or - for standard input.

    \b
    Examples:
      skillsignal explain "Thanks for the quick fix, that saved our demo!"
      skillsignal explain slack-export.zip --post C0123/1700000000.000100
    """
    from skillsignal.explanation import explain_text, find_post
    from skillsignal.signals import load_model

    model = load_model(model_folder)
    unknown = [signal for signal in signals if signal not in model.taxonomy.ids]
    if unknown:
        raise click.BadParameter(
            f"unknown signal '{unknown[0]}'; known are {', '.join(model.taxonomy.ids)}",
            param_hint="--signal",
        )
    if post is not None:
        text = find_post(text, post)
    elif text == "-":
        text = sys.stdin.read()
    explanation = explain_text(model, text, signals, lang)
    if form == "json":
        click.echo(json.dumps(explanation.as_dict(), ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(_lines(explanation)))


def _lines(explanation: Explanation) -> list[str]:
    lines = [f"Language: {explanation.lang}", ""]
    lines.append(f"{'Signal':<16}{'Probability':>12}{'Threshold':>11}")
    for row in explanation.rows:
        mark = "  present" if row.present else ""
        lines.append(f"{row.signal:<16}{row.probability:>12.2f}{row.threshold:>11.2f}{mark}")
    for row in explanation.rows:
        if row.words:
            words = ", ".join(f"{w.word} {w.weight:+.2f}" for w in row.words)
            lines += ["", f"{row.signal}: “{row.evidence}”", f"  words that weighed: {words}"]
    return lines
