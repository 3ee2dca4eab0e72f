"""The errors that skillsignal raises on purpose.

::

    SkillsignalError            told in one line: cause and remedy
    ├── InputError              a file or folder that can't be used
    │   ├── UnknownFormatError  no reader knows what it is
    │   └── ColumnError         a table without the columns that are needed
    ├── OutputError             a place that can't be written to
    ├── ModelError              a model folder that is missing, altered or too new
    ├── LedgerError             a file that is no evidence ledger, or of another version
    ├── CorpusError             a corpus file that can't be used
    └── MissingExtraError       an optional dependency that is not installed
"""

from __future__ import annotations


class SkillsignalError(Exception):
    """Base of all errors raised on purpose; its text is one line with cause and remedy."""


class InputError(SkillsignalError):
    """An input file or folder that can't be used as it is."""


class UnknownFormatError(InputError):
    """An input that no reader recognises."""


class ColumnError(InputError):
    """A table in which a needed column can't be found."""


class OutputError(SkillsignalError):
    """An output place that can't be written to."""


class ModelError(SkillsignalError):
    """A model folder that is missing, cut short, altered, or of an unknown format."""


class LedgerError(SkillsignalError):
    """A file that is not an evidence ledger of a known version."""


class CorpusError(SkillsignalError):
    """A corpus file that breaks the corpus format."""


class MissingExtraError(SkillsignalError):
    """An optional dependency that is needed here and not installed."""

    def __init__(self, extra: str, purpose: str) -> None:
        super().__init__(f"{purpose} needs the extra '{extra}': pip install 'skillsignal[{extra}]'")
