"""`hook.toml`: a hook's values on disk."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from hookstudio.model.errors import StudioError
from hookstudio.model.hook import Dialect, Hook, valid_name
from hookstudio.storage.toml_file import BadToml, format_toml, parse_toml

HOOK_FILE: Final = "hook.toml"
CODE_FILES: Final = tuple(dialect.file_name for dialect in Dialect)
DESCRIPTION_LIMIT: Final = 20_000
NODE_LIMIT: Final = 999
_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")


def hook_from(document: Mapping[str, Any], *, type_name: str, slug: str, code_file: str) -> Hook:
    """The hook that a `hook.toml` describes, beside a code file called *code_file*. Raises BadToml saying what is wrong.

    A `hook.mjs` is esm whatever the document says, as for Node; a `hook.js` is what the document says, else classic.
    """
    identity = _text(document, "id")
    if not is_hook_id(identity):
        suggestion = fresh_id("", type_name, slug)
        raise BadToml(f'its id is missing, or more than 64 letters, digits, “-” and “_”; it could be: id = "{suggestion}"')
    try:
        name = valid_name(_text(document, "name") or slug)
    except StudioError as error:
        raise BadToml("its name can't be used: " + error.message) from None
    dialect = _text(document, "dialect")
    if dialect and dialect not in tuple(Dialect):
        raise BadToml(f"its dialect “{dialect[:40]}” is neither classic nor esm")
    return Hook(
        id=identity,
        name=name,
        slug=slug,
        type=type_name,
        description=_text(document, "description"),
        enabled=_flag(document, "enabled", default=True),
        dialect=Dialect.ESM if code_file == Dialect.ESM.file_name else Dialect(dialect or Dialect.CLASSIC),
        dialect_fixed=_flag(document, "dialect_fixed", default=False),
        node=node_from(document),
    )


def node_from(document: Mapping[str, Any]) -> int | None:
    """The Node major that a document asks for. Raises BadToml if that is not a whole number from 1."""
    node = document.get("node")
    if node is None:
        return None
    if isinstance(node, bool) or not isinstance(node, int) or not 1 <= node <= NODE_LIMIT:
        raise BadToml("its node is not a major version such as 24")
    return node


def hook_to_toml(hook: Hook, found: bytes | None = None) -> bytes:
    """The bytes of *hook*'s file. Keys in *found*, the file as it stands, that this program does not know are kept.

    Where nothing would change, *found* itself comes back, comments and all.
    """
    old: dict[str, Any] = {}
    if found is not None:
        try:
            old = parse_toml(found)
        except BadToml:
            found = None
    known: dict[str, Any] = {
        "id": hook.id,
        "name": hook.name,
        "description": hook.description,
        "enabled": hook.enabled,
        "dialect": hook.dialect.value,
        "dialect_fixed": True if hook.dialect_fixed else None,
        "node": hook.node,
    }
    kept = {key: value for key, value in old.items() if key not in known}
    document = {key: value for key, value in known.items() if value is not None} | kept
    return found if found is not None and document == old else format_toml(document)


def is_hook_id(text: str) -> bool:
    """Whether *text* can be the id of a hook: it names files too."""
    return _ID.fullmatch(text) is not None


def new_hook_id() -> str:
    """An id that no other hook has: a random UUID."""
    import uuid

    return str(uuid.uuid4())


def fresh_id(seed: str, type_name: str, slug: str) -> str:
    """An id that could be given to a hook without one of its own: always the same for one place."""
    import uuid

    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{seed}/{type_name}/{slug}"))


def _text(document: Mapping[str, Any], key: str) -> str:
    value = document.get(key, "")
    if not isinstance(value, str):
        raise BadToml(f"its {key} is not text")
    return value


def _flag(document: Mapping[str, Any], key: str, *, default: bool) -> bool:
    value = document.get(key, default)
    if not isinstance(value, bool):
        raise BadToml(f"its {key} is neither true nor false")
    return value
