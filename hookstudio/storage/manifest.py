"""`hookstudio.toml`: the workspace's name, its Node and the order of its hooks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from hookstudio.model.hook import NAME_LIMIT
from hookstudio.model.hook_type import find_type
from hookstudio.storage.failures import reason_of
from hookstudio.storage.hook_file import node_from
from hookstudio.storage.migrations import FORMAT, format_of, migrated
from hookstudio.storage.regular_file import TOML_LIMIT, Unfit, leads_outside, read_regular
from hookstudio.storage.toml_file import BadToml, format_toml, parse_toml

MANIFEST_FILE: Final = "hookstudio.toml"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the file says. `problem` is a clause saying why it can't be used, and then it is never written.

    `order` holds the folder names of each type; a type that the file does not mention is absent. `registry` is the npm
    registry that it names. `document` is the whole file in the present format, with what other programs put there;
    `found` its bytes, None if there is no file.
    """

    name: str
    node: int | None = None
    order: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    registry: str = ""
    document: Mapping[str, Any] = field(default_factory=dict)
    found: bytes | None = None
    problem: str = ""

    def with_order(self, rows: Mapping[str, Sequence[str]]) -> Manifest:
        """The manifest with other rows for the types that *rows* names; an empty row is left out of the file."""
        spelled = {key: value for key, value in self.document.get("order", {}).items() if _type_name(key) not in rows}
        spelled |= {name: list(slugs) for name, slugs in rows.items() if slugs}
        order = {name: slugs for name, slugs in self.order.items() if name not in rows}
        order |= {name: tuple(slugs) for name, slugs in rows.items() if slugs}
        return replace(self, order=order, document={**self.document, "order": spelled})

    def with_node(self, node: int | None) -> Manifest:
        document = {key: value for key, value in self.document.items() if key != "node"}
        return replace(self, node=node, document=document if node is None else {**document, "node": node})

    def to_bytes(self) -> bytes:
        """The file, or the bytes it already has where nothing in it would change."""
        document = {"format": FORMAT, "name": self.name, **self.document}
        if self.found is not None and parse_toml(self.found) == document:
            return self.found
        order = document.pop("order", {})
        return format_toml({**document, "order": order} if order else document)

    @property
    def old_format(self) -> int | None:
        """The format of the file on disk if writing it would migrate it."""
        number = format_of(parse_toml(self.found)) if self.found is not None and not self.problem else FORMAT
        return number if number != FORMAT else None


def new_manifest(name: str) -> Manifest:
    return Manifest(name, document={"format": FORMAT, "name": name})


def read_manifest(root: Path) -> Manifest:
    """The manifest of the folder *root*. What is wrong with the file is its `problem`. Raises NewerFormat."""
    path = root / MANIFEST_FILE
    name = "".join(character if character.isprintable() else "�" for character in root.name) or "Workspace"
    try:
        if path.is_symlink() and leads_outside(path, root):
            raise Unfit("it is a link that leads out of the workspace")
        data, _ = read_regular(path, TOML_LIMIT)
    except FileNotFoundError:
        return Manifest(name)
    except Unfit as error:
        return Manifest(name, problem=error.message)
    except OSError as error:
        return Manifest(name, problem=reason_of(error))
    try:
        return manifest_from(data, name)
    except ValueError as error:
        return Manifest(name, found=data, problem=str(error))


@lru_cache(maxsize=4)
def manifest_from(data: bytes, folder_name: str) -> Manifest:
    """The manifest in *data*. Raises NewerFormat, or ValueError with a clause saying what is wrong."""
    document = parse_toml(data)
    order = document.get("order", {})
    if not isinstance(order, dict):
        raise BadToml("its order is not a table")
    document = migrated(document)
    name = document.get("name", folder_name)
    if not isinstance(name, str) or len(name) > NAME_LIMIT:
        raise BadToml(f"its name is not a text of at most {NAME_LIMIT} characters")
    rows: dict[str, tuple[str, ...]] = {}
    for key, slugs in document.get("order", {}).items():
        type_name = _type_name(key)
        if type_name is None:
            continue
        if not isinstance(slugs, list) or not all(isinstance(slug, str) for slug in slugs):
            raise BadToml(f"its order of {type_name} is not a list of folder names")
        rows[type_name] = (*rows.get(type_name, ()), *slugs)
    return Manifest(name.strip() or folder_name, node_from(document), rows, _registry_from(document), document, data)


def _registry_from(document: Mapping[str, Any]) -> str:
    """The address of an npm registry, '' for none. Raises BadToml for what is none."""
    address = document.get("registry", "")
    if address == "":
        return ""
    from hookstudio.model.module import is_web_address

    if not isinstance(address, str) or not is_web_address(address):
        raise BadToml("its registry is not an address such as “https://npm.example.com/”, without a password in it")
    return address


def _type_name(key: str) -> str | None:
    known = find_type(key)
    return known.name if known else None
