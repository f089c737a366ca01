"""Tells what runs the hooks and what keeps them in: in the status line, and on two pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from hookstudio.model.errors import StudioError
from hookstudio.model.node import Runtime, wanted_major
from hookstudio.ui.jobs import Job
from hookstudio.ui.main_window.machine import Machine, look_at_machine

if TYPE_CHECKING:
    from hookstudio.ui.main_window.main_window import MainWindow


class Protection(QObject):
    """What this machine has, looked up in the background after the first paint."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.machine = Machine()
        self._proving: set[tuple[Runtime, bool]] = set()

    def look(self) -> None:
        """Find the Node runtimes and the sandbox's layers."""
        nodes = self._window.runner.nodes
        job = Job(lambda _progress: look_at_machine(nodes), self)
        job.succeeded.connect(self._take)
        job.failed.connect(self._window.notices.error)
        job.start()

    def show(self) -> None:
        """Bring the status line in line with the current hook and the workspace's network."""
        session, status = self._window.session, self._window.status
        status.show_network(None if session is None else session.network)
        if not self.machine.runtimes:
            return
        major = self._major()
        runtime = self.machine.runtime(major)
        version = runtime.version if runtime else f"{major} is missing"
        found = self.machine.protection(major, network=self._network())
        if runtime is None or found is not None:
            status.show_sandbox(found.names if found else (), version, bare=found is None or found.bare)
        else:
            self._prove(runtime)

    def toggle_network(self) -> None:
        """Switch the network of the workspace's hooks, and have a worker wait that fits."""
        session = self._window.session
        if session is None:
            return
        try:
            session.set_network(not session.network)
        except StudioError as error:
            self._window.notices.error(error)
        self.show()
        self._window.run_control.prepare()

    def _prove(self, runtime: Runtime) -> None:
        """Have the layers around *runtime* tried out, once for each program start, and show what came of it."""
        runner, network = self._window.runner, self._network()
        if (runtime, network) in self._proving:
            return
        self._proving.add((runtime, network))
        job = Job(lambda _progress: runner.prove(runtime, network=network), self)
        job.succeeded.connect(lambda _found: self.show())
        job.failed.connect(self._window.notices.error)
        job.start()

    def _network(self) -> bool:
        return self._window.session is None or self._window.session.network

    def explain(self) -> None:
        """Open the page that explains each layer in a sentence."""
        from hookstudio.ui.dialogs.pages import facts_page

        words = "Hooks run on your machine, in layers of protection. These are around the current hook:"
        facts_page(
            "What protects you from a hook", words, self.machine.sandbox_facts(self._major(), network=self._network()), self._window
        ).open()

    def trust(self) -> None:
        """Remember that the user trusts this workspace."""
        window = self._window
        if window.session is None:
            return
        try:
            window.session.trust()
        except StudioError as error:
            window.notices.error(error)
            return
        window.notices.info("This workspace is trusted: its hooks' modules may be loaded before a run.")
        window.slots.refresh()
        self.show()

    def about(self) -> None:
        from hookstudio.ui.dialogs.pages import about_page

        about_page(self.machine.about_facts(self._window.tabs.engine), self._window).open()

    def _take(self, machine: Machine) -> None:
        self.machine = machine
        self.show()

    def _major(self) -> int:
        """The Node of the current hook, or of the workspace."""
        session, document = self._window.session, self._window.documents.current()
        if session is None:
            return wanted_major(None, None)
        return wanted_major(document.hook.node if document else None, session.workspace.node)
