"""What this machine has to run hooks with: looked up in the background, told in the status line and on two pages."""

from __future__ import annotations

import platform
from dataclasses import dataclass

from hookstudio.model.errors import StudioError
from hookstudio.model.node import Runtime, choose_runtime, origin
from hookstudio.runner.sandbox import layers
from hookstudio.studio.node_runtimes import NodeRuntimes

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

    def active_layers(self, major: int) -> tuple[str, ...]:
        """The names of the layers that keep in a hook on that Node."""
        runtime = self.runtime(major)
        return tuple(layer.name for layer in layers(runtime) if layer.active) if runtime else ()

    def sandbox_facts(self, major: int) -> list[Fact]:
        """Each layer with its state and a sentence, for the page that explains them."""
        runtime = self.runtime(major)
        if runtime is None:
            return [(f"Node {major}", "not on this machine", "A hook that asks for it can't run here.")]
        facts = [(layer.name.capitalize(), "active" if layer.active else "not active", layer.why) for layer in layers(runtime)]
        return [*facts, ("Network", "open", "Hooks can call the internet and this machine, as hooks on a tenant can call the internet.")]

    def about_facts(self, engine: str) -> list[Fact]:
        """Versions of what the program stands on."""
        import importlib.metadata

        nodes = [(f"Node {runtime.version}", origin(runtime.source), str(runtime.path)) for runtime in self.runtimes]
        packages = "PySide6-Essentials", "pyside6-scintilla", "lexilla"
        versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in packages)
        return [*nodes, ("Python", platform.python_version(), platform.platform()), ("Editor", engine, versions)]


def look_at_machine(nodes: NodeRuntimes) -> Machine:
    """Find the runtimes; takes as long as asking the Nodes of other tools for their versions."""
    return Machine(nodes.found())
