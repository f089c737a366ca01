"""What new hooks can start from: real examples that the program brings along, as files in `resources/templates`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import tomli

from hookstudio.model.hook import Dialect
from hookstudio.model.hook_type import hook_type
from hookstudio.resources import resource


@dataclass(frozen=True, slots=True)
class Template:
    """The code that a new hook may begin with, for one type and dialect; `id` is the same in both dialects."""

    id: str
    title: str
    description: str
    type: str
    dialect: Dialect
    code: str


def templates_for(type_name: str, dialect: Dialect) -> tuple[Template, ...]:
    """The templates of a type and dialect: the blank one first, then those made for the type, then the examples.

    Raises StudioError for an unknown type.
    """
    name = hook_type(type_name).name
    fitting = (
        entry for entry in _catalogue() if name in entry.get("types", (name,)) and dialect.value in entry.get("dialects", (dialect.value,))
    )
    return tuple(
        Template(entry["id"], entry["title"], entry["description"], name, dialect, _code(entry["id"], dialect)) for entry in fitting
    )


def blank(type_name: str, dialect: Dialect) -> Template:
    """The template that does nothing."""
    return templates_for(type_name, dialect)[0]


@cache
def _catalogue() -> tuple[dict[str, Any], ...]:
    return tuple(tomli.loads(resource("templates", "templates.toml").read_text("utf-8"))["template"])


@cache
def _code(template_id: str, dialect: Dialect) -> str:
    ending = ".mjs" if dialect is Dialect.ESM else ".js"
    return resource("templates", dialect.value, template_id + ending).read_text("utf-8")
