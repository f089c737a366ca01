"""Saves and reorders without end, for a test that kills it at some moment.

usage: python -m tests.e2e.relentless_writer WORKSPACE SEED. It prints one line once it is at work.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

from hookstudio.storage.folders import app_folders
from hookstudio.studio.session import Session

LINES = 3000


def version(number: int) -> str:
    """A code file that shows whether it is whole: its first and its last line and all between name one number."""
    return f"function handle(data, callback) {{ // {number}\n" + f"  // {number}\n" * LINES + f"  callback(null, data); }} // {number}\n"


def is_whole(code: str) -> bool:
    number = code.partition("\n")[0].rpartition("// ")[2]
    return number.isdigit() and code == version(int(number))


def main(workspace: str, seed: str) -> None:
    dice = random.Random(int(seed))
    session = Session.open(Path(workspace), app_folders())
    hooks = [hook.id for hook in session.workspace]
    sys.stdout.write("at work\n")
    sys.stdout.flush()
    while True:
        chosen = dice.choice(hooks)
        match dice.randrange(4):
            case 0:
                session.move(chosen, dice.randrange(len(hooks)))
            case 1:
                session.rename(chosen, f"hook {dice.randrange(1000)}")
            case 2:
                session.drafts.keep(chosen, version(dice.randrange(1000)), None)
            case _:
                session.save_code(chosen, version(dice.randrange(1000)), None)


if __name__ == "__main__":
    main(*sys.argv[1:])
