"""Which version of a module to take: what was asked for, what suits the hook, what is on this computer where no registry answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hookstudio.model.errors import NotFound, StudioError
from hookstudio.model.hook import Dialect
from hookstudio.model.module import FoundModule, ModuleVersion, Package, Suitable, Target, split_request
from hookstudio.npm.choice import suitable, why_not
from hookstudio.npm.failures import ModuleFailed
from hookstudio.npm.lookalike import looks_like
from hookstudio.npm.ranges import in_range, is_tag, is_version, precedence
from hookstudio.npm.registry import Registry, never
from hookstudio.studio.module_network import ModuleNetwork, nobody_answers

if TYPE_CHECKING:
    from hookstudio.studio.session import Session

Cached = Callable[[], Mapping[str, Package]]


@dataclass(frozen=True, slots=True)
class Chosen:
    """A module and the version to take; `cached`: no registry answered, so that it comes from what was downloaded before."""

    name: str
    version: str
    cached: bool = False

    @property
    def spelled(self) -> str:
        return f"{self.name}@{self.version}"


class Choosing:
    """Chooses for one target from one registry, or from the *cached* packages where nobody answers."""

    def __init__(
        self,
        registry: Registry,
        cached: Cached,
        target: Target,
        cancelled: Callable[[], bool] = never,
        failed: frozenset[str] = frozenset(),
    ) -> None:
        """*failed*: versions, as name@version, that are known not to load; they are taken only where they are named."""
        self._registry, self._cached, self._target, self._cancelled, self._failed = registry, cached, target, cancelled, failed

    @classmethod
    def on(
        cls, network: ModuleNetwork, session: Session | None, node: str, dialect: Dialect, cancelled: Callable[[], bool] = never
    ) -> Choosing:
        """Chooses for that Node and dialect by the registry of a workspace, None for none. Raises StudioError."""
        target = Target(node, dialect)
        return cls(network.registry(session), network.cached, target, cancelled, network.loads.failed(kind_of(target)))

    def choose(self, request: str) -> Chosen:
        """What `name`, `name@version`, `name@range` or `name@tag` means now.

        Raises NotFound for a module or a version that there is none of, StudioError where none suits, RegistryFailed.
        """
        name, wanted = split_request(request)
        package, cached = self._package(name)
        if is_version(wanted):
            if package.version(wanted) is None:
                raise _no_version(package, wanted)
            return Chosen(name, wanted, cached)
        if wanted and is_tag(wanted):
            if wanted not in package.tags and not (wanted == "latest" and package.latest):
                raise _no_version(package, wanted)
            tagged = package.latest if wanted == "latest" else package.tags[wanted]
            if not is_version(tagged) or package.version(tagged) is None:
                raise _no_version(package, wanted)
            return Chosen(name, tagged, cached)
        if wanted:
            package = _within(package, wanted)
        found = self._suitable(package, cached=cached)
        if found.version is None:
            hint = "Choose another Node for the hook, or another module; a deprecated or older version can be named."
            raise StudioError(f"No version of “{name}”{f' in {wanted}' if wanted else ''} suits this hook. {found.why}.", hint=hint)
        return Chosen(name, found.version.version, cached)

    def suitable(self, name: str) -> Suitable:
        """The newest version for the target. Raises NotFound, RegistryFailed."""
        package, cached = self._package(name)
        return self._suitable(package, cached=cached)

    def older(self, name: str, version: str) -> tuple[str, ...]:
        """Versions below *version* that may be tried where it can't be loaded, newest first; no pre-releases."""
        package, _cached = self._package(name)
        return tuple(
            one.version
            for one in package.versions
            if "-" not in one.version and precedence(one.version) < precedence(version) and not why_not(one, self._target)
        )

    def detail(self, name: str) -> FoundModule:
        """A row of the search in full, with the version that suits. Raises NotFound, RegistryFailed."""
        package, cached = self._package(name)
        fitting = self._suitable(package, cached=cached)
        shown = fitting.version or package.version(package.latest)
        shown = self._known(name, shown) if shown is not None and not cached else shown
        row = FoundModule(name, package.latest, package.description, licence=package.licence, suitable=fitting, looks_like=looks_like(name))
        if shown is None:
            return row
        return replace(
            row,
            description=row.description or shown.description,
            licence=row.licence or shown.licence,
            size=shown.size,
            publisher=shown.publisher,
            date=shown.date,
            types=shown.types,
            deprecated=shown.deprecated,
            suitable=replace(fitting, version=shown) if fitting.version is not None else fitting,
        )

    def choices(self, name: str) -> tuple[tuple[ModuleVersion, str], ...]:
        """Every version, newest first, and why it does not suit, '' if it does. Raises NotFound, RegistryFailed."""
        package, cached = self._package(name)
        if not cached:
            try:
                package = self._registry.package(name, full=True, cancelled=self._cancelled)
            except ModuleFailed as failure:
                if failure.code == "E404":
                    raise
        return tuple((one, why_not(one, self._target)) for one in package.versions)

    def _known(self, name: str, version: ModuleVersion) -> ModuleVersion:
        """A version with all that the registry says of it, as far as it does."""
        try:
            found = self._registry.version(name, version.version, cancelled=self._cancelled)
        except ModuleFailed:
            return version
        return replace(
            found, date=found.date or version.date, size=version.size if found.size is None else found.size, node=found.node or version.node
        )

    def _package(self, name: str) -> tuple[Package, bool]:
        try:
            return self._registry.package(name, cancelled=self._cancelled), False
        except ModuleFailed as failure:
            if failure.code == "E404":
                meant = looks_like(name)
                hint = f"Did you mean {meant}?" if meant else failure.hint
                raise NotFound(f"There is no module “{name}” in this registry.", hint=hint, details=failure.details) from failure
            if nobody_answers(failure):
                package = self._cached().get(name)
                if package is not None:
                    return package, True
            raise

    def _suitable(self, package: Package, *, cached: bool) -> Suitable:
        look = None if cached else lambda version: self._registry.version(package.name, version, cancelled=self._cancelled)
        loadable = tuple(one for one in package.versions if f"{package.name}@{one.version}" not in self._failed)
        if len(loadable) == len(package.versions):
            return replace(suitable(package, self._target, look), asked=not cached)
        found = suitable(replace(package, versions=loadable), self._target, look)
        why = found.why
        if f"{package.name}@{package.latest}" in self._failed and found.version is not None:
            why = f"{package.latest} could not be loaded on Node {self._target.major}; {found.version.version} fits"
        return replace(found, latest=package.latest, why=why, asked=not cached)


def kind_of(target: Target) -> str:
    """What tries to load modules for a target, as it is noted where that fails."""
    return f"{target.major}-{target.dialect.value}"


def _within(package: Package, wanted: str) -> Package:
    """The package with the versions of a range only. Raises NotFound if there are none, StudioError if it is no range."""
    if in_range("0.0.0", wanted) is None:
        raise StudioError(f"“{wanted}” is no version.", hint="Write a version, a range such as ^4, or a tag such as latest.")
    versions = tuple(one for one in package.versions if in_range(one.version, wanted))
    if not versions:
        raise _no_version(package, wanted)
    return replace(package, versions=versions)


def _no_version(package: Package, wanted: str) -> NotFound:
    known = ", ".join(one.version for one in package.versions[:8]) or "none"
    tags = ", ".join(package.tags)
    return NotFound(f"There is no version “{wanted}” of “{package.name}”.", hint=f"Its newest versions: {known}. Its tags: {tags}.")
