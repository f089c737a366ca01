"""A source of modules that does as it is told: answers from a shelf, slowly or not at all, and notes what it was asked."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from hookstudio.model.errors import OutsideMissing, StudioError
from hookstudio.model.hook import Hook
from hookstudio.model.module import (
    Advisories,
    FoundModule,
    HookModule,
    InstallScript,
    LoadCheck,
    ModuleSearch,
    ModuleState,
    ModuleVersion,
    Suitable,
    split_request,
)
from hookstudio.model.progress import Cancelled, Progress
from hookstudio.studio.session import Session

LOADS = LoadCheck(True)


@dataclass(frozen=True)
class Added:
    name: str
    version: str
    load: LoadCheck = LOADS
    before: str = ""
    code: str | None = None


@dataclass(frozen=True)
class StoreUse:
    bytes: int
    copies: int


class Gate:
    """Holds back whoever comes, until it is opened."""

    def __init__(self) -> None:
        self._open = threading.Event()
        self._open.set()

    def shut(self) -> None:
        self._open.clear()

    def open(self) -> None:
        self._open.set()

    def pass_through(self, progress: Progress | None = None) -> None:
        while not self._open.wait(0.01):
            if progress is not None and progress.cancelled:
                raise Cancelled("Cancelled.")


class ScriptedModules:
    """`shelf` is what the registry has, `modules` what the hook has; `asked` notes every question."""

    def __init__(self) -> None:
        self.shelf: dict[str, FoundModule] = {}
        self.details: dict[str, Suitable] = {}
        self.versions: dict[str, tuple[tuple[ModuleVersion, str], ...]] = {}
        self.readmes: dict[str, str] = {}
        self.modules: dict[str, HookModule] = {}
        self.loads: dict[str, LoadCheck] = {}
        self.wanted_scripts: tuple[InstallScript, ...] = ()
        self.is_offline = False
        self.allowed_scripts = frozenset[str]()
        self.known_weaknesses = Advisories(True)
        self.asked: list[tuple[object, ...]] = []
        self.note, self.page = "", 20
        self.copies, self.cached = (118_000_000, 4), 56_000_000
        self.error: StudioError | None = None
        self.install_error: StudioError | None = None
        self.searching, self.installing, self.looking = Gate(), Gate(), Gate()
        self.gates: dict[str, Gate] = {}  # of single searches
        self.lines: tuple[str, ...] = ("npm http fetch GET 200 /NAME", "added 1 package")

    def questions(self, kind: str) -> list[tuple[object, ...]]:
        return [asked[1:] for asked in self.asked if asked[0] == kind]

    def offline(self, _session: Session | None) -> bool:
        self.asked.append(("offline",))
        return self.is_offline

    def search(self, _session: Session, _hook: Hook, _code: str, text: str, offset: int = 0) -> ModuleSearch:
        self.asked.append(("search", text, offset))
        self.gates.get(text, self.searching).pass_through()
        if self.error is not None:
            raise self.error
        found = [one for name, one in self.shelf.items() if text in name]
        some = tuple(found[offset : offset + self.page])
        return ModuleSearch(some, "search", more=offset + self.page < len(found), note=self.note)

    def detail(self, _session: Session, _hook: Hook, _code: str, name: str) -> FoundModule:
        self.asked.append(("detail", name))
        self.looking.pass_through()
        if name not in self.details:
            raise OutsideMissing("No such module.")
        return FoundModule(name, suitable=self.details[name])

    def choices(self, _session: Session, _hook: Hook, _code: str, name: str) -> Sequence[tuple[ModuleVersion, str]]:
        self.asked.append(("choices", name))
        return self.versions[name]

    def readme(self, _session: Session, name: str) -> str:
        self.asked.append(("readme", name))
        return self.readmes.get(name, "")

    def listed(self, _session: Session, _hook: Hook, _code: str, *, ask: bool = False) -> Sequence[HookModule]:
        self.asked.append(("listed", ask))
        if ask:
            self.looking.pass_through()
            return tuple(self.modules.values())
        known = (ModuleState.OUTDATED,)
        return tuple(
            replace(one, suitable=None, latest=None, outdated=False, state=ModuleState.CURRENT if one.state in known else one.state)
            for one in self.modules.values()
        )

    def add(self, _session: Session, hook: Hook, code: str, request: str, on_line: Callable[[str], None], progress: Progress) -> Added:
        self.asked.append(("add", hook.name, request, code))
        name, wanted = split_request(request)
        self._install(name, on_line, progress)
        suitable = self.details.get(name)
        best = suitable.version.version if suitable and suitable.version else self.shelf.get(name, FoundModule(name, "1.0.0")).version
        version = wanted or best
        self.modules[name] = HookModule(
            name, name, version, version, ModuleState.CURRENT, suitable=version, latest=version, size=18_000_000
        )
        return Added(name, version, self.loads.get(name, LOADS))

    def add_all(
        self, session: Session, hook: Hook, code: str, requests: Sequence[str], on_line: Callable[[str], None], progress: Progress
    ) -> Sequence[Added]:
        return tuple(self.add(session, hook, code, request, on_line, progress) for request in requests)

    def imported(self, _session: Session, _hook: Hook, _code: str) -> Sequence[str]:
        return ()

    def absent(self, _session: Session, _hook: Hook) -> bool:
        return any(not module.present for module in self.modules.values())

    def remove(self, _session: Session, _hook: Hook, names: Sequence[str], on_line: Callable[[str], None], progress: Progress) -> object:
        self.asked.append(("remove", *names))
        self._install(names[0], on_line, progress)
        for name in names:
            del self.modules[name]
        return None

    def update(
        self, _session: Session, _hook: Hook, _code: str, names: Sequence[str], on_line: Callable[[str], None], progress: Progress
    ) -> Sequence[Added]:
        self.asked.append(("update", *names))
        self._install("all", on_line, progress)
        done = []
        for name, module in list(self.modules.items()):
            if module.outdated and (not names or name in names):
                state = ModuleState.CURRENT if module.state is ModuleState.OUTDATED else module.state
                self.modules[name] = replace(module, version=module.suitable, state=state, outdated=False)
                done.append(Added(name, str(module.suitable)))
        return tuple(done)

    def restore(self, _session: Session, _hook: Hook | None, on_line: Callable[[str], None], progress: Progress) -> object:
        self.asked.append(("restore",))
        self._install("all", on_line, progress)
        self.modules = {name: replace(module, present=True) for name, module in self.modules.items()}
        return None

    def advisories(self, _session: Session, _hook: Hook) -> Advisories:
        self.asked.append(("advisories",))
        return self.known_weaknesses

    def scripts(self, _session: Session, _hook: Hook) -> Sequence[InstallScript]:
        return self.wanted_scripts

    def allowed(self, _session: Session, _hook: Hook) -> frozenset[str]:
        return self.allowed_scripts

    def use(self) -> StoreUse:
        return StoreUse(*self.copies)

    def clean(self, _session: Session | None) -> int:
        self.installing.pass_through()
        freed, self.copies = self.copies[0], (0, 0)
        return freed

    def cache_use(self) -> int:
        return self.cached

    def empty_cache(self) -> int:
        freed, self.cached = self.cached, 0
        return freed

    def close(self) -> None:
        self.asked.append(("close",))

    def allow_scripts(
        self, _session: Session, _hook: Hook, name: str, version: str, on_line: Callable[[str], None], progress: Progress
    ) -> object:
        self.asked.append(("allow", name, version))
        self._install(name, on_line, progress)
        self.allowed_scripts |= {f"{name}@{version}"}
        return None

    def _install(self, name: str, on_line: Callable[[str], None], progress: Progress) -> None:
        for line in self.lines:
            on_line(line.replace("NAME", name))
        self.installing.pass_through(progress)
        if self.install_error is not None:
            raise self.install_error


def geo_shelf(source: ScriptedModules) -> None:
    """The packages of the drawing of the panel, and a few that have something to tell."""
    for one in (
        FoundModule("geoip-country", "5.0.2", "Less than 20 MB country look-up by address", 1_200_000, "MIT"),
        FoundModule("geoip-lite", "1.4.10", "Light weight native JavaScript geo look-up", licence="Apache-2.0"),
        FoundModule("geoip-maxmind", "4.3.24", "Pure JavaScript database reader"),
        FoundModule("geoip-esm", "3.1.0", "Only an ES module, with types", 45_300, "ISC", 45_000, "ada", "2025-11-03T10:00:00Z", True),
        FoundModule("geoip-old", "0.3.1", "", deprecated="use geoip-country instead"),
        FoundModule("geoip-bare"),
    ):
        source.shelf[one.name] = one
    source.details["geoip-country"] = Suitable(ModuleVersion("4.2.68", licence="MIT"), "5.0.2", "5.0 needs Node 18; 4.2 fits")
    source.details["geoip-lite"] = Suitable(ModuleVersion("1.4.10", has_scripts=True), "1.4.10")
    source.details["geoip-maxmind"] = Suitable(ModuleVersion("4.3.24"), "4.3.24")
    source.details["geoip-esm"] = Suitable(ModuleVersion("3.1.0", commonjs=False, types=True), "3.1.0")


def installed(name: str, version: str | None, state: ModuleState, **more: object) -> HookModule:
    """A module of the hook under its own name."""
    outdated = {"outdated": state is ModuleState.OUTDATED}
    return replace(HookModule(name, name, version, version or "", state), **{**outdated, **more})  # type: ignore[arg-type]
