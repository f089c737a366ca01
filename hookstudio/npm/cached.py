"""What was ever downloaded: the packages in npm's cache, which can be added without a network."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Final

from hookstudio.model.json_value import JsonValue
from hookstudio.model.module import Package
from hookstudio.npm.documents import package_of
from hookstudio.npm.failures import ModuleFailed, without_secrets
from hookstudio.npm.program import Npm
from hookstudio.npm.reply import RegistryFailed
from hookstudio.resources import resource

_TIMEOUT_S: Final = 60.0


def cached_packages(npm: Npm) -> tuple[Package, ...]:
    """The packages that npm's cache has, by name, each with the versions whose archive is there and nothing else.

    Reads the whole cache: a tenth of a second for a small one. Raises ModuleFailed if that is not possible.
    """
    command = [str(npm.node), str(resource("npm", "cached.cjs")), str(npm.cli.resolve().parent.parent), str(npm.cache)]
    flags = 0
    if sys.platform == "win32":
        flags = subprocess.CREATE_NO_WINDOW
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=_TIMEOUT_S, check=False, creationflags=flags)
        documents: JsonValue = json.loads(done.stdout)
    except (OSError, subprocess.SubprocessError, ValueError, RecursionError) as error:
        raise ModuleFailed(
            "What was downloaded before could not be listed.", hint="Try again.", details=without_secrets(str(error))
        ) from error
    found: dict[str, Package] = {}
    for document in documents if isinstance(documents, list) else []:
        name = document.get("name") if isinstance(document, dict) else None
        if isinstance(name, str):
            try:
                found[name] = package_of(document, name)
            except RegistryFailed:
                continue
    return tuple(found[name] for name in sorted(found))
