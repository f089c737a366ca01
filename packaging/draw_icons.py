"""Draws an SVG as PNG files: `draw_icons.py PICTURE.svg SIZE=FILE.png …`. Runs in the project's environment, which has Qt."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtGui import QGuiApplication, QImage, QImageReader


def draw(picture: Path, size: int, target: Path) -> None:
    """Write *picture* to *target*, *size* pixels wide and high. Raises OSError."""
    reader = QImageReader(str(picture))
    reader.setScaledSize(QSize(size, size))
    image = reader.read()
    if image.isNull() or not image.convertToFormat(QImage.Format.Format_ARGB32).save(str(target)):
        raise OSError(f"{target} could not be drawn: {reader.errorString()}")


if __name__ == "__main__":
    application = QGuiApplication(sys.argv[:1])
    for word in sys.argv[2:]:
        size, _, target = word.partition("=")
        draw(Path(sys.argv[1]), int(size), Path(target))
