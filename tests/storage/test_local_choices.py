"""What the user decides for a workspace on this computer: it is not the workspace's to say, nor a copy's."""

from __future__ import annotations

import shutil
from pathlib import Path

from hookstudio.storage.folders import app_folders
from hookstudio.storage.local_choices import NETWORK, UNPROTECTED, LocalChoices


def test_choices_hold_for_a_folder_at_a_place(tmp_path: Path) -> None:
    folders = app_folders({"HOOKSTUDIO_HOME": str(tmp_path / "home")})
    choices = LocalChoices(folders)
    root = tmp_path / "ws"
    root.mkdir()
    assert choices.get(root, NETWORK) is None
    choices.set(root, NETWORK, False)
    choices.set(root, UNPROTECTED, True)
    again = LocalChoices(folders)
    assert (again.get(root, NETWORK), again.get(root, UNPROTECTED)) == (False, True)
    choices.set(root, NETWORK, True)
    assert again.get(root, NETWORK) is True
    copy = tmp_path / "copy"
    shutil.copytree(root, copy)
    assert again.get(copy, NETWORK) is None
    shutil.rmtree(root)
    copy.rename(root)
    assert again.get(root, NETWORK) is None, "another folder at the same path"
    choices.set(root, UNPROTECTED, True)
    assert again.get(root, NETWORK) is None, "what was chosen for the folder that was there is gone"


def test_a_broken_file_holds_no_choice(tmp_path: Path) -> None:
    folders = app_folders({"HOOKSTUDIO_HOME": str(tmp_path / "home")})
    root = tmp_path / "ws"
    root.mkdir()
    choices = LocalChoices(folders)
    choices.set(root, NETWORK, True)
    (folders.data / "choices.json").write_text(f'{{"{root}": 5}}')
    assert choices.get(root, NETWORK) is None
    choices.set(root, NETWORK, True)
    assert choices.get(root, NETWORK) is True
