"""Hooks with modules for tests: copies in the store and lock files, made by hand where no npm is needed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from hookstudio.model.hook import Dialect, Hook
from hookstudio.model.module import ModuleSet
from hookstudio.npm.store import ModuleStore
from hookstudio.studio.module_place import store_folder
from hookstudio.studio.session import Session

Files = Mapping[str, str]


def module_set(**wanted: str) -> ModuleSet:
    """The files of a hook that has these modules: key=version, or key='name@version' for another name; '_' in a key stands for '-'."""
    keys = {key.replace("_", "-"): spec for key, spec in wanted.items()}
    dependencies = {key: f"npm:{spec}" if "@" in spec else spec for key, spec in keys.items()}
    packages: dict[str, object] = {"": {"dependencies": dependencies}}
    for key, spec in keys.items():
        name, _, version = spec.rpartition("@")
        packages[f"node_modules/{key}"] = {**({"name": name} if name else {}), "version": version, "integrity": f"sha512-{key}"}
    return ModuleSet(
        json.dumps({"private": True, "dependencies": dependencies}),
        json.dumps({"lockfileVersion": 3, "requires": True, "packages": packages}),
    )


def put_copy(session: Session, files: ModuleSet, modules: Mapping[str, Files]) -> Path:
    """An installed copy of *files* in the store: for each key the files of its folder; a package.json is made where there is none."""
    store = ModuleStore(store_folder(session.folders))
    with store.staging() as staging:
        for key, contents in modules.items():
            folder = staging / "node_modules" / key
            folder.mkdir(parents=True)
            for name, text in {"package.json": "{}", **contents}.items():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                (folder / name).write_text(text, encoding="utf-8")
        assert files.lock is not None
        return store.adopt(staging, files.lock)


def hook_with(session: Session, name: str, code: str, dialect: Dialect | None = None) -> Hook:
    """A new pre-login hook of that code."""
    return session.create_hook(name, "pre-login", code=code, dialect=dialect)
