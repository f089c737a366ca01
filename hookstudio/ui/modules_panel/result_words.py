"""The rows of a search: what is said about a package that was found, for one hook."""

from __future__ import annotations

from collections.abc import Iterator

from hookstudio.model.hook import Dialect
from hookstudio.model.module import FoundModule, HookModule
from hookstudio.ui.modules_panel.figures import age_words, downloads_words, short_name, size_words
from hookstudio.ui.modules_panel.row_look import Act, Chip, RowLook, Tone

ADD_ANYWAY = "+ "  # before the key of the row that adds what the search does not list


def result_look(found: FoundModule, dialect: Dialect, node: str, installed: HookModule | None, *, busy: bool = False) -> RowLook:
    """*node*: such as 'Node 14'. *installed*: the module of that name that the hook has, or asks for."""
    version = shown_version(found)
    act, words = _act(found.name, version, installed)
    if busy:
        act, words = Act.CANCEL, f"Working on {found.name}: press to cancel"
    chips = tuple(_chips(found, dialect, node))
    tip = "\n".join(_facts(found, version))
    line, tone = " ".join(found.description.split()), Tone.PLAIN
    if why := _why(found):
        line, tone = why, Tone.WARNING
    return RowLook(found.name, found.name, version, line=line, chips=chips, act=act, act_words=words, tip=tip, line_tone=tone)


def anyway_look(request: str, *, exact: bool, busy: bool = False) -> RowLook:
    """The row that adds what was typed: *exact* where a version was typed, else because the search does not list the name."""
    words = f"Add {request}"
    if busy:
        return RowLook(ADD_ANYWAY + request, words, act=Act.CANCEL, act_words=f"Working on {request}: press to cancel", has_menu=False)
    line = "the version that you typed" if exact else "npm may know it all the same"
    name = f"Add {request}" if exact else f"Add “{request}” anyway"
    return RowLook(ADD_ANYWAY + request, name, line=line, act=Act.ADD, act_words=words, has_menu=False)


def shown_version(found: FoundModule) -> str:
    """The version that suits, else the latest as long as nobody knows better; '' where none suits."""
    if found.suitable is None:
        return found.version
    return found.suitable.version.version if found.suitable.version is not None else ""


def _act(name: str, version: str, installed: HookModule | None) -> tuple[Act, str]:
    if installed is None or installed.version is None:
        return Act.ADD, f"Add {name} {version}".rstrip()
    if installed.outdated:
        return Act.UPDATE, f"Update {name} from {installed.version} to {installed.suitable or version}"
    if installed.suitable is None:
        return Act.ADDED, f"{name} {installed.version} is added; no registry has said yet whether another version suits better"
    return Act.CURRENT, f"{name} {installed.version} is added, the newest version that suits"


def _chips(found: FoundModule, dialect: Dialect, node: str) -> Iterator[Chip]:
    suitable = found.suitable
    version = suitable.version if suitable else None
    if licence := found.licence or (version.licence if version else ""):
        yield Chip(licence[:24], rank=5)
    if found.downloads:
        yield Chip(downloads_words(found.downloads), rank=4)
    types = version.types if version is not None and version.types is not None else found.types
    if types:
        yield Chip("types", rank=3)
    size = version.size if version is not None and version.size is not None else found.size
    if size is not None:
        yield Chip(size_words(size), rank=2)
    if made := _made(found):
        yield Chip(made, rank=1)
    if suitable is not None and suitable.version is None:
        yield Chip(f"nothing suits {node}", Tone.ERROR, 20)
    elif suitable is not None and suitable.why and not (version is not None and version.deprecated):
        yield Chip(suitable.why.partition(";")[0].strip(), Tone.WARNING, 12)
    if version is not None and version.commonjs is False:
        yield Chip("ES module only", Tone.WARNING if dialect is Dialect.CLASSIC else Tone.PLAIN, 11)
    if version is not None and (version.has_scripts or version.scripts):
        yield Chip("install script", Tone.ERROR, 14)
    if found.deprecated or (version is not None and version.deprecated):
        yield Chip("deprecated", Tone.ERROR, 16)
    if found.looks_like:
        yield Chip(f"looks like {found.looks_like}", Tone.WARNING, 18)


def _made(found: FoundModule) -> str:
    """Who published it and when, “ada · 3 weeks ago”."""
    one = found.suitable.version if found.suitable is not None else None
    publisher, date = (one.publisher if one else "") or found.publisher, age_words((one.date if one else "") or found.date)
    return " · ".join(part for part in (short_name(publisher, 20), date) if part)


def _why(found: FoundModule) -> str:
    return found.suitable.why if found.suitable is not None and found.suitable.version is None else ""


def _facts(found: FoundModule, version: str) -> Iterator[str]:
    suitable = found.suitable
    one = suitable.version if suitable else None
    yield f"{found.name} {version}".rstrip()
    if found.description:
        yield found.description
    if suitable is not None and suitable.why:
        yield suitable.why
    if suitable is not None and not suitable.checked:
        yield "The registry says too little to be sure that it suits."
    if made := _made(found):
        yield f"Published: {made}"
    if deprecated := (one.deprecated if one else "") or found.deprecated:
        yield f"Deprecated: {deprecated}"
    for event, command in one.scripts if one else ():
        yield f"Install script ({event}): {command}"
