"""The README of a package, in a window of its own: text; links, and the pictures behind them, open in the browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from PySide6.QtCore import QByteArray, QSize, Qt, QUrl
from PySide6.QtGui import (
    QColor,
    QDesktopServices,
    QTextBlock,
    QTextBlockFormat,
    QTextCursor,
    QTextDocument,
    QTextFrameFormat,
    QTextTable,
)
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QTextBrowser, QVBoxLayout, QWidget

from hookstudio.model.errors import StudioError
from hookstudio.ui.fonts import code_font
from hookstudio.ui.jobs import Job
from hookstudio.ui.modules_panel.readme_text import safe_markdown
from hookstudio.ui.modules_panel.source import Source, Subject
from hookstudio.ui.theme import Theme
from hookstudio.ui.widgets.elided_label import ElidedLabel

_BROWSER_SCHEMES: Final = ("http", "https", "mailto")


class ReadmeText(QTextBrowser):
    """Never asks the network or the disk for anything: what a text refers to is not shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.open_link: Callable[[QUrl], object] = QDesktopServices.openUrl
        self.setOpenLinks(False)
        self.setObjectName("moduleReadme")
        self.document().setDocumentMargin(24)
        self.anchorClicked.connect(self._follow)

    def loadResource(self, _kind: int, _name: QUrl | str) -> Any:
        """Nothing, whatever it is."""
        return QByteArray()

    def _follow(self, link: QUrl) -> None:
        """Open what the user clicked on: a place in this text, or a page in the system's browser."""
        if link.scheme() in _BROWSER_SCHEMES:
            self.open_link(link)
        elif link.hasFragment() and not link.path():
            self.scrollToAnchor(link.fragment())


class ReadmePage(QDialog):
    def __init__(self, theme: Theme, source: Source, subject: Subject, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("moduleReadmePage")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(f"{name} – README")
        self._theme, self._markdown = theme, ""
        heading = ElidedLabel(name, Qt.TextElideMode.ElideMiddle)
        heading.setProperty("role", "title")
        close = QPushButton("Close")
        close.setAutoDefault(False)
        close.clicked.connect(self.reject)
        self.text = ReadmeText()
        self.text.setAccessibleName(f"README of {name}")
        self.address = ElidedLabel()
        self.address.setProperty("role", "small")
        self.text.highlighted.connect(lambda link: self.address.setText(link.toString()))
        head, foot = QHBoxLayout(), QHBoxLayout()
        head.setContentsMargins(24, 16, 24, 12)
        head.addWidget(heading, 1)
        foot.setContentsMargins(24, 8, 24, 12)
        foot.addWidget(self.address, 1)
        foot.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.text, 1)
        column.addLayout(foot)
        self.resize(QSize(720, 680))
        self.text.setPlainText("Asking the registry…")
        job = Job(lambda _progress: source().readme(subject.session, name), self)
        job.succeeded.connect(self.show_text)
        job.failed.connect(self._tell)
        job.start()

    def show_text(self, markdown: str) -> None:
        """Show a README."""
        self._markdown = markdown
        self._fill()
        self.text.setFocus()

    def apply_theme(self, theme: Theme) -> None:
        self._theme = theme
        if self._markdown:
            self._fill()

    def _fill(self) -> None:
        if not self._markdown.strip():
            self.text.setPlainText("The registry has no README of this package.")
            return
        place = self.text.verticalScrollBar().value()
        document = self.text.document()
        features = QTextDocument.MarkdownFeature
        document.setMarkdown(safe_markdown(self._markdown), features.MarkdownDialectGitHub | features.MarkdownNoHTML)
        _dress(document, self._theme)
        self.text.moveCursor(QTextCursor.MoveOperation.Start)
        self.text.verticalScrollBar().setValue(place)

    def _tell(self, error: StudioError) -> None:
        self.text.setPlainText(f"{error.message}\n{error.hint}".strip())


def _dress(document: QTextDocument, theme: Theme) -> None:
    """Give code its font and ground, tables their lines, and the whole its distances: Markdown brings none.

    In one act: a document that is shown is laid out again after each.
    """
    cursor = QTextCursor(document)
    cursor.beginEditBlock()
    for frame in document.rootFrame().childFrames():
        if isinstance(frame, QTextTable):
            _dress_table(frame, theme)
    _dress_blocks(document, cursor, theme)
    cursor.endEditBlock()


def _dress_blocks(document: QTextDocument, cursor: QTextCursor, theme: Theme) -> None:
    mono, raised = code_font(), theme.colour("raised")
    block, before = document.begin(), False
    while block.isValid():
        cursor.setPosition(block.position())
        fenced = _is_fenced(block)
        cursor.setBlockFormat(_block_style(block.blockFormat(), raised if fenced else None, first=fenced and not before))
        pieces = block.begin()
        while not pieces.atEnd():
            fragment = pieces.fragment()
            letters = fragment.charFormat()
            if letters.fontFixedPitch() or fenced:
                cursor.setPosition(fragment.position())
                cursor.setPosition(fragment.position() + fragment.length(), QTextCursor.MoveMode.KeepAnchor)
                letters.setFontFamilies([mono.family()])
                if not fenced:
                    letters.setBackground(raised)
                cursor.mergeCharFormat(letters)
            pieces += 1
        before, block = fenced, block.next()


def _is_fenced(block: QTextBlock) -> bool:
    style, named = block.blockFormat(), QTextBlockFormat.Property
    return block.isValid() and (style.hasProperty(named.BlockCodeFence) or style.hasProperty(named.BlockCodeLanguage))


def _block_style(style: QTextBlockFormat, ground: QColor | None, *, first: bool) -> QTextBlockFormat:
    heights = QTextBlockFormat.LineHeightTypes
    if ground is not None:
        style.setBackground(ground)
        style.setTopMargin(8 if first else 0)
        style.setBottomMargin(0)
        style.setLeftMargin(0)
        style.setTextIndent(8)
        style.setLineHeight(100, heights.ProportionalHeight.value)
        return style
    style.setTopMargin(18 if style.headingLevel() else 6)
    style.setBottomMargin(6)
    style.setLineHeight(128, heights.ProportionalHeight.value)
    return style


def _dress_table(table: QTextTable, theme: Theme) -> None:
    style = table.format()
    style.setBorder(1)
    style.setBorderCollapse(True)
    style.setBorderBrush(theme.colour("line"))
    style.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
    style.setCellPadding(5)
    style.setCellSpacing(0)
    style.setTopMargin(8)
    style.setBottomMargin(8)
    table.setFormat(style)
