"""The stand-in registry for all tests of npm."""

from __future__ import annotations

from tests.npm.stand_in import registry as registry
