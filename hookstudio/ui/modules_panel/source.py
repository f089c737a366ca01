"""What the panel asks for: the use cases of modules, each of which may take its time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from hookstudio.model.hook import Hook
from hookstudio.model.module import Advisories, FoundModule, HookModule, InstallScript, LoadCheck, ModuleSearch, ModuleVersion
from hookstudio.model.progress import Progress
from hookstudio.studio.session import Session

OnLine = Callable[[str], None]


class AddedModule(Protocol):
    """What was added or updated, and whether the hook's Node can load it."""

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> str: ...

    @property
    def load(self) -> LoadCheck: ...

    @property
    def before(self) -> str: ...

    @property
    def code(self) -> str | None: ...


class StoreUse(Protocol):
    """What the copies that hooks share take: bytes, and how many they are."""

    @property
    def bytes(self) -> int: ...

    @property
    def copies(self) -> int: ...


class ModuleSource(Protocol):
    """Every method may block and may raise StudioError; the panel calls them in jobs only."""

    def offline(self, session: Session | None, /) -> bool: ...

    def search(self, session: Session, hook: Hook, code: str, text: str, offset: int = 0, /) -> ModuleSearch: ...

    def detail(self, session: Session, hook: Hook, code: str, name: str, /) -> FoundModule: ...

    def choices(self, session: Session, hook: Hook, code: str, name: str, /) -> Sequence[tuple[ModuleVersion, str]]: ...

    def readme(self, session: Session, name: str, /) -> str: ...

    def listed(self, session: Session, hook: Hook, code: str, /, *, ask: bool = False) -> Sequence[HookModule]: ...

    def add(self, session: Session, hook: Hook, code: str, request: str, on_line: OnLine, progress: Progress, /) -> AddedModule: ...

    def add_all(
        self, session: Session, hook: Hook, code: str, requests: Sequence[str], on_line: OnLine, progress: Progress, /
    ) -> Sequence[AddedModule]: ...

    def imported(self, session: Session, hook: Hook, code: str, /) -> Sequence[str]: ...

    def absent(self, session: Session, hook: Hook, /) -> bool: ...

    def remove(self, session: Session, hook: Hook, names: Sequence[str], on_line: OnLine, progress: Progress, /) -> object: ...

    def update(
        self, session: Session, hook: Hook, code: str, names: Sequence[str], on_line: OnLine, progress: Progress, /
    ) -> Sequence[AddedModule]: ...

    def allowed(self, session: Session, hook: Hook, /) -> frozenset[str]: ...

    def restore(self, session: Session, hook: Hook | None, on_line: OnLine, progress: Progress, /) -> object: ...

    def advisories(self, session: Session, hook: Hook, /) -> Advisories: ...

    def scripts(self, session: Session, hook: Hook, /) -> Sequence[InstallScript]: ...

    def allow_scripts(self, session: Session, hook: Hook, name: str, version: str, on_line: OnLine, progress: Progress) -> object: ...

    def use(self) -> StoreUse: ...

    def clean(self, session: Session | None, /) -> int: ...

    def cache_use(self) -> int: ...

    def empty_cache(self) -> int: ...

    def close(self) -> None: ...


Source = Callable[[], ModuleSource]  # to be called in jobs: it may make what it gives


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose modules are shown: a hook, with the code as it is typed. `node`: the major version it asks for, None for no wish."""

    session: Session
    hook: Hook
    code: str
    node: int | None = None

    @property
    def node_words(self) -> str:
        """“Node 14”, or what stands for it."""
        return f"Node {self.node}" if self.node is not None else "this Node"


def target_of(subject: Subject) -> tuple[object, ...]:
    """What has to be the same for what a registry said of a module to hold."""
    return subject.session, subject.hook.id, subject.hook.dialect, subject.node
