"""The code files of one import that are nobody's workspace: each read once, all of them within one bound, as long as somebody waits."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from hookstudio.model.errors import StudioError
from hookstudio.model.progress import Cancelled, Progress
from hookstudio.storage.failures import in_words
from hookstudio.storage.regular_file import CODE_LIMIT, Unfit, read_regular

BOUND: Final = 64 * 1024 * 1024  # bytes; what is made of them takes some times that


class CodeFiles:
    """Reads code files. A file that several hooks name counts for each of them."""

    def __init__(self, progress: Progress | None = None) -> None:
        self._progress = progress
        self._known: dict[Path, str] = {}
        self._left = BOUND

    def read(self, path: Path) -> str:
        """The code in a file. Raises StudioError naming it, TooMuch if the bound is passed, Cancelled if nobody waits any more."""
        if path not in self._known:
            self._known[path] = self._read(path)
        self.take(len(self._known[path].encode()), path)
        return self._known[path]

    def take(self, size: int, path: Path) -> None:
        """Count *size* bytes of *path*. Raises TooMuch, Cancelled."""
        if self._progress is not None and self._progress.cancelled:
            raise Cancelled("Cancelled. Nothing was changed.")
        self._left -= size
        if self._left < 0:
            raise TooMuch(f"There are more than {BOUND // (1024 * 1024)} MB up to “{path.name}”.", hint="Import a part of them.")

    def _read(self, path: Path) -> str:
        try:
            with in_words(path, "read"):
                return read_regular(path, CODE_LIMIT)[0].decode("utf-8-sig")
        except Unfit as error:
            raise StudioError(f"“{path}” can't be read: {error.message}.") from error
        except UnicodeDecodeError as error:
            raise StudioError(f"“{path}” is not UTF-8 text.", hint="Save it as UTF-8.", details=str(error)) from error


class TooMuch(StudioError):
    """All files of an import together are more than one import takes."""
