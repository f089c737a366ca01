"""The npm modules that a hook's code names: which, where in the text, and the text as Node can run it. Read with tree-sitter."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from hookstudio.model.hook import Dialect
from hookstudio.model.module import is_module_name
from hookstudio.npm.ranges import in_order, is_version, satisfies
from hookstudio.studio.code_named import Load, Loading, named
from hookstudio.studio.javascript import package_name
from hookstudio.studio.module_keys import Keys

PREFIX: Final = "npm:"
_LINE_END: Final = re.compile("\r\n|[\n\r\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Specifier:
    """One literal in the code that names an npm module. `text` is what stands between the quotes.

    `wanted` is a version, a range or a tag, '' for none; `path` what follows inside the package, with its slash. `start`
    and `end` count characters of the code and include the quotes.
    """

    name: str
    wanted: str
    path: str
    text: str
    start: int
    end: int
    kind: Load

    @property
    def versioned(self) -> bool:
        """Whether it is written as `npm:…`, which names a version or takes any."""
        return self.text.startswith(PREFIX)

    @property
    def floats(self) -> bool:
        """Whether what it stands for may change by itself: `npm:` without an exact version."""
        return self.versioned and not is_version(self.wanted)

    @property
    def request(self) -> str:
        """What to add for it, such as `axios` or `lodash@^4`."""
        return f"{self.name}@{self.wanted}" if self.wanted else self.name

    @property
    def rewritable(self) -> bool:
        """Whether `npm:` means a module here: `require` knows no such thing."""
        return self.versioned and self.kind is not Load.REQUIRE


@dataclass(frozen=True, slots=True)
class _Edit:
    """One literal that was replaced, in columns from 1 of UTF-16 units: where it was, and where what stands there now ends."""

    line: int
    start: int
    end: int
    new_end: int


@dataclass(frozen=True, slots=True)
class Rewritten:
    """Code whose `npm:` specifiers are names that Node finds. `missing`: requests that nothing fulfils, each once."""

    code: str
    missing: tuple[str, ...] = ()
    edits: tuple[_Edit, ...] = ()

    @property
    def moves_columns(self) -> bool:
        """Whether a column of the rewritten code may be another one of the original."""
        return any(edit.new_end != edit.end for edit in self.edits)

    def original_column(self, line: int, column: int) -> int:
        """The column of the author's text that a column of the rewritten text is; both, and the lines, count from 1."""
        moved = 0
        for edit in self.edits:
            if edit.line != line or column < edit.start + moved:
                continue
            if column < edit.new_end + moved:
                return min(column - moved, edit.end - 1)
            moved += edit.new_end - edit.end
        return column - moved


@lru_cache(maxsize=8)
def specifiers(code: str) -> tuple[Specifier, ...]:
    """Every literal that names an npm module, in the order of the text; broken code is read as far as it goes."""
    if "import" not in code and "require" not in code and "export" not in code:
        return ()
    text = code.removeprefix("\ufeff")
    data = text.encode("utf-8", "replace")
    found, byte, at = [], 0, len(code) - len(text)
    for load in sorted(named(code).loads, key=lambda load: load.start):
        at += load.start - byte if text.isascii() else len(data[byte : load.start].decode("utf-8", "replace"))
        byte = load.start
        if not load.member and (one := _specifier(load, at)) is not None:
            found.append(one)
    return tuple(found)


def computes_imports(code: str) -> bool:
    """Whether the code has an `import()` of something that is no plain literal."""
    return "import" in code and any(load.kind is Load.DYNAMIC and load.text is None for load in named(code).loads)


def key_for(specifier: Specifier, keys: Keys) -> str | None:
    """The name under which a hook has what *specifier* asks for, the newest that fits; None if it has none."""
    if not specifier.rewritable:
        return specifier.name if specifier.name in keys else None
    fitting = [key for key, one in keys.items() if one.name == specifier.name and satisfies(one.version, specifier.wanted)]
    return newest_key(fitting, keys)


def keys_named(code: str, keys: Keys) -> tuple[str, ...]:
    """The names under which a hook has what the code asks for, sorted; bare names also where it has none of the kind."""
    return tuple(sorted({key_for(one, keys) or one.name for one in specifiers(code)}))


def newest_key(candidates: Iterable[str], keys: Keys) -> str | None:
    """The candidate with the newest version, None if there is none."""
    by_version = {keys[key].version: key for key in candidates}
    return by_version[in_order(by_version)[0]] if by_version else None


def missing_requests(code: str, keys: Keys) -> tuple[str, ...]:
    """What the code asks for and *keys* does not have, each once, in the order of the text."""
    return tuple(dict.fromkeys(one.request for one in specifiers(code) if key_for(one, keys) is None))


def rewrite(code: str, keys: Keys) -> Rewritten:
    """The code as Node can run it: each `npm:` literal names what *keys* has for it; one that is missing stays.

    Lines stay. Columns stay where the new name is not longer, because spaces follow it.
    """
    if PREFIX not in code:
        return Rewritten(code, missing_requests(code, keys) if "import" in code or "require" in code else ())
    pieces, edits, at = [], list[_Edit](), 0
    starts = _line_starts(code)
    for one in specifiers(code):
        key = key_for(one, keys)
        if key is None or not one.rewritable:
            continue
        new = f"{code[one.start]}{key}{one.path}{code[one.end - 1]}".ljust(one.end - one.start)
        pieces += [code[at : one.start], new]
        at = one.end
        line = bisect_right(starts, one.start)
        column = _utf16(code[starts[line - 1] : one.start]) + 1
        edits.append(_Edit(line, column, column + one.end - one.start, column + len(new)))
    return Rewritten("".join([*pieces, code[at:]]), missing_requests(code, keys), tuple(edits))


def pinned(code: str, versions: Mapping[str, str]) -> str:
    """The code with an exact version in each `npm:` literal that floats and that *versions* has, such as `npm:axios@^1`."""
    return _with_versions(code, lambda one: versions.get(one.text) if one.floats else None)


def repinned(code: str, versions: Mapping[tuple[str, str], str]) -> str:
    """The code with other versions in the `npm:` literals that name one exactly: (name, version) → the version to write."""
    return _with_versions(code, lambda one: versions.get((one.name, one.wanted)) if one.versioned else None)


def how_to_load(name: str, version: str, dialect: Dialect) -> str:
    """The line that loads a module, such as `import axios from 'npm:axios@1.6.7'`."""
    words = re.findall(r"[A-Za-z0-9]+", name.rpartition("/")[2])
    variable = "".join([*words[:1], *(word[:1].upper() + word[1:] for word in words[1:])])
    if not variable or variable[0].isdigit():
        variable = f"module{variable}"
    if dialect is Dialect.ESM:
        return f"import {variable} from '{PREFIX}{name}@{version}'"
    return f"const {variable} = require('{name}')"


def split_specifier(text: str) -> tuple[str, str, str] | None:
    """Name, wanted version and inner path of what stands in a literal; None for Node's own modules, files and addresses."""
    name = package_name(text)
    if name is None or not is_module_name(name):
        return None
    rest = text.removeprefix(PREFIX)[len(name) :]
    if not rest.startswith("@"):
        return name, "", rest
    wanted, slash, path = rest[1:].partition("/")
    return name, wanted.strip(), slash + path


def _with_versions(code: str, version_of: Callable[[Specifier], str | None]) -> str:
    at, pieces = 0, []
    for one in specifiers(code):
        version = version_of(one)
        if version is not None:
            pieces += [code[at : one.start + 1], f"{PREFIX}{one.name}@{version}{one.path}"]
            at = one.end - 1
    return "".join([*pieces, code[at:]])


def _specifier(load: Loading, start: int) -> Specifier | None:
    parts = None if load.text is None or not load.text.isprintable() else split_specifier(load.text)
    if load.text is None or parts is None:
        return None
    return Specifier(*parts, load.text, start, start + len(load.text) + 2, load.kind)


def _line_starts(code: str) -> list[int]:
    """Where each line begins, as V8 counts them; the mark at the beginning of a file belongs to none."""
    return [1 if code.startswith("\ufeff") else 0, *(match.end() for match in _LINE_END.finditer(code))]


def _utf16(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
