"""READMEs: text without HTML, no picture and no link that was not asked for."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QTextDocument

from hookstudio.ui.modules_panel.readme_page import ReadmePage
from hookstudio.ui.modules_panel.readme_text import LONGEST, safe_markdown
from hookstudio.ui.theme import load_theme
from tests.ui.modules_panel.conftest import Bench

README = """<h1 align="center"><img src="https://x.example/logo.svg" alt="Axios"></h1>

[![npm](https://x.example/badge.svg)](https://x.example/package) <script>steal()</script>

Text with `<b>code</b>` and <em>emphasis</em>.<!-- hidden -->

```html
<p>kept</p> ![kept](x)
```
"""


def test_html_goes_and_code_stays() -> None:
    text = safe_markdown(README)
    assert "`<b>code</b>`" in text
    assert "<p>kept</p> ![kept](x)" in text
    assert "[npm](https://x.example/package)" in text
    for gone in ("script", "steal", "hidden", "<em>", "badge.svg"):
        assert gone not in text
    assert "Axios" in text


def test_pictures_become_links_for_the_browser() -> None:
    text = safe_markdown(README + "![](https://x.example/a_(b).png) ![file](file:///etc/hostname) ![there][ref]")
    assert "[Axios (image)](https://x.example/logo.svg)" in text
    assert "[picture (image)](https://x.example/a_(b).png) file there" in text
    assert "!" not in text.replace("![kept](x)", "")


@pytest.mark.parametrize(
    "text", ["", "<", "<script", "<!--", "```", "``a`", "![", "<img src=>", "\ue0000\ue001", "<a\n" * 2000, "`" * 3000]
)
def test_odd_texts_are_taken_as_they_are(text: str) -> None:
    assert isinstance(safe_markdown(text), str)


def test_long_texts_are_cut() -> None:
    assert len(safe_markdown("x" * (LONGEST + 1000))) < LONGEST + 10


def page_of(bench: Bench, text: str) -> ReadmePage:
    """A page that shows *text*."""
    assert bench.subject is not None
    bench.source.readmes["axios"] = text
    page = ReadmePage(load_theme("light"), lambda: bench.source, bench.subject, "axios", bench.panel)
    bench.qtbot.addWidget(page)
    page.show()
    bench.qtbot.waitUntil(lambda: "Asking" not in page.text.toPlainText())
    return page


def test_nothing_is_loaded_by_itself(bench: Bench) -> None:
    page = page_of(bench, README + "\n![local](file:///etc/hostname)\n")
    kinds = QTextDocument.ResourceType
    for kind in (kinds.ImageResource, kinds.StyleSheetResource, kinds.HtmlResource):
        for address in ("https://x.example/logo.svg", "file:///etc/hostname", "data:text/css,*{}"):
            assert not page.text.loadResource(int(kind.value), QUrl(address))
    assert "Axios" in page.text.toPlainText()
    assert "steal" not in page.text.toPlainText()


def test_links_open_in_the_browser_and_only_on_a_click(bench: Bench) -> None:
    page = page_of(bench, "[site](https://x.example) [odd](javascript:alert(1)) [file](file:///etc/passwd)")
    opened: list[str] = []
    page.text.open_link = lambda link: opened.append(link.toString())
    for address in ("https://x.example", "javascript:alert(1)", "file:///etc/passwd", "other.md", "#place"):
        page.text.anchorClicked.emit(QUrl(address))
    assert opened == ["https://x.example"]


def test_no_readme_is_said(bench: Bench) -> None:
    assert "has no README" in page_of(bench, " \n").text.toPlainText()


def test_a_long_text_is_laid_out_a_few_times_and_not_for_each_of_its_lines(bench: Bench) -> None:
    page = page_of(bench, "short")
    bench.qtbot.waitUntil(lambda: page.text.toPlainText() == "short")
    changes: list[None] = []
    page.text.document().contentsChanged.connect(lambda: changes.append(None))
    page.show_text("Some `code` here.\n\n```js\nconst a = require('b')\n```\n\n- item\n\n" * 200)
    assert page.text.document().blockCount() > 500 and len(changes) < 10
