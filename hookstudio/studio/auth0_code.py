"""The code of an Auth0 Rule or Action as that of a classic hook, with its adapter, and what of it can't be translated."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from hookstudio.model.errors import StudioError
from hookstudio.model.module import split_request
from hookstudio.resources import resource
from hookstudio.studio.auth0_handed import Exports, HandedCode, Touch, can_be_followed
from hookstudio.studio.javascript import package_name
from hookstudio.studio.parts_of_code import Use, first_error, lone_function, requires, uses

_CARRIED_API: Final = (
    "api.access.deny",
    "api.idToken.setCustomClaim",
    "api.accessToken.setCustomClaim",
    "api.user.setUserMetadata",
    "api.user.setAppMetadata",
)
_CARRIED_EVENT: Final = (
    "event.request.ip",
    "event.request.user_agent",
    "event.request.query",
    "event.request.body",
    "event.client.client_id",
    "event.client.name",
    "event.secrets",
)
_CARRIED_RULE: Final = (
    "context.clientID",
    "context.clientName",
    "context.request.ip",
    "context.request.userAgent",
    "context.request.query",
    "context.request.body",
    "context.idToken",
    "context.accessToken",
)
_TOO_MUCH: Final = "this is too long, or too deeply nested, to be looked through"
_METADATA: Final = frozenset({"app_metadata", "user_metadata", "setAppMetadata", "setUserMetadata"})
_UNAUTHORIZED: Final = """
class UnauthorizedError extends Error {
  constructor(message) {
    super(message);
    this.name = 'UnauthorizedError';
  }
}
"""


@dataclass(frozen=True, slots=True)
class Translated:
    """A hook's code and the modules that it wants; `notes` name file and line of what could not be translated.

    `code` is '' where nothing of it could be. `runs`: whether there is something in it that can be called.
    """

    code: str = ""
    modules: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    runs: bool = True


def rule_code(name: str, source: str, file: str, configuration: Sequence[str]) -> Translated:
    """The hook of a Rule. *file* is what the notes call it, *configuration* the keys that the export has."""
    if not can_be_followed(source):
        return Translated(notes=(f"{file}, line 1: {_TOO_MUCH}, so the rule was left out.",))
    if not lone_function(source):
        line = first_error(source)
        where = f"{file}, line {line}" if line else f"{file}, line 1"
        why = "this can't be parsed" if line else "a rule is one function and nothing beside it, and this is something else"
        return Translated(notes=(f"{where}: {why}, so the rule was left out.", *_keywords(source, file)))
    notes = list(_keywords(source, file))
    notes += [
        f"{file}, line {use.line}: {use.path} is Auth0's management API and has no counterpart here." for use in uses(source, "auth0")
    ]
    for use in uses(source, "global"):
        notes.append(f"{file}, line {use.line}: {use.path} is not kept from one run to the next.")
    handed = HandedCode(source)
    notes += _touch_notes(file, handed.touches(handed.lone_function(), "user", "context"), _CARRIED_RULE, "user")
    wanted, computed = _members(uses(source, "configuration"))
    keys = sorted({*wanted, *(configuration if computed else ())})
    notes += [f"{file}, line {line}: configuration.{key} has to be filled in: it is a constant at the top." for key, line in wanted.items()]
    notes += [f"{file}, line {line}: which value of configuration it is, is worked out at run time." for line in computed]
    code, modules, more = _with_bare_requires(source, file)
    constants = _constants("configuration", keys) if keys or computed else ""
    if uses(source, "UnauthorizedError"):
        constants += _UNAUTHORIZED
    text = code.rstrip()
    while text.endswith(";"):
        text = text[:-1].rstrip()
    return Translated(_filled("rule.js", name, {"CONSTANTS": constants, "CODE": text.strip()}), modules, (*notes, *more))


def action_code(name: str, source: str, file: str, handler: str, secrets: Iterable[str], *, code_first: bool = False) -> Translated:
    """The hook of an Action whose code exports *handler*. *code_first*: its `deny` takes a code before the reason."""
    if not can_be_followed(source):
        return Translated(notes=(f"{file}, line 1: {_TOO_MUCH}, so the action was left out.",))
    line = first_error(source)
    notes = list(_keywords(source, file))
    if line:
        return Translated(notes=(f"{file}, line {line}: this can't be parsed, so the action was left out.", *notes))
    handed = HandedCode(source)
    exports = handed.exports()
    runs = handler in exports.names or "" in exports.names or handed.names_anywhere(handler)
    notes += _handler_notes(file, handler, exports, runs)
    touches = handed.touches(exports.functions, "event", "api")
    notes += _touch_notes(file, touches, (*_CARRIED_EVENT, *_CARRIED_API), "event.user")
    secret = [touch for touch in touches if touch.path.startswith("event.secrets")]
    used, computed = _members([Use(touch.path.partition(".")[2], touch.line) for touch in secret])
    keys = sorted({*used, *secrets})
    notes += [f"{file}, line {line}: event.secrets.{key} has to be filled in: it is a constant at the top." for key, line in used.items()]
    notes += [f"{file}, line {line}: which secret it is, is worked out at run time." for line in computed]
    code, modules, more = _with_bare_requires(source, file)
    parts = {
        "CONSTANTS": _constants("secrets", keys) if keys else "",
        "CODE": code.rstrip("\n"),
        "SECRETS": "secrets" if keys else "{}",
        "DENY": "code, reason" if code_first else "reason",
        "HANDLER": handler,
    }
    return Translated(_filled("action.js", name, parts), modules, (*notes, *more), runs)


def _handler_notes(file: str, handler: str, exports: Exports, runs: bool) -> Iterator[str]:
    """What is to be said of what an Action hands out."""
    if not runs:
        yield f"{file}, line 1: there is no {handler}, which is what would be called, so the action comes in disabled."
    elif not exports.functions:
        yield f"{file}, line 1: how {handler} is handed out can't be seen, so what it uses was not looked at."
    for name, line in exports.names.items():
        if name.startswith("on") and name != handler:
            yield f"{file}, line {line}: {name} is never called here."


def _touch_notes(file: str, touches: Iterable[Touch], carried: Sequence[str], user: str) -> Iterator[str]:
    """What the adapter does not carry of all that the code gets at; *user* is the path of the user."""
    from hookstudio.studio.schemas import user_names

    known_of_user = {*user_names(), "user_id", "user_metadata", "app_metadata"}
    found = dict[str, None]()
    one = next((touch.line for touch in touches if not _METADATA.isdisjoint(touch.path.split("."))), None)
    if one is not None:
        found[f"line {one}: app_metadata and user_metadata are one here, “metadata”: what sets the one sets the other."] = None
    for touch in touches:
        path, line = touch.path, touch.line
        if path == user or path.startswith(f"{user}."):
            name = path.removeprefix(user).removeprefix(".").partition(".")[0]
            if name == "identities":
                found[f"line {line}: {user}.identities is of another form here; it has no isSocial, for one."] = None
            elif name and name not in known_of_user and not (touch.written and path == f"{user}.{name}"):
                found[f"line {line}: {user}.{name} is not known here; it is undefined."] = None
        elif any(path == one_of or path.startswith(f"{one_of}.") for one_of in carried):
            continue
        elif path.startswith("api.") and not any(one_of.startswith(f"{path}.") for one_of in carried):
            found[f"line {line}: {path} has no counterpart here."] = None
        elif touch.handed_on:
            found[f"line {line}: {path} is handed on here; what is done with it there was not looked at."] = None
        elif touch.computed:
            found[f"line {line}: which part of {path} it is, is worked out at run time."] = None
        elif any(one_of.startswith(f"{path}.") for one_of in carried) or path in ("event", "context"):
            continue
        elif touch.written and path.count(".") == 1:
            found[f"line {line}: {path} has no counterpart here: that it is set does nothing."] = None
        else:
            found[f"line {line}: {path} is not known here; it is undefined."] = None
    return (f"{file}, {note}" for note in found)


def _members(found: Iterable[Use]) -> tuple[dict[str, int], list[int]]:
    """The member that each use names first, with its first line; and the lines of those that name none."""
    named: dict[str, int] = {}
    computed = []
    for use in found:
        key = use.path.partition(".")[2].partition(".")[0]
        if key:
            named.setdefault(key, use.line)
        else:
            computed.append(use.line)
    return named, computed


def _with_bare_requires(source: str, file: str) -> tuple[str, dict[str, str], list[str]]:
    """The code with `require('name@1.2.3')` as `require('name')`, the modules with their versions, and notes."""
    data, notes = source.encode(), []
    modules: dict[str, str] = {}
    for text, line, start, end in reversed(requires(source)):
        if text.startswith("actions:"):
            notes.append(f"{file}, line {line}: “{text}” is a module of Auth0's own and is not here.")
            continue
        if package_name(text) is None:
            continue
        try:
            name, wanted = split_request(text)
        except StudioError:
            notes.append(f"{file}, line {line}: “{text}” is not the name of a module that can be added.")
            continue
        if not wanted:
            notes.append(f"{file}, line {line}: “{text}” has no version. Add it to the hook as a module.")
            continue
        if modules.setdefault(name, wanted) != wanted:
            notes.append(f"{file}, line {line}: {name} is wanted in two versions; it is {modules[name]} everywhere now.")
        data = data[: start + 1] + name.encode() + data[end - 1 :]
    return data.decode(), modules, notes[::-1]


def _keywords(source: str, file: str) -> Iterable[str]:
    """Where `@@NAME@@` and `##NAME##` stand, which auth0-deploy-cli would have replaced."""
    for number, line in enumerate(source.splitlines(), 1):
        for mark in ("@@", "##"):
            pieces = line.split(mark)
            for name in pieces[1:-1:2]:
                if name.isidentifier():
                    yield f"{file}, line {number}: {mark}{name}{mark} is a placeholder of auth0-deploy-cli. Put the value there."


def _constants(name: str, keys: Iterable[str]) -> str:
    spelled = [key if key.isidentifier() and key.isascii() else json.dumps(key) for key in keys]
    lines = "".join(f"  {key}: '', // FILL IN\n" for key in spelled)
    return f"\n// Values that did not come along. Fill them in before this hook runs.\nconst {name} = {{\n{lines}}};\n"


def _filled(template: str, name: str, parts: Mapping[str, str]) -> str:
    """The template with its parts, which are not looked at again."""
    text = resource("auth0", template).read_text("utf-8")
    first, *rest = text.split("/* ")
    whole = {"NAME": " ".join(name.split()), **parts}
    pieces = [(key, after) for key, _, after in (piece.partition(" */") for piece in rest)]
    return first + "".join(whole[key] + after for key, after in pieces)
