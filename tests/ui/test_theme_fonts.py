from __future__ import annotations

from PySide6.QtGui import QFont, QFontMetricsF
from PySide6.QtWidgets import QApplication

from hookstudio.ui.fonts import code_font, scaled_font, size_in_style_sheets, small_font


def test_code_is_set_in_a_monospace_of_the_interface_s_size(qapp: QApplication) -> None:
    font = code_font()
    metrics = QFontMetricsF(font)
    assert metrics.horizontalAdvance("iiii") == metrics.horizontalAdvance("MMMM")
    assert font.pointSizeF() == qapp.font().pointSizeF()


def test_the_size_of_code_can_be_chosen(qapp: QApplication) -> None:
    assert qapp is not None
    assert code_font(17).pointSize() == 17


def test_a_font_is_scaled_in_its_own_unit() -> None:
    points, pixels = QFont(), QFont()
    points.setPointSizeF(10)
    pixels.setPixelSize(20)
    assert scaled_font(points, 1.25).pointSizeF() == 12.5
    assert scaled_font(pixels, 0.5).pixelSize() == 10
    assert small_font(points).pointSizeF() < 10
    assert (size_in_style_sheets(points), size_in_style_sheets(pixels)) == ("10pt", "20px")
