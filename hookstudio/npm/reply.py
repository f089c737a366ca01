"""What came back from a registry, before anybody looks into it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from hookstudio.model.json_value import JsonValue
from hookstudio.npm.failures import ModuleFailed, npm_failure

_SUBJECT: Final = "The module"


class RegistryFailed(ModuleFailed):
    """A registry gave no usable answer. `code` is one of npm's, or the system's."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer of a registry, whatever its status. Names of headers in small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def is_page(self) -> bool:
        """Whether this is a page for people and not what a registry says."""
        return "html" in self.headers.get("content-type", "").lower() or self.body[:64].lstrip()[:1] == b"<"

    def document(self) -> JsonValue:
        """The JSON in it. Raises RegistryFailed for anything else."""
        if self.is_page:
            raise registry_failure("FETCH_ERROR", "a page in HTML")
        try:
            document: JsonValue = json.loads(self.body)
        except (ValueError, RecursionError):
            raise registry_failure("EJSONPARSE", f"{len(self.body)} bytes that are no JSON") from None
        return document


def registry_failure(code: str, raw: str, name: str = "") -> RegistryFailed:
    """*code* in words, about the package *name* or the registry as such. *raw* must not have secrets in it."""
    subject = f"“{name}”" if name else _SUBJECT
    known = npm_failure(code, raw, subject, "looked up")
    message = known.message if name else known.message.removeprefix(f"{_SUBJECT} could not be looked up. ")
    return RegistryFailed(message, hint=known.hint, details=known.details, code=code)
