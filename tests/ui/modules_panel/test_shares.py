"""How the lists of the panel share its height, and that a list which goes on says so."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor

from hookstudio.model.module import FoundModule, ModuleState
from hookstudio.ui.modules_panel.row_list import RowList
from hookstudio.ui.modules_panel.shares import shares
from tests.ui.modules_panel.conftest import Bench
from tests.ui.modules_panel.scripted import installed


@pytest.mark.parametrize(
    ("room", "found", "kept", "wanted"),
    [
        (500, [], [50] * 3, (0, 150)),
        (100, [], [50] * 3, (0, 100)),
        (500, [70] * 3, [50] * 2, (210, 100)),
        (300, [70] * 9, [50] * 2, (250, 50)),
        (310, [70] * 9, [50] * 2, (210, 100)),
        (600, [70] * 9, [50] * 9, (400, 200)),
        (600, [70], [50] * 20, (70, 500)),
        (200, [70] * 9, [50] * 9, (150, 50)),
        (100, [70] * 9, [50] * 9, (100, 0)),
        (-5, [70], [50], (0, 0)),
    ],
)
def test_shares(room: int, found: list[int], kept: list[int], wanted: tuple[int, int]) -> None:
    assert shares(room, found, kept) == wanted


def many(bench: Bench, count: int) -> None:
    """A registry with so many packages, and a hook that has as many modules."""
    bench.source.shelf = {f"geo-{number:02}": FoundModule(f"geo-{number:02}", "1.0.0", "Words", 10, "MIT") for number in range(count)}
    bench.source.modules = {f"had-{n}": installed(f"had-{n}", "1.0.0", ModuleState.CURRENT, suitable="1.0.0") for n in range(count)}
    bench.panel.refresh(ask=True)
    bench.qtbot.waitUntil(lambda: len(bench.panel.listing.modules) == count)


def whole_rows(rows: RowList) -> int:
    """How many rows of a list can be seen from end to end."""
    height = rows.viewport().height()
    areas = [rows.visualRect(rows.rows.index(number)) for number in range(rows.rows.rowCount())]
    return sum(1 for area in areas if area.top() >= 0 and area.bottom() < height)


@pytest.mark.parametrize("height", [430, 460, 520, 640])
def test_what_is_searched_for_has_three_whole_rows(bench: Bench, height: int) -> None:
    many(bench, 12)
    bench.panel.resize(320, height)
    bench.search("geo")
    bench.qtbot.waitUntil(lambda: whole_rows(bench.results) >= 3)
    bench.qtbot.waitUntil(lambda: 1 <= whole_rows(bench.installed) <= 4)
    assert bench.installed.viewport().height() == sum(bench.installed.heights()[: whole_rows(bench.installed)])
    bench.field.clear()
    bench.qtbot.waitUntil(lambda: whole_rows(bench.installed) > 4)


def test_the_panel_can_be_made_low_again(bench: Bench) -> None:
    many(bench, 12)
    bench.search("geo")
    bench.qtbot.waitUntil(lambda: whole_rows(bench.results) >= 3)
    assert bench.panel.minimumSizeHint().height() < 280
    bench.panel.resize(320, 290)
    bench.qtbot.waitUntil(lambda: whole_rows(bench.results) >= 1)
    assert bench.panel.console.geometry().bottom() < bench.panel.height()


def test_a_list_that_goes_on_fades_at_its_end(bench: Bench) -> None:
    many(bench, 12)
    bench.panel.resize(320, 460)
    bench.search("geo")
    bench.qtbot.waitUntil(lambda: bench.results.verticalScrollBar().maximum() > 0)
    ground = bench.results.fade_ground.name()

    def at_the_end() -> str:
        picture = bench.results.viewport().grab().toImage()
        return QColor(picture.pixel(2, picture.height() - 1)).name()

    bench.results.choose(11)
    bench.results.choose(0)
    assert at_the_end() == ground
    bench.results.choose(11)
    bench.results.verticalScrollBar().setValue(bench.results.verticalScrollBar().maximum())
    bench.results.clearSelection()
    assert at_the_end() != ground
