"""Tries the display before an application is made: Qt would end the program where there is none."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from hookstudio.model.errors import OutsideMissing

_HEADLESS = ("offscreen", "minimal", "vnc", "linuxfb", "eglfs")
_QT_NEEDS = ("libxcb-cursor.so.0", "libxkbcommon-x11.so.0")


def require_display(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> None:
    """Return where a window can be shown. Raises OutsideMissing, with what to do instead, where it can't."""
    if platform in ("win32", "darwin") or environment.get("QT_QPA_PLATFORM", "").startswith(_HEADLESS):
        return
    if _wayland_answers(environment):
        return
    display = environment.get("DISPLAY", "")
    if not display:
        raise OutsideMissing("There is no display to open a window on.", hint=_INSTEAD)
    missing = _missing_libraries(("libxcb.so.1", *_QT_NEEDS))
    if missing:
        raise OutsideMissing("The window needs system libraries that are not installed: " + ", ".join(missing) + ".", hint=_INSTALL)
    if not _x_answers():
        raise OutsideMissing(f"The display {display} does not answer.", hint=_INSTEAD)


_INSTEAD = "“hookstudio run” runs a hook in the terminal, without a window."


_INSTALL = (
    "On Debian or Ubuntu: apt install libegl1 libgl1 libxkbcommon0 libxkbcommon-x11-0 libdbus-1-3 libfontconfig1 libxcb-cursor0. "
    + _INSTEAD
)


def missing_libraries(error: ImportError) -> OutsideMissing:
    """What to say when Qt itself can't be loaded."""
    return OutsideMissing("The window's libraries can't be loaded.", hint=_INSTALL, details=str(error))


def _wayland_answers(environment: Mapping[str, str]) -> bool:
    name = environment.get("WAYLAND_DISPLAY", "")
    if not name or environment.get("QT_QPA_PLATFORM", "wayland") == "xcb":
        return False
    import socket

    place = Path(environment.get("XDG_RUNTIME_DIR", "/")) / name
    with socket.socket(socket.AF_UNIX) as probe:
        probe.settimeout(2)
        try:
            probe.connect(str(place))
        except OSError:
            return False
    return True


def _missing_libraries(names: tuple[str, ...]) -> list[str]:
    import ctypes

    missing = []
    for name in names:
        try:
            ctypes.CDLL(name)
        except OSError:
            missing.append(name)
    return missing


def _x_answers() -> bool:
    """Whether the X server of DISPLAY takes a connection, authorization included."""
    import ctypes

    xcb = ctypes.CDLL("libxcb.so.1")
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connect.argtypes = [ctypes.c_char_p, ctypes.c_void_p]
    xcb.xcb_connection_has_error.argtypes = [ctypes.c_void_p]
    xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(None, None)
    answers = xcb.xcb_connection_has_error(connection) == 0
    xcb.xcb_disconnect(connection)
    return bool(answers)
