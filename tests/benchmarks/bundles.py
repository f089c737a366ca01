"""The rows about bundles: a thousand hooks out of a workspace and into another, against the zip programs."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
import uuid
from collections.abc import Callable, Sequence
from pathlib import Path

from hookstudio.storage.folders import app_folders
from hookstudio.studio import bundles
from hookstudio.studio.session import Session
from tests.benchmarks.table import Row, interleaved

_NOTE = "with an open workspace; a quarter of the hooks has module files, half of them a saved context; we write through to the disk."


def export(samples: int, folder: Path, hooks: int = 1000) -> Row:
    """A bundle of all hooks; the zip program packs the same workspace."""
    what, against = f"Export {hooks:,} hooks", "`zip -r` of the same files"
    if (missing := _missing("zip", what, against, 2)) is not None:
        return missing
    session = workspace_with(folder / "source", hooks)
    target = folder / "all.hookbundle"

    def ours() -> float:
        return _milliseconds(lambda: bundles.export(session, target))

    def zipped() -> float:
        (folder / "all.zip").unlink(missing_ok=True)
        command = ["zip", "-qr", str(folder / "all.zip"), "hooks", "contexts", "hookstudio.toml"]
        return _milliseconds(lambda: subprocess.run(command, cwd=session.root, check=True))

    return Row(what, against, "ms", 2, *interleaved(samples, ours, zipped), note=_NOTE)


def import_them(samples: int, folder: Path, hooks: int = 1000) -> Row:
    """From the file to hooks in an empty workspace, the preview included; the unzip program unpacks the same file."""
    what, against = f"Import {hooks:,} hooks, preview included", "`unzip` of the same"
    if (missing := _missing("unzip", what, against, 4)) is not None:
        return missing
    source = folder / "all.hookbundle"
    bundles.export(workspace_with(folder / "source", hooks), source)

    def ours() -> float:
        session = Session.create(_emptied(folder / "target"), "Target", app_folders())
        took = _milliseconds(lambda: bundles.apply(session, bundles.preview(session, source), {}))
        if len(list(session.workspace)) != hooks:
            raise RuntimeError("not all of the hooks came in")
        return took

    def unzipped() -> float:
        command = ["unzip", "-q", str(source), "-d", str(_emptied(folder / "unzipped"))]
        return _milliseconds(lambda: subprocess.run(command, check=True))

    return Row(what, against, "ms", 4, *interleaved(samples, ours, unzipped), note=_NOTE)


def _missing(program: str, what: str, against: str, target: float) -> Row | None:
    if shutil.which(program) is not None:
        return None
    nothing: Sequence[float] = ()
    return Row(
        what, against, "ms", target, nothing, nothing, note=f"the program {program} is not here; `apt install {program}`, or the like."
    )


def _milliseconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def _emptied(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    return folder


def workspace_with(root: Path, hooks: int) -> Session:
    """A workspace with that many hooks, as users have them, written as files."""
    if root.exists():
        return Session.open(root, app_folders())
    Session.create(root, "Benchmark", app_folders())
    slugs = [f"hook-{number:04}" for number in range(hooks)]
    for number, slug in enumerate(slugs):
        place = root / "hooks" / "pre-login" / slug
        place.mkdir(parents=True)
        (place / "hook.toml").write_text(f'id = "{uuid.uuid4()}"\nname = "hook {number}"\ndescription = "one of many"\nenabled = true\n')
        body = "".join(f"  data.user.metadata.key{line} = 'value {number}';\n" for line in range(20))
        loads = "const axios = require('axios');\n\n" if number % 4 == 0 else ""
        (place / "hook.js").write_text(f"{loads}function handle(data, callback) {{\n{body}  callback(null, data);\n}}\n")
        if number % 4 == 0:
            (place / "package.json").write_text(json.dumps({"dependencies": {"axios": "1.6.7"}}))
            (place / "package-lock.json").write_text(json.dumps({"lockfileVersion": 3, "packages": _packages()}, indent=2))
        if number % 2 == 0:
            context = {"user": {"email": "ada@example.com", "metadata": {f"key{line}": line for line in range(40)}}}
            (root / "contexts" / f"pre-login+{slug}+saved.json").write_text(json.dumps(context, indent=2))
    order = "\n".join(f'    "{slug}",' for slug in slugs)
    (root / "hookstudio.toml").write_text(f'format = 1\nname = "Benchmark"\n\n[order]\npre-login = [\n{order}\n]\n')
    return Session.open(root, app_folders())


def _packages() -> dict[str, dict[str, str]]:
    address = "https://packages.example.com/{0}/-/{0}-1.0.0.tgz"
    names = ["axios", *(f"package{number}" for number in range(8))]
    return {
        f"node_modules/{name}": {"version": "1.0.0", "resolved": address.format(name), "integrity": "sha512-" + "A" * 86} for name in names
    }
