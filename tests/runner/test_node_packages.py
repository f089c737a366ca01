"""The table of Node packages says of every major and platform what can be had, or why not."""

from __future__ import annotations

import base64
import itertools
import re
import tomllib

import pytest

from hookstudio.model.node import BUNDLED_MAJOR, MAJORS
from hookstudio.resources import resource
from hookstudio.runner.node_packages import node_packages, this_platform, why_lacking

PLATFORMS = ("linux-x64", "linux-arm64", "darwin-x64", "darwin-arm64", "win-x64", "win-arm64")
LACKING = {("linux-arm64", 12), ("darwin-arm64", 12), ("darwin-arm64", 14), *(("win-arm64", major) for major in (12, 14, 16, 18))}


def test_every_major_but_the_bundled_one_is_there_or_lacking_on_every_platform() -> None:
    there = [(package.platform, package.major) for package in node_packages()]
    table = tomllib.loads(resource("node-runtimes.toml").read_text(encoding="utf-8"))
    lacking = [(row["platform"], row["major"]) for row in table["lacking"]]
    assert set(lacking) == LACKING
    wanted = set(itertools.product(PLATFORMS, MAJORS)) - set(itertools.product(PLATFORMS, [BUNDLED_MAJOR]))
    assert sorted(there + lacking) == sorted(wanted)


@pytest.mark.parametrize("package", node_packages(), ids=lambda package: f"{package.platform}-{package.major}")
def test_a_row_of_the_table_is_whole(package: object) -> None:
    from hookstudio.model.node import NodePackage

    assert isinstance(package, NodePackage)
    assert re.fullmatch(rf"{package.major}\.\d+\.\d+", package.version)
    assert re.fullmatch(rf"node-(bin-)?{package.platform}", package.name)
    algorithm, _, digest = package.integrity.partition("-")
    assert algorithm == "sha512" and len(base64.b64decode(digest, validate=True)) == 64
    assert 10_000_000 < package.size < 100_000_000


def test_no_two_rows_have_one_hash() -> None:
    assert len({package.integrity for package in node_packages()}) == len(node_packages())


def test_what_a_platform_lacks_is_said_in_a_sentence() -> None:
    for platform, major in LACKING:
        assert f"Node {major}" in why_lacking(major, platform)
    assert "GNU C library" in why_lacking(12, "linux-x64-musl")
    assert "freebsd-x64" in why_lacking(12, "freebsd-x64")
    assert re.fullmatch(r"[a-z0-9]+-[a-z0-9_]+(-musl)?", this_platform())
