"""Outputs on disk: written beside their place and renamed into it, all or nothing."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import IO

from skillsignal.errors import OutputError


class OutputFolder:
    """A folder in which several files appear together, or none of them does.

    Use as a context manager: files made at :meth:`path` appear in the folder when the block ends
    well. ``stale`` names files of an earlier run that go if this one does not make them.
    """

    def __init__(self, folder: Path, stale: tuple[str, ...] = ()) -> None:
        self.folder = folder
        self._stale = stale
        self._made: list[Path] = []
        self._beside: Path | None = None

    def __enter__(self) -> OutputFolder:
        """Make the folder, and a place beside the outputs.

        Raises
        ------
        OutputError
            If the folder can't be made or written to.
        """
        try:
            for parent in reversed((self.folder, *self.folder.parents)):
                if not parent.exists():
                    parent.mkdir()
                    self._made.append(parent)
            self._beside = Path(tempfile.mkdtemp(prefix=".skillsignal-", dir=self.folder))
        except (PermissionError, FileExistsError, NotADirectoryError, OSError) as error:
            self._remove_made()
            raise OutputError(
                f"can't write to the folder {self.folder} ({error.strerror}); "
                "name another one with --out"
            ) from error
        return self

    def path(self, name: str) -> Path:
        """Return where to make a file for now."""
        if self._beside is None:
            raise RuntimeError("an OutputFolder is used as a context manager")
        return self._beside / name

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Rename the files into their places, or remove them after an error."""
        if self._beside is None:
            return
        try:
            if error is None:
                made = sorted(self._beside.iterdir())
                for file in made:
                    file.replace(self.folder / file.name)
                for name in set(self._stale) - {file.name for file in made}:
                    (self.folder / name).unlink(missing_ok=True)
        finally:
            shutil.rmtree(self._beside, ignore_errors=True)
            if error is not None:
                self._remove_made()
        if isinstance(error, OSError):
            raise OutputError(
                f"writing to {self.folder} failed ({error.strerror}); nothing was changed there"
            ) from error

    def _remove_made(self) -> None:
        for folder in reversed(self._made):
            if folder.exists() and not any(folder.iterdir()):
                folder.rmdir()


@contextmanager
def output_stream(path: str) -> Iterator[IO[bytes]]:
    """Open a file to write, which takes its name when all is written; ``-`` is standard output.

    Raises
    ------
    OutputError
        If the file can't be written.
    """
    if path == "-":
        try:
            yield sys.stdout.buffer
            sys.stdout.buffer.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            raise OutputError(
                f"standard output can't be written ({error.strerror}); name a file with -o"
            ) from error
        return
    place = Path(path)
    if place.is_dir():
        raise OutputError(f"{path} is a folder; name a file in it, such as {place / 'out.csv'}")
    beside = place.with_name(f".{place.name}.{os.getpid()}")
    try:
        with beside.open("wb") as stream:
            yield stream
        beside.replace(place)
    except OSError as error:
        raise OutputError(
            f"can't write {path} ({error.strerror}); name another file or folder"
        ) from error
    finally:
        beside.unlink(missing_ok=True)
