"""Moving a classic hook to ES modules: the proposal, the comparison of both versions, and accepting it, which the user does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from hookstudio.model.hook import Dialect, Hook
from hookstudio.model.node import BUNDLED_MAJOR, Runtime, wanted_major
from hookstudio.model.progress import Progress
from hookstudio.runner.syntax import find_parse_problem
from hookstudio.studio.agreement import GENERATED, Agreement, Case, Comparing, Version, situations
from hookstudio.studio.esm_proposal import Proposal, propose, required_modules
from hookstudio.studio.module_shape import find_shapes
from hookstudio.studio.parse_check import in_words
from hookstudio.studio.run_hook import HookRunner, dialect_of
from hookstudio.studio.session import Session
from hookstudio.studio.sloppy_code import Note

LOWEST_ESM_NODE: Final = 18


@dataclass(frozen=True, slots=True)
class Move:
    """What is proposed for a hook. `node`: the Node that the hook asks for afterwards, None for the workspace's.

    `here` is the hook as it is, `there` as it would be; `there` has no code where nothing can be proposed.
    """

    hook: Hook
    proposal: Proposal
    here: Version
    there: Version
    node: int | None


class EsmMove:
    """Proposes and compares, in whatever thread; *code* is the hook's text, saved or not."""

    def __init__(self, runner: HookRunner, session: Session, hook: Hook, code: str) -> None:
        self._runner, self._session, self._hook, self._code = runner, session, hook, code

    def propose(self, progress: Progress) -> Move:
        """The proposal, which the Node that would run it can parse. Raises StudioError if a Node is not here, Cancelled."""
        hook, code = self._hook, self._code
        node, notes = self._node_then()
        there = replace(hook, dialect=Dialect.ESM, node=node)
        proposal = self._proposal(there, progress)
        if proposal.code:
            proposal = replace(proposal, notes=(*notes, *proposal.notes))
        return Move(hook, proposal, Version(hook, code), Version(there, proposal.code), node)

    def compare(
        self,
        move: Move,
        seed: int,
        progress: Progress,
        on_case: Callable[[Case], object] = lambda _case: None,
        *,
        generated: int = GENERATED,
        network: bool = False,
    ) -> Agreement:
        """Run both versions on the saved contexts and on *generated* ones. Raises StudioError if a Node is not here, Cancelled."""
        found, notes = situations(self._session, move.here, move.there, seed, generated)
        comparing = Comparing(self._runner, self._session, move.here, move.there, network=network, on_case=on_case)
        return comparing.run(found, progress, notes)

    def _node_then(self) -> tuple[int | None, list[Note]]:
        """The Node for the hook afterwards: its own, but for one that is too old for ES modules."""
        hook, workspace = self._hook, self._session.workspace.node
        now = wanted_major(hook.node, workspace)
        if now >= LOWEST_ESM_NODE:
            return hook.node, []
        text = f"The hook will ask for Node {BUNDLED_MAJOR} instead of {now}: ES modules are promised from Node {LOWEST_ESM_NODE} on."
        return BUNDLED_MAJOR, [Note(0, text)]

    def _proposal(self, there: Hook, progress: Progress) -> Proposal:
        hook, code = self._hook, self._code
        if dialect_of(hook, code) is Dialect.ESM:
            return Proposal("", (Note(0, "This is an ES module already.", True),))
        progress(0, 0, "Reading the code")
        now, then = self._runner.runtime(self._session, hook), self._runner.runtime(self._session, there)
        problem = find_parse_problem(now, code, Dialect.CLASSIC)
        if problem is not None:
            return Proposal("", (Note(problem.line, f"{in_words(problem)}. Repair it first.", True),))
        progress(0, 0, "Looking at the modules")
        shapes = find_shapes(self._runner, self._session, there, required_modules(code), then, progress)
        return checked(propose(code, shapes), then)


def checked(proposal: Proposal, runtime: Runtime) -> Proposal:
    """The proposal, refused if that Node can't parse it."""
    problem = find_parse_problem(runtime, proposal.code, Dialect.ESM) if proposal.code else None
    if problem is None:
        return proposal
    where = proposal.code.splitlines()[problem.line - 1].strip() if problem.line <= len(proposal.code.splitlines()) else ""
    note = Note(0, f"Node {problem.major} can’t parse what would come out: {problem.message} (“{where[:80]}”).", True)
    return Proposal("", (*proposal.notes, note), proposal.requests)


def accept(session: Session, move: Move) -> None:
    """Make the proposal the hook's code, dialect and Node, as one step that can be taken back.

    Where the session is used. Raises ChangedOutside if the file has no longer the code that the proposal was made of.
    """
    text = "Move “{name}” to ES modules"
    session.rewrite(move.hook.id, move.here.code, move.there.code, text, dialect=Dialect.ESM, node=move.node)
