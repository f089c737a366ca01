"""Zip files of stored members in one fixed layout: the same members give the same bytes, and any other layout is refused.

A member's local header, name and bytes follow each other without a gap from the first byte on, then comes the directory with
the same members in the same order, then its end, and nothing after it. So no two members overlap, none hides, and no byte is
left over. Times are 1980-01-01, there are no extra fields, comments, flags (but the one for UTF-8) or attributes.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final
from zlib import crc32

MEMBER_LIMIT: Final = 20_000
_LOCAL, _CENTRAL, _END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_LOCAL_FORM = struct.Struct("<4s5H3I2H")
_CENTRAL_FORM = struct.Struct("<4s6H3I5H2I")
_END_FORM = struct.Struct("<4s4H2IH")
_VERSION, _DAY = 20, 0x0021
_MADE_BY: Final = 3 << 8 | _VERSION  # Unix, whatever system writes
_MODE: Final = 0o100644 << 16
_UTF8, _ENCRYPTED = 0x800, 0x1
_KIND, _PLAIN, _LINK, _FOLDER = 0o170000, 0o100000, 0o120000, 0o040000


class BadZip(ValueError):
    """The message is a sentence for the user."""


@dataclass(frozen=True, slots=True)
class Member:
    """One member as its headers tell it; `data` are its bytes as they stand in the file, packed or not."""

    name: str
    data: bytes
    method: int
    size: int
    crc: int

    def content(self) -> bytes:
        """Its bytes. Raises BadZip if they are packed or damaged."""
        if self.method != 0 or self.size != len(self.data):
            raise BadZip(f"“{shown(self.name)}” in it is compressed. The files in a bundle are stored as they are, so that none can swell.")
        if crc32(self.data) != self.crc:
            raise BadZip(f"“{shown(self.name)}” in it is damaged: its check sum is wrong.")
        return self.data


def write_zip(members: Iterable[tuple[str, bytes]]) -> bytes:
    """The zip file with these members (name and content) in this order. Raises BadZip for more than a bundle may hold."""
    out, directory, count, at = [], [], 0, 0
    for name, data in members:
        raw, crc, size = name.encode(), crc32(data), len(data)
        flags = 0 if name.isascii() else _UTF8
        out += [_LOCAL_FORM.pack(_LOCAL, _VERSION, flags, 0, 0, _DAY, crc, size, size, len(raw), 0), raw, data]
        directory.append(
            _CENTRAL_FORM.pack(_CENTRAL, _MADE_BY, _VERSION, flags, 0, 0, _DAY, crc, size, size, len(raw), 0, 0, 0, 0, _MODE, at) + raw
        )
        count, at = count + 1, at + _LOCAL_FORM.size + len(raw) + size
    if count > MEMBER_LIMIT:
        raise BadZip(f"It would hold {count:,} files; a bundle has at most {MEMBER_LIMIT:,}.")
    table = b"".join(directory)
    return b"".join([*out, table, _END_FORM.pack(_END, 0, 0, count, count, len(table), at, 0)])


def read_zip(data: bytes) -> list[Member]:
    """The members of a zip file, whose contents are not looked at yet. Raises BadZip saying what is wrong with the file."""
    if not data.startswith(_LOCAL):
        if _END in data[-(_END_FORM.size + 0xFFFF) :]:
            raise BadZip("It is a zip file with something before its first file, or an empty one.")
        raise BadZip("It is not a zip file." if data else "It is empty.")
    end = len(data) - _END_FORM.size
    if end < 0 or data[end : end + 4] != _END:
        there = data.rfind(_END, max(0, end - 0xFFFF), max(0, end) + 4)
        raise BadZip("It has something after its end." if there >= 0 else "It is cut off: the end of it is missing.")
    _, disk, first_disk, here, count, length, start, comment = _END_FORM.unpack_from(data, end)
    if count > MEMBER_LIMIT or here > MEMBER_LIMIT or 0xFFFFFFFF in (length, start):
        raise BadZip(f"It says that it holds more than {MEMBER_LIMIT:,} files, or more than 4 GB.")
    if disk or first_disk or here != count or comment or start + length != end:
        raise BadZip("Its directory is damaged.")
    members, at = [], 0
    for name, flags, method, crc, packed, size, offset in _directory(data, start, end, count):
        if offset != at:
            raise BadZip(f"“{shown(name)}” in it overlaps another file, or there is something between the files.")
        at = _body(data, at, start, (name, flags, method, crc, packed, size))
        if at + packed > start:
            raise BadZip(f"“{shown(name)}” in it is longer than the bundle.")
        members.append(Member(name, data[at : at + packed], method, size, crc))
        at += packed
    if at != start:
        raise BadZip("There is something between its files and its directory.")
    return members


def shown(name: str) -> str:
    """A member's name as it can be told: one line, all of it visible, of bounded length."""
    clean = name if name.isprintable() else "".join(character if character.isprintable() else "�" for character in name)
    return clean if len(clean) <= 100 else clean[:99] + "…"


def _directory(data: bytes, at: int, end: int, count: int) -> Iterator[tuple[str, int, int, int, int, int, int]]:
    for _ in range(count):
        if at + _CENTRAL_FORM.size > end or data[at : at + 4] != _CENTRAL:
            raise BadZip("Its directory is damaged.")
        fields = _CENTRAL_FORM.unpack_from(data, at)
        _, _, _, flags, method, _, _, crc, packed, size, name_length, extra, comment, disk, _, mode, offset = fields
        at += _CENTRAL_FORM.size
        name = _name(data[at : at + name_length], flags)
        at += name_length
        if at > end:
            raise BadZip("Its directory is damaged.")
        if flags & _ENCRYPTED:
            raise BadZip(f"“{shown(name)}” in it is encrypted.")
        if 0xFFFFFFFF in (packed, size, offset):
            raise BadZip(f"“{shown(name)}” in it is said to be larger than 4 GB.")
        if flags & ~_UTF8 or extra or comment or disk:
            raise BadZip(f"“{shown(name)}” in it has entries that Hook Studio does not write; another program made or changed this file.")
        _check_kind(name, mode >> 16)
        yield name, flags, method, crc, packed, size, offset
    if at != end:
        raise BadZip("Its directory is damaged.")


def _check_kind(name: str, mode: int) -> None:
    kind = mode & _KIND
    if kind == _LINK:
        raise BadZip(f"“{shown(name)}” in it is a link; a bundle holds ordinary files only.")
    if kind == _FOLDER or name.endswith("/"):
        raise BadZip(f"“{shown(name)}” in it is a folder of its own; a bundle holds ordinary files only.")
    if kind not in (0, _PLAIN):
        raise BadZip(f"“{shown(name)}” in it is a device or a pipe; a bundle holds ordinary files only.")


def _body(data: bytes, at: int, limit: int, told: tuple[str, int, int, int, int, int]) -> int:
    """Where a member's bytes begin. Raises BadZip unless its local header says the same as the directory."""
    name = told[0]
    if at + _LOCAL_FORM.size > limit or data[at : at + 4] != _LOCAL:
        raise BadZip(f"“{shown(name)}” in it is not where the directory says.")
    _, _, flags, method, _, _, crc, packed, size, name_length, extra = _LOCAL_FORM.unpack_from(data, at)
    at += _LOCAL_FORM.size
    if extra or (_name(data[at : at + name_length], flags), flags, method, crc, packed, size) != told:
        raise BadZip(f"“{shown(name)}” in it is told in two ways that differ.")
    return at + int(name_length)


def _name(raw: bytes, flags: int) -> str:
    try:
        name = raw.decode("utf-8" if flags & _UTF8 else "ascii")
    except UnicodeDecodeError:
        raise BadZip(f"A name in it is not valid text: {shown(raw[:60].decode('latin-1'))}") from None
    return name
