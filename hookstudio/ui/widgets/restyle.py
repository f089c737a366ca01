"""Properties that the style sheet looks at."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QWidget


def set_style_property(widget: QWidget, name: str, value: object) -> None:
    """Set the dynamic property and have the style sheet applied again, if the value is a new one and there is a sheet by now."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    application = QApplication.instance()
    if isinstance(application, QApplication) and application.styleSheet():
        style = widget.style()
        style.unpolish(widget)
        style.polish(widget)
        widget.update()
