"""The test context of one hook as the panel left it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from hookstudio.model.json_value import JsonValue

KEPT_UP_TO: Final = 1_000_000  # characters of a text


@dataclass(frozen=True, slots=True)
class HookContext:
    """`origin` is the text as it was generated or loaded, None until that is done; `saved` names the saved context it came from."""

    seed: int
    text: str = ""
    origin: str | None = None
    saved: str = ""

    @property
    def edited(self) -> bool:
        """Whether the text was changed by hand."""
        return self.text != (self.origin or "")

    def to_document(self) -> dict[str, JsonValue]:
        """What is kept for the next start: texts that can be made again are left out."""
        document: dict[str, JsonValue] = {"seed": self.seed}
        if self.saved:
            document["saved"] = self.saved
        if (self.edited or self.saved) and len(self.text) <= KEPT_UP_TO:
            document["text"] = self.text
            document["edited"] = self.edited
        return document

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> HookContext | None:
        """What `to_document` gave; None for anything else."""
        seed, text, saved = document.get("seed"), document.get("text", ""), document.get("saved", "")
        if not (isinstance(seed, int) and isinstance(text, str) and isinstance(saved, str)) or isinstance(seed, bool) or seed < 0:
            return None
        if not text:
            return cls(seed)
        return cls(seed, text, "" if document.get("edited", True) else text, saved)
