"""What is dragged over the window, and what is said of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QUrl

from hookstudio.storage.manifest import MANIFEST_FILE
from hookstudio.ui.main_window.dropping import Dragged, dragged_files


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("acme.hookbundle", "ONE.JS", "two.mjs", "letter.txt"):
        (tmp_path / name).write_bytes(b"")
    for name in ("plain", "shop"):
        (tmp_path / name).mkdir()
    (tmp_path / "shop" / MANIFEST_FILE).write_bytes(b"")
    return tmp_path


def dragged(folder: Path, *names: str) -> Dragged | None:
    data = QMimeData()
    data.setUrls([QUrl(name) if "://" in name else QUrl.fromLocalFile(str(folder / name)) for name in names])
    return dragged_files(data)


@pytest.mark.parametrize(
    ("names", "title"),
    [
        (["acme.hookbundle"], "Drop to import “acme.hookbundle”"),
        (["two.mjs"], "Drop to import “two.mjs”"),
        (["ONE.JS", "two.mjs"], "Drop to import 2 code files"),
        (["plain"], "Drop to import “plain”"),
        (["shop"], "“shop” is a workspace"),
    ],
)
def test_what_fits_is_named_and_handed_over(folder: Path, names: list[str], title: str) -> None:
    found = dragged(folder, *names)
    assert found is not None
    assert (found.title, found.paths) == (title, tuple(folder / name for name in names))


@pytest.mark.parametrize(
    ("names", "why"),
    [
        (["letter.txt"], "“letter.txt” is none of these"),
        (["acme.hookbundle", "letter.txt"], "“letter.txt” is none of these"),
        (["acme.hookbundle", "two.mjs"], "at a time"),
        (["plain", "shop"], "at a time"),
        (["gone.txt"], "none of these"),
        (["https://example.com/x.hookbundle"], "Bundles, code files"),
    ],
)
def test_what_does_not_fit_is_told_why(folder: Path, names: list[str], why: str) -> None:
    found = dragged(folder, *names)
    assert found is not None
    assert found.title == "This can't be imported" and why in found.text and not found.paths


def test_words_that_are_dragged_are_no_matter_of_the_window() -> None:
    data = QMimeData()
    data.setText("words")
    assert dragged_files(data) is None
