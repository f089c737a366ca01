"""Files in memory that Qt opens under ':/FOLDER/NAME', so that tinted icons need no copy on the disk.

Style sheets can show pictures from files only, and Qt's SVG icons are drawn sharp at every scale from files only.
The layout of the three tables is Qt's resource format 1.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import qRegisterResourceData

_FOLDER_FLAG: Final = 2
_NODE: Final = struct.Struct(">IHII")
_kept: Final[dict[str, tuple[bytes, bytes, bytes]]] = {}  # Qt reads the tables in place: they live as long as the program


def serve(folder: str, files: Mapping[str, bytes]) -> str:
    """Make *files* readable at ':/FOLDER/NAME' and return ':/FOLDER'. A folder that is served already is left as it is."""
    if folder not in _kept:
        tables = _tables(folder.split("/"), files)
        _kept[folder] = tables
        qRegisterResourceData(1, *tables)
    return f":/{folder}"


def _tables(folders: list[str], files: Mapping[str, bytes]) -> tuple[bytes, bytes, bytes]:
    names, tree, data = bytearray(), bytearray(), bytearray()

    def name(text: str) -> int:
        offset = len(names)
        names.extend(struct.pack(">HI", len(text), _hash(text)) + text.encode("utf-16-be"))
        return offset

    depth = len(folders)
    tree += _NODE.pack(0, _FOLDER_FLAG, 1, 1)
    for level, folder in enumerate(folders, start=1):
        tree += _NODE.pack(name(folder), _FOLDER_FLAG, len(files) if level == depth else 1, level + 1)
    for file in sorted(files, key=_hash):  # Qt looks a name up by bisecting the hashes
        tree += struct.pack(">IHHHI", name(file), 0, 0, 1, len(data))
        data += struct.pack(">I", len(files[file])) + files[file]
    return bytes(tree), bytes(names), bytes(data)


def _hash(text: str) -> int:
    value = 0
    for character in text:
        value = (value << 4) + ord(character)
        value ^= (value & 0xF0000000) >> 23
        value &= 0x0FFFFFFF
    return value
