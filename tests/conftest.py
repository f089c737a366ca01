"""What every test gets: folders of its own, no window on a real screen, and a failure for whatever it leaves behind."""

from __future__ import annotations

import itertools
import os
import re
import shutil
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.leaks import Traces, left_behind

os.environ["QT_QPA_PLATFORM"] = "offscreen"
for variable in ("QT_SCALE_FACTOR", "QT_STYLE_OVERRIDE", "QT_QPA_PLATFORMTHEME"):
    os.environ.pop(variable, None)

LIMITS_OF_THE_OFFSCREEN_PLATFORM = (r"^This plugin does not support ",)

_FAILED = pytest.StashKey[bool]()
_numbers = itertools.count()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--full", action="store_true", help="run the tests that are marked full, too")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out full-size tests unless asked for, and those in a real window where there can be none."""
    full = bool(config.getoption("--full"))
    # Where changes are judged these tests must not get lost unnoticed: they run, and fail for want of a screen.
    screen = bool(os.environ.get("CI")) or (shutil.which("Xvfb") is not None and shutil.which("xdotool") is not None)
    kept: list[pytest.Item] = []
    left_out: list[pytest.Item] = []
    for item in items:
        wanted = (full or item.get_closest_marker("full") is None) and (screen or item.get_closest_marker("xvfb") is None)
        (kept if wanted else left_out).append(item)
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = kept


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    item.stash[_FAILED] = item.stash.get(_FAILED, False) or call.excinfo is not None
    return report


@pytest.fixture(autouse=True)
def home_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """No test sees the settings, data or caches of whoever runs it, nor those of another test; but npm is compiled once for all."""
    monkeypatch.setenv("HOOKSTUDIO_HOME", str(tmp_path_factory.getbasetemp() / f"home-{next(_numbers)}"))
    monkeypatch.setenv("NODE_COMPILE_CACHE", str(tmp_path_factory.getbasetemp() / "compiled"))


@pytest.fixture(autouse=True)
def leaves_nothing_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test fails on a warning of Qt and if a thread, a process or a window outlives it. One that failed anyway is not blamed twice."""
    before = Traces.now()
    marker = request.node.get_closest_marker("qt_warnings")
    with qt_warnings_but(marker.args if marker else ()) as warnings:
        yield
        left = [] if request.node.stash.get(_FAILED, False) else left_behind(before)
    if warnings:
        pytest.fail("Qt warned: " + "\n".join(warnings), pytrace=False)
    if left:
        pytest.fail("The test left behind " + ", ".join(left), pytrace=False)


@contextmanager
def qt_warnings_but(expected: Iterable[str]) -> Iterator[list[str]]:
    """The warnings of Qt from here on that no regular expression of *expected* finds."""
    from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

    patterns = [re.compile(pattern) for pattern in (*LIMITS_OF_THE_OFFSCREEN_PLATFORM, *expected)]
    seen: list[str] = []

    def note(kind: QtMsgType, _context: QMessageLogContext, text: str) -> None:
        harmless = kind in (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg)
        if not harmless and not any(pattern.search(text) for pattern in patterns):
            seen.append(text)

    previous: Any = qInstallMessageHandler(note)
    try:
        yield seen
    finally:
        qInstallMessageHandler(previous)
