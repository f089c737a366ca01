"""What this machine has to run hooks with: looked up in the background, told in the status line and on two pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hookstudio.model.errors import StudioError
from hookstudio.model.node import Runtime, choose_runtime, origin
from hookstudio.studio.node_runtimes import NodeRuntimes

if TYPE_CHECKING:
    from hookstudio.runner.sandbox import Protection

Fact = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Machine:
    """The Node runtimes found here, the bundled one first."""

    runtimes: tuple[Runtime, ...] = ()

    def runtime(self, major: int) -> Runtime | None:
        """The Node that runs hooks which ask for *major*; None if it is not here."""
        try:
            return choose_runtime(major, self.runtimes)
        except StudioError:
            return None

    def protection(self, major: int, *, network: bool) -> Protection | None:
        """What keeps in a hook on that Node, None if it is not here or its layers have not been tried out yet."""
        from hookstudio.runner.sandbox import known_protection

        runtime = self.runtime(major)
        return known_protection(runtime, network=network) if runtime else None

    def sandbox_facts(self, major: int, *, network: bool) -> list[Fact]:
        """Each layer with its state and a sentence, for the page that explains them."""
        runtime = self.runtime(major)
        if runtime is None:
            return [(f"Node {major}", "not on this machine", "A hook that asks for it can't run here.")]
        found = self.protection(major, network=network)
        if found is None:
            return [("Sandbox", "not tried out yet", "Each layer is tried out before it is named here; open this page again in a moment.")]
        facts = [(layer.name.capitalize(), "active" if layer.active else "not active", layer.why) for layer in found.layers]
        return [*facts, _network_fact(found)]

    def about_facts(self, engine: str) -> list[Fact]:
        """Versions of what the program stands on."""
        import importlib.metadata
        import platform

        nodes = [(f"Node {runtime.version}", origin(runtime.source), str(runtime.path)) for runtime in self.runtimes]
        packages = "PySide6-Essentials", "pyside6-scintilla", "lexilla"
        versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in packages)
        return [*nodes, ("Python", platform.python_version(), platform.platform()), ("Editor", engine, versions)]


def _network_fact(found: Protection) -> Fact:
    if found.enclosure.network:
        return "Network", "on", "Hooks can call the internet and this machine, as hooks on a tenant can call the internet."
    if found.can_close_network:
        return "Network", "off", "Hooks reach nothing, the services of this machine included. The status bar has the switch."
    return "Network", "open", "It is switched off, but no layer of this system can enforce that."


def look_at_machine(nodes: NodeRuntimes) -> Machine:
    """Find the runtimes; takes as long as asking the Nodes of other tools for their versions."""
    return Machine(nodes.found())
