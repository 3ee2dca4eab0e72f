"""Where an export comes from: one file, a folder or a zip, looked at in the same way."""

from __future__ import annotations

import io
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import BinaryIO, cast

from skillsignal.errors import InputError

_SAMPLE_BYTES = 65_536
_LARGEST_WHOLE_FILE = 2**28


@dataclass(frozen=True)
class Source:
    """A file, folder or zip; ``names`` are the files in it, with ``/`` between their parts."""

    path: Path
    shown: str

    @classmethod
    def of(cls, path: str) -> Source:
        """Return the source that a command-line argument names; ``-`` is standard input.

        Raises
        ------
        InputError
            If there is no such file or folder, it may not be read, or it is empty.
        """
        if path == "-":
            return cls(_spool_standard_input(), "standard input")
        found = Path(path)
        try:
            if not found.exists():
                raise InputError(f"no such file or folder: {path}; check the name and the folder")
            source = cls(found, path)
            if found.is_file() and found.stat().st_size == 0:
                raise InputError(f"{path} is empty; export it again")
            if not source.names:
                raise InputError(f"{path} holds no files; give the folder that the export is in")
        except PermissionError as error:
            raise InputError(
                f"{path} may not be read; ask for the permission to read it"
            ) from error
        return source

    @property
    def is_single_file(self) -> bool:
        """Tell whether this is one file and no zip."""
        return self.path.is_file() and not self.is_zip

    @cached_property
    def is_zip(self) -> bool:
        """Tell by content whether this is a zip (an Excel workbook is not taken for one)."""
        if not self.path.is_file() or self.path.suffix.lower() == ".xlsx":
            return False
        with self.path.open("rb") as stream:
            return stream.read(4) in {b"PK\x03\x04", b"PK\x05\x06"}

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Return the names of the files, sorted; a single file has its own name."""
        if self.is_zip:
            try:
                with zipfile.ZipFile(self.path) as archive:
                    infos = archive.infolist()
            except (zipfile.BadZipFile, OSError) as error:
                raise InputError(
                    f"{self.shown} is a broken zip ({error}); download or copy it again"
                ) from error
            return _without_common_folder(sorted(i.filename for i in infos if not i.is_dir()))
        if self.path.is_dir():
            found = (p.relative_to(self.path) for p in self.path.rglob("*") if _is_own_file(p))
            return tuple(sorted(p.as_posix() for p in found if not _is_hidden(p)))
        return (self.path.name,)

    @cached_property
    def _prefix(self) -> str:
        """Return the folder inside a zip that all its files lie in."""
        with zipfile.ZipFile(self.path) as archive:
            full = sorted(i.filename for i in archive.infolist() if not i.is_dir())
        return _common_folder([name for name in full if not _is_hidden(Path(name))])

    @contextmanager
    def opened(self) -> Iterator[Opened]:
        """Open the source once for reading many of its files."""
        if not self.is_zip:
            yield Opened(self, None)
            return
        with zipfile.ZipFile(self.path) as archive:
            yield Opened(self, archive)

    def sample(self, name: str | None = None) -> bytes:
        """Return the first 64 KiB of a file."""
        with self.opened() as files, files.stream(name or self.names[0]) as stream:
            return stream.read(_SAMPLE_BYTES)

    def read(self, name: str) -> bytes:
        """Return the whole of one file."""
        with self.opened() as files:
            return files.read(name)


@dataclass(frozen=True)
class Opened:
    """An opened source."""

    source: Source
    archive: zipfile.ZipFile | None

    @contextmanager
    def stream(self, name: str) -> Iterator[BinaryIO]:
        """Open one file for reading bytes.

        Raises
        ------
        InputError
            If the file is damaged, encrypted or may not be read.
        """
        shown = self.source.shown
        try:
            if self.archive is not None:
                with self.archive.open(self.source._prefix + name) as stream:
                    yield cast(BinaryIO, stream)
            else:
                root = self.source.path
                with (root / name if root.is_dir() else root).open("rb") as file:
                    yield file
        except PermissionError as error:
            raise InputError(
                f"{name} in {shown} may not be read; ask for the permission"
            ) from error
        except (zipfile.BadZipFile, zlib.error, EOFError) as error:
            raise InputError(
                f"{name} in {shown} is damaged ({error}); download or copy it again"
            ) from error
        except RuntimeError as error:
            raise InputError(f"{shown} is encrypted; unpack it and give the folder") from error

    def read(self, name: str) -> bytes:
        """Return the whole of one file.

        Raises
        ------
        InputError
            If it is damaged, or too large to be what it should be.
        """
        with self.stream(name) as stream:
            content = stream.read(_LARGEST_WHOLE_FILE + 1)
        if len(content) > _LARGEST_WHOLE_FILE:
            shown = f"{name} in {self.source.shown}"
            raise InputError(f"{shown} is larger than 256 MB; leave it out and try again")
        return content


def _is_own_file(path: Path) -> bool:
    # A link may lead anywhere: only what lies in the folder is read.
    return path.is_file() and not path.is_symlink()


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") or part == "__MACOSX" for part in path.parts)


def _common_folder(names: list[str]) -> str:
    first = {name.split("/", 1)[0] for name in names}
    if len(first) == 1 and all("/" in name for name in names):
        folder = first.pop() + "/"
        return folder + _common_folder([name[len(folder) :] for name in names])
    return ""


def _without_common_folder(names: list[str]) -> tuple[str, ...]:
    shown = [name for name in names if not _is_hidden(Path(name))]
    prefix = _common_folder(shown)
    return tuple(name[len(prefix) :] for name in shown)


def _spool_standard_input() -> Path:
    """Keep standard input in a file that is gone when the program ends: it is read twice."""
    import atexit

    with tempfile.NamedTemporaryFile(prefix="skillsignal-", suffix=".in", delete=False) as spool:
        path = Path(spool.name)
        atexit.register(path.unlink, missing_ok=True)
        stream = sys.stdin.buffer
        while chunk := stream.read(io.DEFAULT_BUFFER_SIZE * 64):
            spool.write(chunk)
    if path.stat().st_size == 0:
        raise InputError("standard input is empty; pipe a file into it or name one")
    return path
