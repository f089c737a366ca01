"""What modules take on the disk, in the settings."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from hookstudio.ui.dialogs.module_disk import ModuleDisk
from tests.ui.modules_panel.scripted import ScriptedModules


@pytest.fixture
def source() -> ScriptedModules:
    return ScriptedModules()


def shown(qtbot: QtBot, source: ScriptedModules, *, busy: bool = False) -> ModuleDisk:
    disk = ModuleDisk(lambda: source, None, lambda: busy)
    qtbot.addWidget(disk)
    disk.show()
    qtbot.waitUntil(lambda: "Measuring" not in disk.copies.use.text() + disk.cache.use.text())
    return disk


def test_use_is_measured_and_a_clean_up_says_what_it_freed(qtbot: QtBot, source: ScriptedModules) -> None:
    disk = shown(qtbot, source)
    assert disk.copies.use.text() == "118 MB in 4 copies, which hooks share"
    assert disk.cache.use.text() == "56 MB of downloads"
    source.installing.shut()
    disk.copies.button.click()
    assert disk.copies.line.isVisible()
    assert not disk.copies.button.isEnabled()
    source.installing.open()
    qtbot.waitUntil(lambda: disk.copies.told.text() == "118 MB freed.")
    qtbot.waitUntil(lambda: disk.copies.use.text() == "0 B in 0 copies, which hooks share")
    assert not disk.copies.line.isVisible()
    disk.copies.button.click()
    qtbot.waitUntil(
        lambda: disk.copies.told.text() == "Nothing was deleted: hooks use these copies, or they were made in the last minutes."
    )


def test_the_cache_is_emptied_only_after_a_warning(qtbot: QtBot, source: ScriptedModules) -> None:
    disk = shown(qtbot, source)
    disk.cache.button.click()
    assert "without a network" in disk.cache.told.text()
    disk.keep.click()
    assert source.cached
    assert not disk.cache.told.isVisible()
    disk.cache.button.click()
    assert disk.cache.button.text() == "Empty it"
    disk.cache.button.click()
    qtbot.waitUntil(lambda: disk.cache.told.text() == "56 MB freed.")
    qtbot.waitUntil(lambda: disk.cache.use.text() == "0 B of downloads")
    assert disk.cache.button.text() == "Empty…"


def test_nothing_is_deleted_while_something_is_installed(qtbot: QtBot, source: ScriptedModules) -> None:
    disk = shown(qtbot, source, busy=True)
    disk.copies.button.click()
    assert disk.copies.told.text().startswith("Modules are being installed.")
    assert source.copies == (118_000_000, 4)
