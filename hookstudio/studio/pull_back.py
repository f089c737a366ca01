"""The last pull from one of a workspace's tenants, looked at and taken back. The tenant is asked nothing."""

from __future__ import annotations

from hookstudio.model.errors import ChangedOutside
from hookstudio.model.sync import SyncResult
from hookstudio.model.tenant import TenantSettings
from hookstudio.model.tenant_address import which_tenant
from hookstudio.storage.sync_folder import SyncFolder
from hookstudio.storage.tenant_files import TenantFiles
from hookstudio.studio.session import Session
from hookstudio.studio.sync_pulled import GoingBack, plan_back, take_back


class PullBack:
    """Its methods raise StudioError."""

    def __init__(self, session: Session, settings: TenantSettings) -> None:
        local = session.edits.folder.local
        self._session, self._settings = session, settings
        self._files, self._folder = TenantFiles(local), SyncFolder(local, settings.name, settings)

    def plan(self) -> GoingBack:
        """What would be done. Raises NotFound if there was no pull."""
        return plan_back(self._session, self._folder, which_tenant(self._settings))

    def do(self, going: GoingBack) -> SyncResult:
        """Do what was planned. Raises ChangedOutside, and changes nothing, where it would be something else by now."""
        if self.plan() != going:
            raise ChangedOutside("The workspace was changed since this was planned.", hint="Nothing was taken back. Look at it again.")
        return take_back(self._session, going, self._files, self._settings.name, self._folder)
