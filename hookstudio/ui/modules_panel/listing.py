"""Knows the modules of the current hook: at once what the disk says, a moment later what the registry says about updates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from hookstudio.model.errors import StudioError
from hookstudio.model.module import Advisories, HookModule, ModuleState
from hookstudio.ui.jobs import Job
from hookstudio.ui.modules_panel.source import Source, Subject, target_of


class Listing(QObject):
    """`modules` as they are known, `advisories` None until they were asked for; `changed` after every change."""

    changed = Signal()

    def __init__(self, source: Source, parent: QObject) -> None:
        super().__init__(parent)
        self._source = source
        self.subject: Subject | None = None
        self.modules: tuple[HookModule, ...] = ()
        self.advisories: Advisories | None = None
        self.error: StudioError | None = None
        self.known = False
        self._number = 0
        self._told: dict[tuple[str, str | None], HookModule] = {}  # what the registry said, by key and version

    def refresh(self, subject: Subject | None, *, ask: bool) -> None:
        """Read the modules of *subject*; with *ask*, have the registry asked about them afterwards."""
        before, self.subject = self.subject, subject
        self._number += 1
        if before is None or subject is None or target_of(before) != target_of(subject):
            self._told.clear()
        if before is None or subject is None or subject.hook.id != before.hook.id:
            self.modules, self.advisories, self.error, self.known = (), None, None, False
            self.changed.emit()
        if subject is not None:
            self._read(subject, ask=ask)

    def forget(self) -> None:
        """What a registry said does not count any more: another one, or none, is asked from now on."""
        self._told.clear()
        self.advisories = None

    def find(self, name: str) -> HookModule | None:
        """The module of the hook with that key or, else, that name."""
        by_name = (module for module in self.modules if module.name == name)
        return next((module for module in self.modules if module.key == name), None) or next(by_name, None)

    def request_of(self, module: HookModule) -> str:
        """What names a module among those of the hook: its version, too, where there are several."""
        several = sum(1 for other in self.modules if other.name == module.name and other.version is not None) > 1
        return f"{module.name}@{module.version}" if several else module.name

    def _read(self, subject: Subject, *, ask: bool) -> None:
        number = self._number
        job = Job(lambda _progress: self._source().listed(subject.session, subject.hook, subject.code), self)

        def take(modules: Sequence[HookModule]) -> None:
            if number == self._number:
                others = self.known and _versions(modules) != _versions(self.modules)
                self._show(modules)
                if ask or others:
                    self._ask(subject)

        job.succeeded.connect(take)
        job.failed.connect(lambda error: self._fail(number, error))
        job.start()

    def _ask(self, subject: Subject) -> None:
        number = self._number
        added = any(module.version is not None for module in self.modules)
        if not self.modules:
            return
        job = Job(lambda _progress: self._source().listed(subject.session, subject.hook, subject.code, ask=True), self)

        def take(modules: Sequence[HookModule]) -> None:
            if self.subject is None or target_of(self.subject) != target_of(subject):
                return
            self._told = {(module.key, module.version): module for module in modules}
            self._show(modules if number == self._number else self.modules)

        job.succeeded.connect(take)
        job.start()
        if added:
            self._ask_advisories(subject)

    def _ask_advisories(self, subject: Subject) -> None:
        job = Job(lambda _progress: self._source().advisories(subject.session, subject.hook), self)

        def take(answer: Advisories) -> None:
            if self.subject is not None and self.subject.hook.id == subject.hook.id:
                self.advisories = answer
                self.changed.emit()

        job.succeeded.connect(take)
        job.failed.connect(lambda error: take(Advisories(False, why=error.message)))
        job.start()

    def _show(self, modules: Iterable[HookModule]) -> None:
        self.modules = tuple(self._with_what_was_told(module) for module in modules)
        self.error, self.known = None, True
        self.changed.emit()

    def _with_what_was_told(self, module: HookModule) -> HookModule:
        told = self._told.get((module.key, module.version))
        if told is None or module.suitable is not None:
            return module
        outdated = module.state is not ModuleState.MISSING and told.state is ModuleState.OUTDATED
        return replace(
            module,
            suitable=told.suitable,
            latest=told.latest,
            outdated=told.outdated,
            deprecated=module.deprecated or told.deprecated,
            state=ModuleState.OUTDATED if outdated else module.state,
        )

    def _fail(self, number: int, error: StudioError) -> None:
        if number == self._number:
            self.error, self.known = error, True
            self.changed.emit()


def _versions(modules: Iterable[HookModule]) -> set[tuple[str, str]]:
    return {(module.key, module.version) for module in modules if module.version is not None}
