"""Auth0 Rules and Actions, as auth0-deploy-cli writes them into a folder, as classic hooks; and what could not be translated."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any, Final

from hookstudio.model.bundle import Bundle, BundledHook
from hookstudio.model.errors import NotFound, StudioError
from hookstudio.model.hook import Hook, slugify
from hookstudio.storage.failures import in_words
from hookstudio.storage.hook_file import new_hook_id
from hookstudio.storage.json_file import read_json
from hookstudio.storage.regular_file import leads_outside
from hookstudio.studio.auth0_code import Translated, action_code, rule_code
from hookstudio.studio.plain_files import name_from, read_code

_STAGES: Final = {"login_success": "post-login", "user_registration": "post-register"}
_TRIGGERS: Final = {
    "post-login": ("post-login", "onExecutePostLogin"),
    "pre-user-registration": ("pre-register", "onExecutePreUserRegistration"),
    "post-user-registration": ("post-register", "onExecutePostUserRegistration"),
    "send-phone-message": ("sms", "onExecuteSendPhoneMessage"),
    "credentials-exchange": ("pre-access-token", "onExecuteCredentialsExchange"),
}
_RULES, _ACTIONS, _CONFIGURATION = "rules", "actions", "rules-configs"


def is_export(folder: Path) -> bool:
    """Whether *folder* looks as auth0-deploy-cli writes it."""
    return any((folder / part).is_dir() and any((folder / part).glob("*.json")) for part in (_RULES, _ACTIONS))


def read_export(folder: Path) -> Bundle:
    """The hooks that the Rules, in their order, and then the Actions of an export become.

    The notes say what could not be translated, with file and line. Raises StudioError if a path in it leaves the folder or nothing is left.
    """
    reader = _Reader(Path(os.path.realpath(folder)))
    hooks = (*reader.rules(), *reader.actions())
    if not hooks:
        raise NotFound(f"Nothing in “{folder}” can become a hook.", hint="\n".join(reader.notes[:10]))
    return Bundle(hooks, notes=tuple(reader.notes))


class _Reader:
    def __init__(self, root: Path) -> None:
        self._root = root
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
        for file, document in self._documents(_ACTIONS):
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
                hooks += self._hook(name, "Action", kind, replace(made, modules=modules), document.get("deployed") is not False)
        return hooks

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
            try:
                value = read_json(path)
            except StudioError as error:
                self.notes.append(f"{file} can't be read, so it was left out. {error.message}")
                continue
            if isinstance(value, dict):
                yield file, value
            else:
                self.notes.append(f"{file} is no JSON object, so it was left out.")

    def _code(self, file: str, told: Any, base: Path) -> tuple[str, str] | None:
        """The code that a document names, and its file; None, with a note, without one. Raises StudioError if it leaves the folder."""
        if not isinstance(told, str) or not told or "\0" in told:
            self.notes.append(f"{file} names no file with code, so it was left out.")
            return None
        path = PurePosixPath(told.replace("\\", "/"))
        if path.is_absolute() or ":" in path.parts[0]:
            raise _leaves(file, told)
        for relative in (path, PurePosixPath(*path.parts[1:])):  # some exports write the folder's own name in front
            candidate = base / relative
            self._refuse_outside(candidate, file, told)
            if candidate.is_file():
                where = candidate.resolve().relative_to(self._root).as_posix()
                try:
                    return read_code(candidate), where
                except StudioError as error:
                    self.notes.append(f"{where} can't be read, so it was left out. {error.message}")
                    return None
        self.notes.append(f"{file}: its code, “{told}”, is not there, so it was left out.")
        return None

    def _refuse_outside(self, path: Path, file: str, told: str = "") -> None:
        if leads_outside(path, self._root):
            raise _leaves(file, told or path.name)


def _leaves(file: str, told: str) -> StudioError:
    return StudioError(f"{file} names “{told[:100]}”, which leaves the folder of the export.", hint="Nothing was imported.")


def _objects(value: Any) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _number(value: Any) -> float:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else float("inf")
