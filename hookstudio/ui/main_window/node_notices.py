"""What the window tells of Nodes: how an installation goes, what is missing, and that classic hooks were promised older ones."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from hookstudio.model.errors import StudioError
from hookstudio.model.hook import Dialect
from hookstudio.model.node import CLASSIC_MAJORS, NodeChoice, NodeMissing, Runtime
from hookstudio.ui.node_installs import NodeInstalls
from hookstudio.ui.notices import Choice, Notice

if TYPE_CHECKING:
    from hookstudio.model.outcome import Outcome
    from hookstudio.ui.main_window.main_window import MainWindow

_STATE = "node"
_TOLD = "classic-told"


class NodeNotices(QObject):
    """Owns the installations of a window, and posts what becomes of them."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._notices = window, window.notices
        self.installs = NodeInstalls(window.runner.nodes, self)
        self._afterwards: dict[int, Callable[[], object]] = {}
        self._shown: set[int] = set()
        self.installs.progressed.connect(self._show_progress)
        self.installs.installed.connect(self._tell_installed)
        self.installs.removed.connect(self._tell_removed)
        self.installs.failed.connect(self._tell_failure)
        self.installs.ended.connect(self._withdraw)
        self.installs.changed.connect(window.protection.look)
        self._notices.offer = self._remedies

    def choices(self) -> tuple[NodeChoice, ...]:
        """What is known at the moment, without looking again; nothing before the first look."""
        found = self._window.protection.machine.runtimes
        return self._window.runner.nodes.choices(found) if found else ()

    def choose_default(self, major: int | None) -> None:
        """Run the workspace on that Node from now on, and install it if need be."""
        self._window.hook_actions.set_default_node(major)
        self.provide(major)

    def provide(self, major: int | None) -> None:
        """Install that Node if it is not here and can be had."""
        if major is not None and any(choice.major == major and choice.installable for choice in self.choices()):
            self.installs.install(major)

    def look_at_outcome(self, hook_id: str, outcome: Outcome) -> None:
        """Tell, once in a workspace, that a classic hook that ran on a newer Node was promised an older one."""
        session, major = self._window.session, outcome.node.partition(".")[0]
        if session is None or outcome.dialect != Dialect.CLASSIC.value or not major.isdecimal() or int(major) <= max(CLASSIC_MAJORS):
            return
        state = session.read_state(_STATE)
        if state.get(_TOLD) is True or not self.choices():
            return
        try:
            hook = session.workspace.find(hook_id)
            session.write_state(_STATE, {**state, _TOLD: True})
        except StudioError as error:
            self._notices.error(error)
            return
        where: str = "this workspace"
        apply: Callable[[int], object] = self._window.hook_actions.set_default_node
        if hook.node is not None:
            where, apply = "this hook", partial(self._window.hook_actions.set_node, hook.id)
        text = f"PlusAuth promised classic hooks Node 12 and 14; “{hook.name}” ran on Node {major}."
        self._notices.post(Notice("info", text, choices=self._older(where, apply), stays=True, key="classic-node"))

    def close(self) -> None:
        self.installs.close()

    def _older(self, where: str, apply: Callable[[int], object]) -> tuple[Choice, ...]:
        """The button that goes over to the best of the promised Nodes, if it can be had here."""
        there = {choice.major: choice for choice in self.choices()}
        for major in CLASSIC_MAJORS:
            choice = there[major]
            if choice.runtime is not None:
                return (Choice(f"Use Node {major} for {where}", partial(apply, major)),)
            if choice.package is not None:
                label = f"Install Node {major} ({choice.package.megabytes}) and use it for {where}"
                return (Choice(label, partial(self._install_then, major, partial(apply, major))),)
        return ()

    def _install_then(self, major: int, act: Callable[[], object]) -> None:
        """Go over to a Node only once it is there: until then runs stay possible."""
        self._afterwards[major] = act
        self.installs.install(major)

    def _remedies(self, error: StudioError) -> tuple[Choice, ...]:
        """The button that helps against *error*."""
        package = self._window.runner.nodes.package(error.major) if isinstance(error, NodeMissing) else None
        if package is None:
            return ()
        return (Choice(f"Install Node {package.major} ({package.megabytes})", partial(self.installs.install, package.major)),)

    def _show_progress(self, major: int) -> None:
        state = self.installs.state(major)
        if state is None:
            return
        text = f"Installing Node {major}."
        if major not in self._shown:
            self._shown.add(major)
            cancel = Choice("Cancel", partial(self.installs.cancel, major))
            self._notices.post(Notice("info", text, choices=(cancel,), stays=True, key=_key(major)))
        self._notices.progress(_key(major), state.done, state.total, f"{text} {state.words}")

    def _tell_installed(self, runtime: Runtime) -> None:
        self._withdraw(runtime.major)
        self._notices.info(f"Node {runtime.version} is installed.")
        act: Any = self._afterwards.pop(runtime.major, None)
        if act is not None:
            act()

    def _tell_removed(self, runtime: Runtime) -> None:
        self._notices.info(f"Node {runtime.version} was removed. Hooks that ask for Node {runtime.major} need another one now.")

    def _tell_failure(self, major: int, error: StudioError) -> None:
        self._withdraw(major)
        again = Choice("Try again", partial(self.installs.install, major))
        text = f"{error.message} {error.hint}".strip()
        self._notices.post(Notice("error", text, error.details, choices=(again,), stays=True, key=_key(major)))

    def _withdraw(self, major: int) -> None:
        """Take the progress away; after a failure its place has been taken."""
        if major in self._shown:
            self._shown.discard(major)
            self._notices.withdraw(_key(major))


def _key(major: int) -> str:
    return f"install-node-{major}"
