"""A hook's `package.json` and `package-lock.json`: read as texts, written both or neither, with the code where that changes with them."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from hookstudio.model.errors import ChangedOutside, NotFound, StudioError
from hookstudio.model.hook import Dialect
from hookstudio.model.module import ModuleSet
from hookstudio.model.progress import Cancelled, Progress
from hookstudio.storage.atomic import sync_folder, write_bytes
from hookstudio.storage.code_file import read_code_file, write_code_file
from hookstudio.storage.failures import in_words
from hookstudio.storage.local_folder import LocalFolder
from hookstudio.storage.regular_file import Unfit, followed, is_plain, leads_outside, read_regular, refuse_link, refuse_outside

PACKAGE_FILE: Final = "package.json"
LOCK_FILE: Final = "package-lock.json"
JOURNALS: Final = "modules"
_LOOK_S: Final = 0.05
LIMIT: Final = 32 * 1024 * 1024

_CODE: Final = "code"

Moment = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class CodeChange:
    """New text of the code file *name* of a hook, which names versions of its modules; *before* is what has to be there."""

    name: str
    before: str
    after: str


class ModuleFiles:
    """The two files of the hooks of one workspace.

    Before they are written a journal in the local folder says what they were and what they become; it goes when both are
    there. Whoever reads or writes next finishes what a killed program left undone.
    """

    def __init__(self, local: LocalFolder, moment: Moment | None = None) -> None:
        """*moment* is told where in a change the program is, for a test that ends it there."""
        self._local = local
        self._moment = moment or (lambda _name: None)

    def read(self, place: Path) -> ModuleSet:
        """The files in a hook's folder as they are now. Raises StudioError for one that can't be read."""
        self.finish(place)
        return self._read(place)

    def write(self, place: Path, wanted: ModuleSet, expected: ModuleSet, code: CodeChange | None = None) -> None:
        """Replace both files, None removing one, and the code with them. Under the workspace's lock.

        Raises ChangedOutside, and changes nothing, if they are not *expected*; StudioError for what the system refuses.
        """
        self.finish(place)
        if code is not None and self._code(place, code.name) != code.before:
            raise ChangedOutside(
                f"“{place / code.name}” was changed by another program.", hint="Nothing was written. Look at the code again, and repeat it."
            )
        if self._read(place) != expected:
            raise ChangedOutside(
                f"The modules in “{place}” were changed by another program.",
                hint="Nothing was written. Look at the hook's modules again, and repeat what you did.",
            )
        if wanted == expected and code is None:
            return
        journal = self._local.folder(JOURNALS) / self._name(place)
        document: dict[str, Any] = {"before": _document(expected), "after": _document(wanted)}
        if code is not None:
            document[_CODE] = [code.name, code.before, code.after]
        write_bytes(journal, json.dumps(document).encode("ascii"), staging=self._local.staging())
        self._moment("journal")
        try:
            self._put(place, wanted, code)
        except StudioError:
            self._put(place, expected, CodeChange(code.name, code.after, code.before) if code is not None else None)
            self._forget(journal)
            raise
        self._forget(journal)

    @contextlib.contextmanager
    def alone(self, place: Path, progress: Progress) -> Iterator[None]:
        """Nobody else, in this program or another, is inside such a block for the same hook. Raises Cancelled, StudioError."""
        from filelock import FileLock, Timeout

        path = self._local.folder(JOURNALS) / f"{place.parent.name}+{place.name}.lock"
        refuse_link(path)
        lock = FileLock(path, thread_local=False)
        while True:
            if progress.cancelled:
                raise Cancelled("The installation was cancelled.", hint="Nothing was changed.")
            with in_words(path, "locked"):
                try:
                    lock.acquire(timeout=_LOOK_S, poll_interval=0.01)
                    break
                except Timeout:
                    progress(0, 0, "Waiting for another installation for this hook")
        try:
            yield
        finally:
            lock.release()

    def unfinished(self, place: Path) -> bool:
        """Whether a program was killed between the two files, or is between them now."""
        return is_plain(self._local.path / JOURNALS / self._name(place)) and self._local.existing(JOURNALS) is not None

    def finish(self, place: Path) -> None:
        """Do the rest of a change that a killed program left undone, if there is one. Raises StudioError."""
        if not self.unfinished(place):
            return
        with self._local.locked():
            journal = self._local.folder(JOURNALS) / self._name(place)
            change = _change(journal)
            if change is not None and place.is_dir():
                before, after, code = change
                now = self._read(place)
                known = now.package_json in (before.package_json, after.package_json) and now.lock in (before.lock, after.lock)
                if known and (code is None or self._code(place, code.name) in (code.before, code.after)):
                    self._put(place, after, code)
            self._forget(journal)

    def _read(self, place: Path) -> ModuleSet:
        return ModuleSet(self._text(place / PACKAGE_FILE), self._text(place / LOCK_FILE))

    def _put(self, place: Path, files: ModuleSet, code: CodeChange | None) -> None:
        staging = self._local.staging()
        for name, text in ((PACKAGE_FILE, files.package_json), (LOCK_FILE, files.lock)):
            path = place / name
            if text is not None:
                write_bytes(followed(path, self._local.root), text.encode("utf-8", "surrogateescape"), staging=staging)
            elif path.is_symlink() or path.exists():
                refuse_outside(place, self._local.root)
                with in_words(path, "removed"):
                    path.unlink()
                    sync_folder(place)
            self._moment(name)
        if code is not None:
            write_code_file(place / code.name, code.after, None, root=self._local.root, staging=staging)
            self._moment(_CODE)

    def _code(self, place: Path, name: str) -> str | None:
        try:
            return read_code_file(place / name, self._local.root).text
        except NotFound:
            return None

    def _text(self, path: Path) -> str | None:
        if path.is_symlink() and leads_outside(path, self._local.root):
            raise StudioError(f"“{path}” is a link that leads out of the workspace; it is not followed.", hint="Replace it with a file.")
        try:
            with in_words(path, "read"):
                return read_regular(path, LIMIT)[0].decode("utf-8", "surrogateescape")
        except NotFound:
            return None
        except Unfit as error:
            raise StudioError(f"“{path}” could not be read: {error.message}.") from error

    @staticmethod
    def _name(place: Path) -> str:
        return f"{place.parent.name}+{place.name}.json"

    @staticmethod
    def _forget(journal: Path) -> None:
        with in_words(journal, "removed"):
            journal.unlink(missing_ok=True)
            sync_folder(journal.parent)


def _document(files: ModuleSet) -> dict[str, str | None]:
    return {PACKAGE_FILE: files.package_json, LOCK_FILE: files.lock}


def _change(journal: Path) -> tuple[ModuleSet, ModuleSet, CodeChange | None] | None:
    """What a journal says the files were and are to be; None for one that makes no sense, which no program of ours wrote."""
    with contextlib.suppress(OSError, Unfit, ValueError, RecursionError, KeyError, TypeError):
        document = json.loads(read_regular(journal, 5 * LIMIT)[0])
        return _files(document["before"]), _files(document["after"]), _code_change(document.get(_CODE))
    return None


def _code_change(found: Any) -> CodeChange | None:
    if found is None:
        return None
    name, before, after = found
    if name not in {one.file_name for one in Dialect} or not isinstance(before, str) or not isinstance(after, str):
        raise TypeError
    return CodeChange(name, before, after)


def _files(document: Any) -> ModuleSet:
    texts = [document[PACKAGE_FILE], document[LOCK_FILE]]
    if not all(text is None or isinstance(text, str) for text in texts):
        raise TypeError
    return ModuleSet(*texts)
