"""The Nodes of this machine: which there are, which can be had, installing and removing them."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Sequence
from pathlib import Path

from hookstudio.model.errors import NotFound, OutsideMissing, StudioError
from hookstudio.model.node import BUNDLED_MAJOR, MAJORS, NodeChoice, NodeMissing, NodePackage, Runtime, choose_runtime
from hookstudio.model.progress import Cancelled, Progress
from hookstudio.runner.node_packages import node_packages, this_platform, why_lacking
from hookstudio.runner.runtimes import bundled, find_runtimes, npm_cli
from hookstudio.storage.failures import in_words
from hookstudio.storage.folders import Folders
from hookstudio.storage.node_folder import NodeFolder


class NodeRuntimes:
    """One user's Nodes. *packages* is the table of what can be installed, None for the one that comes with the program."""

    def __init__(self, folders: Folders, packages: Sequence[NodePackage] | None = None) -> None:
        self._folder = NodeFolder(folders)
        self._packages = packages

    def found(self) -> tuple[Runtime, ...]:
        """Every Node of this machine. Takes a while where other tools have many. Never raises."""
        return find_runtimes(self._folder.runtimes())

    def choices(self, found: Sequence[Runtime] | None = None) -> tuple[NodeChoice, ...]:
        """One for each major that can be had or is here, in order; *found* is what `found` gave, None to look now."""
        there = self.found() if found is None else found
        majors = sorted({*MAJORS, *(runtime.major for runtime in there)})
        return tuple(self._choice(major, there) for major in majors)

    def choice(self, major: int) -> NodeChoice:
        """The one for *major*. Raises NotFound if no Node of that major is here or can be had."""
        for choice in self.choices():
            if choice.major == major:
                return choice
        raise _unknown(major)

    def package(self, major: int) -> NodePackage | None:
        """The package of *major* for this platform; None for the bundled major, which needs none."""
        packages = node_packages() if self._packages is None else self._packages
        wanted = (major, this_platform())
        return next((package for package in packages if (package.major, package.platform) == wanted), None)

    def find(self, major: int, exact: str | None = None) -> Runtime:
        """The Node that runs *major*, or the very version *exact* of it. Raises OutsideMissing if it is not here.

        The other Nodes of the machine are looked at only if they could matter: asking them for their versions takes a while.
        """
        near: list[Runtime] = []
        if major == BUNDLED_MAJOR:
            with contextlib.suppress(OutsideMissing):
                near.append(bundled())
        near += self._folder.runtimes()
        near = [runtime for runtime in near if runtime.major == major and exact in (None, runtime.version)]
        if near and (chosen := choose_runtime(major, near)).yields_to is None:
            return chosen
        found = self.found()
        if exact is None:
            return choose_runtime(major, found)
        fitting = [runtime for runtime in found if runtime.version == exact]
        if fitting:
            return choose_runtime(major, fitting)
        there = ", ".join(runtime.version for runtime in found) or "none"
        raise OutsideMissing(
            f"Node {exact} is not on this machine.", hint=f"Found here: {there}. A major such as {major} takes any version of it."
        )

    def install(self, major: int, progress: Progress) -> Runtime:
        """Fetch, check and install a Node; nothing is left of it unless it is whole. The one that is there already if it is.

        *progress* is told bytes; a total of 0 means that it is not known how long it takes. Raises NotFound for a major that
        there is none of, OutsideMissing with the reason, Cancelled.
        """
        from hookstudio.npm.pack import fetch_package
        from hookstudio.runner.node_archive import take_program

        package = self.package(major)
        if package is None:
            return self._without_package(major)
        progress(0, 0, "Waiting for another installation")
        with self._folder.staging(lambda: progress.cancelled) as staging:
            there = self._installed(major)
            if there is not None:
                return there
            in_use = self._in_use(major)
            progress(0, 0, "Waiting for the registry")
            archive = fetch_package(bundled().path, npm_cli(), package, staging, progress)
            progress(package.size, package.size, "Checking")
            with in_words(staging, "written"):
                program = take_program(archive, package, staging)
            if progress.cancelled:
                raise Cancelled("The installation was cancelled.", hint="Nothing was installed.")
            return self._folder.adopt(program, package.version, in_use)

    def remove(self, major: int) -> Runtime:
        """Remove the Node of that major that Hook Studio installed; what it was. Raises NotFound if there is none."""
        there = self._installed(major)
        if there is None:
            if major == BUNDLED_MAJOR:
                raise StudioError(f"Node {major} comes with Hook Studio and stays.")
            raise NotFound(f"Hook Studio has not installed Node {major}.", hint="Only what it installed can be removed here.")
        self._folder.remove(there)
        return there

    def _choice(self, major: int, found: Sequence[Runtime]) -> NodeChoice:
        try:
            runtime: Runtime | None = choose_runtime(major, found)
        except NodeMissing:
            runtime = None
        installed = next((one for one in found if one.major == major and one.source == "installed"), None)
        package = self.package(major)
        why_not = "" if package is not None or runtime is not None else why_lacking(major, this_platform())
        return NodeChoice(major, runtime, installed, package, why_not)

    def _installed(self, major: int) -> Runtime | None:
        return next((runtime for runtime in self._folder.runtimes() if runtime.major == major), None)

    def _in_use(self, major: int) -> Path | None:
        """The program that runs *major* now and has to go on doing so."""
        try:
            return choose_runtime(major, self.found()).path
        except NodeMissing:
            return None

    def _without_package(self, major: int) -> Runtime:
        if major == BUNDLED_MAJOR:
            return bundled()
        if major not in MAJORS:
            raise _unknown(major)
        raise OutsideMissing(f"Node {major} can't be installed on this computer.", hint=why_lacking(major, this_platform()))


def parse_version(text: str) -> tuple[int, str | None]:
    """Major and, if *text* is a full version, that: '20' or 'v20.20.2'. Raises StudioError."""
    match = re.fullmatch(r"v?([0-9]{1,3})(\.[0-9]{1,4}\.[0-9]{1,4})?", text.strip(), re.ASCII)
    if match is None:
        raise StudioError(f"“{text}” is not a version of Node.", hint="Type a major such as 20, or a full version such as 20.20.2.")
    return int(match[1]), match[1] + match[2] if match[2] else None


def _unknown(major: int) -> NotFound:
    return NotFound(f"Hook Studio has no Node {major}.", hint=f"It can install {', '.join(map(str, MAJORS))}.")
