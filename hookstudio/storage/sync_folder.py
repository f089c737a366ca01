"""`.hookstudio/sync/NAME/`: the journal of a push that is under way or was broken, and what the tenant had before each push."""

from __future__ import annotations

import contextlib
import json
import os
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

from hookstudio.model.bundle import Bundle
from hookstudio.model.errors import StudioError
from hookstudio.model.json_value import JsonValue
from hookstudio.model.tenant import TenantSettings
from hookstudio.model.tenant_address import asked_as
from hookstudio.storage.atomic import write_bytes
from hookstudio.storage.bundle_file import write_bundle
from hookstudio.storage.failures import in_words
from hookstudio.storage.json_file import read_json
from hookstudio.storage.local_folder import LocalFolder
from hookstudio.storage.push_journal import LIMIT, Damaged, Journal, first_line, line, read_journal
from hookstudio.storage.regular_file import is_plain, refuse_link
from hookstudio.storage.tenant_files import TenantFiles

SYNC: Final = "sync"
_JOURNAL: Final = "journal.jsonl"
_BEFORE: Final = re.compile(r"before-(\d{6,9})")
_PULL: Final = re.compile(r"pull-(\d{6,9})")
_ASIDE: Final = re.compile(r"aside-(\d{6,9})")
_PATIENCE_S: Final = 0.5  # for somebody who only looks whether a push is under way
_KEPT: Final = 20


class UnderWay(StudioError):
    """Somebody pushes to the tenant from this workspace at the moment; of the tenant itself that says nothing."""


class SyncFolder:
    """The local notes on the syncs with one tenant: the one of that name, as *settings* have it, or if not given its file at the moment.

    What is noted of a push to another tenant, which had the name before, counts as nothing.
    """

    def __init__(self, local: LocalFolder, name: str, settings: TenantSettings | None = None) -> None:
        self._local, self._name, self._settings = local, name, settings

    @property
    def name(self) -> str:
        """What the tenant is called."""
        return self._name

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody else on this computer pushes to the tenant from this workspace inside the block. Raises StudioError."""
        from filelock import FileLock, Timeout

        path = self._folder() / "lock"
        refuse_link(path)
        lock = FileLock(path, timeout=_PATIENCE_S, thread_local=False, poll_interval=0.01)
        with in_words(path, "locked"):
            try:
                lock.acquire()
            except Timeout as error:
                raise UnderWay(
                    "A push to this tenant is under way, in this program or another one.", hint="Wait till it is done."
                ) from error
        try:
            yield
        finally:
            lock.release()

    def running(self) -> bool:
        """Whether somebody on this computer, this program included, pushes to the tenant from this workspace at the moment."""
        return self._unlocked(lambda: True) is None

    def broken_off(self) -> bool:
        """Whether there is a push that was not finished, and that nobody is at; nobody begins or ends one while that is looked at."""
        return self.journal() is not None and bool(self._unlocked(lambda: self.journal() is not None))

    def _unlocked(self, look: Callable[[], bool]) -> bool | None:
        """What *look* says while nobody pushes; None where somebody does."""
        folder = self._local.existing(SYNC, self._name)
        if folder is None or not is_plain(folder / "lock"):
            return look()
        from filelock import FileLock, Timeout

        lock = FileLock(folder / "lock", timeout=0, thread_local=False)
        try:
            lock.acquire()
        except Timeout:
            return None
        except OSError:
            return look()
        try:
            return look()
        finally:
            lock.release()

    def begin(self, plan: JsonValue) -> None:
        """Note what is going to be sent, in the place of an older journal."""
        write_bytes(self._folder() / _JOURNAL, first_line(plan, self._tenant()))

    def note(self, number: int, what: str, more: Mapping[str, JsonValue] | None = None) -> None:
        """Note that a request is being sent (`sending`), was confirmed (`done`) or seen to have done nothing (`nothing`), or that the
        tenant's file tells of all (`kept`)."""
        path = self._folder() / _JOURNAL
        if not is_plain(path):
            raise StudioError(f"“{path}” is gone, so that what the push does can't be noted.")
        with in_words(path, "written"), path.open("ab") as file:
            file.write(b"\n" + line({"number": number, "what": what, **(more or {})}))  # after a line that was cut off
            file.flush()
            os.fsync(file.fileno())

    def end(self, *, broken: bool = False) -> None:
        """The push is over, or given up where it was *broken*. What it did is kept beside what the tenant had before it."""
        journal, path = self.journal(), self._folder() / _JOURNAL
        name = str(journal.plan.get("before", "")) if journal is not None else ""
        with in_words(path, "removed"):
            if journal is not None and _BEFORE.fullmatch(name) and (broken or journal.done or journal.sending):
                path.replace(path.with_name(f"{name}.jsonl"))
            elif journal is None and is_plain(path):
                path.replace(self._next("aside", _ASIDE, None).with_suffix(".jsonl"))  # of another tenant, or not to be understood
            else:
                path.unlink(missing_ok=True)

    def journal(self) -> Journal | None:
        """The push that was not finished; None if there is none, or none that is to be understood."""
        folder = self._local.existing(SYNC, self._name)
        return self._journal_at(folder / _JOURNAL) if folder else None

    def damage(self) -> str:
        """What is to be said of notes on a push that are not to be understood, a sentence; '' if there are none."""
        folder = self._local.existing(SYNC, self._name)
        path = folder / _JOURNAL if folder else None
        if path is None or not is_plain(path):
            return ""
        try:
            read_journal(path, self._tenant())
        except Damaged as error:
            return f"The notes on a push that was broken off can't be understood ({error}); the next push lays them aside."
        return ""

    def record(self, saved: Path) -> Journal | None:
        """What the push did before which *saved* was kept, also if it is not finished; None if it sent nothing."""
        found = self.journal()
        return found if found is not None and found.plan.get("before") == saved.stem else self._journal_at(saved.with_suffix(".jsonl"))

    def save_before(self, bundle: Bundle | None, state: JsonValue) -> Path:
        """Keep what the tenant has: as a bundle, and exactly; the path of the exact one, which is there last."""
        path = self._next("before", _BEFORE, bundle)
        write_bytes(path, json.dumps(state, ensure_ascii=False, indent=1).encode())
        return path

    def saved(self) -> tuple[Path, ...]:
        """What was kept, newest first."""
        return self._numbered("before", _BEFORE)

    def save_here(self, bundle: Bundle | None) -> Path:
        """Keep the hooks here that a pull is about to change; where its note goes once it is made."""
        return self._next("pull", _PULL, bundle)

    def note_pull(self, path: Path, note: JsonValue) -> None:
        """Note what a pull did."""
        write_bytes(path, json.dumps(note, ensure_ascii=True).encode())

    def pulls(self) -> tuple[Path, ...]:
        """The notes on pulls, newest first."""
        return self._numbered("pull", _PULL)

    def forget_pull(self, path: Path) -> None:
        """It was taken back. The bundle stays till newer ones take its place."""
        with in_words(path, "removed"):
            path.unlink(missing_ok=True)

    def _next(self, word: str, names: re.Pattern[str], bundle: Bundle | None) -> Path:
        """The next file of a kind, beside which the bundle is; the oldest of the kind go. Counted, for clocks can be set back."""
        folder = self._folder()
        number = max((_number(path, names) for path in folder.glob(f"{word}-*")), default=0) + 1
        if bundle is not None:
            write_bundle(folder / f"{word}-{number:06d}.hookbundle", bundle)
        for old in folder.glob(f"{word}-*"):
            if 0 < _number(old, names) <= number - _KEPT:
                with contextlib.suppress(OSError):
                    old.unlink(missing_ok=True)
        return folder / f"{word}-{number:06d}.json"

    def _numbered(self, word: str, names: re.Pattern[str]) -> tuple[Path, ...]:
        folder = self._local.existing(SYNC, self._name)
        found = [path for path in folder.glob(f"{word}-*.json") if _number(path, names) and is_plain(path)] if folder else []
        return tuple(sorted(found, key=lambda path: _number(path, names), reverse=True))

    def read_saved(self, path: Path) -> JsonValue:
        """What was kept or noted in *path*. Raises StudioError."""
        return read_json(path, LIMIT)

    def _journal_at(self, path: Path) -> Journal | None:
        try:
            return read_journal(path, self._tenant()) if is_plain(path) else None
        except Damaged:
            return None

    def _tenant(self) -> str:
        """Which tenant it is and as which client it is asked; '' where its file can't be read."""
        settings = self._settings
        if settings is None:
            try:
                settings = TenantFiles(self._local).read(self._name, codes=False).settings
            except StudioError:
                return ""
        return asked_as(settings)

    def _folder(self) -> Path:
        return self._local.folder(SYNC, self._name)


def _number(path: Path, names: re.Pattern[str]) -> int:
    """Which push or pull a file belongs to; 0 for another file."""
    found = names.fullmatch(path.stem)
    return int(found[1]) if found else 0
