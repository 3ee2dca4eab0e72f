"""The command ``skillsignal``."""

from __future__ import annotations

import os
import signal
import sys
import threading
from typing import Any

import click

from skillsignal.errors import SkillsignalError
from skillsignal_cli.commands.classify import classify
from skillsignal_cli.commands.corpus import corpus
from skillsignal_cli.commands.explain import explain
from skillsignal_cli.commands.model import model
from skillsignal_cli.commands.people import people
from skillsignal_cli.commands.report import report
from skillsignal_cli.commands.run import run


def _stop(number: int, frame: object) -> None:
    raise KeyboardInterrupt


class _Group(click.Group):
    """A group that tells the program's own errors in one line, with exit code 1."""

    def invoke(self, ctx: click.Context) -> Any:
        # A polite "stop" ends like Ctrl-C: what is half-written goes.
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, _stop)
        try:
            return super().invoke(ctx)
        except SkillsignalError as error:
            raise click.ClickException(str(error)) from error
        except BrokenPipeError:
            # Whoever reads our output (head, less) has seen enough.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(0)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """List the commands in the order in which they are met, not by name."""
        return list(self.commands)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="skillsignal")
def main() -> None:
    """Find the posts that show a social skill, with the sentence that proves it.

    Reads what people write at work (English, Dutch, Swedish) from exports of Slack and Viva
    Engage, from tables and text files. Everything stays on this computer.

    \b
    Begin with:
      skillsignal run slack-export.zip
    """


for command in (run, classify, people, report, explain, corpus, model):
    main.add_command(command)
