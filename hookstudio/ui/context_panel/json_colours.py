"""JSON in the colours of code, line by line."""

from __future__ import annotations

from typing import Final

from PySide6.QtGui import QSyntaxHighlighter, QTextCharFormat, QTextDocument

from hookstudio.ui.context_panel.json_tokens import tokens
from hookstudio.ui.theme import Theme

LINE_LIMIT: Final = 10_000  # characters; longer lines stay plain
LINES_LIMIT: Final = 20_000  # and so do longer texts


class JsonColours(QSyntaxHighlighter):
    """No text of JSON goes over the end of a line, so that every line can be coloured by itself."""

    def __init__(self, document: QTextDocument, theme: Theme) -> None:
        super().__init__(document)
        self._formats: dict[str, QTextCharFormat] = {}
        self.apply_theme(theme)

    def apply_theme(self, theme: Theme) -> None:
        for role in ("text", "code-string", "code-number", "code-keyword", "muted"):
            style = QTextCharFormat()
            style.setForeground(theme.colour(role))
            self._formats[role] = style
        self.rehighlight()

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
            self.setFormat(match.start(), match.end() - match.start(), self._formats[role])
