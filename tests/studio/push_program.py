"""A program that pushes a workspace to a tenant, to be killed in the middle: WORKSPACE URL CLIENT-ID SECRET push|resume."""

from __future__ import annotations

import sys
from pathlib import Path

from hookstudio.model.credentials import Credentials
from hookstudio.model.errors import StudioError
from hookstudio.model.tenant import TenantSettings
from hookstudio.remote.client import TenantClient
from hookstudio.storage.folders import app_folders
from hookstudio.studio.session import Session
from hookstudio.studio.sync import Sync


def main(root: str, url: str, client_id: str, secret: str, action: str) -> int:
    session = Session.open(Path(root), app_folders())
    with TenantClient(TenantSettings("acme", url, client_id, plan="enterprise"), Credentials(secret)) as client:
        sync = Sync(session, client)
        try:
            if action == "resume":
                sync.resume(confirm_delete=sum(1 for request in sync.unfinished() if request.method == "DELETE"))
            else:
                plan = sync.plan_push(sync.status())
                sync.push(plan, confirm_delete=plan.deletions)
        except StudioError as error:
            sys.stderr.write(f"{error.message}\n")
            return 3
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
