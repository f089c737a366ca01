"""Spin boxes that look like the other fields."""

from __future__ import annotations

from typing import Final, TypeVar

from PySide6.QtWidgets import QAbstractSpinBox

_MARGIN: Final = 7

Field = TypeVar("Field", bound=QAbstractSpinBox)


def padded(field: Field) -> Field:
    """*field*, its number as far from the edge as other text: a style sheet's padding does not reach it."""
    field.lineEdit().setTextMargins(_MARGIN, 0, 0, 0)
    return field
