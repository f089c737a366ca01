"""An operating system's refusal, put into words that name the file."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from os import PathLike, fspath
from pathlib import Path

from hookstudio.model.errors import NotFound, StudioError

_REASONS: dict[int, tuple[str, str]] = {
    errno.ENOSPC: ("the disk is full", "Free some space and try again; what was there is unchanged."),
    errno.EDQUOT: ("your share of the disk is used up", "Free some space and try again; what was there is unchanged."),
    errno.EACCES: ("permission was denied", "Check who owns it and who may read and write it."),
    errno.EPERM: ("permission was denied", "Check who owns it and who may read and write it."),
    errno.EROFS: ("the disk is read-only", "Copy the workspace to a place that can be written."),
    errno.ENAMETOOLONG: ("its name is too long", "Choose a shorter name, or a place nearer to the top of the disk."),
    errno.ENOTDIR: ("a file stands where a folder should be", "Move that file away."),
    errno.EISDIR: ("a folder stands where a file should be", "Move that folder away."),
    errno.ELOOP: ("its symbolic links lead in a circle", "Replace the link with a file."),
    errno.EIO: ("the disk reports an error", "Check the disk; keep a copy of your work elsewhere."),
    errno.EMFILE: ("too many files are open", "Close other programs and try again."),
    errno.ENXIO: ("it is not an ordinary file", "Move it away."),
}


def file_failure(error: OSError, path: str | PathLike[str], doing: str = "read") -> StudioError:
    """The StudioError for *error*; *doing* is a past participle such as 'read' or 'written'. The raw text is in `details`."""
    where = Path(error.filename) if isinstance(error.filename, str) and not path else Path(fspath(path))
    if error.errno == errno.ENOENT:
        return NotFound(f"“{where}” does not exist.", hint="Was it moved or deleted outside Hook Studio?", details=str(error))
    reason, hint = _REASONS.get(error.errno or 0, (error.strerror or "the system refused", ""))
    return StudioError(f"“{where}” could not be {doing}: {reason}.", hint=hint, details=str(error))


def reason_of(error: OSError) -> str:
    """The same reason as the end of a sentence that already names the file, such as 'the disk is full'."""
    if error.errno == errno.ENOENT:
        return "it does not exist"
    return _REASONS.get(error.errno or 0, (error.strerror or "the system refused", ""))[0]


@contextmanager
def in_words(path: str | PathLike[str], doing: str) -> Iterator[None]:
    """Turns an OSError inside the block into a StudioError about *path*."""
    try:
        yield
    except OSError as error:
        raise file_failure(error, path, doing) from error
