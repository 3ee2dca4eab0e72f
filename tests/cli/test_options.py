"""The command line names its choices itself, so that --help needs no heavy import."""

from __future__ import annotations

from skillsignal_cli import options
from skillsignal_cli.commands.corpus import CORPUS_FORMATS

from skillsignal import language
from skillsignal.report.writers import TABLE_FORMATS
from skillsignal.research.conversion import FORMATS
from skillsignal.signals import load_model


def test_the_choices_are_those_of_the_library() -> None:
    assert options.TABLE_FORMATS == TABLE_FORMATS
    assert tuple(FORMATS) == CORPUS_FORMATS
    assert tuple(language._BACKENDS) == options.DETECTORS
    assert load_model().languages == options.LANGUAGES == language.LANGUAGES
