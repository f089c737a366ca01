"""Imports a bundle, or takes an import back, and ends without a word at its Nth rename: what a killed program leaves.

usage: import_program.py WORKSPACE HOME BUNDLE N import|undo
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from hookstudio.model.bundle import Choice
from hookstudio.storage.folders import app_folders
from hookstudio.studio.bundles import apply, preview
from hookstudio.studio.session import Session


def main() -> None:
    root, home, bundle, count, act = sys.argv[1:]
    session = Session.open(Path(root), app_folders({"HOOKSTUDIO_HOME": home}))
    left = int(count)

    def killed_at(event: str, _arguments: object) -> None:
        nonlocal left
        if event in ("os.rename", "os.remove"):
            if left == 0:
                os._exit(9)
            left -= 1

    def work() -> None:
        shown = preview(session, Path(bundle))
        apply(session, shown, dict.fromkeys([hook.key for hook in shown.hooks], Choice.REPLACE))

    if act == "import":
        sys.addaudithook(killed_at)
        work()
    else:
        work()
        sys.addaudithook(killed_at)
        session.undo()
    sys.stdout.write("done\n")


if __name__ == "__main__":
    main()
