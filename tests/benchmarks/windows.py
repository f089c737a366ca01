"""The rows about windows: start, keys, memory, stalls and large workspaces. Each sample is a process of its own."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.benchmarks.table import Row, interleaved, percentile

ROOT = Path(__file__).resolve().parents[2]
TYPED = "  const total = data.user.email.length + 1;\n  if (total > 3) { data.seen = total; }\n"
LONG_LINE = "  const value{n} = {{ name: 'hook {n}', size: {n} * 2, note: `line ${{{n}}}` }}; // and a comment\n"
FLOOD = "function handle(data, callback) {{\n  for (let i = 1; i <= {lines}; i++) console.log('line', i);\n  callback(null, data);\n}}\n"
ENDLESS = "function handle(data, callback) {\n  console.log('going');\n  for (;;) {}\n}\n"


def start(samples: int, folder: Path) -> Row:
    """From starting the program until the sample workspace's hook, open in a tab, stands painted in its editor."""
    workspace = _sample(folder)
    file = next(workspace.glob("hooks/*/*/hook.*js"))
    ours, baseline = interleaved(samples, lambda: _started("studio_window", workspace), lambda: _started("bare_window", file))
    return Row("Start of the program to an editable window, sample workspace", "bare window with Scintilla", "ms", 1.8, ours, baseline)


def keys(samples: int, folder: Path, text: str = TYPED * 4, lines: int = 10_000) -> Row:
    """The 99th percentile of each pass; passes of the program and of the bare editor take turns."""
    code = _long_code(lines)
    workspace = workspace_of(folder / "long", {"long": code})
    ask("studio_window", "prepare", workspace)
    file = folder / "long.js"
    file.write_text(code, encoding="utf-8", newline="\n")

    def slowest(script: str, target: Path) -> float:
        return percentile(ask(script, "keys", target, text, "0.04")["latencies"], 99)

    ours, baseline = interleaved(samples, lambda: slowest("studio_window", workspace), lambda: slowest("bare_window", file))
    what = f"Key press to painted character in a {lines:,}-line hook, 99th percentile"
    return Row(what, "bare editor, same text", "ms", 1.3, ours, baseline, note=f"{len(text)} keys a pass, one every 40 ms.")


def memory(samples: int, folder: Path, settle_s: float = 3.0) -> Row:
    """Each window is left alone for *settle_s* before its process is looked at; one runs at a time."""
    workspace = _sample(folder)
    file = next(workspace.glob("hooks/*/*/hook.*js"))

    def megabytes(script: str, target: Path) -> float:
        return float(ask(script, "memory", target, str(settle_s))["pss"])

    ours, baseline = interleaved(samples, lambda: megabytes("studio_window", workspace), lambda: megabytes("bare_window", file))
    note = "proportional set size (PSS) of the window's process; the waiting worker is a process of its own."
    return Row("Memory of the idle program, sample workspace open", "bare window", "MB", 1.8, ours, baseline, note=note)


def flood(samples: int, folder: Path, lines: int = 300_000) -> Row:
    """Idle and flooded time of one window, as long as each other."""
    workspace = workspace_of(folder / "flood", {"flood": FLOOD.format(lines=lines)})
    ask("studio_window", "prepare", workspace)
    seen = [ask("studio_window", "flood", workspace, str(lines)) for _ in range(samples)]
    ours, baseline = [each["flooded"] for each in seen], [each["idle"] for each in seen]
    worst = max(one - other for one, other in zip(ours, baseline, strict=True))
    note = f"worst of {samples}: {worst:+.0f} ms; the run itself took {statistics.median(each['seconds'] for each in seen):.1f} s."
    what = f"Longest stall of the window's thread while a hook prints {lines:,} lines"
    return Row(what, "longest stall of the idle window", "ms", 50, ours, baseline, difference=True, note=note)


def workspace(samples: int, folder: Path, hooks: int = 5000) -> Row:
    """Until every hook is in the list and the list is painted, in a process whose first window is open already."""
    code = "function handle(data, callback) {\n  callback(null, data);\n}\n"
    large = workspace_of(folder / "large", {f"hook {number:05}": code for number in range(hooks)})
    workspace_of(folder / "small", {"one": code})
    ours, baseline = interleaved(
        samples,
        lambda: ask("studio_window", "open", large)["seconds"] * 1000,
        lambda: ask("read_files", large)["seconds"] * 1000,
    )
    what = f"Open a workspace of {hooks:,} hooks to a usable list"
    return Row(what, "reading the same files with pathlib and tomllib", "ms", 2.5, ours, baseline)


def stop(samples: int, folder: Path) -> Row:
    """A hook in an endless loop is stopped by the button, again and again in one window; bare Nodes start in between."""
    workspace = workspace_of(folder / "endless", {"endless": ENDLESS})
    ask("studio_window", "prepare", workspace)
    seen = ask("studio_window", "stop", workspace, str(samples))
    what = "Stop of an endless loop to a usable Run button, process tree gone"
    return Row(what, "`node -e ''` as a process", "ms", 4, seen["stopped"], seen["started"])


def ask(script: str, *arguments: str | Path, surroundings: Mapping[str, str] = os.environ) -> Any:
    """What one of the scripts beside this one reports, run with the environment *surroundings*."""
    command = [sys.executable, "-m", f"tests.benchmarks.{script}", *map(str, arguments)]
    done = subprocess.run(
        command, cwd=ROOT, env=_environment(surroundings), stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8"
    )
    if done.returncode != 0 or not done.stdout:
        raise RuntimeError(f"{script} {arguments[:1]} failed with status {done.returncode}:\n{done.stderr}")
    return json.loads(done.stdout.splitlines()[-1])


def _started(script: str, target: Path) -> float:
    began = time.perf_counter()
    return float((ask(script, "start", target)["at"] - began) * 1000)


def _environment(surroundings: Mapping[str, str]) -> dict[str, str]:
    """As an installed program has it: its byte code is kept, so that no start compiles it again."""
    kept = {name: value for name, value in surroundings.items() if not name.startswith("PYTHON")}
    return {"QT_QPA_PLATFORM": "offscreen", **kept}


def _sample(folder: Path) -> Path:
    """The sample workspace, left with its first hook open."""
    from hookstudio.storage.folders import app_folders
    from hookstudio.studio.sample import create_sample

    workspace = folder / "sample"
    if not workspace.exists():
        create_sample(workspace, app_folders())
        ask("studio_window", "prepare", workspace)
    return workspace


def workspace_of(root: Path, hooks: dict[str, str]) -> Path:
    """A workspace with those hooks (name: code) in pre-login, written as files."""
    from hookstudio.model.hook import slugify
    from hookstudio.storage.folders import app_folders
    from hookstudio.studio.session import Session

    Session.create(root, "Benchmark", app_folders())
    slugs = [slugify(name) for name in hooks]
    for slug, (name, code) in zip(slugs, hooks.items(), strict=True):
        place = root / "hooks" / "pre-login" / slug
        place.mkdir(parents=True)
        (place / "hook.toml").write_text(
            f'id = "{uuid.uuid4()}"\nname = "{name}"\ndescription = "one of many"\nenabled = true\n', encoding="utf-8"
        )
        (place / "hook.js").write_text(code, encoding="utf-8", newline="\n")
    manifest = root / "hookstudio.toml"
    order = ", ".join(f'"{slug}"' for slug in slugs)
    manifest.write_text(f'format = 1\nname = "Benchmark"\n\n[order]\npre-login = [{order}]\n', encoding="utf-8")
    return root


def _long_code(lines: int) -> str:
    body = "".join(LONG_LINE.format(n=number) for number in range(lines - 3))
    return f"function handle(data, callback) {{\n{body}  callback(null, data);\n}}\n"
