"""Auth0 Rules and Actions, as auth0-deploy-cli writes them into a folder, as classic hooks; and what could not be translated."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any, Final

from hookstudio.model.bundle import Bundle, BundledHook
from hookstudio.model.errors import NotFound, StudioError
from hookstudio.model.hook import Hook, slugify
from hookstudio.model.module import split_request
from hookstudio.model.progress import Cancelled, Progress
from hookstudio.storage.failures import in_words
from hookstudio.storage.hook_file import new_hook_id
from hookstudio.storage.json_file import read_json
from hookstudio.storage.regular_file import leads_outside
from hookstudio.studio.auth0_code import Translated, action_code, rule_code
from hookstudio.studio.code_files import CodeFiles, TooMuch
from hookstudio.studio.plain_files import name_from

_STAGES: Final = {"login_success": "post-login", "user_registration": "post-register"}
_TRIGGERS: Final = {
    "post-login": ("post-login", "onExecutePostLogin"),
    "pre-user-registration": ("pre-register", "onExecutePreUserRegistration"),
    "post-user-registration": ("post-register", "onExecutePostUserRegistration"),
    "send-phone-message": ("sms", "onExecuteSendPhoneMessage"),
    "credentials-exchange": ("pre-access-token", "onExecuteCredentialsExchange"),
}
_RULES, _ACTIONS, _CONFIGURATION, _BINDINGS = "rules", "actions", "rules-configs", "triggers"
_YAML: Final = (".yaml", ".yml")
_TYPESCRIPT: Final = (".ts", ".mts", ".cts", ".tsx")
_PATH_LIMIT: Final = 1_000  # characters; more than any system opens is code that stands where its file should be named
_SHOWN: Final = 100
_WEIGHT: Final = 4  # what is made of JSON takes more room than of code


def is_export(folder: Path) -> bool:
    """Whether *folder* looks as auth0-deploy-cli writes it."""
    return any((folder / part).is_dir() and any((folder / part).glob("*.json")) for part in (_RULES, _ACTIONS))


def refuse_other_forms(path: Path) -> None:
    """Raises StudioError for what looks as if it could be imported and can't: the YAML form of an export, and TypeScript."""
    if path.suffix.lower() in _YAML or any((path / f"tenant{ending}").is_file() for ending in _YAML):
        hint = "Export your tenant in the other form, “a0deploy export --format directory”, and import that folder."
        raise StudioError(f"“{path.name}” is YAML, which can't be imported.", hint=hint)
    if path.suffix.lower() in _TYPESCRIPT:
        raise StudioError(f"“{path.name}” is TypeScript, which can't be imported.", hint="Compile it to JavaScript, and import that.")


def read_export(folder: Path, progress: Progress | None = None) -> Bundle:
    """The hooks that the Rules, in their order, and then the Actions of an export become.

    The notes say what could not be translated, with file and line. Raises StudioError if a path in it leaves the folder, it is too large
    or nothing is left; Cancelled.
    """
    reader = _Reader(Path(os.path.realpath(folder)), CodeFiles(progress))
    hooks = (*reader.rules(), *reader.actions())
    if not hooks:
        raise NotFound(f"Nothing in “{folder}” can become a hook.", hint="\n".join(reader.notes[:10]))
    return Bundle(hooks, notes=tuple(reader.notes))


class _Reader:
    def __init__(self, root: Path, files: CodeFiles) -> None:
        self._root, self._files = root, files
        self.notes: list[str] = []
        self._slugs: dict[str, set[str]] = {}

    def rules(self) -> list[BundledHook]:
        keys = [str(document.get("key")) for _, document in self._documents(_CONFIGURATION)]
        found = sorted(self._documents(_RULES), key=lambda pair: (_number(pair[1].get("order")), pair[0]))
        hooks = []
        for file, document in found:
            stage = str(document.get("stage") or "login_success")
            name = name_from(str(document.get("name") or Path(file).stem))
            if stage not in _STAGES:
                self.notes.append(f"{file}: there is no hook for the stage “{stage}”, so the rule was left out.")
                continue
            code = self._code(file, document.get("script"), self._root / _RULES)
            if code is not None:
                text, where = code
                hooks += self._hook(name, "Rule", _STAGES[stage], rule_code(name, text, where, keys), document.get("enabled") is not False)
        return hooks

    def actions(self) -> list[BundledHook]:
        hooks = []
        bound = self._bindings()
        found = list(self._documents(_ACTIONS))
        for file, document in sorted(found, key=lambda pair: _place(bound, pair[1])):
            name = name_from(str(document.get("name") or Path(file).stem))
            triggers = [str(each.get("id")) for each in _objects(document.get("supported_triggers"))]
            trigger = next((each for each in triggers if each in _TRIGGERS), None)
            for other in triggers:
                if other != trigger:
                    self.notes.append(f"{file}: there is no hook for the trigger “{other}” of “{name}”, so that was left out.")
            if trigger is None:
                if not triggers:
                    self.notes.append(f"{file}: “{name}” does not say what triggers it, so it was left out.")
                continue
            code = self._code(file, document.get("code"), self._root)
            if code is not None:
                kind, handler = _TRIGGERS[trigger]
                secrets = self._secrets(file, document.get("secrets"))
                made = action_code(name, *code, handler, secrets, code_first=trigger == "credentials-exchange")
                modules = {**self._dependencies(file, document), **made.modules}
                unbound = bound is not None and str(document.get("name")) not in bound.get(trigger, {})
                if unbound:
                    self.notes.append(f"{file}: “{name}” is not bound to {trigger}, so it never ran there and comes in disabled.")
                hooks += self._hook(
                    name, "Action", kind, replace(made, modules=modules), document.get("deployed") is not False and not unbound
                )
        if hooks and bound is None:
            self.notes.append(
                "There is no triggers/triggers.json, which says what runs in which order: the actions came in by their names, and those "
                "that were deployed enabled."
            )
        return hooks

    def _bindings(self) -> dict[str, dict[str, int]] | None:
        """The places of the actions that are bound to each trigger, by their names; None where that is not said."""
        document = next((document for _, document in self._documents(_BINDINGS)), None)
        if document is None:
            return None
        return {
            trigger: {str(each.get("action_name")): place for place, each in enumerate(_objects(bound))}
            for trigger, bound in document.items()
        }

    def _hook(self, name: str, what: str, kind: str, made: Translated, enabled: bool) -> list[BundledHook]:
        self.notes += made.notes
        if not made.code:
            return []
        taken = self._slugs.setdefault(kind, set())
        slug = slugify(name, taken)
        taken.add(slug)
        hook = Hook(new_hook_id(), name, slug, kind, f"From the Auth0 {what} “{name}”", enabled and made.runs)
        package = None
        if made.modules:
            from hookstudio.npm.lock_file import manifest_with

            package = manifest_with(None, made.modules).encode()
            listed = ", ".join(f"{module}@{version}" for module, version in sorted(made.modules.items()))
            self.notes.append(f"“{name}” wants {listed}: add these modules to the hook.")
        return [BundledHook(hook, made.code.encode(), package)]

    def _secrets(self, file: str, value: Any) -> list[str]:
        if isinstance(value, str):
            self.notes.append(f"{file}: its secrets are a text, not a list; those that its code names have to be filled in.")
        return [str(each["name"]) for each in _objects(value) if isinstance(each.get("name"), str)]

    def _dependencies(self, file: str, document: dict[str, Any]) -> dict[str, str]:
        wanted = {}
        for each in _objects(document.get("dependencies")):
            name, version = each.get("name"), each.get("version")
            if isinstance(name, str) and isinstance(version, str):
                try:
                    name, version = split_request(f"{name}@{version}" if version else name)
                except StudioError as error:
                    self.notes.append(f"{file}: a module was left out. {error.message}")
                    continue
                wanted[name] = version
                if version in ("", "latest", "*"):
                    self.notes.append(f"{file}: {name} has no exact version.")
        for each in _objects(document.get("modules")):
            self.notes.append(f"{file}: the module “{each.get('module_name')}” is one of Auth0's own and is not here.")
        return wanted

    def _documents(self, part: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """The JSON objects of a folder by the names of their files; others are notes."""
        folder = self._root / part
        if not folder.is_dir():
            return
        with in_words(folder, "read"):
            files = sorted(folder.glob("*.json"))
        for path in files:
            file = f"{part}/{path.name}"
            self._refuse_outside(path, file)
            with in_words(path, "read"):
                self._files.take(_WEIGHT * path.stat().st_size, path)
            try:
                value = read_json(path)
            except StudioError as error:
                self.notes.append(f"{file} can't be read, so it was left out. {error.message}")
                continue
            if not isinstance(value, dict):
                self.notes.append(f"{file} is no JSON object, so it was left out.")
            elif not _is_text(value):
                self.notes.append(f"{file} has half of a character in it, so it was left out.")
            else:
                yield file, value

    def _code(self, file: str, told: Any, base: Path) -> tuple[str, str] | None:
        """The code that a document names, and its file; None, with a note, without one. Raises StudioError if it leaves the folder."""
        if not isinstance(told, str) or not told or "\0" in told:
            self.notes.append(f"{file} names no file with code, so it was left out.")
            return None
        path = PurePosixPath(told.replace("\\", "/"))
        if not path.parts or len(told) > _PATH_LIMIT or "\n" in told:
            self.notes.append(f"{file}: “{_shown(told)}” is no path of a file with code, so it was left out.")
            return None
        if path.is_absolute() or ":" in path.parts[0]:
            raise _leaves(file, told)
        for relative in (path, PurePosixPath(*path.parts[1:])):  # some exports write the folder's own name in front
            candidate = base / relative
            self._refuse_outside(candidate, file, told)
            if _is_file(candidate):
                where = candidate.resolve().relative_to(self._root).as_posix()
                try:
                    return self._files.read(candidate.resolve()), where
                except (TooMuch, Cancelled):
                    raise
                except StudioError as error:
                    self.notes.append(f"{where} can't be read, so it was left out. {error.message}")
                    return None
        self.notes.append(f"{file}: its code, “{_shown(told)}”, is not there, so it was left out.")
        return None

    def _refuse_outside(self, path: Path, file: str, told: str = "") -> None:
        if leads_outside(path, self._root):
            raise _leaves(file, told or path.name)


def _leaves(file: str, told: str) -> StudioError:
    return StudioError(f"{file} names “{_shown(told)}”, which leaves the folder of the export.", hint="Nothing was imported.")


def _objects(value: Any) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _place(bound: dict[str, dict[str, int]] | None, action: dict[str, Any]) -> float:
    """Where an action stands among those of its trigger; behind all where it is not bound to that."""
    name = str(action.get("name"))
    triggers = [str(each.get("id")) for each in _objects(action.get("supported_triggers"))]
    return min(((bound or {}).get(trigger, {}).get(name, float("inf")) for trigger in triggers), default=float("inf"))


def _shown(told: str) -> str:
    """A path as notes show it."""
    line = " ".join(told.split())
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…"


def _is_file(path: Path) -> bool:
    """Whether a file is there; what the system does not take as a path is none."""
    try:
        return path.is_file()
    except OSError:
        return False


def _is_text(value: Any) -> bool:
    """Whether all of it can be written as UTF-8: JSON can say half of a character."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def _number(value: Any) -> float:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else float("inf")
