"""Write docs/cli.md from the commands' own --help, so that it can't lag behind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
from skillsignal_cli.main import main

_HEAD = """# The command line

Made from `--help` by `make docs`; a test fails when it is out of date.

For exports and tables `-` is standard input or output; messages and progress go to standard error;
exit code 0 done, 1 an error told in one line with the remedy, 2 wrong usage, 3 done, but some rows
could not be used (and where they are listed).
"""
_WIDTH = 78


def reference() -> str:
    """Return the whole reference as Markdown."""
    parts = [_HEAD, *(f"## `{path}`\n\n```text\n{text}\n```\n" for path, text in _pages())]
    return "\n".join(parts)


def _pages() -> Iterator[tuple[str, str]]:
    context = click.Context(main, info_name="skillsignal", **main.context_settings)
    yield from _walk(main, context)


def _walk(command: click.Command, context: click.Context) -> Iterator[tuple[str, str]]:
    context.terminal_width = _WIDTH
    yield context.command_path, command.get_help(context)
    if isinstance(command, click.Group):
        for name, child in command.commands.items():
            yield from _walk(child, click.Context(child, info_name=name, parent=context))


if __name__ == "__main__":
    (Path(__file__).parent / "cli.md").write_text(reference(), encoding="utf-8")
