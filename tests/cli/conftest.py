"""A workspace and the command line, for every test here."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.program import Inside


@pytest.fixture
def hookstudio(capsys: pytest.CaptureFixture[str]) -> Inside:
    """The command line in this process."""
    return Inside(capsys)


@pytest.fixture
def workspace(hookstudio: Inside, tmp_path: Path) -> Path:
    """A workspace with the sample's hooks."""
    assert hookstudio("init", tmp_path / "acme", "--sample").status == 0
    return tmp_path / "acme"
