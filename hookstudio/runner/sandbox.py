"""Which layers keep a hook in, on a given Node: named, active or not, and why."""

from __future__ import annotations

from dataclasses import dataclass

from hookstudio.model.node import Runtime


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer of protection. `name` is the one that documents use; `why` is a sentence for people, in either case."""

    name: str
    active: bool
    why: str


def has_permissions(runtime: Runtime) -> bool:
    """Whether this Node has the permission model."""
    return runtime.major >= 20


def layers(runtime: Runtime) -> tuple[Layer, ...]:
    """The layers that stand between a hook on *runtime* and this computer, weakest first."""
    process = Layer("process", True, "A process of its own: no environment, limits on time and memory, ended with all it started.")
    if has_permissions(runtime):
        why = f"Node {runtime.major} refuses files outside the hook's modules, commands, worker threads and native addons."
    else:
        why = f"Node {runtime.major} has no permission model: a hook can read and write your files and start programs."
    return process, Layer("permissions", has_permissions(runtime), why)
