"""JSON in the colours of code, line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtGui import QSyntaxHighlighter, QTextDocument

from hookstudio.ui.context_panel.json_tokens import tokens
from hookstudio.ui.theme import Theme

if TYPE_CHECKING:
    from PySide6.QtGui import QTextCharFormat

LINE_LIMIT: Final = 10_000  # characters; longer lines stay plain
LINES_LIMIT: Final = 20_000  # and so do longer texts


class JsonColours(QSyntaxHighlighter):
    """No text of JSON goes over the end of a line, so that every line can be coloured by itself."""

    def __init__(self, document: QTextDocument, theme: Theme) -> None:
        super().__init__(document)
        self._theme = theme
        self._formats: dict[str, QTextCharFormat] = {}

    def apply_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._formats.clear()
        self.rehighlight()

    def _format(self, role: str) -> QTextCharFormat:
        from PySide6.QtGui import QTextCharFormat

        if role not in self._formats:
            self._formats[role] = QTextCharFormat()
            self._formats[role].setForeground(self._theme.colour(role))
        return self._formats[role]

    def highlightBlock(self, text: str) -> None:
        if len(text) > LINE_LIMIT or self.document().blockCount() > LINES_LIMIT:
            return
        for match in tokens(text):
            token = match[0]
            if token[0] == '"':
                is_key = text[match.end() :].lstrip().startswith(":")
                role = "text" if is_key else "code-string"
            elif token in ("true", "false", "null"):
                role = "code-keyword"
            elif token[0] in "-0123456789":
                role = "code-number"
            else:
                role = "muted"
            self.setFormat(match.start(), match.end() - match.start(), self._format(role))
