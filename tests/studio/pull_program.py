"""A program that pulls from a tenant and is dead at a moment: WORKSPACE URL CLIENT-ID SECRET moved|done|agreeing|agreed."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from hookstudio.model.credentials import Credentials
from hookstudio.model.tenant import TenantSettings
from hookstudio.remote.client import TenantClient
from hookstudio.storage.folders import app_folders
from hookstudio.studio.session import Session
from hookstudio.studio.sync import Sync

DEAD = 9


def main(root: str, url: str, client_id: str, secret: str, moment: str) -> int:
    session = Session.open(Path(root), app_folders())
    with TenantClient(TenantSettings("acme", url, client_id, plan="enterprise"), Credentials(secret)) as client:
        sync = Sync(session, client)
        plan = sync.plan_pull(sync.status())
        sys.addaudithook(_Dying(moment).sees)
        sync.pull(plan)
    return 0


class _Dying:
    """Ends the program before the next act on the disk after what it has seen, or, for `moved` and `agreeing`, before that."""

    def __init__(self, moment: str) -> None:
        self._moment, self._next = moment, False

    def sees(self, event: str, words: tuple[Any, ...]) -> None:
        if event not in ("open", "os.remove", "os.rename"):
            return
        if self._next:
            os._exit(DEAD)
        places = [Path(os.fsdecode(word)).parts[-2:] for word in words[:2] if isinstance(word, str | os.PathLike)]
        moved = event == "os.remove" and ("exchange", "journal.json") in places
        agreed = event == "os.rename" and ("tenants", "acme.toml") in places
        if (moved and self._moment == "moved") or (agreed and self._moment == "agreeing"):
            os._exit(DEAD)
        self._next = (moved and self._moment == "done") or (agreed and self._moment == "agreed")


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
