"""Modules: npm packages as a registry describes them, and as a hook has them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Literal

from hookstudio.model.errors import StudioError
from hookstudio.model.hook import Dialect

NAME_LIMIT: Final = 214
ADDRESS_LIMIT: Final = 2000
_NAME: Final = r"(?:@[A-Za-z0-9~-][A-Za-z0-9._~-]*/)?[A-Za-z0-9~-][A-Za-z0-9._~-]*"


@dataclass(frozen=True, slots=True)
class Target:
    """What a module has to suit: a full version of Node, such as '12.22.12', and how the hook loads it."""

    node: str
    dialect: Dialect

    @property
    def major(self) -> int:
        return int(self.node.partition(".")[0])


@dataclass(frozen=True, slots=True)
class ModuleVersion:
    """One version of a package. Mirrors drop fields: '' or None is “the registry does not say”.

    `node`: the range of its `engines`. `commonjs`: whether `require` can load it. `scripts`: its install scripts, event and
    command. `size`: bytes unpacked. `date`: ISO 8601. `deprecated`: the message, '' if it is not.
    """

    version: str
    node: str = ""
    deprecated: str = ""
    commonjs: bool | None = None
    types: bool | None = None
    scripts: tuple[tuple[str, str], ...] = ()
    has_scripts: bool = False
    size: int | None = None
    licence: str = ""
    date: str = ""
    publisher: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Package:
    """A package with all its versions, newest first, and its tags (`latest` among them, as a rule)."""

    name: str
    versions: tuple[ModuleVersion, ...] = ()
    tags: Mapping[str, str] = field(default_factory=dict)
    description: str = ""
    licence: str = ""
    homepage: str = ""
    readme: str = ""

    @property
    def latest(self) -> str:
        """The version tagged `latest`, else the newest that is no pre-release; '' if there is none."""
        tagged = self.tags.get("latest", "")
        if any(one.version == tagged for one in self.versions):
            return tagged
        return next((one.version for one in self.versions if "-" not in one.version), "")

    def version(self, version: str) -> ModuleVersion | None:
        """The version of that number, None if the registry has none."""
        return next((one for one in self.versions if one.version == version), None)


@dataclass(frozen=True, slots=True)
class Suitable:
    """The newest version that suits a target, and why it is not the latest: “3.0 needs Node 18; 2.4 fits”.

    `version` is None where none suits; `checked` is False where the registry said too little to be sure, `asked` where no registry
    answered, so that this is the newest of what is on this computer.
    """

    version: ModuleVersion | None
    latest: str
    why: str = ""
    checked: bool = True
    asked: bool = True


@dataclass(frozen=True, slots=True)
class FoundModule:
    """A row of the search. `version` is the latest; everything but the name may be missing. `downloads`: in the last week."""

    name: str
    version: str = ""
    description: str = ""
    downloads: int | None = None
    licence: str = ""
    size: int | None = None
    publisher: str = ""
    date: str = ""
    types: bool | None = None
    deprecated: str = ""
    suitable: Suitable | None = None
    looks_like: str = ""


@dataclass(frozen=True, slots=True)
class ModuleSearch:
    """What was found for a text. `note` says what the user should know, such as that this registry has no search."""

    results: tuple[FoundModule, ...]
    source: Literal["search", "exact-name", "cache"]
    more: bool = False
    note: str = ""


class ModuleState(StrEnum):
    """How an installed module stands: `missing` is required by the code and not added, `unused` the other way round."""

    CURRENT = "current"
    OUTDATED = "outdated"
    MISSING = "missing"
    UNUSED = "unused"


@dataclass(frozen=True, slots=True)
class HookModule:
    """A module of a hook. `name` is the package's, `key` what package.json calls it (another name where versions lie side by side).

    `wanted`: what the hook asks for, a version or a range. `version`: what the lock file has, None where it is missing.
    `suitable`, `latest`: as the registry says now, None where it did not answer. `size`: bytes with its
    dependencies. `needed_by`: modules of this hook that depend on it too. `unpinned`: specifiers in the code that float.
    `outdated`: whether `suitable` is newer than `version`, which an unused one can be as well.
    """

    name: str
    key: str
    version: str | None
    wanted: str
    state: ModuleState
    suitable: str | None = None
    latest: str | None = None
    size: int | None = None
    needed_by: tuple[str, ...] = ()
    unpinned: tuple[str, ...] = ()
    deprecated: str = ""
    scripts: tuple[tuple[str, str], ...] = ()
    present: bool = True
    outdated: bool = False


@dataclass(frozen=True, slots=True)
class ModuleSet:
    """The two files that say which modules a hook has, as texts; None where there is none."""

    package_json: str | None = None
    lock: str | None = None


@dataclass(frozen=True, slots=True)
class InstallScript:
    """A program that a package wants to run when it is installed."""

    name: str
    version: str
    event: str
    command: str


@dataclass(frozen=True, slots=True)
class Advisory:
    """A known weakness of an installed version, as the registry tells it. `severity` is its word."""

    name: str
    version: str
    severity: str
    title: str
    address: str = ""
    fixed_in: str = ""


@dataclass(frozen=True, slots=True)
class Advisories:
    """What the registry answered when it was asked; `checked` is False, with `why`, where it gave no answer: never an all-clear."""

    checked: bool
    found: tuple[Advisory, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class LoadCheck:
    """Whether a module that was added can be loaded by its hook's Node, as far as is known. `fits`: a version that can if not.

    `message`: what Node said if not; why it was not tried, where it was not.
    """

    loads: bool
    message: str = ""
    fits: str | None = None


def is_module_name(text: str) -> bool:
    """Whether npm knows packages of such a name: at most 214 characters, a scope if any; capitals occur in old ones."""
    return len(text) <= NAME_LIMIT and re.fullmatch(_NAME, text) is not None and text not in ("node_modules", "favicon.ico")


def split_request(text: str) -> tuple[str, str]:
    """Name and wanted version, range or tag ('' if none) of what a user typed: `axios`, `axios@^1`, `@scope/name@2.0.0`.

    Raises StudioError for what is no module's name: addresses, paths and aliases are not taken.
    """
    clean = text.strip().removeprefix("npm:")
    name, _, wanted = clean.rpartition("@") if "@" in clean[1:] else (clean, "", "")
    if not is_module_name(name):
        raise StudioError(
            f"“{text.strip()[:NAME_LIMIT]}” is not the name of an npm module.",
            hint="A name is such as lodash or @scope/name; a version may follow: lodash@4.17.21.",
        )
    if wanted and (":" in wanted or "/" in wanted or not wanted.isprintable()):
        raise StudioError(f"“{wanted[:NAME_LIMIT]}” is no version.", hint="Write a version, a range such as ^4, or a tag such as latest.")
    return name, wanted.strip()


def is_web_address(text: str) -> bool:
    """Whether *text* is an address of a registry or a proxy that may be kept in a file: http or https, and no sign-in in it."""
    if len(text) > ADDRESS_LIMIT or not text.isprintable() or " " in text:
        return False
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0 and "@" not in parts.netloc
    except ValueError:
        return False
