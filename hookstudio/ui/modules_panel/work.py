"""Add, update, remove, restore: what is asked before, what is done, and what is told afterwards."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal

from hookstudio.model.errors import StudioError
from hookstudio.model.module import HookModule, InstallScript, split_request
from hookstudio.model.progress import Progress
from hookstudio.ui.jobs import Job
from hookstudio.ui.modules_panel.figures import short_name
from hookstudio.ui.modules_panel.inline_question import InlineQuestion, Question
from hookstudio.ui.modules_panel.operations import Operation, Operations
from hookstudio.ui.modules_panel.source import AddedModule, OnLine, Source, Subject
from hookstudio.ui.notices import Choice, Notice, Notices

KEY = "modules"


class ModuleWork(QObject):
    """Works on the hook that *provide* gives when something is asked; `changed` carries the id of a hook whose modules are others now."""

    changed = Signal(str)
    log_asked = Signal()
    repin_asked = Signal(str, object)  # id of a hook; (name, version) → the version that its code is to name instead

    def __init__(
        self,
        source: Source,
        operations: Operations,
        question: InlineQuestion,
        notices: Notices,
        provide: Callable[[], Subject | None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._source, self._operations, self._question = source, operations, question
        self._notices, self._provide = notices, provide
        self.undo: Callable[[], object] = lambda: None
        self.looks_like: Callable[[str], str] = lambda _name: ""
        self._refused: set[tuple[str, str]] = set()  # install scripts that the user did not want, by name and version

    # -- what is asked ----------------------------------------------------------------------------

    def add(self, request: str, *, sure: bool = False) -> None:
        """Add a module, or another version of one; asks first where the name looks like a slip, unless *sure*."""
        subject = self._provide()
        try:
            name, wanted = split_request(request)
        except StudioError as error:
            self._notices.error(error, key=KEY)
            return
        if subject is None or name in self._operations.busy_names(subject.hook.id):
            return
        meant = "" if sure else self.looks_like(name)
        if meant and meant != name:
            self._ask_meant(name, meant, f"{name}@{wanted}" if wanted else name)
            return

        def work(on_line: OnLine, progress: Progress) -> AddedModule:
            return self._source().add(subject.session, subject.hook, subject.code, request, on_line, progress)

        self._start(
            subject,
            f"Adding {request}",
            "to",
            (name,),
            work,
            partial(self._tell_added, subject),
            partial(self.add, request, sure=True),
        )

    def fetch(self, subject: Subject, requests: Sequence[str]) -> None:
        """Add what the code of a hook imports, in one step."""
        names = tuple(dict.fromkeys(split_request(request)[0] for request in requests))
        if not names or self._operations.busy_names(subject.hook.id) & set(names):
            return

        def work(on_line: OnLine, progress: Progress) -> Sequence[AddedModule]:
            return self._source().add_all(subject.session, subject.hook, subject.code, tuple(requests), on_line, progress)

        short = f"Adding {', '.join(requests)}"
        self._start(subject, short, "to", names, work, partial(self._tell_updated, subject), partial(self.fetch, subject, requests))

    def update(self, modules: Sequence[HookModule] = ()) -> None:
        """Update these modules, all of them where none is named, to what suits."""
        names = tuple(dict.fromkeys(module.name for module in modules))
        self._update(tuple(module.key for module in modules), names, ", ".join(names) if names else "all modules")

    def change(self, module: HookModule, version: str) -> None:
        """Another version of a module that the hook has once; its code names that one from then on."""
        self._update((f"{module.name}@{version}",), (module.name,), f"{module.name} to {version}")

    def _update(self, requests: tuple[str, ...], names: tuple[str, ...], what: str) -> None:
        subject = self._provide()
        if subject is None or self._operations.busy_names(subject.hook.id) & set(names):
            return

        def work(on_line: OnLine, progress: Progress) -> Sequence[AddedModule]:
            return self._source().update(subject.session, subject.hook, subject.code, requests, on_line, progress)

        self._start(
            subject,
            f"Updating {what}",
            "of",
            names,
            work,
            partial(self._tell_updated, subject),
            partial(self._update, requests, names, what),
        )

    def remove(self, request: str) -> None:
        """Remove a module, or one of its versions: `name@version`; it can be brought back."""
        subject, name = self._provide(), split_request(request)[0]
        if subject is None or name in self._operations.busy_names(subject.hook.id):
            return

        def work(on_line: OnLine, progress: Progress) -> bool:
            self._source().remove(subject.session, subject.hook, (request,), on_line, progress)
            return True

        def done(_result: object) -> None:
            self._notices.info(f"{request} was removed from “{subject.hook.name}”.", Choice("Undo", self.undo), key="undo")
            self.changed.emit(subject.hook.id)

        self._start(subject, f"Removing {request}", "from", (name,), work, done, partial(self.remove, request))

    def restore(self, names: Sequence[str]) -> None:
        """Install what the lock file names and this computer lacks."""
        subject = self._provide()
        if subject is None:
            return

        def work(on_line: OnLine, progress: Progress) -> bool:
            self._source().restore(subject.session, subject.hook, on_line, progress)
            return True

        def done(_result: object) -> None:
            self.changed.emit(subject.hook.id)

        self._start(subject, "Installing modules", "of", tuple(names), work, done, partial(self.restore, names))

    def ask_scripts(self, subject: Subject, *, again: bool = False) -> None:
        """Ask about the install scripts of the hook's modules that nobody has allowed; *again*: also about refused ones."""
        if again:
            self._refused.clear()

        def work(_progress: Progress) -> Sequence[InstallScript]:
            allowed = self._source().allowed(subject.session, subject.hook)
            found = self._source().scripts(subject.session, subject.hook)
            return tuple(script for script in found if f"{script.name}@{script.version}" not in allowed)

        job = Job(work, self)
        job.succeeded.connect(partial(self._ask_about, subject))
        job.failed.connect(lambda error: self._notices.error(error, key=KEY))
        job.start()

    # -- questions --------------------------------------------------------------------------------

    def _ask_meant(self, name: str, meant: str, request: str) -> None:
        wanted = request.removeprefix(name)
        choices = (
            Choice(f"Install {short_name(meant)}", partial(self.add, meant + wanted, sure=True)),
            Choice(f"Install {short_name(name, 18)} anyway", partial(self.add, request, sure=True)),
            Choice("Cancel", lambda: None),
        )
        text = f"“{name}” looks like “{meant}”, which many more people use."
        self._question.ask(Question(text, choices, about=("meant", name)), focus=True)

    def _ask_about(self, subject: Subject, scripts: Sequence[InstallScript]) -> None:
        by_package: dict[tuple[str, str], list[InstallScript]] = {}
        for script in scripts:
            by_package.setdefault((script.name, script.version), []).append(script)
        for (name, version), found in by_package.items():
            if (name, version) in self._refused:
                continue
            text = (
                f"{name} {version} wants to run a program to finish its installation. It has not run. "
                "If it does, it runs as you and outside of the sandbox."
            )
            choices = (
                Choice("Leave it off", partial(self._refused.add, (name, version))),
                Choice("Run it", partial(self._allow, subject, name, version)),
                Choice("Later", lambda: None),
            )
            shown = "\n".join(f"{script.event}: {script.command}" for script in found)
            self._question.ask(Question(text, choices, shown, about=("script", subject.hook.id, name, version)))

    def _allow(self, subject: Subject, name: str, version: str) -> None:
        def work(on_line: OnLine, progress: Progress) -> bool:
            self._source().allow_scripts(subject.session, subject.hook, name, version, on_line, progress)
            return True

        def done(_result: object) -> None:
            self._notices.info(f"The install script of {name} {version} has run.")
            self.changed.emit(subject.hook.id)

        self._start(
            subject,
            f"Running the install script of {name} {version}",
            "for",
            (name,),
            work,
            done,
            partial(self._allow, subject, name, version),
        )

    # -- doing and telling ------------------------------------------------------------------------

    def _start(
        self,
        subject: Subject,
        short: str,
        link: str,
        names: tuple[str, ...],
        work: Callable[[OnLine, Progress], object],
        done: Callable[[object], object],
        again: Callable[[], object],
    ) -> None:
        self._notices.withdraw(KEY)
        title = f"{short} {link} {subject.hook.name}"
        self._operations.start(Operation(subject.hook.id, title, short, names, work, done, partial(self._tell_failure, subject, again)))

    def _tell_failure(self, subject: Subject, again: Callable[[], object], error: StudioError) -> None:
        choices = (*self._notices.offer(error), Choice("Try again", again), Choice("Show log", self.log_asked.emit))
        text = f"{error.message} {error.hint}".strip()
        self._notices.post(Notice("error", text, error.details, choices, stays=True, key=KEY))
        self.changed.emit(subject.hook.id)

    def _tell_added(self, subject: Subject, result: object) -> None:
        added: AddedModule = result  # type: ignore[assignment]
        self._tell_done(subject, (added,), f"{added.name} {added.version} was added to “{subject.hook.name}”.")

    def _tell_updated(self, subject: Subject, result: object) -> None:
        updated: Sequence[AddedModule] = result  # type: ignore[assignment]
        if not updated:
            self._notices.info(f"The modules of “{subject.hook.name}” are up to date.", key=KEY)
            self.changed.emit(subject.hook.id)
            return
        names = ", ".join(f"{one.name} {one.version}" for one in updated[:3]) + (
            f" and {len(updated) - 3} more" if len(updated) > 3 else ""
        )
        self._tell_done(subject, updated, f"“{subject.hook.name}” has {names} now.")

    def _tell_done(self, subject: Subject, added: Sequence[AddedModule], text: str) -> None:
        versions = {(one.name, one.before): one.version for one in added if one.code is not None}
        if versions:
            self.repin_asked.emit(subject.hook.id, versions)

        def undo() -> None:
            self.undo()
            if versions:
                self.repin_asked.emit(subject.hook.id, {(name, version): before for (name, before), version in versions.items()})

        self._notices.info(text, Choice("Undo", undo), key="undo")
        for one in added:
            if not one.load.loads:
                self._tell_not_loaded(subject, one)
        self.changed.emit(subject.hook.id)
        self.ask_scripts(subject)

    def _tell_not_loaded(self, subject: Subject, added: AddedModule) -> None:
        fits = added.load.fits
        better = (Choice(f"Use {short_name(added.name)} {fits}", partial(self.add, f"{added.name}@{fits}", sure=True)),) if fits else ()
        choices = (*better, Choice("Remove it", partial(self.remove, added.name)))
        text = f"{added.name} {added.version} was added, but {subject.node_words} of “{subject.hook.name}” can't load it."
        self._notices.post(Notice("warning", text, added.load.message, choices, stays=True, key=f"module-load:{added.name}"))
