"""Bundle files: the same bytes for the same hooks, and a sentence for every file that is none."""

from __future__ import annotations

import hashlib
import io
import json
import random
import re
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hookstudio import __version__
from hookstudio.model.bundle import Bundle, BundleRefused
from hookstudio.model.errors import NotFound, StudioError
from hookstudio.storage import bundle_file
from hookstudio.storage.bundle_file import from_bytes, read_bundle, to_bytes, write_bundle
from hookstudio.storage.stored_zip import write_zip
from tests.storage.bundles import CODE, bundled, document_of, files_of, good, packed, some_bundle

PLACE = "hooks/pre-login/one/hook.js"


def reason(data: bytes) -> str:
    """Why a file is refused."""
    with pytest.raises(BundleRefused) as caught:
        from_bytes(data)
    message = caught.value.message
    assert (message[0].isupper() or message[0] == "“") and message.endswith((".", ")")) and message.isprintable(), message
    return message


def test_what_was_written_is_read_again() -> None:
    bundle = some_bundle()
    again = from_bytes(to_bytes(bundle))
    assert again.hooks == bundle.hooks
    assert (again.node, again.program) == (22, __version__)


def test_the_bytes_are_the_same_on_every_system(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundle_file, "__version__", "1.2.3")
    assert hashlib.sha256(good()).hexdigest() == "3a7042ac54cbb44f54c0d8d59d8781775cbb614a8db49f4e40b43b19a4f3f580"


def test_the_order_in_which_files_were_found_does_not_matter() -> None:
    first = Bundle((bundled("a", contexts={"x": b"1", "y": b"2"}),))
    second = Bundle((bundled("a", contexts={"y": b"2", "x": b"1"}),))
    assert to_bytes(first) == to_bytes(second)


def test_every_zip_program_reads_it() -> None:
    with zipfile.ZipFile(io.BytesIO(good())) as archive:
        assert archive.testzip() is None
        infos = archive.infolist()
        names = [info.filename for info in infos]
        assert names[:2] == ["mimetype", "manifest.json"]
        assert names[2:] == sorted(names[2:])
        assert "contexts/pre-login+one+Grüße.json" in names
        assert archive.read(PLACE) == CODE
    for info in infos:
        assert (info.compress_type, info.date_time, info.create_system) == (0, (1980, 1, 1, 0, 0, 0), 3)
        assert (info.external_attr >> 16, info.extra, info.comment) == (0o100644, b"", b"")


def test_a_file_that_is_there_is_overwritten_only_if_it_is_a_bundle(tmp_path: Path) -> None:
    path = tmp_path / "x.hookbundle"
    write_bundle(path, some_bundle())
    write_bundle(path, Bundle((bundled("other"),)))
    assert [each.hook.name for each in read_bundle(path).hooks] == ["other"]
    (tmp_path / "mine.txt").write_text("mine")
    for target in (tmp_path / "mine.txt", tmp_path, tmp_path / "no" / "x.hookbundle"):
        with pytest.raises(StudioError):
            write_bundle(target, some_bundle())
    assert (tmp_path / "mine.txt").read_text() == "mine"
    assert {file.name for file in tmp_path.iterdir()} == {"x.hookbundle", "mine.txt"}


def test_hooks_that_could_not_be_read_again_are_not_written() -> None:
    for hooks in ((bundled("a"), bundled("A")), (bundled("con"),), (bundled("a", description="." * 30_000),)):
        with pytest.raises(StudioError):
            to_bytes(Bundle(hooks))


def test_no_file_and_no_ordinary_file(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        read_bundle(tmp_path / "none")
    with pytest.raises(BundleRefused):
        read_bundle(tmp_path)
    (tmp_path / "x").write_bytes(b"hello")
    with pytest.raises(BundleRefused, match=r"“x” is not a bundle that can be imported\. It is not a zip file\."):
        read_bundle(tmp_path / "x")


def test_a_file_beyond_all_measure_is_not_even_read(tmp_path: Path) -> None:
    with (tmp_path / "x").open("wb") as file:
        file.truncate(300 * 1024 * 1024)
    with pytest.raises(BundleRefused, match="larger than 256 MB"):
        read_bundle(tmp_path / "x")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("/etc/passwd", "absolute"),
        ("C:/windows/x", "absolute"),
        ("C:x", "absolute"),
        ("../../outside.js", "leads out"),
        ("hooks/../../x.js", "leads out"),
        ("hooks//x.js", "leads out"),
        ("hooks/./x.js", "leads out"),
        ("..\\..\\x.js", "backslash"),
        ("hooks/pre-login/a\0b/hook.js", "control"),
        ("hooks/pre-login/a\nb/hook.js", "control"),
        ("", "empty"),
        ("hooks/pre-login/con/hook.js", "devices"),
        ("hooks/pre-login/NUL.txt/hook.js", "devices"),
        ("hooks/pre-login/com¹/hook.js", "devices"),
        ("hooks/pre-login/a./hook.js", "ends with a dot"),
        ("hooks/pre-login/a /hook.js", "ends with a dot"),
        ("hooks/pre-login/a:b/hook.js", "Windows"),
        ("hooks/pre-login/a*/hook.js", "Windows"),
        (PLACE, "twice"),
        ("hooks/pre-login/ONE/hook.js", "one and the same name"),
        ("contexts/pre-login+one+Gru\u0308ße.json", "one and the same name"),
        ("contexts/pre-login+one+GRÜSSE.json", "one and the same name"),
        ("extra.txt", "no file that a bundle has"),
        ("hooks/pre-login/one/.npmrc", "no file that a hook has"),
        ("hooks/pre-login/one/node_modules/x/index.js", "no file that a bundle has"),
        ("hooks/pre-login/none/hook.js", "none of its hooks"),
        ("hooks/pre-login/one/hook.mjs", "no file that a hook has"),
        ("contexts/pre-login+one+.json", "can't be used"),
        ("contexts/shared.json", "no file that a bundle has"),
    ],
)
def test_names_that_lead_elsewhere_or_that_some_system_can_not_hold(name: str, words: str) -> None:
    document, files = document_of(good()), files_of(good())
    members = [*files.items(), (name, b"{}")]
    document["files"] = {key: hashlib.sha256(data).hexdigest() for key, data in members}
    data = write_zip([("mimetype", bundle_file.MIMETYPE), ("manifest.json", json.dumps(document).encode()), *members])
    assert words in reason(data)


def _flag(data: bytes, flag: int) -> bytes:
    """The bundle with a flag set in every header."""
    out = bytearray(data)
    at = 0
    while (at := out.find(b"PK\x03\x04", at)) >= 0:
        struct.pack_into("<H", out, at + 6, struct.unpack_from("<H", out, at + 6)[0] | flag)
        at += 4
    at = 0
    while (at := out.find(b"PK\x01\x02", at)) >= 0:
        struct.pack_into("<H", out, at + 8, struct.unpack_from("<H", out, at + 8)[0] | flag)
        at += 4
    return bytes(out)


def _again(data: bytes, *, method: int = zipfile.ZIP_STORED, mode: int = 0o100644, comment: bytes = b"") -> bytes:
    """The same members, packed by Python's zipfile; the last one with another mode."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", method) as new:
        names = old.namelist()
        for name in names:
            info = zipfile.ZipInfo(name)
            info.compress_type = method if name not in names[:2] else zipfile.ZIP_STORED
            info.external_attr = (mode if name == names[-1] else 0o100644) << 16
            new.writestr(info, old.read(name))
        new.comment = comment
    return out.getvalue()


def _one_grown(data: bytes) -> bytes:
    """The directory says that the last file is larger than it is."""
    at = data.rfind(b"PK\x01\x02")
    out = bytearray(data)
    struct.pack_into("<2I", out, at + 20, 10**6, 10**6)
    return bytes(out)


def _overlapping(data: bytes) -> bytes:
    """Two entries of the directory show the same bytes."""
    out = bytearray(data)
    struct.pack_into("<I", out, data.rfind(b"PK\x01\x02") + 42, 0)
    return bytes(out)


def test_the_members_may_have_been_packed_by_another_program() -> None:
    assert from_bytes(_again(good())).hooks == some_bundle().hooks


@pytest.mark.parametrize(
    ("tamper", "words"),
    [
        (lambda data: data[:0], "empty"),
        (lambda data: b"hello" + data, "before its first file"),
        (lambda data: b"hello" + data[:50], "not a zip"),
        (lambda data: data[:-1], "cut off"),
        (lambda data: data[: len(data) // 2], "cut off"),
        (lambda data: data[:10], "cut off"),
        (lambda data: data + b"\0", "after its end"),
        (lambda data: b"#!/bin/sh\n" + data, "before its first file"),
        (lambda data: data.replace(CODE, CODE[::-1], 1), "damaged"),
        (lambda data: _flag(data, 1), "encrypted"),
        (lambda data: _flag(data, 8), "another program"),
        (lambda data: _again(data, method=zipfile.ZIP_DEFLATED), "compressed"),
        (lambda data: _again(data, method=zipfile.ZIP_LZMA), "another program|compressed"),
        (lambda data: _again(data, mode=0o120777), "link"),
        (lambda data: _again(data, mode=0o020666), "device"),
        (lambda data: _again(data, mode=0o040755), "folder"),
        (lambda data: _again(data, comment=b"hello"), "after its end"),
        (_one_grown, "two ways|longer"),
        (_overlapping, "overlaps"),
    ],
)
def test_zip_files_that_are_not_what_they_should_be(tamper: Callable[[bytes], bytes], words: str) -> None:
    found = reason(tamper(good()))
    assert any(word in found for word in words.split("|")), found


def test_a_bomb_does_not_go_off() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, data in (("mimetype", bundle_file.MIMETYPE), ("manifest.json", json.dumps(document_of(good())).encode())):
            archive.writestr(member, data, zipfile.ZIP_STORED)
        archive.writestr(PLACE, bytes(50_000_000))
    assert len(out.getvalue()) < 100_000
    assert "compressed" in reason(out.getvalue())


def test_too_many_files() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(20_001):
            archive.writestr(str(number), b"")
    assert "more than 20,000 files" in reason(out.getvalue())


def test_a_zip_file_of_something_else() -> None:
    assert "not one that Hook Studio wrote" in reason(write_zip([("word/document.xml", b"<x/>")]))
    assert "not one that Hook Studio wrote" in reason(write_zip([("mimetype", b"application/epub+zip"), ("manifest.json", b"{}")]))


def _edited(**changes: Any) -> bytes:
    """A bundle whose manifest has other values at the top; None takes a key away."""
    document = document_of(good()) | changes
    return packed({key: value for key, value in document.items() if value is not None}, files_of(good()))


def _hook_edited(**changes: Any) -> bytes:
    document = document_of(good())
    document["hooks"][0] = {key: value for key, value in (document["hooks"][0] | changes).items() if value is not None}
    return packed(document, files_of(good()))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (_edited(format=2), "format 2, and this version of Hook Studio reads bundles up to format 1"),
        (_edited(format=None), "which format"),
        (_edited(format=True), "which format"),
        (_edited(surprise=1), "“surprise”"),
        (_edited(node=-3), "major version"),
        (_edited(hooks={}), "not complete"),
        (_edited(hooks=[]), "none of its hooks"),
        (_edited(hooks=[1]), "does not know"),
        (_edited(program=1), "not complete"),
        (_hook_edited(type="pre-lunch"), "not a hook type"),
        (_hook_edited(type=["pre-login"]), "not a hook type"),
        (_hook_edited(slug="../x"), "folder of a hook"),
        (_hook_edited(slug=None), "folder of a hook"),
        (_hook_edited(id="../x"), "no id"),
        (_hook_edited(id="id-two"), "same id"),
        (_hook_edited(id=7), "wrong kind"),
        (_hook_edited(enabled="yes"), "wrong kind"),
        (_hook_edited(name=" "), "name"),
        (_hook_edited(name="a\nb"), "name"),
        (_hook_edited(name=" a"), "white space"),
        (_hook_edited(name="a" * 300), "name"),
        (_hook_edited(description="\ud800"), "can't be stored"),
        (_hook_edited(description="x" * 30_000), "more than 20,000"),
        (_hook_edited(dialect="coffee"), "neither classic nor esm"),
        (_hook_edited(dialect="esm"), "is missing from it"),
        (_hook_edited(node="20"), "major version"),
        (_hook_edited(secret="x"), "does not know"),
        (packed(document_of(good()), files_of(good()) | {PLACE: b"\xff\xfe"}), "not UTF-8"),
        (packed(document_of(good()), files_of(good()) | {PLACE: b" " * 6_000_000}), "larger than 5 MB"),
        (packed(document_of(good()), files_of(good()) | {"hooks/pre-login/three/package.json": b"[]"}), "not a JSON object"),
        (packed(document_of(good()), files_of(good()) | {"hooks/pre-login/three/package-lock.json": b"{"}), "not valid JSON"),
        (packed(document_of(good()), files_of(good()) | {"contexts/pre-login+one+b.json": b"NaN"}), "not valid JSON"),
        (packed(document_of(good()), files_of(good()) | {"contexts/pre-login+one+b.json": b"[" * 100_000}), "not valid JSON"),
        (packed(document_of(good()), files_of(good()) | {PLACE: CODE + b"//"}, hashes=False), "SHA-256"),
        (packed(document_of(good()), {**files_of(good()), "x": b""}, hashes=False), "not listed"),
        (packed(document_of(good()), {PLACE: CODE}, hashes=False), "is missing from it"),
    ],
)
def test_manifests_and_hooks_that_make_no_sense(data: bytes, words: str) -> None:
    assert words in reason(data)


@pytest.mark.parametrize(
    "manifest", [b"", b"[]", b"{", b"\xff", b'{"format": 1, "format": 1}', b"[" * 100_000, b'{"format": 1e999}', b"9" * 9999]
)
def test_manifests_that_are_none(manifest: bytes) -> None:
    assert "manifest.json" in reason(write_zip([("mimetype", bundle_file.MIMETYPE), ("manifest.json", manifest)]))


def test_no_mutation_of_a_bundle_is_a_crash(request: pytest.FixtureRequest) -> None:
    chance = random.Random(5)
    source = good()
    refused = 0
    for _ in range(10_000 if request.config.getoption("--full", default=False) else 500):
        data = mutated(source, chance)
        try:
            from_bytes(data)
        except BundleRefused as error:
            assert error.message
            refused += 1
    assert refused > 100


def mutated(data: bytes, chance: random.Random) -> bytes:
    """A bundle with a few bytes changed, cut out, put in or swapped, often where the structure is."""
    out = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        marks = [match.start() for match in re.finditer(b"PK", out)] or [0]
        at = chance.choice(marks) + chance.randrange(50) if chance.random() < 0.6 else chance.randrange(len(out) or 1)
        at = min(at, max(0, len(out) - 1))
        match chance.randrange(5):
            case 0:
                out[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                del out[at : at + chance.randint(1, 40)]
            case 2:
                out[at:at] = bytes(chance.randrange(256) for _ in range(chance.randint(1, 20)))
            case 3:
                out[at : at + 4] = struct.pack("<I", chance.choice([0, 1, 0x7FFFFFFF, 0xFFFFFFFF, len(out)]))
            case _:
                start = chance.randrange(len(out) or 1)
                out[at:at] = out[start : start + chance.randint(1, 200)]
    return bytes(out)
