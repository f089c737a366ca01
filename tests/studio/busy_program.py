"""A program that changes a workspace without end and says what it does, to be killed at some moment: ROOT HOME SEED."""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path

from hookstudio.model.errors import StudioError
from hookstudio.storage.folders import app_folders
from hookstudio.studio.session import Session

TAIL = "// " + "x" * 3000 + " end\n"


def say(**what: object) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def code(number: int, *, esm: bool) -> str:
    head = "export const handle = data => data" if esm else "function handle(data) { return data }"
    return f"{head} // {number}\n{TAIL}"


def act(session: Session, chance: random.Random, number: int) -> None:
    hooks = list(session.workspace)
    hook = chance.choice(hooks)
    row = [other.id for other in session.workspace.of_type(hook.type)]
    what = chance.choice(["save", "save", "move", "move", "create", "delete", "rename", "duplicate", "undo"])
    if what == "save":
        text = code(number, esm=chance.random() < 0.5)
        say(begin="save", id=hook.id, text=text)
        session.save_code(hook.id, text, None)
        say(end="save", id=hook.id, text=text)
    elif what == "move":
        position = chance.randrange(len(row))
        target = [other for other in row if other != hook.id]
        target.insert(position, hook.id)
        say(begin="move", type=hook.type, before=row, after=target)
        session.move(hook.id, position)
        say(end="move")
    elif what == "create" and len(hooks) < 12:
        made = session.create_hook(f"hook {number}", chance.choice(["pre-login", "post-login"]), code=code(number, esm=False), position=0)
        say(end="create", id=made.id, text=code(number, esm=False))
    elif what == "delete" and len(hooks) > 4:
        session.delete(hook.id)
    elif what == "rename":
        session.rename(hook.id, f"name {number}")
    elif what == "duplicate" and len(hooks) < 12:
        copy = session.duplicate(hook.id)
        say(end="create", id=copy.id, text=session.read_code(copy.id).text)
    elif what == "undo":
        session.undo()


def main(root: str, home: str, seed: str) -> None:
    session = Session.open(Path(root), app_folders({"HOOKSTUDIO_HOME": home}))
    chance = random.Random(int(seed))
    say(ready=True)
    number = int(seed) * 100_000
    while True:
        number += 1
        try:
            act(session, chance, number)
        except StudioError as error:
            say(error=error.message)
            raise


if __name__ == "__main__":
    main(*sys.argv[1:])
