"""Why a module could not be loaded, in words that say what to do; and places in the author's text, not in the rewritten one."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Final

from hookstudio.model.hook import Dialect
from hookstudio.model.outcome import HookError, Outcome, StackFrame
from hookstudio.studio.module_code import Rewritten, Specifier, computes_imports, key_for, specifiers
from hookstudio.studio.module_place import ModulePlace

NOT_FOUND: Final = frozenset({"MODULE_NOT_FOUND", "ERR_MODULE_NOT_FOUND"})
_SCHEME: Final = "ERR_UNSUPPORTED_ESM_URL_SCHEME"
_NOT_REQUIRED: Final = frozenset({"ERR_REQUIRE_ESM", "ERR_PACKAGE_PATH_NOT_EXPORTED", "ERR_REQUIRE_ASYNC_MODULE"})
_NAMED: Final = re.compile(r"^Cannot find (?:module|package) '([^'\n]+)'")
_REQUEST: Final = re.compile(r"'([^'\s]+)'")


@dataclass(frozen=True, slots=True)
class ModuleWords:
    """What is needed to explain an outcome: the code as the author wrote it and as it ran, and where its modules are.

    `rewritten` is None where it ran as it is. `workspace` is a path and `hook` TYPE/SLUG; both are '' for a file of no workspace.
    """

    code: str
    rewritten: Rewritten | None
    place: ModulePlace
    workspace: str
    hook: str

    def explained(self, outcome: Outcome) -> Outcome:
        """The outcome with its error in words and in the author's columns."""
        if outcome.error is None:
            return outcome
        return replace(outcome, error=self._error(outcome.error, outcome))

    def _error(self, error: HookError, outcome: Outcome) -> HookError:
        message = self._message(error, outcome)
        code = error.code
        if message is None:
            message = error.message
        elif code == _SCHEME:
            code = "ERR_MODULE_NOT_FOUND"
        cause = self._error(error.cause, outcome) if error.cause is not None else None
        stack = error.stack
        if self.rewritten is not None and self.rewritten.moves_columns:
            stack = tuple(_in_original(frame, self.rewritten) for frame in stack)
        return replace(error, message=message, code=code, stack=stack, cause=cause)

    def _message(self, error: HookError, outcome: Outcome) -> str | None:
        """Why the error came about, None where its own message says it."""
        if error.code in NOT_FOUND:
            named = _NAMED.match(error.message)
            return None if named is None else self._not_found([one for one in self._asked() if _is_for(one, named[1], self.place)])
        if error.code == _SCHEME:
            return self._scheme()
        node = outcome.node.partition(".")[0]
        if error.code in _NOT_REQUIRED and outcome.dialect == Dialect.CLASSIC.value:
            return _not_required(error, node)
        if error.name == "SyntaxError" and any(frame.function == "wrapSafe" for frame in error.stack):
            return self._unreadable(error, node)
        return None

    def _asked(self) -> tuple[Specifier, ...]:
        return specifiers(self.code)

    def _scheme(self) -> str | None:
        asked = [one for one in self._asked() if one.rewritable]
        if missing := [one for one in asked if key_for(one, self.place.keys) is None]:
            return self._not_found(missing)
        if computes_imports(self.code):
            return (
                "A computed import() can't load a module by “npm:”, because what to install has to stand in the code. "
                "Write the whole name into the call: import('npm:name@version')."
            )
        return None

    def _not_found(self, asked: list[Specifier]) -> str | None:
        if not asked:
            return None
        requests = tuple(dict.fromkeys(one.request for one in asked))
        if self.place.absent and any(key_for(one, self.place.keys) is not None for one in asked):
            names = ", ".join(f"“{one.name}”" for one in asked)
            way = f"“hookstudio modules restore {_word(self.workspace)}”"
            return f"The modules of this hook are not installed on this computer yet, {names} among them. Restore them: {way} does it."
        named = ", ".join(f"'{request}'" for request in requests)
        if not self.hook:
            return f"Cannot find module {named}: a file that belongs to no workspace has only the node_modules beside it."
        if wrong := next((one for one in asked if one.versioned and not one.rewritable), None):
            return f"Cannot find module {named}: require takes the bare name. Write require('{wrong.name}{wrong.path}')."
        way = f"“hookstudio modules add {_word(self.workspace)} {self.hook} {' '.join(map(_word, requests))}”"
        those, add = ("it is", "Add it") if len(requests) == 1 else ("they are", "Add them")
        return f"Cannot find module {named}: {those} not among this hook's modules. {add} in the Modules panel, or with {way}."

    def _unreadable(self, error: HookError, node: str) -> str | None:
        own = error.own_frame
        lines = self.code.split("\n")
        if own is None or own.line > len(lines):
            return None
        before = sum(len(line) + 1 for line in lines[: own.line - 1])
        end = before + len(lines[own.line - 1])
        called = next((one for one in self._asked() if before + own.column - 1 <= one.start < end), None)
        if called is None:
            return None
        return f"Node {node} can't read the module “{called.name}” or one that it needs ({error.message}). Take an older version of it."


def missing_modules(outcome: Outcome, code: str) -> tuple[str, ...]:
    """What to add so that an outcome that failed for want of modules comes out otherwise: `axios`, `lodash@^4`."""
    requests = {one.request for one in specifiers(code)}
    found: list[str] = []
    error = outcome.error
    while error is not None:
        if error.code in NOT_FOUND and error.message.startswith("Cannot find "):
            found += [name for name in _REQUEST.findall(error.message.partition("\n")[0]) if name in requests]
        error = error.cause
    return tuple(dict.fromkeys(found))


def _in_original(frame: StackFrame, rewritten: Rewritten) -> StackFrame:
    return frame if frame.module is not None else replace(frame, column=rewritten.original_column(frame.line, frame.column))


def _word(text: str) -> str:
    """*text* as one word of a command line."""
    return text if re.fullmatch(r"[\w./@:~\\-]+", text) else f'"{text}"'


def _is_for(specifier: Specifier, named: str, place: ModulePlace) -> bool:
    """Whether it was this specifier that Node could not find as *named*, and not a file inside of a module that is there."""
    key = key_for(specifier, place.keys)
    if specifier.versioned and not specifier.rewritable:
        return named == specifier.text
    return named in (specifier.text, specifier.name, key) and (key is None or place.absent)


def _not_required(error: HookError, node: str) -> str | None:
    if error.code == "ERR_PACKAGE_PATH_NOT_EXPORTED" and not error.message.startswith('No "exports" main'):
        return None
    parts = PurePath(error.message.partition("\n")[0].replace("\\", "/")).parts
    if "node_modules" not in parts:
        return None
    package = parts[len(parts) - parts[::-1].index("node_modules") :]
    name = "/".join(package[: 2 if package[0].startswith("@") else 1]) if package else ""
    return (
        f"“{name}” is an ES module only, and a classic hook on Node {node} can't require that. "
        "Take the newest version that it can, let the hook run on Node 22 or newer, or make the hook an ES module."
    )
