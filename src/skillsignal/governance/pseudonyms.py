"""Pseudonyms: a keyed hash in the place of an id, two words and a number in the place of a name."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import secrets
import tempfile
import tomllib
from functools import cache
from importlib import resources
from pathlib import Path

from skillsignal.errors import InputError, OutputError

_KEY_BYTES = 32
_ID_DIGITS = 16


@cache
def _words() -> tuple[tuple[str, ...], tuple[str, ...]]:
    file = resources.files("skillsignal.governance") / "pseudonyms.toml"
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    return tuple(table["manners"]), tuple(table["animals"])


class Pseudonyms:
    """Turns ids into pseudonyms with a secret key (HMAC-SHA-256, RFC 2104).

    The same id and key give the same pseudonym in every run; without the key nobody can tell
    whose it is, and nobody can find out by trying names.
    """

    def __init__(self, key: bytes) -> None:
        self._key = key

    def _digest(self, author_id: str) -> bytes:
        return hmac.digest(self._key, author_id.encode("utf-8", "surrogatepass"), hashlib.sha256)

    def id(self, author_id: str) -> str:
        """Return the pseudonymous id."""
        return f"p-{self._digest(author_id).hex()[:_ID_DIGITS]}"

    def label(self, author_id: str) -> str:
        """Return a name that people can read and remember, such as ``calm-heron-42``."""
        manners, animals = _words()
        digest = self._digest(author_id)
        return "-".join(
            (
                manners[digest[8] % len(manners)],
                animals[digest[9] % len(animals)],
                f"{int.from_bytes(digest[10:12]) % 100:02d}",
            )
        )


def load_or_create_key(path: Path) -> bytes:
    """Return the key in a file, which is made, readable by its owner only, if there is none.

    Raises
    ------
    InputError
        If the file holds no key.
    OutputError
        If it can't be made.
    """
    try:
        return _parse_key(path)
    except (FileNotFoundError, NotADirectoryError):
        # There is none yet; whether one can be made shows below.
        pass
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileExistsError):  # another run was quicker: its key holds
            _create_key(path)
    except OSError as error:
        raise OutputError(
            f"the pseudonym key can't be kept in {path} ({error.strerror}); "
            "name another place with --key-file"
        ) from error
    return _parse_key(path)


def _create_key(path: Path) -> None:
    """Make a key under another name first: nobody may read half of one."""
    with tempfile.NamedTemporaryFile("w", encoding="ascii", dir=path.parent) as file:
        file.write(secrets.token_hex(_KEY_BYTES) + "\n")
        file.flush()
        os.link(file.name, path)


def _parse_key(path: Path) -> bytes:
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except PermissionError as error:
        raise InputError(
            f"the pseudonym key {path} may not be read; ask its owner or use another --key-file"
        ) from error
    except (ValueError, IsADirectoryError) as error:
        raise InputError(f"{path} holds no pseudonym key; name the right --key-file") from error
    if len(key) != _KEY_BYTES:
        raise InputError(f"{path} holds no pseudonym key; name the right --key-file")
    return key
