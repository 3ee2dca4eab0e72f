"""Options that several commands share, declared once."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import tzinfo
from pathlib import Path
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])

TABLE_FORMATS = ("csv", "tsv", "jsonl", "parquet")
DETECTORS = ("default", "thorough", "langdetect")
LANGUAGES = ("en", "nl", "sv")


def parse_columns(
    ctx: click.Context, param: click.Parameter, values: tuple[str, ...]
) -> dict[str, str]:
    """Return ``field=column`` pairs, separated by commas or given one by one, as a dictionary."""
    from skillsignal.readers.columns import mappable_fields

    fields = mappable_fields()
    pairs: dict[str, str] = {}
    for value in values:
        # A column's name may hold a comma: only one before a field begins a new pair.
        for part in re.split(rf",(?=\s*(?:{'|'.join(fields)})=)", value):
            field, equals, column = (piece.strip() for piece in part.partition("="))
            if field not in fields or not equals or not column:
                known = ", ".join(fields)
                raise click.BadParameter(f"'{part}' is no FIELD=COLUMN; fields are {known}")
            pairs[field] = column
    return pairs


def parse_timezone(ctx: click.Context, param: click.Parameter, value: str | None) -> tzinfo | None:
    """Return a time zone by its name."""
    from zoneinfo import ZoneInfo

    if value is None:
        return None
    try:
        return ZoneInfo(value)
    except (KeyError, ValueError, OSError) as error:
        message = f"'{value}' is no time zone; write it as in Europe/Amsterdam"
        raise click.BadParameter(message) from error


def exports_argument(command: F) -> F:
    """Take one or more exports."""
    return click.argument("exports", nargs=-1, required=True, metavar="EXPORT...")(command)


def reading_options(command: F) -> F:
    """Add what concerns the reading of exports."""
    for option in reversed(
        (
            click.option(
                "--map",
                "columns",
                callback=parse_columns,
                multiple=True,
                metavar="FIELD=COLUMN",
                help="Say which column of a table is what, as in text=Bericht,author_id=Auteur.",
            ),
            click.option(
                "--timezone",
                callback=parse_timezone,
                metavar="ZONE",
                help="Time zone of times that name none, as in Europe/Amsterdam.  [default: UTC]",
            ),
            click.option(
                "--include-private",
                is_flag=True,
                help="Read private channels and direct messages too.",
            ),
            click.option(
                "--language-detector",
                type=click.Choice(DETECTORS),
                default="default",
                show_default=True,
                help="How languages are told apart; thorough asks langdetect for a second opinion.",
            ),
        )
    ):
        command = option(command)
    return command


def identity_options(command: F) -> F:
    """Add what concerns pseudonyms."""
    for option in reversed(
        (
            click.option(
                "--names",
                is_flag=True,
                help="Write real names and ids; by default people get pseudonyms.",
            ),
            click.option(
                "--key-file",
                type=click.Path(path_type=Path),
                help="The secret key of the pseudonyms; made if missing.  "
                "[default: identity.key in your settings folder]",
            ),
        )
    ):
        command = option(command)
    return command


def model_option(command: F) -> F:
    """Add the choice of a model."""
    return click.option(
        "--model",
        "model_folder",
        type=click.Path(path_type=Path),
        help="default, accurate (needs the extra of that name), or the folder of a trained model.  "
        "[default: default]",
    )(command)


def output_option(command: F) -> F:
    """Add where a table goes and in which form."""
    command = click.option(
        "--format",
        "table_format",
        type=click.Choice(TABLE_FORMATS),
        help="Form of the table.  [default: by the name of the file, else csv]",
    )(command)
    return click.option(
        "-o",
        "--output",
        default="-",
        metavar="FILE",
        help="Where to write; - is standard output.  [default: -]",
    )(command)
