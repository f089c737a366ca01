"""The journey of a context through a chain of hooks: each hook's outcome and changes, and who did what to the result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from hookstudio.model.changes import Change, Operation
from hookstudio.model.hook import Hook
from hookstudio.model.json_value import JsonValue, pointer
from hookstudio.model.origins import History, Origins, path_after
from hookstudio.model.outcome import Outcome, Status


@dataclass(frozen=True, slots=True)
class Step:
    """One hook of the chain: its outcome, and its changes against the context that it got (none unless it succeeded)."""

    hook: Hook
    outcome: Outcome
    changes: tuple[Change, ...] = ()

    def to_document(self) -> dict[str, Any]:
        """The run document, with the hook's slug first and the changes as RFC 6902."""
        changes = [change.to_document() for change in self.changes]
        return {"hook": self.hook.slug, **self.outcome.to_document(), "changes": changes}


@dataclass(frozen=True, slots=True)
class Journey:
    """What a chain gave. `input` is the context that the first hook got, `seed` what it was made from.

    `planned` are the hooks that were to run, in order; `steps` those that did. The first step that does not succeed is the last.
    """

    type: str
    input: JsonValue
    planned: tuple[Hook, ...]
    steps: tuple[Step, ...]
    stopped: bool = False
    seed: int | None = None
    origins: Origins = field(default_factory=Origins, compare=False, repr=False)

    @classmethod
    def of(
        cls, type_name: str, context: JsonValue, planned: Sequence[Hook], steps: Sequence[Step], *, stopped: bool = False, seed: int | None
    ) -> Journey:
        """The journey with these steps, its origins worked out. *stopped*: the user ended it between two hooks."""
        origins = Origins.of((step.hook.slug, step.changes) for step in steps)
        return cls(type_name, context, tuple(planned), tuple(steps), stopped, seed, origins)

    @property
    def status(self) -> Status:
        """`ok` if all planned hooks succeeded, also where there were none; else how the last one ended."""
        if self.failing is not None:
            return self.failing.outcome.status
        return Status.STOPPED if self.stopped else Status.OK

    @property
    def ok(self) -> bool:
        return self.status is Status.OK

    @property
    def failing(self) -> Step | None:
        """The step that ended the chain."""
        last = self.steps[-1] if self.steps else None
        return last if last is not None and not last.outcome.ok else None

    @property
    def context(self) -> JsonValue:
        """The context as far as it got: what the last hook that succeeded handed back, else the input."""
        return next((step.outcome.result for step in reversed(self.steps) if step.outcome.ok), self.input)

    @property
    def result(self) -> JsonValue:
        """The final context; None unless the chain succeeded."""
        return self.context if self.ok else None

    @property
    def duration_ms(self) -> float:
        """The time that the hooks took together."""
        return sum(step.outcome.duration_ms for step in self.steps)

    @property
    def origin(self) -> dict[str, str]:
        """For each changed path, a JSON Pointer, the slug of the hook that set, changed or removed it last."""
        return self.origins.last()

    def history(self, path: str) -> History:
        """What which hook did to a path of the context; () if it is as it came in."""
        return self.origins.history(path)

    def place_of(self, step: int, change: int) -> str:
        """Where in the context, as it came out, the value of a step's change is now; the list of an item that is gone. A JSON Pointer."""
        found = self.steps[step].changes[change]
        keys = found.keys[:-1] if found.op is Operation.REMOVE and found.keys and isinstance(found.keys[-1], int) else found.keys
        later = chain(self.steps[step].changes[change + 1 :], *(other.changes for other in self.steps[step + 1 :]))
        return pointer(*path_after(keys, later))

    def to_document(self) -> dict[str, Any]:
        """The document that `chain --json` prints."""
        steps = [step.to_document() for step in self.steps]
        return {"status": self.status.value, "steps": steps, "result": self.result, "origin": self.origin}
