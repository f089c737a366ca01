"""Files in memory that Qt opens under ':/PATH', so that tinted icons need no copy on the disk.

Style sheets can show pictures from files only, and Qt's SVG icons are drawn sharp at every scale from files only.
The layout of the three tables is Qt's resource format 1.
"""

from __future__ import annotations

import struct
from typing import Final

from PySide6.QtCore import qRegisterResourceData

_FOLDER_FLAG: Final = 2
_NODE: Final = struct.Struct(">IHII")
_kept: Final[dict[str, tuple[bytes, bytes, bytes]]] = {}  # Qt reads the tables in place: they live as long as the program


def serve(path: str, content: bytes) -> str:
    """Make *content* readable at ':/PATH' and return that name. A file that is served already is left as it is."""
    if path not in _kept:
        tables = _tables(path.split("/"), content)
        _kept[path] = tables
        qRegisterResourceData(1, *tables)
    return f":/{path}"


def _tables(parts: list[str], content: bytes) -> tuple[bytes, bytes, bytes]:
    """Tree, names and data of a single file; Qt lays the trees of all files over each other."""
    names = bytearray()

    def name(text: str) -> int:
        offset = len(names)
        names.extend(struct.pack(">HI", len(text), _hash(text)) + text.encode("utf-16-be"))
        return offset

    *folders, file = parts
    tree = bytearray(_NODE.pack(0, _FOLDER_FLAG, 1, 1))
    for level, folder in enumerate(folders, start=1):
        tree += _NODE.pack(name(folder), _FOLDER_FLAG, 1, level + 1)
    tree += struct.pack(">IHHHI", name(file), 0, 0, 1, 0)
    return bytes(tree), bytes(names), struct.pack(">I", len(content)) + content


def _hash(text: str) -> int:
    value = 0
    for character in text:
        value = (value << 4) + ord(character)
        value ^= (value & 0xF0000000) >> 23
        value &= 0x0FFFFFFF
    return value
