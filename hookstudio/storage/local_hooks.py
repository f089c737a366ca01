"""All hooks with their codes, each read again only where its file is no longer the one that was read."""

from __future__ import annotations

import os
import stat
import time
from pathlib import Path
from typing import Final

from hookstudio.model.hook import Hook
from hookstudio.model.sync import LocalHook
from hookstudio.model.tenant import HookState
from hookstudio.storage.code_file import read_code_text

_SETTLED_NS: Final = 2_000_000_000  # a file that is younger could change again within one tick of its dates
_MOST: Final = 50_000


class LocalHooks:
    """For whoever compares a workspace again and again, from whatever thread. Whoever writes looks at bytes instead."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._known: dict[str, tuple[tuple[int, ...], Hook, LocalHook]] = {}

    def get(self, hook: Hook, path: str) -> LocalHook:
        """*hook* with the code that the file at *path* has now. Links and files of this moment are read each time.

        Raises StudioError as `read_code_file` does.
        """
        try:
            status = os.lstat(path)
        except OSError:
            return _with_code(hook, read_code_text(path, self._root))  # which says it in words
        stamp = (status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino)
        known = self._known.get(path)
        if known is not None and known[0] == stamp:
            return known[2] if known[1] is hook else _with_code(hook, known[2].state.content)
        found = _with_code(hook, read_code_text(path, self._root))
        if stat.S_ISREG(status.st_mode) and time.time_ns() - max(stamp[:2]) > _SETTLED_NS:
            if len(self._known) >= _MOST:
                self._known.clear()
            self._known[path] = stamp, hook, found
        return found


def _with_code(hook: Hook, code: str) -> LocalHook:
    return LocalHook(hook.id, hook.key, hook.type, HookState(hook.name, hook.description, code, None, hook.enabled))
