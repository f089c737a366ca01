"""What the tests of the registry's client share: how a client is made, and how its failures are caught."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from hookstudio.npm.configuration import Configuration
from hookstudio.npm.registry import Registry
from hookstudio.npm.reply import RegistryFailed
from tests.npm.stand_in import StandIn

Client = Callable[..., Registry]


@pytest.fixture
def client(registry: StandIn) -> Iterator[Client]:
    """Makes clients of the stand-in registry, with more of a configuration if that is given."""
    made: list[Registry] = []

    def make(offline: bool = False, catalogue: Any = None, **configured: Any) -> Registry:
        configuration = replace(Configuration(f"{registry.address}/"), **configured)
        made.append(Registry(configuration, offline=offline, catalogue=catalogue))
        return made[-1]

    yield make
    registry.go_on.set()
    for one in made:
        one.close()


@pytest.fixture
def other() -> Iterator[StandIn]:
    """A second registry on another port."""
    with StandIn().running() as running:
        yield running


def names(found: Any) -> list[str]:
    return [row.name for row in found.results]


def failure(work: Callable[[], object]) -> RegistryFailed:
    with pytest.raises(RegistryFailed) as caught:
        work()
    return caught.value


def ask_for(client: Registry, name: str = "left") -> Callable[[], object]:
    return lambda: client.package(name)
