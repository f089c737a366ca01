"""The hooks of a stand-in tenant, and what it takes for one: as strict as the contract, and no more so."""

from __future__ import annotations

import copy
import math
import re
from collections.abc import Iterable, Mapping
from typing import Any, Final, Literal

from hookstudio.model.hook_type import TYPE_NAMES

Generation = Literal["v1", "first"]

FIRST_TYPES: Final = ("pre_register", "post_register", "pre_login", "post_login", "pre_mfa", "pre_access_token", "pre_id_token")
CHANGEABLE: Final = ("name", "description", "order", "content", "enabled")
_STORED: Final = ("id", "name", "type", "description", "order", "content", "enabled", "created_at", "updated_at")


class Refused(Exception):
    """A request that the tenant does not carry out: its status, the error's name, and words."""

    def __init__(self, status: int, name: str, words: str = "") -> None:
        super().__init__(words)
        self.status, self.name, self.words = status, name, words


class Records:
    """Hooks by id. Every write moves the tenant's own clock by a second, so that two runs make the same times and ids.

    `unique_names`: two hooks of one type can't have one name. `most`: how many hooks the plan allows. `largest_page`: a greater `limit`
    counts as this.
    """

    def __init__(self, generation: Generation) -> None:
        self.generation: Generation = generation
        self.hooks: dict[str, dict[str, Any]] = {}
        self.unique_names = False
        self.most: int | None = None
        self.largest_page = 500
        self._seconds = self._made = 0

    def page(self, limit: int = 20, offset: int = 0, sort_by: str = "", fields: str = "") -> dict[str, Any]:
        """A page of hooks; `offset` counts pages."""
        limit = min(limit, self.largest_page)
        rows = list(self.hooks.values())
        for word in reversed([word for word in sort_by.split(",") if word]):
            name, _, way = word.partition(".")
            if name not in self._fields() or way not in ("", "asc", "desc"):
                raise Refused(400, "invalid_request", f"sort_by: {word}")
            rows.sort(key=lambda row: (row[name] is not None, row[name]), reverse=way == "desc")
        wanted = [name for name in fields.split(",") if name]
        if unknown := [name for name in wanted if name not in self._fields()]:
            raise Refused(400, "invalid_request", f"fields: {unknown[0]}")
        shown = rows[limit * offset : limit * (offset + 1)]
        return {"total": len(rows), "results": [{name: row[name] for name in wanted or row} for row in shown]}

    def get(self, hook_id: str) -> dict[str, Any]:
        if hook_id not in self.hooks:
            raise Refused(404, "entity_not_found", "There is no such hook.")
        return self.hooks[hook_id]

    def create(self, body: object) -> dict[str, Any]:
        given = self._checked(body, ("type", *CHANGEABLE))
        for name in ("name", "type", "content"):
            if name not in given:
                raise Refused(422, "invalid_entity", f"“{name}” is missing.")
        if self.most is not None and len(self.hooks) >= self.most:
            raise Refused(402, "plan_limit_exceeded", "Your plan has no room for another hook.")
        self._distinct(given["name"], given["type"], None)
        self._made += 1
        now = self._now()
        hook = {
            "id": f"hook{self._made:08d}",
            "description": None,
            "order": 0,
            "enabled": True,
            **given,
            "created_at": now,
            "updated_at": now,
        }
        if self.generation == "first":
            hook["packages"] = []
        self.hooks[hook["id"]] = {name: hook[name] for name in self._fields()}
        return self.hooks[hook["id"]]

    def change(self, hook_id: str, body: object) -> dict[str, Any]:
        hook = self.get(hook_id)
        given = self._checked(body, CHANGEABLE)
        self._distinct(given.get("name", hook["name"]), hook["type"], hook_id)
        hook.update(given, updated_at=self._now())
        return hook

    def delete(self, hook_id: str) -> None:
        self.get(hook_id)
        del self.hooks[hook_id]
        self._now()

    def add_packages(self, hook_id: str, body: object) -> str:
        """The packages at exact versions, whatever was asked for; what the installation printed."""
        hook = self._with_packages(hook_id)
        wanted = self._packages(body, version=True)
        new = {one["name"]: _exact(one["version"]) for one in wanted}
        kept = [one for one in hook["packages"] if one["name"] not in new]
        hook.update(packages=kept + [{"name": name, "version": version} for name, version in new.items()], updated_at=self._now())
        return "".join(f"+ {name}@{version}\n" for name, version in new.items())

    def remove_packages(self, hook_id: str, body: object) -> str:
        hook = self._with_packages(hook_id)
        names = {one["name"] for one in self._packages(body, version=False)}
        hook.update(packages=[one for one in hook["packages"] if one["name"] not in names], updated_at=self._now())
        return f"removed {len(names)} packages\n"

    def put_back(self, hooks: Iterable[Mapping[str, Any]]) -> None:
        """Have these hooks and no others, as they are: for tests that go on from a state."""
        self.hooks = {hook["id"]: copy.deepcopy(dict(hook)) for hook in hooks}

    def snapshot(self) -> list[dict[str, Any]]:
        return copy.deepcopy(list(self.hooks.values()))

    def _fields(self) -> tuple[str, ...]:
        return (*_STORED, "packages") if self.generation == "first" else _STORED

    def _with_packages(self, hook_id: str) -> dict[str, Any]:
        if self.generation != "first":
            raise Refused(404, "entity_not_found", "There is no such address.")
        return self.get(hook_id)

    def _packages(self, body: object, version: bool) -> list[dict[str, str]]:
        if not isinstance(body, list):
            raise Refused(400, "invalid_request", "An array is wanted.")
        for one in body:
            names = {"name", "version"} if isinstance(one, dict) and (version or "version" in one) else {"name"}
            if not isinstance(one, dict) or set(one) != names or not all(isinstance(word, str) and word for word in one.values()):
                raise Refused(422, "invalid_entity", "A package has a name and a version.")
        return body

    def _checked(self, body: object, allowed: tuple[str, ...]) -> dict[str, Any]:
        if not isinstance(body, dict):
            raise Refused(400, "invalid_request", "An object is wanted.")
        for name, value in body.items():
            if name not in allowed:
                raise Refused(422, "invalid_entity", f"“{name}” is not allowed.")
            if not self._fits(name, value):
                raise Refused(422, "invalid_entity", f"“{name}” has a wrong value.")
        return body

    def _fits(self, name: str, value: object) -> bool:
        match name:
            case "name":
                return isinstance(value, str) and bool(value.strip())
            case "type":
                return value in (TYPE_NAMES if self.generation == "v1" else FIRST_TYPES)
            case "content":
                return isinstance(value, str)
            case "description":
                return value is None or isinstance(value, str)
            case "order":
                return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
            case _:
                return isinstance(value, bool)

    def _distinct(self, name: str, hook_type: str, but: str | None) -> None:
        same = [one for one in self.hooks.values() if (one["name"], one["type"]) == (name, hook_type) and one["id"] != but]
        if self.unique_names and same:
            raise Refused(409, "already_exists", "There is such a hook.")

    def _now(self) -> str:
        self._seconds += 1
        hours, rest = divmod(self._seconds, 3600)
        return f"2026-01-{1 + hours // 24:02d}T{hours % 24:02d}:{rest // 60:02d}:{rest % 60:02d}.000Z"


def _exact(version: str) -> str:
    """What an installation would have made of the version wanted."""
    found = re.search(r"\d+\.\d+\.\d+[0-9A-Za-z.+-]*", version)
    return found[0] if found else "1.0.0"
