"""The rows of the modules that a hook has, or should have."""

from __future__ import annotations

from collections.abc import Iterator

from hookstudio.model.module import HookModule, ModuleState
from hookstudio.ui.modules_panel.figures import size_words
from hookstudio.ui.modules_panel.row_look import Act, Chip, RowLook, Tone


def installed_look(module: HookModule, node: str, *, busy: bool = False) -> RowLook:
    """*node*: such as 'Node 14'. *busy*: while something is done to the module."""
    act, words = _act(module)
    if busy:
        act, words = Act.CANCEL, f"Working on {module.name}: press to cancel"
    line, tone = _line(module, node)
    then = module.suitable or "" if module.outdated else ""
    return RowLook(
        module.key,
        module.name,
        module.version or "",
        then=then,
        line=line,
        chips=tuple(_chips(module)),
        act=act,
        act_words=words,
        tip="\n".join(_facts(module)),
        line_tone=tone,
    )


def _act(module: HookModule) -> tuple[Act, str]:
    if module.version is None:
        wanted = f"@{module.wanted}" if module.wanted else ""
        return Act.ADD, f"Add {module.name}{wanted}"
    if module.outdated:
        return Act.UPDATE, f"Update {module.name} from {module.version} to {module.suitable}"
    if module.suitable is None:
        return Act.ADDED, f"{module.name} {module.version} is added; no registry has said yet whether another version suits better"
    return Act.CURRENT, f"{module.name} {module.version} is the newest version that suits"


def _line(module: HookModule, node: str) -> tuple[str, Tone]:
    tone, parts = Tone.PLAIN, []
    if module.state is ModuleState.MISSING:
        tone = Tone.WARNING
        parts.append("required but not added")
    elif not module.present:
        tone = Tone.WARNING
        parts.append("not installed here")
    elif module.state is ModuleState.UNUSED:
        parts.append("needed by " + _some(module.needed_by) if module.needed_by else "not used in the code")
    elif module.outdated:
        parts.append(f"update suits {node}")
    elif module.latest and module.suitable and module.latest != module.suitable:
        parts.append(f"{module.latest} does not suit {node}")
    elif module.needed_by:
        parts.append("also needed by " + _some(module.needed_by))
    if module.size is not None:
        parts.append(size_words(module.size))
    return " · ".join(parts), tone


def _some(names: tuple[str, ...]) -> str:
    return ", ".join(names[:2]) + (f" and {len(names) - 2} more" if len(names) > 2 else "")


def _chips(module: HookModule) -> Iterator[Chip]:
    if module.unpinned:
        yield Chip("not pinned", Tone.WARNING, 12)
    if module.scripts:
        yield Chip("install script", Tone.ERROR, 14)
    if module.deprecated:
        yield Chip("deprecated", Tone.ERROR, 16)
    if module.key != module.name:
        yield Chip("one of several versions", rank=2)


def _facts(module: HookModule) -> Iterator[str]:
    yield f"{module.name} {module.version or ''}".rstrip()
    if module.wanted and module.wanted != module.version:
        yield f"Wanted: {module.wanted}"
    if module.suitable:
        yield f"Suits this hook: {module.suitable}"
    if module.latest:
        yield f"Latest: {module.latest}"
    if module.size is not None:
        yield f"With its dependencies: {size_words(module.size)}"
    if module.needed_by:
        yield f"Needed by {', '.join(module.needed_by)}"
    if module.state is ModuleState.UNUSED:
        yield "The code does not require or import it."
    for text in module.unpinned:
        yield f"“{text}” names no exact version: what runs may change by itself."
    if module.deprecated:
        yield f"Deprecated: {module.deprecated}"
    for event, command in module.scripts:
        yield f"Install script ({event}): {command}"
