"""Puts the program into the user's own desktop on Linux: its entry in the menu, its icon, and bundles that open by a double click."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import dev_environment
import dev_steps
from dev_steps import ROOT, SetUpFailed, say

SOURCES = ROOT / "packaging" / "linux"
PICTURE = ROOT / "resources" / "icons" / "hookstudio.svg"
SIZES = (16, 24, 32, 48, 64, 128, 256, 512)
APPLICATION, MIME = "hookstudio", "application-vnd.hookstudio.bundle+zip"
# The programs that make desktops see what is new, and what each is given below the folder for data.
UPDATES = (
    ("update-desktop-database", "applications"),
    ("update-mime-database", "mime"),
    ("gtk-update-icon-cache", "icons/hicolor"),
)


def folder_for_data() -> Path:
    """Where a user's desktop looks for what the user installed."""
    chosen = os.environ.get("XDG_DATA_HOME", "")
    return Path(chosen) if Path(chosen).is_absolute() else Path.home() / ".local" / "share"


def install() -> int:
    """Put everything there, over an earlier one. Raises SetUpFailed."""
    _require_linux()
    dev_environment.ready()
    data, program = folder_for_data(), dev_environment.program("hookstudio")
    for path, text in texts(data, program).items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for path in pictures(data, "scalable", "svg"):
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(PICTURE, path)
    drawing: list[str | Path] = [dev_environment.program("python"), ROOT / "packaging" / "draw_icons.py", PICTURE]
    for size in SIZES:
        for path in pictures(data, f"{size}x{size}", "png"):
            path.parent.mkdir(parents=True, exist_ok=True)
            drawing.append(f"{size}={path}")
    if not dev_steps.quiet("Drawing the icons", drawing, {**os.environ, "QT_QPA_PLATFORM": "offscreen"}):
        raise SetUpFailed("The icons could not be drawn.", hint="What went wrong stands above.")
    _update(data)
    say(f"Hook Studio is in the menu, and opens .hookbundle files. It is started from {program}, so keep this folder.")
    say("`python3 packaging/dev.py desktop --remove` takes it away again.")
    return 0


def remove() -> int:
    """Take away what `install` put there."""
    _require_linux()
    data = folder_for_data()
    files = [*texts(data, Path("/")), *pictures(data, "scalable", "svg")]
    files += [path for size in SIZES for path in pictures(data, f"{size}x{size}", "png")]
    for path in files:
        path.unlink(missing_ok=True)
    _update(data)
    say("Hook Studio is no longer in the menu.")
    return 0


def texts(data: Path, program: Path) -> dict[Path, str]:
    """Each file but the pictures, with what stands in it."""
    entry = (SOURCES / "hookstudio.desktop").read_text(encoding="utf-8")
    return {
        data / "applications" / "hookstudio.desktop": entry.replace("Exec=hookstudio ", f"Exec={quoted(program)} "),
        data / "mime" / "packages" / "hookstudio.xml": (SOURCES / "hookstudio.xml").read_text(encoding="utf-8"),
        data / "metainfo" / "org.hookstudio.hookstudio.metainfo.xml": (SOURCES / "hookstudio.metainfo.xml").read_text(encoding="utf-8"),
    }


def pictures(data: Path, size: str, ending: str) -> list[Path]:
    """Where the program's icon and the one of its bundles belong in that size."""
    theme = data / "icons" / "hicolor" / size
    return [theme / "apps" / f"{APPLICATION}.{ending}", theme / "mimetypes" / f"{MIME}.{ending}"]


def quoted(program: Path) -> str:
    """*program* as the first word of an Exec line: quoted there, and backslashes doubled as in every value."""
    escaped = "".join(f"\\{character}" if character in '"`$\\' else character for character in str(program))
    return f'"{escaped}"'.replace("\\", "\\\\").replace("%", "%%")


def _require_linux() -> None:
    if sys.platform != "linux":
        raise SetUpFailed("Desktop entries are of Linux desktops.", hint="`hookstudio FILE.hookbundle` works everywhere.", status=2)


def _update(data: Path) -> None:
    """Make desktops see it at once where these programs are; elsewhere they do at the next login."""
    for program, folder in UPDATES:
        if shutil.which(program) is not None and (data / folder).is_dir():
            forced = ["--force", "--ignore-theme-index"] if program.startswith("gtk") else []
            dev_steps.quiet(program, [program, *forced, data / folder])
