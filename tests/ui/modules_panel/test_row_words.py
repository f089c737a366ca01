"""What rows say, as values, and that it can be read in both themes."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from PySide6.QtGui import QColor, QFont, QFontMetrics
from PySide6.QtWidgets import QApplication

from hookstudio.model.hook import Dialect
from hookstudio.model.module import FoundModule, ModuleVersion, Suitable
from hookstudio.ui.modules_panel.figures import age_words, downloads_words, size_words
from hookstudio.ui.modules_panel.result_words import result_look
from hookstudio.ui.modules_panel.row_delegate import chips_that_fit
from hookstudio.ui.modules_panel.row_look import Act, Chip, Tone
from hookstudio.ui.theme import load_theme


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "0/week"), (999, "999/week"), (1000, "1 k/week"), (1_240_000, "1.2 M/week"), (45_300, "45 k/week"), (2 * 10**9, "2 G/week")],
)
def test_downloads_in_words(count: int, words: str) -> None:
    assert downloads_words(count) == words


@pytest.mark.parametrize(("size", "words"), [(0, "0 B"), (812, "812 B"), (45_300, "45 kB"), (18_000_000, "18 MB"), (9_960_000, "10 MB")])
def test_sizes_in_words(size: int, words: str) -> None:
    assert size_words(size) == words


@pytest.mark.parametrize(
    ("date", "words"),
    [
        ("2026-11-22T10:00:00Z", "today"),
        ("2026-11-20", "2 days ago"),
        ("2026-10-01T00:00:00.000Z", "1 month ago"),
        ("2022-03-01", "4 years ago"),
        ("yesterday", ""),
        ("", ""),
    ],
)
def test_ages_in_words(date: str, words: str) -> None:
    assert age_words(date, datetime(2026, 11, 22, 12, tzinfo=UTC)) == words


def test_a_bare_name_is_a_row() -> None:
    look = result_look(FoundModule("bare"), Dialect.CLASSIC, "Node 14", None)
    assert (look.name, look.version, look.line, look.chips, look.act) == ("bare", "", "", (), Act.ADD)
    assert look.spoken == "bare. Add bare"


def test_what_stands_in_the_way_is_said() -> None:
    none = FoundModule("new", "3.0.0", suitable=Suitable(None, "3.0.0", "every version needs Node 18"))
    look = result_look(none, Dialect.CLASSIC, "Node 14", None)
    assert look.version == ""
    assert [(chip.text, chip.tone) for chip in look.chips] == [("nothing suits Node 14", Tone.ERROR)]
    assert look.line == "every version needs Node 18"
    esm = FoundModule("esm", "1.0.0", suitable=Suitable(ModuleVersion("1.0.0", commonjs=False), "1.0.0"))
    assert [chip.tone for chip in result_look(esm, Dialect.CLASSIC, "Node 22", None).chips] == [Tone.WARNING]
    assert [chip.tone for chip in result_look(esm, Dialect.ESM, "Node 22", None).chips] == [Tone.PLAIN]
    slip = FoundModule("loadsh", "1.0.0", looks_like="lodash", deprecated="gone")
    assert [chip.text for chip in result_look(slip, Dialect.ESM, "Node 22", None).chips] == ["deprecated", "looks like lodash"]


def test_warnings_stay_where_chips_have_no_room(qapp: QApplication) -> None:
    metrics = QFontMetrics(QFont(qapp.font()))
    chips = (Chip("MIT", rank=5), Chip("1.2 M/week", rank=4), Chip("deprecated", Tone.ERROR, 16))
    assert chips_that_fit(chips, metrics, 1000) == chips
    assert chips_that_fit(chips, metrics, 40) == (chips[2],)


@pytest.mark.parametrize("name", ["light", "dark"])
def test_everything_written_can_be_read(name: str) -> None:
    theme = load_theme(name)
    pairs = [("text", ground) for ground in ("background", "accent-soft", "raised")]
    pairs += [("muted", ground) for ground in ("background", "accent-soft", "raised")]
    pairs += [
        ("warning", "warning-soft"),
        ("error", "error-soft"),
        ("warning", "background"),
        ("error", "background"),
    ]
    pairs += [(role, "surface") for role in ("accent", "ok", "error", "warning", "muted")]
    weak = {pair: round(contrast(theme.colour(pair[0]), theme.colour(pair[1])), 2) for pair in pairs}
    assert {pair: value for pair, value in weak.items() if value < 4.5} == {}


def contrast(one: QColor, other: QColor) -> float:
    """The ratio of two colours as WCAG reckons it."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: QColor) -> float:
    parts = [
        value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4
        for value in (colour.redF(), colour.greenF(), colour.blueF())
    ]
    return float(0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2])
