"""Corpora: check, count, compare, split and convert labelled posts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    import pandas as pd

CORPUS_FORMATS = (
    "corpus",
    "label-studio",
    "prodigy",
    "doccano",
    "convokit",
    "hugging-face",
    "csv",
)
_EXAMPLES_SHOWN = 10

paths_argument = click.argument(
    "corpora", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="CORPUS..."
)
force_option = click.option("--force", is_flag=True, help="Replace files that are there already.")


@click.group()
def corpus() -> None:
    """Check, count, compare, split and convert labelled posts."""


@corpus.command()
@paths_argument
@click.option(
    "--all", "show_all", is_flag=True, help="Show every finding, not the first of each kind."
)
@click.pass_context
def check(ctx: click.Context, /, corpora: tuple[Path, ...], show_all: bool) -> None:
    """Find what makes a corpus worthless: broken lines, doubles, leaks, templates.

    Exit code 1 if anything fatal is found.

    \b
    Example:
      skillsignal corpus check corpora
    """
    from skillsignal.research.checks import check_corpus

    findings = check_corpus(corpora)
    shown: Counter[tuple[str, bool]] = Counter()
    for finding in findings:
        shown[finding.check, finding.fatal] += 1
        if show_all or shown[finding.check, finding.fatal] <= _EXAMPLES_SHOWN:
            click.echo(
                f"{'error' if finding.fatal else 'note'}  {finding.check}: {finding.message}"
            )
    hidden = sum(max(n - _EXAMPLES_SHOWN, 0) for n in shown.values())
    if hidden and not show_all:
        click.echo(f"and {hidden:,} more (--all shows them)")
    fatal = sum(n for (_, is_fatal), n in shown.items() if is_fatal)
    click.echo(f"{fatal} errors, {len(findings) - fatal} notes.")
    if fatal:
        ctx.exit(1)


@corpus.command()
@paths_argument
def stats(corpora: tuple[Path, ...]) -> None:
    """Count posts, writers, positives and near misses.

    \b
    Example:
      skillsignal corpus stats corpora
    """
    from skillsignal.research.corpora import read_corpus
    from skillsignal.research.statistics import balance, overview

    posts = read_corpus(corpora)
    _echo_table(overview(posts))
    click.echo()
    _echo_table(balance(posts))


@corpus.command()
@click.argument(
    "annotations", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="VOTES..."
)
def agreement(annotations: tuple[Path, ...]) -> None:
    """Measure how far annotators agree (Krippendorff's alpha), and on what they differ.

    VOTES are JSON Lines files with id, lang, annotator and signals.

    \b
    Example:
      skillsignal corpus agreement corpora/annotations/*.jsonl
    """
    from skillsignal.research.agreement import agreement_table, disagreement_table, read_votes

    votes = read_votes(annotations)
    table = agreement_table(votes)
    _echo_table(table)
    click.echo(f"\nMedian alpha {table['alpha'].median():.3f}, least {table['alpha'].min():.3f}\n")
    _echo_table(disagreement_table(votes))


@corpus.command()
@paths_argument
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for the new files, one folder a language in it.",
)
@click.option("--train", default=0.6, show_default=True, help="Share of train.")
@click.option("--dev", default=0.2, show_default=True, help="Share of dev.")
@click.option("--test", default=0.2, show_default=True, help="Share of test.")
@click.option("--seed", default=0, show_default=True, help="Another seed, another split.")
@force_option
def split(
    corpora: tuple[Path, ...],
    output: Path,
    train: float,
    dev: float,
    test: float,
    seed: int,
    force: bool,
) -> None:
    """Split a corpus by writer, with the signals spread evenly.

    \b
    Example:
      skillsignal corpus split mine.jsonl -o mine-split
    """
    from skillsignal.research.corpora import read_corpus, write_corpus
    from skillsignal.research.splits import split_by_writer

    shares = {
        name: share for name, share in (("train", train), ("dev", dev), ("test", test)) if share
    }
    posts = split_by_writer(read_corpus(corpora), shares, seed)
    groups = sorted({(post.lang, post.split) for post in posts})
    files = {group: output / group[0] / f"{group[1]}.jsonl" for group in groups}
    _refuse_to_replace(files.values(), force)
    for (lang, name), file in files.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        part = [post for post in posts if (post.lang, post.split) == (lang, name)]
        write_corpus(part, file)
        click.echo(f"{file}: {len(part)} posts by {len({p.writer for p in part})} writers")


@corpus.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--from",
    "source",
    type=click.Choice(CORPUS_FORMATS),
    default="corpus",
    show_default=True,
    help="Format of FILE.",
)
@click.option(
    "--to",
    "target",
    type=click.Choice(CORPUS_FORMATS),
    default="corpus",
    show_default=True,
    help="Format to write.",
)
@click.option(
    "-o", "--output", required=True, type=click.Path(path_type=Path), help="File to write."
)
@force_option
def convert(file: Path, source: str, target: str, output: Path, force: bool) -> None:
    """Convert labelled posts to or from the format of another tool, without loss.

    \b
    Example:
      skillsignal corpus convert corpora/nl/dev.jsonl --to label-studio -o tasks.json
    """
    from skillsignal.outputs import output_stream
    from skillsignal.research.conversion import convert as convert_posts
    from skillsignal.research.conversion import parse, read_file

    posts = parse(read_file(file), source, str(file))
    _refuse_to_replace([output], force)
    with output_stream(str(output)) as stream:
        stream.write(convert_posts(posts, target).encode())
    click.echo(f"{output}: {len(posts)} posts")


def _refuse_to_replace(files: Iterable[Path], force: bool) -> None:
    from skillsignal.errors import OutputError

    there = [str(file) for file in files if file.exists()]
    if there and not force:
        raise OutputError(f"{there[0]} is there already; give --force to replace it")


def _echo_table(table: pd.DataFrame) -> None:
    click.echo(table.to_string(index=False, na_rep="-"))
