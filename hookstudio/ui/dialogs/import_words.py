"""What the import dialog says of a hook that would come in, and what it shows of its files; bounded, for files come from anywhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from hookstudio.model.bundle import Action, BundleHook, BundlePreview, Choice, FileChange, ImportResult
from hookstudio.ui.dialogs.compare_panes import Row, side_by_side

STATES: Final = {Action.NEW: "new", Action.EQUAL: "equal", Action.CHANGED: "changed", Action.CLASHING: "clashing"}
CHOICES: Final = {Choice.SKIP: "Skip", Choice.RENAME: "Add beside", Choice.REPLACE: "Replace"}
UNDECIDED: Final = "Decide"

_LINES: Final = 3_000
_COLUMNS: Final = 2_000
_CHARACTERS: Final = 1_000_000
_NAMED: Final = 40
_SIGNS: Final = {"": "  ", "~": "~ ", "+": "- ", "-": "+ "}
_SWAPPED: Final = {"": "", "~": "~", "+": "-", "-": "+"}


@dataclass(frozen=True, slots=True)
class Shown:
    """A file as it is shown: both sides as `rows`, or one `text`."""

    rows: tuple[Row, ...] = ()
    text: str = ""


def summary(shown: BundlePreview) -> str:
    """How many hooks are of which state, such as “2 new, 1 changed”."""
    counts = Counter(hook.action for hook in shown.hooks)
    return ", ".join(f"{counts[action]:,} {word}" for action, word in STATES.items() if counts[action])


def about(hook: BundleHook) -> str:
    """How it stands to the workspace, and what that means, in a sentence or two."""
    other = hook.there if hook.there != hook.key else "the one that is here"
    return {
        Action.NEW: "It is not in this workspace.",
        Action.EQUAL: "It is in this workspace already, exactly as it is. Nothing is to be done.",
        Action.CHANGED: f"This hook is in the workspace and differs{'' if hook.there == hook.key else f'; here it is {hook.there}'}. "
        "What is replaced goes to the trash.",
        Action.CLASHING: f"Another hook has its place: {other}. What is replaced goes to the trash.",
    }[hook.action]


def what_happens(hook: BundleHook, choice: Choice | None) -> str:
    """What the import does with it as it is decided now, in a word or two; UNDECIDED where somebody has to choose."""
    if hook.action is Action.EQUAL:
        return "Nothing"
    if choice is not None:
        return CHOICES[choice]
    return UNDECIDED if hook.needs_choice else "Add"


def coming(shown: BundlePreview, choices: Mapping[str, Choice]) -> int:
    """How many hooks the import would write."""
    return sum(what_happens(hook, choices.get(hook.key)) not in ("Nothing", "Skip", UNDECIDED) for hook in shown.hooks)


def modules_of(hook: BundleHook) -> str:
    return _named(hook.modules)


def scripts_of(hook: BundleHook) -> str:
    """The programs that would like to run at an installation."""
    lines = [f"{each.name}@{each.version}" if each.version else f"{each.event}: {each.command}"[:200] for each in hook.scripts]
    return _named(lines)


def touches_of(hook: BundleHook) -> str:
    return "; ".join(hook.touches)[:_COLUMNS]


def difference(change: FileChange) -> Shown:
    """A file here and in the bundle, side by side with a sign before each line that differs; of long files what differs only."""
    here, there = change.here or "", change.there or ""
    if len(here) + len(there) > _CHARACTERS or here.count("\n") + there.count("\n") > _LINES:
        return Shown(text=_cut(change.diff))
    rows = side_by_side(here, there)
    return Shown(tuple((_SWAPPED[sign], _line(sign, left, "+~"), _line(sign, right, "-~")) for sign, left, right in rows))


def alone(text: str) -> Shown:
    """A file that only the bundle has."""
    return Shown(text=_cut(text))


def told(result: ImportResult) -> str:
    """What an import did, such as “2 added, 1 replaced”."""
    words = {"new": "added", "rename": "added beside another", "replace": "replaced", "skip": "skipped", "equal": "equal already"}
    counts = Counter(each.action for each in result.hooks)
    return ", ".join(f"{counts[action]:,} {word}" for action, word in words.items() if counts[action])


def _line(sign: str, line: str, signed: str) -> str:
    """*line* behind its sign, if this side has it; long ones are cut."""
    if sign and sign not in signed:
        return ""
    return _SIGNS[sign] + (line if len(line) <= _COLUMNS else f"{line[:_COLUMNS]} …")


def _cut(text: str) -> str:
    lines = [line if len(line) <= _COLUMNS else f"{line[:_COLUMNS]} …" for line in islice(text[:_CHARACTERS].splitlines(), _LINES)]
    whole = len(text) <= _CHARACTERS and text.count("\n") <= _LINES
    return "\n".join(lines if whole else [*lines, "", f"… and so on: the file has {len(text):,} characters."])


def _named(names: Sequence[str]) -> str:
    text = ", ".join(name[:200] for name in names[:_NAMED])
    return f"{text} and {len(names) - _NAMED} more" if len(names) > _NAMED else text
