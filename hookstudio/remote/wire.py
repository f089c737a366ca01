"""Hooks as the API writes them: read with distrust, written as it wants them. Raises Malformed."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NoReturn
from urllib.parse import quote

from hookstudio.model.tenant import Generation, HookState, RemoteHook, is_order

CONTENT_LIMIT: Final = 5 * 1024 * 1024
"""Bytes that the code of one hook may have."""

_TEXT_LIMIT: Final = 100_000
_TOTAL_LIMIT: Final = 100_000
_SMALL: Final = 4 * 1024 * 1024
_VALUES_LIMIT: Final = 200_000
_STRING: Final = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)


class Malformed(Exception):
    """A document is not what the contract says; the text says in what way."""


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the hooks, and how many there are in all. `size`: the bytes that it took."""

    total: int
    hooks: tuple[RemoteHook, ...]
    size: int = 0


def path_of(hook_id: str) -> str:
    """The address of a hook, below the API's."""
    return f"/hooks/{quote(hook_id, safe='')}"


def document(body: bytes) -> object:
    """The JSON in *body*. What is large has to be so by its texts: millions of values take many times the room of their bytes."""
    if body[:256].lstrip()[:1] == b"<":
        raise Malformed("a page for people, in HTML")
    if len(body) > _SMALL and sum(map(_STRING.sub(b"", body).count, (b",", b"[", b"{"))) > _VALUES_LIMIT:
        raise Malformed(f"{len(body)} bytes with more values than hooks have")
    try:
        return json.loads(body, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise Malformed(f"{len(body)} bytes that are no JSON") from None


def said(body: bytes) -> tuple[str, str]:
    """The error's name and its description in an answer that refuses, as they are, '' for what it has not."""
    try:
        found = document(body)
    except Malformed:
        return "", ""
    if not isinstance(found, dict):
        return "", ""
    name, words = found.get("error"), found.get("error_description")
    return (name if isinstance(name, str) and len(name) <= 100 else ""), (words if isinstance(words, str) else "")


def read_page(found: object, api: Generation) -> Page:
    match found:
        case {"total": int(total), "results": list(results)} if not isinstance(total, bool) and 0 <= total <= _TOTAL_LIMIT:
            return Page(total, tuple(_listed(one, api) for one in results))
    raise Malformed("no page of hooks: “total” and “results” are wanted")


def _listed(found: object, api: Generation) -> RemoteHook:
    """A hook of a list: one that can't be read does not keep the others from being read."""
    try:
        return read_hook(found, api)
    except Malformed as error:
        if not isinstance(found, dict):
            raise
        hook_id = _text(found, "id")
        if hook_id in ("", ".", ".."):
            raise
        name, kind = _or_nothing(found, "name"), _or_nothing(found, "type") or "?"
        kind = kind.replace("_", "-") if api == "first" else kind
        return RemoteHook(hook_id, kind, HookState(name, "", "", None, False), problem=str(error))


def _or_nothing(found: Mapping[str, Any], key: str) -> str:
    try:
        return _text(found, key)
    except Malformed:
        return ""


def read_hook(found: object, api: Generation) -> RemoteHook:
    if not isinstance(found, dict):
        raise Malformed("a hook that is no object")
    hook_id, name, kind = _text(found, "id"), _text(found, "name"), _text(found, "type")
    if hook_id in ("", ".", "..") or not kind:  # dots would be another address
        raise Malformed("a hook without an id or a type")
    content = _text(found, "content", limit=CONTENT_LIMIT) if "content" in found or api == "v1" else ""
    enabled = found.get("enabled", True if api == "first" else None)
    if not isinstance(enabled, bool):
        raise Malformed(f"the hook {hook_id[:50]} is neither enabled nor disabled")
    return RemoteHook(
        id=hook_id,
        type=kind.replace("_", "-") if api == "first" else kind,
        state=HookState(name, _text(found, "description", missing=True), content, _order(found.get("order")), enabled),
        created_at=_text(found, "created_at", missing=True),
        updated_at=_text(found, "updated_at", missing=True),
        packages=_packages(found.get("packages")) if api == "first" else (),
    )


def generation(found: object) -> Generation | None:
    """Which generation of the API wrote this page; None where no hook of it tells."""
    match found:
        case {"results": [{"type": str(kind), **rest}, *_]}:
            return "first" if "packages" in rest or "_" in kind else "v1"
    return None


def new_hook(kind: str, state: HookState, api: Generation) -> dict[str, Any]:
    """The body that creates a hook."""
    body = {"name": state.name, "type": kind.replace("-", "_") if api == "first" else kind, "content": state.content}
    given = changes(api, description=state.description, order=state.order, enabled=state.enabled)
    return body | {name: value for name, value in given.items() if value not in (None, "")}


def changes(api: Generation, **fields: object) -> dict[str, Any]:
    """The body that changes these fields of a hook. An empty description is null, but for the first generation, which has no null."""
    body = dict(fields)
    if body.get("description") == "" and api == "v1":
        body["description"] = None
    order = body.get("order")
    if isinstance(order, float) and order.is_integer():
        body["order"] = int(order)
    return body


def packed(body: object) -> bytes:
    return json.dumps(body, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def _text(found: Mapping[str, Any], key: str, *, missing: bool = False, limit: int = _TEXT_LIMIT) -> str:
    value = found.get(key)
    if type(value) is str and len(value) <= limit and value.isascii():
        return value
    if value is None and missing:
        return ""
    if not isinstance(value, str):
        raise Malformed(f"a hook whose “{key}” is no text")
    try:
        size = len(value.encode())
    except UnicodeEncodeError:
        raise Malformed(f"a hook whose “{key}” has half characters in it") from None
    if size > limit:
        raise Malformed(f"a hook whose “{key}” has {size} bytes; at most {limit} are read")
    return value


def _order(value: object) -> float | None:
    if value is None:
        return None
    if not isinstance(value, int | float) or not is_order(value):
        raise Malformed("a hook whose “order” is no number of use")
    return value


def _packages(value: object) -> tuple[tuple[str, str], ...]:
    if value is None:
        return ()
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise Malformed("a hook whose “packages” are no list")
    found = []
    for one in value:
        if not isinstance(one, dict):
            raise Malformed("a package that is no object")
        found.append((_text(one, "name"), _text(one, "version", missing=True)))
    return tuple(found)


def _no_number(text: str) -> NoReturn:
    raise ValueError(text)
