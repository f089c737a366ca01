"""Where the program keeps what is its own: settings, data, caches, and workspaces unless another place is chosen."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

HOME_VARIABLE: Final = "HOOKSTUDIO_HOME"
_NAME: Final = "hookstudio"


@dataclass(frozen=True, slots=True)
class Folders:
    """Absolute paths; none of them need exist. `workspaces` is where new workspaces are proposed."""

    settings: Path
    data: Path
    cache: Path
    workspaces: Path

    @property
    def settings_file(self) -> Path:
        return self.settings / "settings.toml"

    def to_document(self) -> dict[str, str]:
        """The folders by name, for `doctor`."""
        return {"settings": str(self.settings), "data": str(self.data), "cache": str(self.cache), "workspaces": str(self.workspaces)}


def app_folders(environment: Mapping[str, str] | None = None) -> Folders:
    """The folders of this user; HOOKSTUDIO_HOME in *environment* (None: the process's) moves all of them into one."""
    home = (os.environ if environment is None else environment).get(HOME_VARIABLE, "").strip()
    if home:
        root = Path(home).expanduser().absolute()
        return Folders(root / "settings", root / "data", root / "cache", root / "workspaces")
    import platformdirs

    data = platformdirs.user_data_path(_NAME, appauthor=False)
    return Folders(
        settings=platformdirs.user_config_path(_NAME, appauthor=False),
        data=data,
        cache=platformdirs.user_cache_path(_NAME, appauthor=False),
        workspaces=data / "workspaces",
    )
