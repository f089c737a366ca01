"""The journal of a push that is under way or was broken. It may have come along with a workspace: nothing in it is believed unseen."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from hookstudio.model.json_value import JsonValue
from hookstudio.model.sync import Request
from hookstudio.model.tenant import FIELDS, HookState, is_order
from hookstudio.storage.failures import in_words
from hookstudio.storage.regular_file import Unfit, is_plain, read_regular

LIMIT: Final = 512 * 1024 * 1024
_METHODS: Final = ("POST", "PATCH", "DELETE")
_TEXTS: Final = ("path", "why", "key", "type", "hook_id", "remote_id", "created_at")
_STATES: Final = ("expected", "wanted", "agreed")


def found_done(done: Mapping[str, Any]) -> bool:
    """Whether a request did not have to be sent, as somebody else had done what it wants."""
    return done.get("found") is True


class Damaged(ValueError):
    """A journal can't be understood."""


@dataclass(frozen=True, slots=True)
class Journal:
    """A push that is not finished: its plan, the requests in it, and what is known of them, by number.

    `fresh`: those done requests of which it is not noted yet that the tenant's file tells of them. `unheard`: those of `sending` that may
    have done something; of the others it was seen that they had not.
    """

    plan: Mapping[str, Any]
    requests: tuple[Request, ...] = ()
    done: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)
    sending: frozenset[int] = frozenset()
    fresh: frozenset[int] = frozenset()
    unheard: frozenset[int] = frozenset()

    @property
    def has_sent(self) -> bool:
        """Whether the push may have done something."""
        return bool(self.unheard) or any(not found_done(done) for done in self.done.values())


def first_line(plan: JsonValue, tenant: str) -> bytes:
    """What a journal of a push to that tenant begins with."""
    return line({"tenant": tenant, "plan": plan})


def line(value: JsonValue) -> bytes:
    return json.dumps(value, ensure_ascii=True, separators=(",", ":")).encode() + b"\n"


def read_journal(path: Path, tenant: str) -> Journal | None:
    """The push to that tenant which is noted in *path*, None if there is none, or one to another tenant. Links count as nothing.

    Lines that were cut off by the end of a program are left out, and lines that make no sense. Raises Damaged where the plan is not
    to be understood, StudioError where the system refuses to read it.
    """
    if not is_plain(path):
        return None
    try:
        with in_words(path, "read"):
            lines = read_regular(path, LIMIT)[0].split(b"\n")[:-1]
    except Unfit as error:
        raise Damaged(str(error)) from None
    first = _document(lines[0]) if lines else None
    if first is None or not isinstance(first.get("plan"), dict):
        raise Damaged("it does not begin with a plan")
    if first.get("tenant") != tenant:
        return None
    plan = first["plan"]
    try:
        requests = tuple(request_from(each) for each in _list(plan.get("requests")))
        for text in (*_list(plan.get("known", [])), *_list(plan.get("agreed", [])), plan.get("before", ""), plan.get("at", "")):
            _text(text)
    except (KeyError, TypeError, ValueError) as error:
        raise Damaged(str(error)) from None
    return _with_numbers(plan, requests, lines[1:])


def request_from(document: Any) -> Request:
    """A request as it was noted. Raises KeyError, TypeError, ValueError for what no request can be."""
    if not isinstance(document, dict) or document["method"] not in _METHODS or not isinstance(document["body"], dict):
        raise ValueError("a request that is none")
    if not all(isinstance(document[name], str) for name in _TEXTS):
        raise ValueError("a request without its texts")
    states = {name: None if document[name] is None else state_from(document[name]) for name in _STATES}
    packages = tuple((_text(name), _text(version)) for name, version in _list(document["packages"]))
    found = Request(**{**document, **states, "packages": packages})
    if found.remote_id in (".", "..") or not (found.remote_id or found.method == "POST"):
        raise ValueError("a request for no hook")
    known = {*FIELDS, "type"} if found.method == "POST" else {*FIELDS}
    if not packages and found.method != "DELETE" and (found.wanted is None or not {*found.body} <= known):
        raise ValueError("a request that wants nothing")
    if found.path != _path_of(found) or not (packages or _is_its_body(found)):
        raise ValueError("a request that says something else than it does")
    return found


def _path_of(request: Request) -> str:
    """The path that a request goes to, whatever it says."""
    hook = f"/hooks/{quote(request.remote_id, safe='')}"
    if request.packages:
        return f"{hook if request.remote_id else '/hooks/(new)'}/packages"
    return "/hooks/" if request.method == "POST" else hook


def _is_its_body(request: Request) -> bool:
    """Whether the body is what leads from the state that is expected to the one that is wanted."""
    body, was, wanted = request.body, request.expected, request.wanted
    if request.method == "DELETE":
        return not body and wanted is None
    if wanted is None or (request.method == "PATCH") != (was is not None):
        return False
    if request.method == "POST" and body.get("type") not in (request.type, request.type.replace("-", "_")):
        return False
    for name in FIELDS:
        value = getattr(wanted, name)
        if name in body and body[name] != value and not (body[name] is None and value == ""):
            return False
        if name not in body and (value not in (None, "") if was is None else value != getattr(was, name)):
            return False
    return True


def state_from(document: Any) -> HookState:
    """A state as it was noted. Raises KeyError, TypeError, ValueError for what none can be."""
    if not isinstance(document, dict):
        raise TypeError("a state that is no object")
    found = HookState(**document)
    order = found.order
    if not all(isinstance(word, str) for word in (found.name, found.description, found.content)) or not isinstance(found.enabled, bool):
        raise TypeError("a state without its texts")
    if order is not None and not is_order(order):
        raise TypeError("a state whose order is no number")
    return found


def _with_numbers(plan: Mapping[str, Any], requests: Sequence[Request], lines: Sequence[bytes]) -> Journal:
    done: dict[int, Mapping[str, Any]] = {}
    sending: set[int] = set()
    fresh: set[int] = set()
    unheard: set[int] = set()
    for found in map(_document, lines):
        number, what = (None, None) if found is None else (found.get("number"), found.get("what"))
        if what == "kept":
            fresh = set()
        if found is None or isinstance(number, bool) or not isinstance(number, int) or not 0 <= number < len(requests):
            continue
        if what == "sending":
            sending.add(number)
            unheard.add(number)
        elif what == "nothing":
            unheard.discard(number)
        elif what == "done" and _tells_of_one(found):
            done[number] = found
            fresh.add(number)
    return Journal(plan, tuple(requests), done, frozenset(sending - done.keys()), frozenset(fresh), frozenset(unheard - done.keys()))


def _tells_of_one(found: Mapping[str, Any]) -> bool:
    """Whether a line says that a request was confirmed, and what came of it."""
    try:
        if found.get("state") is not None:
            state_from(found["state"])
        return isinstance(found.get("remote_id", ""), str) and isinstance(found.get("created_at", ""), str)
    except (KeyError, TypeError, ValueError):
        return False


def _document(data: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError("something that is no list")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("something that is no text")
    return value
