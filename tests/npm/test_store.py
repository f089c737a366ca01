"""The store of installed copies: shared, whole or not there, and swept of what killed programs left."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hookstudio.model.module import ModuleSet
from hookstudio.npm.failures import ModuleFailed
from hookstudio.npm.store import ModuleStore
from hookstudio.npm.tree import clone, count, disk_use
from tests.npm.engine import NODE, Engine, Stock, stock_of, versions
from tests.npm.stand_in import StandIn


def files_of(name: str) -> dict[str, str]:
    return {"index.js": f"exports.name = '{name}';\n" * 500, "lib/deep/a.js": "1"}


@pytest.fixture
def engine(registry: StandIn, tmp_path: Path) -> Engine:
    for name in ("left", "right"):
        registry.publish(name, "1.0.0", files=files_of(name))
    return Engine(tmp_path, registry.address)


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stock]:
    with stock_of(tmp_path_factory.mktemp("stock"), left=files_of("left"), right=files_of("right")) as made:
        yield made


def remove_package(copy: Path) -> None:
    shutil.rmtree(copy / "node_modules" / "left")


def remove_entry(copy: Path) -> None:
    (copy / "node_modules" / "left" / "index.js").unlink()


def remove_note(copy: Path) -> None:
    (copy / "copy.json").unlink()


def spoil_note(copy: Path) -> None:
    (copy / "copy.json").write_text('{"packages": {"node_modules": ["x"]}}', encoding="utf-8")


def remove_deep_file(copy: Path) -> None:
    (copy / "node_modules" / "left" / "lib" / "deep" / "a.js").unlink()


def empty_file(copy: Path) -> None:
    path = copy / "node_modules" / "left" / "index.js"
    path.unlink()
    path.touch()


def remove_all(copy: Path) -> None:
    shutil.rmtree(copy / "node_modules")


@pytest.mark.parametrize("damage", [remove_package, remove_entry, remove_note, spoil_note, remove_deep_file, empty_file, remove_all])
def test_a_damaged_copy_is_noticed_and_made_again(stock: Stock, tmp_path: Path, damage: Callable[[Path], None]) -> None:
    made, engine = stock.made, stock.engine(tmp_path / "own")
    copy = engine.store.copy_of(made.lock)
    assert copy is not None
    damage(copy)
    assert engine.store.copy_of(made.lock) is None
    assert engine.restore(made) == copy == engine.store.copy_of(made.lock)
    assert (copy / "node_modules" / "left" / "lib" / "deep" / "a.js").read_text(encoding="utf-8") == "1"
    damage(copy)
    assert engine.install(left="1.0.0", right="1.0.0").lock == made.lock
    assert engine.store.copy_of(made.lock) == copy


@pytest.mark.parametrize("damage", [remove_package, remove_entry, remove_all])
def test_what_was_whole_a_moment_ago_is_looked_at_again(stock: Stock, tmp_path: Path, damage: Callable[[Path], None]) -> None:
    made, store = stock.made, stock.engine(tmp_path / "own").store
    copy = store.copy_of(made.lock)
    assert copy is not None and store.copy_of(made.lock) == copy
    damage(copy)
    assert store.copy_of(made.lock) is None


def test_a_set_that_grew_shares_its_files_with_the_one_before(engine: Engine) -> None:
    first = engine.install(left="1.0.0")
    second = engine.install(first, left="1.0.0", right="1.0.0")
    old, new = engine.store.copy_of(first.lock), engine.store.copy_of(second.lock)
    assert old is not None and new is not None and old != new
    file = Path("node_modules", "left", "index.js")
    if hasattr(os, "link"):
        assert (old / file).samefile(new / file)
        assert engine.store.use().bytes < disk_use(old) + disk_use(new)
    assert engine.store.use().copies == 2
    sizes = engine.store.sizes(new)
    assert sizes["node_modules/left"] == sum(path.stat().st_size for path in (new / "node_modules" / "left").rglob("*") if path.is_file())


def test_cleaning_keeps_what_is_named_and_what_is_young(engine: Engine) -> None:
    first, second = engine.install(left="1.0.0"), engine.install(right="1.0.0")
    store = engine.store
    assert store.clean([]) == 0 and store.use().copies == 2
    freed = store.clean([first.lock or ""], younger_than_s=0)
    assert freed > 1000
    assert store.copy_of(first.lock) is not None and store.copy_of(second.lock) is None
    assert store.use().copies == 1
    assert store.clean([first.lock or ""], younger_than_s=0) == 0
    assert versions(engine.install(right="1.0.0")) == {"right": "1.0.0"}
    assert store.clean([], younger_than_s=0) > 0
    assert store.use().copies == 0 and not any((engine.folder / "modules" / "staging").iterdir())


def test_what_a_killed_program_left_is_swept_and_what_a_living_one_makes_is_not(engine: Engine) -> None:
    store = engine.store
    staging = engine.folder / "modules" / "staging"
    with store.staging() as living:
        (living / "file").write_text("x", encoding="utf-8")
        (staging / "dead" / "modules").mkdir(parents=True)
        (staging / "dead" / "modules" / "file").write_text("x", encoding="utf-8")
        with ModuleStore(store.path).staging():
            assert (living / "file").is_file()
            assert not (staging / "dead").exists()
    assert not any(staging.iterdir())


def test_two_threads_that_want_the_same_make_it_once(registry: StandIn, engine: Engine) -> None:
    made: list[ModuleSet] = []
    threads = [threading.Thread(target=lambda: made.append(engine.install(left="1.0.0", right="1.0.0"))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(made) == 3 and len(set(made)) == 1
    assert sum(path.endswith("left-1.0.0.tgz") for path in registry.paths()) == 1


_INSTALLS = """
import sys
import tarfile
from pathlib import Path
from tests.npm.engine import Engine
print(Engine(Path(sys.argv[1]), sys.argv[2]).install(left="1.0.0", right="1.0.0").lock)
"""


def test_two_programs_that_want_the_same_both_get_it(registry: StandIn, engine: Engine) -> None:
    command = [sys.executable, "-c", _INSTALLS, str(engine.folder), registry.address]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    answers = [process.communicate(timeout=120)[0] for process in running]
    assert [process.returncode for process in running] == [0, 0]
    assert answers[0] == answers[1]
    assert engine.store.copy_of(answers[0]) is not None and engine.store.use().copies == 1
    assert sum(path.endswith("left-1.0.0.tgz") for path in registry.paths()) == 1


@pytest.mark.parametrize("linked", [True, False])
def test_a_clone_is_what_its_source_is(tmp_path: Path, linked: bool) -> None:
    source = tmp_path / "node_modules"
    for path, text in {"a/index.js": "a", "a/node_modules/b/b.js": "b", "@s/c/c.js": "c", ".package-lock.json": "{}"}.items():
        (source / path).parent.mkdir(parents=True, exist_ok=True)
        (source / path).write_text(text, encoding="utf-8")
    if os.name == "posix":
        (source / "a" / "link").symlink_to("index.js")
    clone(source, tmp_path / "clone", linked=linked)
    assert {key.replace("clone", "node_modules", 1): value for key, value in count(tmp_path / "clone").items()} == count(source)
    assert (tmp_path / "clone" / "a" / "index.js").samefile(source / "a" / "index.js") is linked
    listed = tmp_path / "clone" / ".package-lock.json"
    assert not listed.samefile(source / ".package-lock.json")
    newest = max(path.lstat().st_mtime for path in (tmp_path / "clone").rglob("*"))
    assert listed.stat().st_mtime == newest


def test_a_disk_without_hard_links_gets_real_copies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "file").write_text("x", encoding="utf-8")

    def refuses(*_names: object, **_options: object) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(os, "link", refuses)
    clone(tmp_path / "a", tmp_path / "clone")
    assert (tmp_path / "clone" / "b" / "file").read_text(encoding="utf-8") == "x"


@pytest.mark.parametrize(("spoil", "said"), [("more", "not in the lock file: node_modules/stray"), ("less", "missing: node_modules/left")])
def test_what_is_not_what_the_lock_file_says_is_no_copy(stock: Stock, tmp_path: Path, spoil: str, said: str) -> None:
    made = stock.made
    copy = stock.engine(tmp_path / "own").store.copy_of(made.lock)
    assert copy is not None and made.lock is not None
    store = ModuleStore(tmp_path / "other")
    with store.staging() as staging:
        clone(copy / "node_modules", staging / "node_modules")
        if spoil == "more":
            (staging / "node_modules" / "stray").mkdir()
            (staging / "node_modules" / "stray" / "package.json").write_text("{}", encoding="utf-8")
        else:
            shutil.rmtree(staging / "node_modules" / "left")
        with pytest.raises(ModuleFailed, match="did not install what its lock file says") as caught:
            store.adopt(staging, made.lock, node=NODE)
    assert said in caught.value.details and store.use().copies == 0


def test_notes_that_are_damaged_are_no_copies(stock: Stock, tmp_path: Path) -> None:
    made, engine = stock.made, stock.engine(tmp_path / "own")
    copy = engine.store.copy_of(made.lock)
    assert copy is not None
    for text in ("", "[", "[]", "{}", '{"packages": []}', '{"packages": {"node_modules": [1, 2, "3"]}}', "\x00", json.dumps("x" * 10)):
        (copy / "copy.json").write_text(text, encoding="utf-8")
        assert engine.store.copy_of(made.lock) is None
        assert engine.store.sizes(copy) == {}


def test_files_of_a_copy_run_as_nobody_else_and_are_written_by_nobody_else(engine: Engine, registry: StandIn) -> None:
    if os.name != "posix":
        return
    registry.publish("rude", "1.0.0")
    release = registry.entries["rude"].releases["1.0.0"]
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        for name, text in (("package.json", json.dumps(release.manifest)), ("index.js", "1")):
            member = tarfile.TarInfo(f"package/{name}")
            member.size, member.mode = len(text), 0o6777
            tar.addfile(member, io.BytesIO(text.encode()))
    release.data = buffer.getvalue()
    copy = engine.store.copy_of(engine.install(rude="1.0.0").lock)
    assert copy is not None
    assert (copy / "node_modules" / "rude" / "index.js").stat().st_mode & 0o7002 == 0


def test_what_was_damaged_in_the_cache_is_fetched_anew(engine: Engine, registry: StandIn) -> None:
    registry.publish("left", "1.0.0")
    engine.install(left="1.0.0")
    for path in (engine.folder / "cache" / "_cacache" / "content-v2").rglob("*"):
        if path.is_file() and path.stat().st_size < 2000:
            path.chmod(0o644)
            path.write_bytes(b"x" * path.stat().st_size)
    second = Engine(engine.folder, registry.address, folder_of_store="elsewhere")
    assert second.install(left="1.0.0").lock is not None
