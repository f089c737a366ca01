"""What a dragged hook is to whoever it is dropped on."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Final

from PySide6.QtCore import QMimeData

MIME_TYPE: Final = "application/x-hookstudio-hook"


@dataclass(frozen=True, slots=True)
class DraggedHook:
    """`workspace` is the folder that the hook belongs to."""

    workspace: str
    hook_id: str

    def to_mime(self) -> QMimeData:
        data = QMimeData()
        data.setData(MIME_TYPE, json.dumps(asdict(self)).encode())
        return data

    @classmethod
    def from_mime(cls, data: QMimeData) -> DraggedHook | None:
        """None if *data* is something else, or not as this program writes it."""
        if not data.hasFormat(MIME_TYPE):
            return None
        try:
            fields = json.loads(bytes(data.data(MIME_TYPE).data()))
            return cls(str(fields["workspace"]), str(fields["hook_id"]))
        except (ValueError, KeyError, TypeError):
            return None
