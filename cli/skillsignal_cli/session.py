"""What the commands do alike: open exports, load the model, show progress, tell what was found."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from datetime import tzinfo
from pathlib import Path
from typing import TYPE_CHECKING

import click

from skillsignal.intake import Intake, Progress, take_in
from skillsignal.readers import ReadOptions, open_exports

if TYPE_CHECKING:
    from skillsignal.governance import Pseudonyms

EXIT_SET_ASIDE = 3
LANGUAGE_NAMES = {"en": "English", "nl": "Dutch", "sv": "Swedish", "other": "other"}


def read_exports(
    exports: tuple[str, ...],
    columns: Mapping[str, str],
    timezone: tzinfo | None,
    include_private: bool,
    language_detector: str,
) -> Intake:
    """Open exports, say how their tables were understood, and read them a first time."""
    options = ReadOptions(columns, timezone, include_private)
    opened = open_exports(exports, options)
    for export in opened:
        notes = f" ({'; '.join(export.notes)})" if export.notes else ""
        click.echo(f"{export.name}: {export.format}{notes}", err=True)
    return take_in(opened, language_detector, progress())


def refuse_to_overwrite(exports: tuple[str, ...], outputs: Iterable[Path]) -> None:
    """Refuse outputs that are inputs.

    Raises
    ------
    OutputError
        If an output would replace an export.
    """
    from skillsignal.errors import OutputError

    inputs = {Path(export).resolve() for export in exports if export != "-"}
    for output in outputs:
        if output.resolve() in inputs:
            raise OutputError(f"{output} is what is read; name another place for the output")


def pseudonyms(names: bool, key_file: Path | None) -> Pseudonyms | None:
    """Return the pseudonyms of this user, or None where real names are wanted."""
    from skillsignal.governance import Pseudonyms, load_or_create_key

    if names:
        return None
    path = key_file or Path(click.get_app_dir("skillsignal")) / "identity.key"
    return Pseudonyms(load_or_create_key(path))


def progress() -> Progress:
    """Return what shows progress on standard error, if that is a terminal."""

    def show(stage: str, done: int, total: int | None) -> None:
        if sys.stderr.isatty():
            share = f" of {total:,} ({100 * done // max(total, 1)} %)" if total else ""
            click.echo(
                f"\r{stage}: {done:,} posts{share} ",
                err=True,
                nl=total is not None and done >= total,
            )

    return show


def describe_intake(intake: Intake) -> list[str]:
    """Return in words what was read and what was left out."""
    languages = ", ".join(
        f"{LANGUAGE_NAMES.get(lang, lang)} {n:,}" for lang, n in intake.languages.most_common()
    )
    lines = [f"Read {intake.posts:,} posts: {languages}."]
    left_out = [(reason, n) for (reason, known), n in intake.set_aside.most_common() if known]
    if left_out:
        listed = ", ".join(f"{reason} {n:,}" for reason, n in left_out)
        lines.append(f"Left out {sum(n for _, n in left_out):,}: {listed}.")
    return lines
