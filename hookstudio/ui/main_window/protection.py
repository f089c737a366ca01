"""Tells what runs the hooks and what keeps them in: in the status line, and on two pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from hookstudio.model.node import wanted_major
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

    def look(self) -> None:
        """Find the Node runtimes and the sandbox's layers."""
        nodes = self._window.runner.nodes
        job = Job(lambda _progress: look_at_machine(nodes), self)
        job.succeeded.connect(self._take)
        job.failed.connect(self._window.notices.error)
        job.start()

    def show(self) -> None:
        """Bring the status line in line with the current hook."""
        if self.machine.runtimes:
            major = self._major()
            runtime = self.machine.runtime(major)
            version = runtime.version if runtime else f"{major} is missing"
            self._window.status.show_sandbox(self.machine.active_layers(major), version)

    def explain(self) -> None:
        """Open the page that explains each layer in a sentence."""
        from hookstudio.ui.dialogs.pages import facts_page

        words = "Hooks run on your machine, in layers of protection. These are around the current hook:"
        facts_page("What protects you from a hook", words, self.machine.sandbox_facts(self._major()), self._window).open()

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
        hook = session.workspace.find(document.hook_id) if document else None
        return wanted_major(hook.node if hook else None, session.workspace.node)
