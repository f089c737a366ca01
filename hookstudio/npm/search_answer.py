"""From the answer of a registry's search to rows, whichever of the shapes in use it has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from hookstudio.model.json_value import JsonValue
from hookstudio.model.module import FoundModule, is_module_name
from hookstudio.npm.documents import count_of, licence_of, person_of, text
from hookstudio.npm.lookalike import looks_like
from hookstudio.npm.ranges import is_version, precedence
from hookstudio.npm.reply import registry_failure

WELL_KNOWN: Final = 50_000
"""A package that is downloaded so often in a week is nobody's slip."""


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    """The rows, how many objects the registry sent for them, and how many it has in all (None: it does not say)."""

    rows: tuple[FoundModule, ...]
    sent: int
    total: int | None


def search_answer(document: JsonValue) -> SearchAnswer:
    """Read the answer of a search. Raises RegistryFailed if it is none; rows that name no package are left out."""
    objects = document.get("objects") if isinstance(document, dict) else None
    if not isinstance(document, dict) or not isinstance(objects, list):
        raise registry_failure("EJSONPARSE", "JSON, but no answer of a search")
    rows: dict[str, FoundModule] = {}
    for one in objects:
        row = _row(one)
        if row is not None:
            rows.setdefault(row.name, row)
    return SearchAnswer(tuple(rows.values()), len(objects), count_of(document.get("total")))


def _row(one: JsonValue) -> FoundModule | None:
    package = one.get("package") if isinstance(one, dict) else None
    name = package.get("name") if isinstance(package, dict) else None
    if not isinstance(one, dict) or not isinstance(package, dict) or not isinstance(name, str) or not is_module_name(name):
        return None
    version = _version(package)
    downloads = _weekly(one.get("downloads"), package.get("downloads"))
    return FoundModule(
        name,
        version=version,
        description=text(package.get("description"), 500),
        downloads=downloads,
        licence=licence_of(package),
        size=_size(package),
        publisher=person_of(package.get("publisher")) or person_of(package.get("maintainers")) or person_of(package.get("author")),
        date=_date(package, version),
        types=True if name.startswith("@types/") else None,
        deprecated=_deprecated(package.get("deprecated")),
        looks_like="" if (downloads or 0) >= WELL_KNOWN else looks_like(name),
    )


def _version(package: dict[str, JsonValue]) -> str:
    tags, versions = package.get("dist-tags"), package.get("versions")
    for value in (package.get("version"), tags.get("latest") if isinstance(tags, dict) else None):
        if isinstance(value, str) and is_version(value):
            return value
    return max((one for one in versions if is_version(one)), key=precedence, default="") if isinstance(versions, dict) else ""


def _date(package: dict[str, JsonValue], version: str) -> str:
    times = package.get("time")
    if not isinstance(times, dict):
        return text(package.get("date"))
    return text(package.get("date")) or text(times.get(version)) or text(times.get("modified"))


def _weekly(*values: JsonValue) -> int | None:
    found = (count_of(value.get("weekly")) if isinstance(value, dict) else None for value in values)
    return next((number for number in found if number is not None), None)


def _size(package: dict[str, JsonValue]) -> int | None:
    distribution = package.get("dist")
    return count_of(distribution.get("unpackedSize")) if isinstance(distribution, dict) else None


def _deprecated(value: JsonValue) -> str:
    return "deprecated" if value is True else text(value, 500)
