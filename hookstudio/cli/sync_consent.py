"""Whether somebody agrees to what a sync is going to do: by options, or asked at a terminal."""

from __future__ import annotations

import argparse
import sys
from typing import Final

from hookstudio.cli.arguments import UsageError
from hookstudio.cli.interrupts import Interrupts
from hookstudio.cli.output import Output
from hookstudio.model.errors import StudioError
from hookstudio.model.sync import SyncPlan

_DIGITS: Final = 9


def number_of(text: str | None, what: str) -> int | None:
    """The number that was typed, None for none. Raises UsageError."""
    if text is None:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > _DIGITS:
        raise UsageError(f"“{text if len(text) <= 40 else text[:40] + '…'}” is no number of {what}.")
    return int(text)


def count(number: int, word: str) -> str:
    return f"1 {word}" if number == 1 else f"{number} {word}s"


class Consent:
    """What the options of one command agree to, and what whoever sits at the terminal says."""

    def __init__(self, options: argparse.Namespace, output: Output, interrupts: Interrupts) -> None:
        self._output, self._interrupts = output, interrupts
        self._yes: bool = options.yes
        self.deletions = number_of(options.confirm_delete, "hooks")

    def given(self, question: str) -> bool:
        """Whether the plan is to be carried out. Raises StudioError where nobody can be asked."""
        self._interrupts.check()
        if self._yes:
            return True
        if not self._output.can_ask():
            raise StudioError(
                "This changes something, and there is no terminal to ask in. Nothing was done.",
                hint="Look at it with --dry-run, then agree with --yes.",
            )
        self._output.message(f"{question} [y/N]")
        return self._typed().lower() in ("y", "yes")

    def to_delete(self, deletions: int) -> int | None:
        """How many deletions on the tenant are confirmed; asked for where somebody is there."""
        if not deletions or self.deletions is not None or not self._output.can_ask():
            return self.deletions
        hooks = count(deletions, "hook")
        self._output.message(f"{hooks} would be deleted on the tenant. Type how many, to confirm that, or nothing to leave them:")
        return number_of(self._typed() or None, "hooks")

    def to_delete_here(self, plan: SyncPlan) -> None:
        """Raises StudioError unless a pull deletes few of the hooks here, or as many as were confirmed."""
        deletions, confirmed = plan.deletions_here, self.deletions
        if confirmed is None and plan.is_drastic and self._output.can_ask():
            self._output.message(f"{self._drastic(plan)} Type how many, to confirm that:")
            confirmed = number_of(self._typed() or None, "hooks")
        if confirmed is None and plan.is_drastic:
            raise StudioError(
                f"{self._drastic(plan)} --yes alone does not do that. Nothing was done.",
                hint=f"If the tenant really has them no longer: --confirm-delete {deletions}.",
            )
        if confirmed not in (None, deletions):
            raise StudioError(
                f"{count(confirmed or 0, 'deletion')} would be confirmed, but {count(deletions, 'hook')} would be deleted here. "
                "Nothing was done.",
                hint="Look at the plan again.",
            )

    def _drastic(self, plan: SyncPlan) -> str:
        return f"This pull would delete {plan.deletions_here} of the {count(plan.hooks_here, 'hook')} here."

    def _typed(self) -> str:
        with self._interrupts.heard():
            return sys.stdin.readline().strip()
