"""The fonts: the system's interface font at its own size for everything but code, a monospace of the system for code."""

from __future__ import annotations

from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QApplication

LINE_HEIGHT = 1.5  # of code, console and JSON, as a multiple of the font's size


def code_font(size: int = 0) -> QFont:
    """The system's monospace with *size* in points, 0 for the size of the interface font."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    interface = QApplication.font()
    if size > 0:
        font.setPointSize(size)
    elif interface.pointSizeF() > 0:
        font.setPointSizeF(interface.pointSizeF())
    else:
        font.setPixelSize(interface.pixelSize())
    font.setStyleHint(QFont.StyleHint.Monospace)
    font.setFixedPitch(True)
    return font


def small_font(base: QFont) -> QFont:
    """*base*, one step smaller: for chips, tags and explanations."""
    return scaled_font(base, 0.88)


def scaled_font(base: QFont, factor: float) -> QFont:
    """*base* with its size multiplied, whether that size is in points or pixels."""
    font = QFont(base)
    if base.pointSizeF() > 0:
        font.setPointSizeF(round(base.pointSizeF() * factor * 2) / 2)
    else:
        font.setPixelSize(max(1, round(base.pixelSize() * factor)))
    return font


def semibold_font(base: QFont) -> QFont:
    font = QFont(base)
    font.setWeight(QFont.Weight.DemiBold)
    return font


def size_in_style_sheets(font: QFont) -> str:
    """The size of *font* as a style sheet writes it."""
    return f"{font.pointSizeF():g}pt" if font.pointSizeF() > 0 else f"{font.pixelSize()}px"
