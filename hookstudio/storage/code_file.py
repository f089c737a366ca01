"""A hook's code on disk: read with its fingerprint, written only over what was read."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from hookstudio.model.errors import ChangedOutside, StudioError
from hookstudio.model.hook import Dialect, Hook
from hookstudio.storage.atomic import write_bytes
from hookstudio.storage.failures import file_failure
from hookstudio.storage.fingerprint import Fingerprint, fingerprint_of
from hookstudio.storage.regular_file import CODE_LIMIT, Unfit, followed, leads_outside, read_regular


@dataclass(frozen=True, slots=True)
class CodeFile:
    """The code of a hook as it stands on disk. `text` has the line ends of the file."""

    text: str
    fingerprint: Fingerprint
    path: Path


def read_code_file(path: Path, root: Path) -> CodeFile:
    """The code at *path*. Raises StudioError naming the file: not there, too large, no text, outside of *root*."""
    data = _bytes_of(path, root)
    return CodeFile(_decoded(data, path), fingerprint_of(data), path)


def read_code_text(path: str, root: Path) -> str:
    """The text alone, for whoever reads many. Raises StudioError as `read_code_file` does."""
    return _decoded(_bytes_of(path, root), path)


def write_code_file(path: Path, text: str, expected: Fingerprint | None, *, root: Path, staging: Path) -> CodeFile:
    """Make *text* the code at *path*, to be called under the workspace's lock.

    Raises ChangedOutside, and writes nothing, if the file is not what *expected* was taken from (None: whatever it is).
    """
    data = encoded(text)
    wanted = fingerprint_of(data)
    there: Fingerprint | None = None
    if expected is not None or path.is_symlink() or path.exists():
        try:
            there = fingerprint_of(_bytes_of(path, root))
        except StudioError:
            if expected is not None or not path.is_file():
                if not path.exists():
                    raise ChangedOutside(f"“{path}” was deleted outside Hook Studio.", hint="Save again to write it anew.") from None
                raise
    if expected is not None and there != expected and there != wanted:
        raise ChangedOutside(
            f"“{path}” was changed outside Hook Studio since it was read.", hint="Keep yours, take theirs, or compare the two."
        )
    if there != wanted:
        write_bytes(followed(path, root), data, staging=staging)
    return CodeFile(text, wanted, path)


def code_path(folder: Path, hook: Hook) -> Path:
    """The file with a hook's code: the one of its dialect, or an esm hook's `hook.js` where that is what there is."""
    own = folder / hook.dialect.file_name
    other = folder / Dialect.CLASSIC.file_name
    return other if not own.exists() and other.exists() else own


def encoded(text: str) -> bytes:
    """*text* in UTF-8. Raises StudioError if it can't be stored, or is more than a code file may hold."""
    try:
        data = text.encode()
    except UnicodeEncodeError as error:
        raise StudioError(
            "The code has half of a character in it, which can't be saved.",
            hint=f"It is in line {text.count(chr(10), 0, error.start) + 1}; delete it.",
            details=str(error),
        ) from error
    if len(data) > CODE_LIMIT:
        raise StudioError(f"A hook's code has at most {CODE_LIMIT // (1024 * 1024)} MB.", hint="Move data out of the code.")
    return data


def _decoded(data: bytes, path: str | Path) -> str:
    try:
        return data.decode().removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise StudioError(
            f"“{path}” is not UTF-8 text, so it can't be shown as code.",
            hint="Save it as UTF-8 in the editor that made it.",
            details=str(error),
        ) from error


def _bytes_of(path: str | Path, root: Path) -> bytes:
    try:
        if stat.S_ISLNK(os.lstat(path).st_mode) and leads_outside(path, root):
            raise StudioError(
                f"“{path}” is a link that leads out of the workspace; it is not followed.", hint="Replace it with the file itself."
            )
        return read_regular(path, CODE_LIMIT)[0]
    except OSError as error:
        raise file_failure(error, path) from error
    except Unfit as error:
        raise StudioError(f"“{path}” could not be read: {error.message}.") from error
