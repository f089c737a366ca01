"""What has to come from the operating system on Linux: Qt's system libraries, a font, and for the tests a virtual screen."""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import dev_steps
from dev_steps import SetUpFailed, say

# Library as Qt asks for it -> the package that has it on Debian and Ubuntu.
OFFSCREEN_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
}
SCREEN_LIBRARIES = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
TEST_PROGRAMS = {"Xvfb": "xvfb", "xdotool": "xdotool", "bwrap": "bubblewrap"}
VALIDATORS = {
    "desktop-file-validate": "desktop-file-utils",
    "xmllint": "libxml2-utils",
    "update-mime-database": "shared-mime-info",
    "appstreamcli": "appstream",
}
FONT_PACKAGE = "fonts-dejavu-core"
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts")


def missing_for_window() -> list[str]:
    """The packages that a window on a screen needs and that are not there; on macOS and Windows Qt brings everything."""
    if sys.platform != "linux":
        return []
    return [*_missing_libraries(OFFSCREEN_LIBRARIES | SCREEN_LIBRARIES), *_missing_font()]


def missing_for_screen_tests() -> list[str]:
    """The packages for tests in a real window on a virtual screen and in namespaces that are not there; both exist on Linux only."""
    if sys.platform != "linux":
        return []
    return [package for name, package in TEST_PROGRAMS.items() if shutil.which(name) is None]


def missing_validators() -> dict[str, str]:
    """The programs that check the files for Linux desktops and are not there, with their packages; the tests do without them, too."""
    if sys.platform != "linux":
        return {}
    return {name: package for name, package in VALIDATORS.items() if shutil.which(name) is None}


def has_screen() -> bool:
    """Whether a window could be shown; a display that is named and dead is found out by the program itself."""
    if sys.platform != "linux":
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def install(packages: Sequence[str], *, purpose: str) -> None:
    """Install Debian packages where this user may. Raises SetUpFailed with the line to type where not, or if apt fails."""
    if not can_install():
        raise SetUpFailed(purpose, hint=line_to_type(packages))
    say(f"{purpose} Installing: {' '.join(packages)}")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    apt = ["apt-get", "--quiet", "--yes", "-o", "DPkg::Lock::Timeout=300"]
    dev_steps.quiet("Reading the package lists", [*apt, "update"], environment)
    if not dev_steps.quiet("Installing system packages", [*apt, "install", "--no-install-recommends", *packages], environment):
        raise SetUpFailed("The system packages could not be installed.", hint="apt's own words stand above.")


def can_install() -> bool:
    """Whether packages can be installed without asking anybody: root on a system that has apt."""
    return sys.platform == "linux" and os.geteuid() == 0 and shutil.which("apt-get") is not None


def line_to_type(packages: Sequence[str]) -> str:
    """What a person has to do to get *packages*."""
    names = " ".join(packages)
    if shutil.which("apt-get") is None:
        return f"Install what your system calls these packages of Debian: {names}"
    return f"Type this line, then the same again: sudo apt-get install --yes {names}"


def _missing_libraries(libraries: dict[str, str]) -> list[str]:
    return sorted({package for name, package in libraries.items() if not _loads(name)})


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _missing_font() -> list[str]:
    for folder in FONT_FOLDERS:
        for suffix in ("ttf", "otf", "ttc", "pfb"):
            if next(Path(folder).expanduser().rglob(f"*.{suffix}"), None) is not None:
                return []
    return [FONT_PACKAGE]
