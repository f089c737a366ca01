"""Whether two versions of a hook's code do the same: both are run on saved and on generated contexts, and what comes out is compared."""

from __future__ import annotations

import contextlib
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from hookstudio.model.changes import Change, Operation, changes
from hookstudio.model.errors import StudioError
from hookstudio.model.hook import Hook
from hookstudio.model.json_value import JsonValue, pointer
from hookstudio.model.outcome import Outcome, Status
from hookstudio.model.progress import Cancelled, Progress
from hookstudio.runner.job import DEFAULT_TIMEOUT_S
from hookstudio.studio.run_hook import ROW, HookRun, HookRunner, dialect_of
from hookstudio.studio.session import Session

GENERATED: Final = 12
WITHOUT_NETWORK: Final = "Both versions ran without the network."
_LANES: Final = 2  # contexts that are worked on at the same time
_AGAIN: Final = 3  # how often the first version runs again where the two differ: what a coin decides shows in 7 of 8 cases
_MANY: Final = 3  # runs that all differ have not just drawn one of two lots
_LOOK_S: Final = 0.05
_SAID: Final = 200


@dataclass(frozen=True, slots=True)
class Version:
    """One side. `hook` is a hook of the workspace, whose modules the code gets; its dialect (where fixed) and its Node may be others
    than those in the workspace. `node` overrules both hook and workspace."""

    hook: Hook
    code: str
    node: str | None = None


@dataclass(frozen=True, slots=True)
class Situation:
    """A context to run on, and what it is called; `seed` is what it was made from, None for a saved one."""

    name: str
    context: JsonValue
    seed: int | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """What both versions made of one context. `changes` turn the result here into the one there, but for what varies.

    `varies`: what differs by itself from one run to the next of the same code, as JSON Pointers into the result ('' the whole)
    or words in round brackets; it is not counted. `difference` is a sentence, '' where the two agree.
    """

    name: str
    here: Outcome
    there: Outcome
    difference: str = ""
    changes: tuple[Change, ...] = ()
    varies: tuple[str, ...] = ()
    seed: int | None = None

    @property
    def differs(self) -> bool:
        return bool(self.difference)


@dataclass(frozen=True, slots=True)
class Agreement:
    """All cases, saved contexts first. `missing_here` and `missing_there`: modules that a version wants and the hook has not.

    `notes` are sentences on what limits the comparison.
    """

    cases: tuple[Case, ...]
    missing_here: tuple[str, ...] = ()
    missing_there: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def differing(self) -> tuple[Case, ...]:
        return tuple(case for case in self.cases if case.differs)

    @property
    def agrees(self) -> bool:
        """Whether there was something to compare, and no difference."""
        return bool(self.cases) and not self.differing

    @property
    def all_fail(self) -> bool:
        """Whether neither version came to a result anywhere."""
        return bool(self.cases) and not any(case.here.ok or case.there.ok for case in self.cases)

    @property
    def headline(self) -> str:
        """One line for people, such as “Both versions agree on all 14 contexts.”"""
        count, differing = len(self.cases), len(self.differing)
        contexts = "1 context" if count == 1 else f"{count} contexts"
        if not count:
            return "There was no context to compare them on."
        if differing:
            return f"The two versions differ on {differing} of {contexts}."
        on = f"all {contexts}" if count > 1 else contexts
        if self.all_fail:
            return f"Both versions fail alike on {on}, which says little."
        failing = sum(1 for case in self.cases if not case.here.ok)
        told = f"; on {failing} of them both fail alike" if failing else ""
        return f"Both versions agree on {on}{told}."


def situations(session: Session, here: Version, there: Version, seed: int, generated: int = GENERATED) -> tuple[list[Situation], list[str]]:
    """The hook's saved contexts and as many generated ones from *seed* on, and notes on what could not be read.

    Where the two are of different dialects, whose contexts differ, every other one is of the second one's.
    """
    from hookstudio.studio.seed import SEED_LIMIT
    from hookstudio.studio.test_context import generate

    found, notes = list[Situation](), list[str]()
    for saved in session.contexts.list(here.hook):
        try:
            found.append(Situation(saved.name, session.contexts.read(saved)))
        except StudioError as error:
            notes.append(error.message)
    dialects = list(dict.fromkeys(dialect_of(side.hook, side.code) for side in (here, there)))
    for number in range(generated):
        one, dialect = (seed + number) % (SEED_LIMIT + 1), dialects[number % len(dialects)]
        name = f"Seed {one}" if len(dialects) == 1 else f"Seed {one}, {dialect.value}"
        found.append(Situation(name, generate(here.hook.type, dialect, one), one))
    return found, notes


class Comparing:
    """Compares two versions on given contexts. `run` does it in the caller's thread; no worker of the runner waits afterwards."""

    def __init__(
        self,
        runner: HookRunner,
        session: Session,
        here: Version,
        there: Version,
        *,
        network: bool = False,
        timeout_s: float = DEFAULT_TIMEOUT_S,
        on_case: Callable[[Case], object] = lambda _case: None,
    ) -> None:
        """*network*: whether the versions may use it: what a hook sends, it sends again for each context. *on_case* is told of each
        case in the thread that compares, in the order of the contexts."""
        self._runner, self._session, self._here, self._there = runner, session, here, there
        self._network, self._timeout_s, self._on_case = network, timeout_s, on_case
        self._running: set[HookRun] = set()

    def run(self, contexts: Sequence[Situation], progress: Progress, notes: Sequence[str] = ()) -> Agreement:
        """Run both versions on every context. Raises Cancelled; StudioError, before anything runs, if a Node is not here."""
        for side in (self._here, self._there):
            self._runner.runtime(self._session, side.hook, side.node)
        told = list(notes) if self._network else [*notes, WITHOUT_NETWORK]
        cases = list[Case]()
        missing: tuple[dict[str, None], dict[str, None]] = ({}, {})
        try:
            for case in self._cases(contexts, progress):
                cases.append(case)
                for names, side, outcome in zip(missing, (self._here, self._there), (case.here, case.there), strict=True):
                    names.update(dict.fromkeys(_missing(outcome, side.code)))
                self._on_case(case)
                progress(len(cases), len(contexts), case.name)
        finally:
            for run in tuple(self._running):
                run.stop()
            for run in tuple(self._running):
                run.wait()
            self._runner.rest()
        return Agreement(tuple(cases), tuple(missing[0]), tuple(missing[1]), tuple(told))

    def _cases(self, contexts: Sequence[Situation], progress: Progress) -> Iterator[Case]:
        waiting = deque(contexts)
        going: deque[tuple[Situation, HookRun, HookRun]] = deque()
        self._prepare(len(contexts))
        while waiting or going:
            while waiting and len(going) < _LANES:
                situation = waiting.popleft()
                going.append((situation, self._start(self._here, situation), self._start(self._there, situation)))
                self._prepare(len(waiting))
            situation, first, second = going.popleft()
            here, there = self._outcome(first, progress), self._outcome(second, progress)
            yield self._case(situation, here, there, progress)

    def _case(self, situation: Situation, here: Outcome, there: Outcome, progress: Progress) -> Case:
        """Compare; where the two differ, the first version runs again to see what differs by itself."""
        difference, differing = _difference(here, there)
        if not difference:
            return Case(situation.name, here, there, seed=situation.seed)
        varies = _Varying()
        again = here
        for number in range(_AGAIN):
            if number and here.status is again.status is Status.TIMEOUT:
                break  # it would again, and each time takes the whole time
            again = self._outcome(self._start(self._here, situation), progress)
            varies.add(here, again)
            if varies.has(there):
                return Case(situation.name, here, there, varies=varies.told, seed=situation.seed)
        if varies.never_alike(there):
            return Case(situation.name, here, there, varies=varies.told, seed=situation.seed)
        here = varies.like(there) or here
        difference, differing = _difference(here, there)
        left = tuple(change for change in differing if not varies.covers(change))
        return Case(situation.name, here, there, difference, left, varies.told, situation.seed)

    def _start(self, side: Version, situation: Situation) -> HookRun:
        run = self._runner.start_hook(
            self._session,
            side.hook,
            side.code,
            situation.context,
            seed=situation.seed,
            timeout_s=self._timeout_s,
            node=side.node,
            network=self._network,
        )
        self._running.add(run)
        return run

    def _outcome(self, run: HookRun, progress: Progress) -> Outcome:
        while True:
            if progress.cancelled:
                raise Cancelled("The comparison was cancelled.", hint="Nothing was changed.")
            with contextlib.suppress(TimeoutError):
                outcome = run.wait(_LOOK_S)
                self._running.discard(run)
                return outcome

    def _prepare(self, left: int) -> None:
        """Have workers wait for the contexts that are left: of one kind as many as there may be, of two kinds one each."""
        if left <= 0:
            return
        runtimes = {self._runner.runtime(self._session, side.hook, side.node) for side in (self._here, self._there)}
        alike = len(runtimes) == 1 and self._here.hook.id == self._there.hook.id
        row = [self._there] * min(ROW, 2 * left) if alike else [self._here, self._there]
        for node in dict.fromkeys(side.node for side in row):
            sides = [(side.hook, side.code) for side in row if side.node == node]
            self._runner.prepare_row(self._session, sides, node, network=self._network)


class _Varying:
    """What differs between runs of the same code, and all that came out of them."""

    def __init__(self) -> None:
        self._paths: dict[tuple[str | int, ...], str] = {}
        self._ending = self._message = False
        self._seen: list[Outcome] = []

    def add(self, first: Outcome, again: Outcome) -> None:
        self._seen += [again] if self._seen else [first, again]
        if _kind(first) != _kind(again):
            self._ending = True
        elif _message(first) != _message(again):
            self._message = True
        if first.ok and again.ok:
            self._paths.update(_place(change) for change in changes(first.result, again.result))

    @property
    def told(self) -> tuple[str, ...]:
        words = ["(how it ends)"] if self._ending else []
        words += ["(what the error says)"] if self._message else []
        return (*words, *self._paths.values())

    def covers(self, change: Change) -> bool:
        """Whether it is about something that varies, or a part of that; of a whole that varies, the parts still count."""
        return any(change.keys[: len(keys)] == keys for keys in self._paths if keys or not change.keys)

    def has(self, there: Outcome) -> bool:
        """Whether the other version ended as one of the runs did, but for what varies."""
        if not there.ok:
            return any(_message(outcome) == _message(there) for outcome in self._alike(there))
        differing = [changes(outcome.result, there.result) for outcome in self._alike(there)]
        return any(all(change.keys and self.covers(change) for change in each) for each in differing)

    def never_alike(self, there: Outcome) -> bool:
        """Whether the runs that ended as the other version did said or gave something else each time, as that may, too."""
        alike = self._alike(there)
        pairs = combinations(alike, 2)
        if not there.ok:
            return len(alike) >= _MANY and all(_message(one) != _message(other) for one, other in pairs)
        return len(alike) >= _MANY and () in self._paths and all(changes(one.result, other.result) for one, other in pairs)

    def like(self, there: Outcome) -> Outcome | None:
        """A run that ended as the other version did, but for what came out."""
        return next(iter(self._alike(there)), None)

    def _alike(self, there: Outcome) -> list[Outcome]:
        return [outcome for outcome in self._seen if _kind(outcome) == _kind(there)]


def _place(change: Change) -> tuple[tuple[str | int, ...], str]:
    """Where a change is: of a list that has more or fewer values, the list."""
    if change.op is not Operation.REPLACE and change.keys and isinstance(change.keys[-1], int):
        return change.keys[:-1], pointer(*change.keys[:-1])
    return change.keys, change.path


def _difference(here: Outcome, there: Outcome) -> tuple[str, tuple[Change, ...]]:
    """How two outcomes differ, in words, and the changes of the result; ('', ()) if they are the same but for the time they took."""
    if here.ok and there.ok:
        found = changes(here.result, there.result)
        places = "1 place" if len(found) == 1 else f"{len(found)} places"
        return (f"The results differ in {places}.", found) if found else ("", ())
    if _kind(here) != _kind(there) or _message(here) != _message(there):
        return f"Here it {_ending(here)}; there it {_ending(there)}.", ()
    return "", ()


_ENDINGS: Final = {
    Status.OK: "succeeds",
    Status.FAILED: "fails",
    Status.TIMEOUT: "runs out of time",
    Status.CRASHED: "crashes",
    Status.STOPPED: "is stopped",
    Status.INVALID: "can’t run",
}


def _ending(outcome: Outcome) -> str:
    word = _ENDINGS[outcome.status]
    if outcome.error is None or outcome.status is Status.TIMEOUT:
        return word
    said = f"{_name(outcome)}: {_message(outcome)}".partition("\n")[0]
    return f"{word} with “{said[:_SAID]}”"


def _kind(outcome: Outcome) -> tuple[Status, str]:
    """How it ended, but for the words."""
    return outcome.status, _name(outcome)


def _name(outcome: Outcome) -> str:
    return outcome.error.name if outcome.error is not None else ""


def _message(outcome: Outcome) -> str:
    return outcome.error.message if outcome.error is not None else ""


def _missing(outcome: Outcome, code: str) -> tuple[str, ...]:
    if outcome.ok or outcome.error is None:
        return ()
    from hookstudio.studio.module_errors import missing_modules

    return missing_modules(outcome, code)
