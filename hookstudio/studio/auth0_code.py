"""The code of an Auth0 Rule or Action as that of a classic hook, with its adapter, and what of it can't be translated."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from hookstudio.model.errors import StudioError
from hookstudio.model.module import split_request
from hookstudio.resources import resource
from hookstudio.studio.javascript import package_name
from hookstudio.studio.parts_of_code import Use, first_error, lone_function, requires, uses

_CARRIED_API: Final = frozenset(
    {
        "api.access.deny",
        "api.idToken.setCustomClaim",
        "api.accessToken.setCustomClaim",
        "api.user.setUserMetadata",
        "api.user.setAppMetadata",
    }
)
_CARRIED_EVENT: Final = (
    "event.user",
    "event.request.ip",
    "event.request.user_agent",
    "event.request.query",
    "event.request.body",
    "event.client.client_id",
    "event.client.name",
    "event.secrets",
)
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

    `code` is '' where nothing of it could be.
    """

    code: str = ""
    modules: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def rule_code(name: str, source: str, file: str, configuration: Sequence[str]) -> Translated:
    """The hook of a Rule. *file* is what the notes call it, *configuration* the keys that the export has."""
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
    line = first_error(source)
    notes = list(_keywords(source, file))
    if line:
        return Translated(notes=(f"{file}, line {line}: this can't be parsed, so the action was left out.", *notes))
    event, api = _parameters(source)
    for use in uses(source, api):
        path = use.path.replace(api, "api", 1)
        if path not in _CARRIED_API:
            notes.append(f"{file}, line {use.line}: {path} has no counterpart here.")
    members = uses(source, event)
    for use in members:
        path = use.path.replace(event, "event", 1)
        if not any(path == known or path.startswith(f"{known}.") for known in _CARRIED_EVENT) and path != "event":
            notes.append(f"{file}, line {use.line}: {path} is not known here; it is undefined.")
    used, computed = _members([Use(use.path.partition(".")[2], use.line) for use in members if use.path.startswith(f"{event}.secrets")])
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
    return Translated(_filled("action.js", name, parts), modules, (*notes, *more))


def _parameters(source: str) -> tuple[str, str]:
    """What the action calls its two parameters."""
    from hookstudio.studio.parts_of_code import exported_parameters

    names = exported_parameters(source)
    return (names[0] if names else "event", names[1] if len(names) > 1 else "api")


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
