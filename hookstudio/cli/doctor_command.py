"""`hookstudio doctor`: what was found on this machine."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from hookstudio.cli.output import Output, visible
from hookstudio.model.errors import OutsideMissing
from hookstudio.model.node import origin
from hookstudio.storage.folders import app_folders
from hookstudio.studio.doctor import report


def doctor_command(_options: argparse.Namespace, output: Output) -> int:
    """Print the report; 3 if there is no Node."""
    found = report(app_folders())
    output.document(found)
    output.result(_text(found, output))
    return 0 if found["node"] else OutsideMissing.exit_status


def _text(found: dict[str, Any], output: Output) -> str:
    def title(text: str) -> str:
        return output.paint(text, "strong", sys.stdout)

    editor = found["editor"]
    lines = [title("Hook Studio ") + f"{found['version']}, Python {found['python']}", ""]
    lines += [title("Node")]
    lines += [visible(f"  {node['version']:<10}  {origin(node['source']):<26}{node['path']}") for node in found["node"]]
    lines += [] if found["node"] else ["  none: hooks can't be run. Install Hook Studio again."]
    lines += ["", title("Sandbox")]
    for layer in found["sandbox"]:
        sign = output.paint("on ", "ok", sys.stdout) if layer["active"] else output.paint("off", "error", sys.stdout)
        lines.append(f"  {sign}  {layer['layer']:<12} {layer['why']}")
    workers = found["workers"]
    held = "" if workers["memory_mb"] is None else f", {workers['memory_mb']:.0f} MB in all ({workers['each_mb']:.0f} MB each)"
    lines += ["", title("Waiting workers"), f"  at most {workers['limit']}{held}; none {workers['given_back']}"]
    modules = found["modules"]
    lines += ["", title("Modules"), f"  {modules['copies']} installed sets, {modules['bytes'] / 1_000_000:.1f} MB"]
    lines += ["", title("Folders")]
    lines += [visible(f"  {name:<12} {path}") for name, path in found["folders"].items()]
    lines += ["", title("Editor"), f"  {editor['engine']} {editor['version'] or '(not installed)'}"]
    return "\n".join(lines)
