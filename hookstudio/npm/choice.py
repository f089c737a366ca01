"""Which version of a package suits a hook: one that its Node admits, that it can load, and that nobody advises against."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final, Literal

from hookstudio.model.hook import Dialect
from hookstudio.model.module import ModuleVersion, Package, Suitable, Target
from hookstudio.npm.ranges import in_range, lowest_of, precedence
from hookstudio.npm.reply import RegistryFailed

LOOKS: Final = 8
_IN_ORDER: Final = 4

Obstacle = Literal["node", "dialect", "deprecated", ""]
_IS: Final = {"dialect": "an ES module only", "deprecated": "deprecated"}
_FITS: Final = {"node": "fits", "dialect": "can be required", "deprecated": "is not"}

Look = Callable[[str], ModuleVersion]


def admits(version: ModuleVersion, node: str) -> bool:
    """Whether the `engines` of *version* admit that Node; those that say nothing, or nonsense, admit all."""
    return not version.node or in_range(node, version.node, pre_releases=True) is not False


def takes_modules(target: Target) -> bool:
    """Whether the hook can load ES modules: it is one, or its Node lets `require` load them."""
    if target.dialect is Dialect.ESM:
        return True
    return in_range(target.node, "^20.19.0 || >=22.12.0", pre_releases=True) is True


def why_not(version: ModuleVersion, target: Target) -> str:
    """In words, why *version* does not suit the *target*; '' if it does, as far as is known."""
    obstacle = _obstacle(version, target)
    if obstacle == "node":
        return f"{version.version} needs {_node_of(version.node, target.node)}"
    return f"{version.version} is {_IS[obstacle]}" if obstacle else ""


def suitable(package: Package, target: Target, look: Look | None = None) -> Suitable:
    """The newest version of *package* for the *target*.

    Where the package document leaves out how a version is loaded, *look* fetches what is known of one version; it is called at most
    eight times, and not at all for a hook that takes ES modules. Where everything that fits is deprecated, that is taken and said.
    """
    latest = package.version(package.latest)
    upto, beyond = _releases(package)
    seen, checked, fitting = _Seen(look), True, False
    for group in ([one for one in upto if not one.deprecated], upto, beyond):
        admitted = [one for one in group if admits(one, target.node)]
        if not admitted:
            continue
        fitting = True
        chosen, checked = (admitted[0], True) if takes_modules(target) else _loadable(admitted, seen)
        if chosen is not None:
            return Suitable(chosen, package.latest, _why(latest and seen.known(latest), chosen, target), checked)
    required = "none can be required" if checked else "none was found that can be required"
    otherwise = required if fitting else "no version fits"
    return Suitable(None, package.latest, _none(package, latest and seen.known(latest), target, otherwise), checked)


class _Seen:
    """What was looked at, within the number of looks."""

    def __init__(self, look: Look | None) -> None:
        self._look, self._left = look, LOOKS
        self._found: dict[str, ModuleVersion] = {}

    def known(self, version: ModuleVersion) -> ModuleVersion:
        return self._found.get(version.version, version)

    def at(self, version: ModuleVersion) -> ModuleVersion:
        """*version* with how it is loaded, if that can be found out."""
        known = self.known(version)
        if known.commonjs is None and known is version and self._look is not None and self._left > 0:
            self._left -= 1
            try:
                found = self._look(version.version)
            except RegistryFailed:
                found = version
            known = replace(
                found,
                version=version.version,
                node=version.node or found.node,
                deprecated=version.deprecated or found.deprecated,
                size=version.size if version.size is not None else found.size,
                date=version.date or found.date,
            )
            self._found[version.version] = known
        return known


def _loadable(versions: Sequence[ModuleVersion], seen: _Seen) -> tuple[ModuleVersion | None, bool]:
    """The newest of *versions*, newest first, that `require` loads, and whether that is sure.

    Packages turn into ES modules once and for good: the newest of each major, from above, then the place of the turn inside the major.
    """
    majors = _majors(versions)
    newest = [major[0] for major in majors]
    place, last = 0, len(newest) - 1
    # A few in order, since it is mostly one of them; then by halves.
    while place <= last and (one := seen.at(newest[place])).commonjs is False and place < _IN_ORDER - 1:
        place += 1
    low, found = place, None
    while low <= last:
        middle = low if low == place else (low + last) // 2
        one = seen.at(newest[middle])
        if one.commonjs is False:
            low = middle + 1
        elif one.commonjs is None:
            return (found, True) if found is not None else (one, False)
        else:
            found, last = one, middle - 1
    turned = majors[low - 1] if low > 0 else []
    chosen = _before_the_turn(turned, seen) or found
    # Out of looks, nobody knows about the oldest ones.
    return chosen, chosen is not None or seen.known(turned[-1]).commonjs is False


def _before_the_turn(major: Sequence[ModuleVersion], seen: _Seen) -> ModuleVersion | None:
    """The newest version of a *major*, whose newest is an ES module, that `require` still loads."""
    if len(major) < 2 or not (oldest := seen.at(major[-1])).commonjs:
        return None
    found, low, high = oldest, 1, len(major) - 1
    while low < high:
        middle = (low + high) // 2
        one = seen.at(major[middle])
        if one.commonjs is None:
            break
        if one.commonjs:
            found, high = one, middle
        else:
            low = middle + 1
    return found


def _majors(versions: Sequence[ModuleVersion]) -> list[list[ModuleVersion]]:
    majors: dict[int, list[ModuleVersion]] = {}
    for version in versions:
        majors.setdefault(precedence(version.version)[0][0], []).append(version)
    return [majors[number] for number in sorted(majors, reverse=True)]


def _releases(package: Package) -> tuple[list[ModuleVersion], list[ModuleVersion]]:
    """What is no pre-release, newest first: up to the version tagged latest, and what is newer than that."""
    releases = [one for one in package.versions if "-" not in one.version.partition("+")[0]]
    if package.latest not in {one.version for one in releases}:
        return releases, []
    limit = precedence(package.latest)
    upto = [one for one in releases if precedence(one.version) <= limit]
    return upto, [one for one in releases if precedence(one.version) > limit]


def _obstacle(version: ModuleVersion, target: Target) -> Obstacle:
    if not admits(version, target.node):
        return "node"
    if version.commonjs is False and not takes_modules(target):
        return "dialect"
    return "deprecated" if version.deprecated else ""


def _why(latest: ModuleVersion | None, chosen: ModuleVersion, target: Target) -> str:
    if latest is None or latest.version == chosen.version:
        return f"{chosen.version} is deprecated, and so is every other version that fits" if chosen.deprecated else ""
    reason = why_not(latest, target)
    if not reason:
        return ""
    if chosen.deprecated:
        return f"{reason}; {chosen.version} fits, though it is deprecated"
    return f"{reason}; {chosen.version} {_FITS[_obstacle(latest, target)]}"


def _none(package: Package, latest: ModuleVersion | None, target: Target, otherwise: str) -> str:
    if not package.versions:
        return "The registry has no version of it"
    reason = why_not(latest, target) if latest is not None else "It has pre-releases only"
    return f"{reason or f'Not for Node {target.node}'}; {otherwise}"


def _node_of(wanted: str, node: str) -> str:
    """The range *wanted*, which *node* is not in, as people say it: Node 18, Node 18.17 or, where that is no lower end, all of it."""
    lowest = lowest_of(wanted, node)
    if not lowest:
        return f"Node {wanted}"
    while lowest.endswith(".0"):
        lowest = lowest.removesuffix(".0")
    return f"Node {lowest}"
