"""The formats that can be read, in the order in which they are tried."""

from __future__ import annotations

from pathlib import PurePosixPath

from skillsignal.errors import InputError, UnknownFormatError
from skillsignal.readers.base import Export, Reader, ReadOptions
from skillsignal.readers.plaintext import PlainTextReader
from skillsignal.readers.slack import SlackReader
from skillsignal.readers.source import Source
from skillsignal.readers.tables import TABLES
from skillsignal.readers.viva import VivaReader

READERS: tuple[Reader, ...] = (SlackReader(), VivaReader(), PlainTextReader(), *TABLES)

_REMEDIES = {
    ".xlsx": "save the sheet as CSV (UTF-8) in Excel and give that file",
    ".xls": "save the sheet as CSV (UTF-8) in Excel and give that file",
    ".json": "write one object a line (JSON Lines) and give that file",
    ".docx": "save it as plain text (.txt) and give that file",
    ".pdf": "save it as plain text (.txt) and give that file",
}


def format_names() -> tuple[str, ...]:
    """Return the names of the formats, for messages and help."""
    return tuple(reader.title for reader in READERS)


def open_export(path: str, options: ReadOptions | None = None) -> Export:
    """Find out the format of a file, folder or zip, and open it; ``-`` is standard input.

    Raises
    ------
    UnknownFormatError
        If no reader recognises it.
    InputError
        If it does not exist, is empty, or is damaged.
    """
    source = Source.of(path)
    options = options or ReadOptions()
    for reader in READERS:
        if reader.recognises(source):
            return reader.open(source, options)
    raise UnknownFormatError(f"can't tell what {path} is; {_remedy(source)}")


def _remedy(source: Source) -> str:
    tables = {suffix for reader in TABLES for suffix in reader.suffixes}
    inside = [n for n in source.names if PurePosixPath(n).suffix.lower() in tables]
    if not source.is_single_file and inside:
        where = "unpack it and give" if source.is_zip else "give"
        return f"{where} one or more of the files in it, such as {inside[0]}"
    remedy = _REMEDIES.get(source.path.suffix.lower())
    return remedy or f"skillsignal reads: {', '.join(format_names())}"


def open_exports(paths: tuple[str, ...], options: ReadOptions | None = None) -> list[Export]:
    """Open several exports.

    Raises
    ------
    InputError
        As :func:`open_export`, and if ``-`` is given more than once.
    """
    if paths.count("-") > 1:
        raise InputError("standard input can be read once; give '-' only once")
    return [open_export(path, options) for path in paths]
