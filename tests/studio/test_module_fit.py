"""The newest version that loads is found with few tries."""

from __future__ import annotations

import pytest

from hookstudio.studio.module_fit import TRIES, newest_fit

VERSIONS = tuple(f"{major}.{minor}.{patch}" for major in (5, 4, 3, 1) for minor in range(25, -1, -1) for patch in (1, 0))


@pytest.mark.parametrize("last", ["5.25.1", "4.25.1", "3.25.1", "3.24.1", "3.13.1", "3.0.1", "1.25.1"])
def test_the_newest_that_loads_is_found(last: str) -> None:
    loadable = set(VERSIONS[VERSIONS.index(last) :])
    tried: list[str] = []

    def loads(version: str) -> bool:
        tried.append(version)
        return version in loadable

    assert newest_fit(VERSIONS, loads) == last
    assert len(tried) <= TRIES and len(set(tried)) == len(tried)


def test_nothing_loads_and_nothing_is_there() -> None:
    assert newest_fit(VERSIONS, lambda _version: False) is None
    assert newest_fit((), lambda _version: True) is None
