"""The stand-in registry for all tests of npm."""

from __future__ import annotations

from tests.npm.asking import client as client
from tests.npm.asking import other as other
from tests.npm.stand_in import registry as registry
