"""The tenants in the window: the chip that says how the workspace stands to the current one, its menu, and what the commands do."""

from __future__ import annotations

from dataclasses import replace
from time import strftime
from typing import TYPE_CHECKING, Any, Final, cast

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu

from hookstudio.model.errors import StudioError
from hookstudio.ui.jobs import Job

if TYPE_CHECKING:
    from collections.abc import Callable

    from hookstudio.studio.session import Session
    from hookstudio.studio.sync_follow import Tally
    from hookstudio.studio.sync_status import Status
    from hookstudio.ui.main_window.main_window import MainWindow
    from hookstudio.ui.main_window.tenant_access import TenantAccess
    from hookstudio.ui.main_window.tenant_follow import TenantFollow
    from hookstudio.ui.main_window.tenant_managing import TenantManaging
    from hookstudio.ui.main_window.tenant_syncing import TenantSyncing
    from hookstudio.ui.main_window.tenant_words import Standing

STATE: Final = "tenant"  # the name of the note of which tenant is the current one
MENU: Final = ("tenant.compare", "tenant.pull", "tenant.push", "tenant.resume", "tenant.restore", "tenant.take_back", "tenant.test")
NOTICES: Final = ("tenant", "tenant-secret")  # the keys of what is told of the tenants of one workspace
CONNECT: Final = "Connect a tenant…"
_FOLDER: Final = "tenants"


class TenantControl(QObject):
    """Asks no tenant anything by itself. Nothing that talks to tenants is loaded before it is used."""

    _changed = Signal()  # the workspace, from whatever thread

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._session: Session | None = None
        self._unsubscribe: Callable[[], None] = lambda: None
        self._access: TenantAccess | None = None
        self._follow: TenantFollow | None = None
        self._standings: dict[str, Standing] = {}
        self._menu: QMenu | None = None
        self._group: QActionGroup | None = None
        self.names: tuple[str, ...] = ()
        self.current = ""
        self._looked = True
        self._syncing: TenantSyncing | None = None
        self._managing: TenantManaging | None = None
        self.button = window.top_bar.tenant
        self.button.clicked.connect(self._clicked)
        self._changed.connect(self._follow_changes)

    def wire(self) -> None:
        """Follow the other parts of the window, once they are there."""
        self._window.documents.saved.connect(lambda _hook_id: self._follow_changes())
        self._window.hook_actions.turned.connect(self._follow_changes)
        self._window.watch.looked.connect(self.look)
        self._window.watch.looked.connect(self._follow_changes)

    def set_session(self, session: Session | None) -> None:
        """Another workspace: the windows of the tenants of the one before close, and their secrets are forgotten."""
        self.close()
        self._session = session
        self.names, self.current, self._standings, self._looked = (), "", {}, True
        if session is not None:
            self._unsubscribe = session.subscribe(lambda _workspace: self._changed.emit())
            if (session.root / _FOLDER).is_dir():
                current = session.read_state(STATE).get("current")
                self.current = current if isinstance(current, str) else ""
                self._looked = False
            self.look()
        self.show()

    def close(self) -> None:
        """Nothing is asked of tenants any more."""
        self._unsubscribe()
        self._unsubscribe = lambda: None
        for key in NOTICES:
            self._window.notices.withdraw(key)
        if self._syncing is not None:
            self._syncing.close()
        if self._access is not None:
            self._access.close()
        for part in (self._access, self._follow):
            if part is not None:
                part.deleteLater()
        if self._follow is not None:
            self._follow.stop()
        self._access = self._follow = None

    # -- which tenants there are --------------------------------------------------------------------

    def look(self) -> None:
        """See which tenants the workspace has, and which pushes were broken off; on a thread, and on the disk only."""
        session = self._session
        if session is None or not ((session.root / _FOLDER).is_dir() or self.names):
            return
        job = Job(lambda _progress: _look(session), self)
        job.succeeded.connect(lambda found: self._take(session, *found))
        job.start()

    def _take(self, session: Session, names: tuple[str, ...], unfinished: frozenset[str]) -> None:
        if session is not self._session:
            return
        self.names = names
        if self.current not in names:
            self.current = names[0] if names else ""
        self._looked = True
        for name in names:
            if self.standing(name).unfinished is not (name in unfinished):
                self.stand(name, unfinished=name in unfinished)
        self.show()

    def choose(self, name: str) -> None:
        """Make a tenant the current one, here and for the next start."""
        self.current = name
        if self._session is not None:
            try:
                self._session.write_state(STATE, {"current": name})
            except StudioError as error:
                self._window.notices.error(error)
        self._follow_changes()
        self.show()

    # -- the chip -----------------------------------------------------------------------------------

    def show(self) -> None:
        """Bring the chip and the commands in line."""
        bar = self._window.top_bar
        if self._session is None or not (self._looked or self.current):
            bar.show_tenant("")
        elif self.current:
            from hookstudio.ui.main_window.tenant_words import look_of

            look = look_of(self.standing(self.current))
            bar.show_tenant(look.words, self.current, look.role, look.about)
        else:
            bar.show_tenant(CONNECT, about="Compare this workspace with a PlusAuth tenant, and pull or push what differs")
        if self.names and self._menu is None:
            self._menu = QMenu(self._window)
            self._menu.setObjectName("tenantMenu")
            self._menu.setToolTipsVisible(True)
            self._menu.aboutToShow.connect(self._fill_menu)
        self.button.setMenu(cast(QMenu, self._menu if self.names else None))  # None takes it away; the binding's types do not know
        self.enable()

    def enable(self) -> None:
        """What can be asked for now."""
        actions, session = self._window.actions_by_id, self._session
        for command in MENU:
            actions[command].setEnabled(session is not None and (bool(self.current) or command == "tenant.compare"))
        actions["tenant.list"].setEnabled(session is not None)
        actions["tenant.resume"].setEnabled(self._unfinished)

    @property
    def _unfinished(self) -> bool:
        return bool(self.current) and self.standing(self.current).unfinished

    def _clicked(self) -> None:
        if not self.names:
            self.managing.show(adding=True)

    def _fill_menu(self) -> None:
        from hookstudio.ui.commands import GROUPS

        menu, actions = self._menu, self._window.actions_by_id
        assert menu is not None
        menu.clear()
        for command in MENU:
            if command in GROUPS:
                menu.addSeparator()
            if command != "tenant.resume" or self._unfinished:
                menu.addAction(actions[command])
        if self.standing(self.current).kind == "credentials":
            menu.addAction("Type another secret…").triggered.connect(actions["tenant.compare"].trigger)
        menu.addSeparator()
        if len(self.names) > 1:
            if self._group is not None:
                self._group.deleteLater()
            group = self._group = QActionGroup(menu)
            for name in self.names:
                action = menu.addAction(name)
                action.setCheckable(True)
                action.setChecked(name == self.current)
                action.triggered.connect(lambda _checked=False, name=name: self.choose(name))
                group.addAction(action)
            menu.addSeparator()
        menu.addAction(actions["tenant.list"])

    # -- what is known ------------------------------------------------------------------------------

    def standing(self, name: str) -> Standing:
        """What is known of a tenant."""
        from hookstudio.ui.main_window.tenant_words import Standing

        return self._standings.get(name, Standing())

    def stand(self, name: str, **values: Any) -> None:
        """Something is known anew of a tenant."""
        self._standings[name] = replace(self.standing(name), **values)
        self.show()

    def refused(self, name: str) -> str:
        """Why a secret has to be typed although there is one, as a sentence; '' if it need not be."""
        standing = self.standing(name)
        return standing.problem if standing.kind == "credentials" else ""

    def know(self, name: str, status: Status) -> None:
        """A tenant was compared. From now on its standing follows what changes here."""
        from hookstudio.studio.sync_follow import tally

        self.follow.see(name, status.remote)
        at = strftime("%H:%M")
        self.stand(name, tally=tally(status), at=at, problem="", kind="", secret=False, unfinished=status.unfinished)
        self.follow.changed(name)  # what was saved while it was being compared

    def forget(self, name: str) -> None:
        """What was known of a tenant may be of another address, or of one that is gone."""
        self._standings.pop(name, None)
        if self._follow is not None:
            self._follow.forget(name)
        self.look()
        self.show()

    def stored(self, name: str) -> None:
        """A tenant was added, changed or put back."""
        self.forget(name)
        if name not in self.names:
            self.names = tuple(sorted((*self.names, name)))
            self.choose(name)

    def files_changed(self) -> None:
        """Files of hooks were written by something other than the editor."""
        self._window.documents.check_files(tell=False)
        self._window.slots.refresh()
        self._follow_changes()

    def _recounted(self, name: str, tally: Tally) -> None:
        self.stand(name, tally=tally, unfinished=tally.unfinished)
        self.syncing.look_at(name, tally)

    def _follow_changes(self) -> None:
        if self._follow is not None and self.current:
            self._follow.changed(self.current)

    # ---------------------------------------------------------------------------------------------

    @property
    def syncing(self) -> TenantSyncing:
        """The windows in which tenants are compared."""
        if self._syncing is None:
            from hookstudio.ui.main_window.tenant_syncing import TenantSyncing

            self._syncing = TenantSyncing(self, self._window)
        return self._syncing

    @property
    def managing(self) -> TenantManaging:
        """The dialog of the tenants, and the test of a connection."""
        if self._managing is None:
            from hookstudio.ui.main_window.tenant_managing import TenantManaging

            self._managing = TenantManaging(self, self._window)
        return self._managing

    @property
    def access(self) -> TenantAccess:
        """What finds the secrets of this session's tenants, made when it is first needed."""
        if self._access is None:
            from hookstudio.studio.tenants import Tenants
            from hookstudio.ui.main_window.tenant_access import TenantAccess

            assert self._session is not None
            self._access = TenantAccess(Tenants(self._session.root), self._window, self)
            self._access.missing.connect(lambda name, missing: self.stand(name, secret=missing))
        return self._access

    @property
    def follow(self) -> TenantFollow:
        if self._follow is None:
            from hookstudio.ui.main_window.tenant_follow import TenantFollow

            assert self._session is not None
            self._follow = TenantFollow(self._session, self)
            self._follow.counted.connect(self._recounted)
        return self._follow


def _look(session: Session) -> tuple[tuple[str, ...], frozenset[str]]:
    """The names of the tenants, and those to which a push was broken off."""
    from hookstudio.storage.tenant_files import TenantFiles

    local = session.edits.folder.local
    names = TenantFiles(local).names()
    pushed = [name for name in names if local.existing("sync", name) is not None]
    if not pushed:
        return names, frozenset()
    from hookstudio.storage.sync_folder import SyncFolder

    return names, frozenset(name for name in pushed if SyncFolder(local, name).broken_off())
