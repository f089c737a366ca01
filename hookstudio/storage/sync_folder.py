"""`.hookstudio/sync/NAME/`: the journal of a push that is under way or was broken, and what the tenant had before each push."""

from __future__ import annotations

import contextlib
import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from hookstudio.model.bundle import Bundle
from hookstudio.model.errors import StudioError
from hookstudio.model.json_value import JsonValue
from hookstudio.storage.atomic import write_bytes
from hookstudio.storage.bundle_file import write_bundle
from hookstudio.storage.failures import in_words
from hookstudio.storage.json_file import read_json
from hookstudio.storage.local_folder import LocalFolder

SYNC: Final = "sync"
_JOURNAL: Final = "journal.jsonl"
_BEFORE: Final = re.compile(r"before-(\d{6,9})")
_LIMIT: Final = 512 * 1024 * 1024
_KEPT: Final = 20


@dataclass(frozen=True, slots=True)
class Journal:
    """A push that is not finished: its plan, and what is known of its requests, by number.

    `fresh`: those done requests of which it is not noted yet that the tenant's file tells of them.
    """

    plan: Mapping[str, Any]
    done: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)
    sending: frozenset[int] = frozenset()
    fresh: frozenset[int] = frozenset()


class SyncFolder:
    """The local notes on the syncs with one tenant."""

    def __init__(self, local: LocalFolder, name: str) -> None:
        self._local, self._name = local, name

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody else on this computer pushes to the tenant from this workspace inside the block. Raises StudioError."""
        from filelock import FileLock, Timeout

        path = self._folder() / "lock"
        lock = FileLock(path, timeout=0, thread_local=False)
        with in_words(path, "locked"):
            try:
                lock.acquire()
            except Timeout as error:
                raise StudioError("A push to this tenant is under way.", hint="Wait till it is done.") from error
        try:
            yield
        finally:
            lock.release()

    def begin(self, plan: JsonValue) -> None:
        """Note what is going to be sent, in the place of an older journal."""
        write_bytes(self._folder() / _JOURNAL, _line({"plan": plan}))

    def note(self, number: int, what: str, more: Mapping[str, JsonValue] | None = None) -> None:
        """Note that a request is being sent (`sending`), was confirmed (`done`), or that the tenant's file tells of all (`kept`)."""
        path = self._folder() / _JOURNAL
        with in_words(path, "written"), path.open("ab") as file:
            file.write(b"\n" + _line({"number": number, "what": what, **(more or {})}))  # after a line that was cut off
            file.flush()
            os.fsync(file.fileno())

    def end(self, *, broken: bool = False) -> None:
        """The push is over, or given up where it was *broken*. What it did is kept beside what the tenant had before it."""
        journal, path = self.journal(), self._folder() / _JOURNAL
        name = str(journal.plan.get("before", "")) if journal is not None else ""
        with in_words(path, "removed"):
            if journal is not None and _BEFORE.fullmatch(name) and (broken or journal.done or journal.sending):
                path.replace(path.with_name(f"{name}.jsonl"))
            else:
                path.unlink(missing_ok=True)

    def journal(self) -> Journal | None:
        """The push that was not finished, None if there is none. A line that was cut off by the end of a program is left out."""
        folder = self._local.existing(SYNC, self._name)
        return _journal_at(folder / _JOURNAL) if folder else None

    def record(self, saved: Path) -> Journal | None:
        """What the push did before which *saved* was kept, also if it is not finished; None if it sent nothing."""
        found = self.journal()
        return found if found is not None and found.plan.get("before") == saved.stem else _journal_at(saved.with_suffix(".jsonl"))

    def save_before(self, bundle: Bundle | None, state: JsonValue) -> Path:
        """Keep what the tenant has: as a bundle, and exactly; the path of the exact one, which is there last."""
        folder = self._folder()
        name = f"before-{max((_number(path) for path in folder.glob('before-*')), default=0) + 1:06d}"  # clocks can be set back
        if bundle is not None:
            write_bundle(folder / f"{name}.hookbundle", bundle)
        path = folder / f"{name}.json"
        write_bytes(path, json.dumps(state, ensure_ascii=False, indent=1).encode())
        for old in self.saved()[_KEPT:]:
            for suffix in (".json", ".jsonl", ".hookbundle"):
                with contextlib.suppress(OSError):
                    old.with_suffix(suffix).unlink(missing_ok=True)
        return path

    def saved(self) -> tuple[Path, ...]:
        """What was kept, newest first."""
        folder = self._local.existing(SYNC, self._name)
        found = [path for path in folder.glob("before-*.json") if _number(path)] if folder else []
        return tuple(sorted(found, key=_number, reverse=True))

    def read_saved(self, path: Path) -> JsonValue:
        """What was kept in *path*. Raises StudioError."""
        return read_json(path, _LIMIT)

    def _folder(self) -> Path:
        return self._local.folder(SYNC, self._name)


def _number(path: Path) -> int:
    """Which push a file belongs to; 0 for another file."""
    found = _BEFORE.fullmatch(path.stem)
    return int(found[1]) if found else 0


def _journal_at(path: Path) -> Journal | None:
    if path.is_symlink() or not path.is_file():
        return None
    with in_words(path, "read"):
        lines = path.read_bytes().split(b"\n")[:-1]
    documents = [found for found in map(_document, lines) if found is not None]
    if not documents or not isinstance(documents[0].get("plan"), dict):
        return None
    numbered = [(found["number"], found) for found in documents[1:] if isinstance(found.get("number"), int)]
    done = {number: found for number, found in numbered if found.get("what") == "done"}
    sending = frozenset(number for number, found in numbered if found.get("what") == "sending")
    fresh: set[int] = set()
    for number, found in numbered:
        fresh = set() if found.get("what") == "kept" else fresh | ({number} & done.keys())
    return Journal(documents[0]["plan"], done, sending - done.keys(), frozenset(fresh))


def _line(value: JsonValue) -> bytes:
    return json.dumps(value, ensure_ascii=True, separators=(",", ":")).encode() + b"\n"


def _document(line: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(line)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None
