"""The one root of expected failures."""

from __future__ import annotations

from typing import ClassVar


class StudioError(Exception):
    """A failure that the user can understand; anything else is a bug.

    `message` says what happened, `hint` what to do about it, `details` is the raw text for whoever asks for it.
    `exit_status` is what the command line ends with: 2 for bad input or wrong usage.
    """

    exit_status: ClassVar[int] = 2

    def __init__(self, message: str, *, hint: str = "", details: str = "") -> None:
        super().__init__(message)
        self.message, self.hint, self.details = message, hint, details


class OutsideMissing(StudioError):
    """Something outside the program is missing or unreachable: Node, a registry, a display."""

    exit_status: ClassVar[int] = 3


class NotFound(StudioError):
    """A hook, context or file that was named does not exist."""


class AnotherTenant(StudioError):
    """A tenant's file names another one than when its hooks were looked at: other address, header or client. Nothing was done."""


class ChangedOutside(StudioError):
    """A file is not what this program last read: somebody else wrote it. Nothing was written."""
