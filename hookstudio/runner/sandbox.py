"""Which layers keep a hook in, on a given Node: each named, active or not, and why. What is active has proved itself."""

from __future__ import annotations

import platform
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hookstudio.model.node import Runtime
from hookstudio.runner import bubblewrap, seatbelt, seccomp
from hookstudio.runner.harness import HARNESS
from hookstudio.runner.launch import Enclosure, Wall
from hookstudio.runner.proofs import PROOFS, Verdict

_STOPS: Final = {
    Wall.NAMESPACE: "Bubblewrap: the hook sees no file but its modules and Node, and no process but its own; none outlives the run.",
    Wall.LANDLOCK: "The kernel refuses every file outside the hook's modules and Node.",
    Wall.SEATBELT: "The system refuses files outside the hook's modules and Node, and starting programs.",
    Wall.JOB: "A Job object: one process, a limit on its memory, ended with the run. Files are left to Node's permissions.",
}
_FILTER_STOPS: Final = "The kernel refuses starting programs, signals to others and local sockets, which lead to your desktop."


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer of protection. `name` is the one that documents use; `why` is a sentence for people, in either case."""

    name: str
    active: bool
    why: str


@dataclass(frozen=True, slots=True)
class Protection:
    """What is around a run: how to start it, and every layer that this system could have."""

    enclosure: Enclosure
    layers: tuple[Layer, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The active layers."""
        return tuple(layer.name for layer in self.layers if layer.active)

    @property
    def bare(self) -> bool:
        """Whether no layer of the system stands between a hook and this computer.

        Node's permissions alone don't count: they are a part of the process that the hook's code runs in. Nor does a job object alone.
        """
        found = set(self.names) - {"process"}
        return found <= {"permissions"} or found <= {Wall.JOB.value}

    @property
    def can_close_network(self) -> bool:
        """Whether a layer of the system refuses the network where it is off."""
        return self.enclosure.filtered or self.enclosure.wall in (Wall.NAMESPACE, Wall.SEATBELT)


def has_permissions(runtime: Runtime) -> bool:
    """Whether this Node has the permission model."""
    return runtime.major >= 20


def protection(runtime: Runtime, *, network: bool = True, fresh: bool = False) -> Protection:
    """What protects a run on *runtime*. The first time, or if *fresh*, the canaries are asked, which takes about 100 ms."""
    verdict = PROOFS.get(runtime, network=network, fresh=fresh, prove=lambda: _prove(runtime, network=network))
    return _protection(runtime, verdict, network=network)


def known_protection(runtime: Runtime, *, network: bool = True) -> Protection | None:
    """The same if it was asked for before; returns at once."""
    verdict = PROOFS.known(runtime, network=network)
    return None if verdict is None else _protection(runtime, verdict, network=network)


def _protection(runtime: Runtime, verdict: Verdict, *, network: bool) -> Protection:
    return Protection(Enclosure(Wall(verdict.wall), verdict.filtered, network), _layers(runtime, verdict))


def keep_proofs(folder: Path | None) -> None:
    """Remember in *folder* what was proved and compiled, so that a short command does not have to do it again."""
    PROOFS.keep_in(folder)
    HARNESS.keep_in(folder)


def _candidates(*, network: bool) -> list[Enclosure]:
    """The enclosures that this system could have, the best first."""
    if sys.platform == "darwin":
        return [Enclosure(Wall.SEATBELT, False, network)] if seatbelt.PROGRAM.exists() else []
    if sys.platform == "win32":
        return [Enclosure(Wall.JOB, False, network)]
    if sys.platform != "linux":
        return []
    found = [Enclosure(Wall.LANDLOCK, filtered, network) for filtered in (True, False)]
    if bubblewrap.find() is not None:
        found = [Enclosure(Wall.NAMESPACE, filtered, network) for filtered in (True, False)] + found
    return [each for each in found if not each.filtered or seccomp.supported(platform.machine())]


def _prove(runtime: Runtime, *, network: bool) -> Verdict:
    from concurrent.futures import ThreadPoolExecutor

    from hookstudio.runner.canary import PERMISSIONS_MUST_STOP, must_stop, try_out

    open_air = Enclosure(network=network)
    with ThreadPoolExecutor(1, "hook-canary") as pool:
        inner = pool.submit(try_out, runtime, open_air, permissions=has_permissions(runtime))
        wall, filtered, problem = Wall.NONE, False, ""
        for enclosure in _candidates(network=network):
            findings = try_out(runtime, enclosure, permissions=False)
            if findings.holds(must_stop(enclosure)):
                wall, filtered = enclosure.wall, enclosure.filtered
                break
            problem = problem or findings.problem or f"its test was not stopped from: {', '.join(sorted(findings.through))}"
        own = inner.result()
    return Verdict(
        wall=wall.value,
        filtered=filtered,
        permissions=has_permissions(runtime) and own.holds(PERMISSIONS_MUST_STOP),
        process=own.holds(frozenset({"environment"})),
        wall_problem=problem,
        filter_problem="" if filtered else problem,
        permissions_problem=own.problem or ", ".join(sorted(own.through & PERMISSIONS_MUST_STOP)),
    )


def _layers(runtime: Runtime, verdict: Verdict) -> tuple[Layer, ...]:
    process = "A process of its own: no environment, limits on time and memory, ended with all it started."
    if not verdict.process:
        process = f"Node {runtime.version} could not be tried out: {verdict.permissions_problem}."
    return (
        Layer("process", verdict.process, process),
        Layer("permissions", verdict.permissions, _permissions_why(runtime, verdict)),
        *_walls(verdict),
    )


def _permissions_why(runtime: Runtime, verdict: Verdict) -> str:
    if verdict.permissions:
        alone = "" if verdict.wall else " Alone they are a seat belt: they live in the process that the hook's code runs in."
        return f"Node {runtime.major} refuses files outside the hook's modules, commands, worker threads and native addons.{alone}"
    if has_permissions(runtime):
        return f"Node {runtime.major} did not refuse what it should: {verdict.permissions_problem}."
    if verdict.wall in ("", Wall.JOB.value):
        return f"Node {runtime.major} has no permission model: a hook can read and write your files and start programs."
    return f"Node {runtime.major} has no permission model: only the layers of the system stand around a hook."


def _walls(verdict: Verdict) -> list[Layer]:
    if sys.platform in ("darwin", "win32"):
        wall = Wall.SEATBELT if sys.platform == "darwin" else Wall.JOB
        active = verdict.wall == wall.value
        return [Layer(wall.value, active, _STOPS[wall] if active else f"Not there: {verdict.wall_problem or 'the system lacks it'}.")]
    if sys.platform != "linux":
        return []
    namespace, landlock = verdict.wall == Wall.NAMESPACE.value, verdict.wall == Wall.LANDLOCK.value
    reason = verdict.wall_problem if bubblewrap.find() else "install your system's package bubblewrap"
    missing = f"Not there: {reason}."
    found = [Layer("namespace", namespace, _STOPS[Wall.NAMESPACE] if namespace else missing)]
    filter_missing = f"Not there: {verdict.filter_problem or 'this kind of processor is not supported'}."
    found.append(Layer("seccomp", verdict.filtered, _FILTER_STOPS if verdict.filtered else filter_missing))
    if not namespace:
        why = _STOPS[Wall.LANDLOCK] if landlock else f"Not there: {verdict.wall_problem or 'the kernel lacks it'}."
        found.append(Layer("landlock", landlock, why))
    return found
