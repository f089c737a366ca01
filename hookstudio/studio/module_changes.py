"""What package.json asks for after modules are added, removed or updated; several versions lie side by side under names of ours."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from hookstudio.model.errors import NotFound
from hookstudio.model.hook import Dialect
from hookstudio.model.module import split_request
from hookstudio.npm.ranges import in_order, satisfies
from hookstudio.studio.module_code import Specifier, key_for, specifiers
from hookstudio.studio.module_keys import Installed, Keys

_ALIAS: Final = re.compile(r"npm:(.+)@([^@]+)")

Wanted = Mapping[str, str]
"""The dependencies of a package.json: name → version, or another name → `npm:name@version`."""


def names_of(wanted: Wanted, keys: Keys) -> dict[str, Installed]:
    """For each name of package.json the module and its version: the locked one, else what is written there."""
    return {key: keys.get(key) or _written(key, spec) for key, spec in wanted.items()}


def with_modules(wanted: Wanted, keys: Keys, code: str, dialect: Dialect, chosen: Sequence[Installed]) -> dict[str, str]:
    """What is wanted once *chosen* are added.

    A version takes the place of the others of that module, except that an ES module keeps those that its code asks for and
    the new one is not.
    """
    known = names_of(wanted, keys)
    result = dict(wanted)
    for name in dict.fromkeys(one.name for one in chosen):
        new = [one.version for one in chosen if one.name == name]
        old = {key: one for key, one in known.items() if one.name == name}
        needed = _still_needed(code, keys, old, new) if dialect is Dialect.ESM else ()
        new = new if dialect is Dialect.ESM else new[-1:]
        for key in old:
            if key not in needed and old[key].version not in new:
                del result[key]
        there = {old[key].version for key in old if key in result}
        for version in in_order(set(new) - there):
            key = name if name not in result else alias(name, version)
            result[key] = version if key == name else f"npm:{name}@{version}"
        _promote(result, name)
    return result


def without_modules(wanted: Wanted, keys: Keys, names: Iterable[str]) -> dict[str, str]:
    """What is wanted once those are gone: `name` all its versions, `name@version` one. Raises NotFound for one that is not there."""
    result = dict(wanted)
    known = names_of(wanted, keys)
    for text in names:
        gone = matching(known, text)
        for key in gone:
            result.pop(key, None)
        for name in {known[key].name for key in gone}:
            _promote(result, name)
    return result


def updated(wanted: Wanted, keys: Keys, versions: Mapping[str, str]) -> dict[str, str]:
    """What is wanted once the modules under these names of package.json have those versions."""
    known = names_of(wanted, keys)
    result = dict(wanted)
    for key, version in versions.items():
        name = known[key].name
        result.pop(key)
        if not any(other in result and known[other] == Installed(name, version) for other in known):
            target = key if key == name else alias(name, version)
            result[target] = version if target == name else f"npm:{name}@{version}"
    for name in {known[key].name for key in versions}:
        _promote(result, name)
    return result


def matching(known: Mapping[str, Installed], text: str) -> tuple[str, ...]:
    """The names of package.json that `name`, `name@version` or such a name itself mean. Raises NotFound, StudioError."""
    if text in known and known[text].name != text:
        return (text,)
    name, version = split_request(text)
    found = tuple(key for key, one in known.items() if one.name == name and version in ("", one.version))
    if not found:
        has = ", ".join(sorted({one.name for one in known.values()})) or "none"
        raise NotFound(f"“{text}” is not among this hook's modules.", hint=f"It has: {has}.")
    return found


def alias(name: str, version: str) -> str:
    """The name under which a further version of a module lies beside the first: `hs-lodash-4.17.21`.

    Another one for each, also on disks that take capitals for small letters: what is neither a small letter nor a digit is spelled out.
    """
    return "hs-" + re.sub(r"[^a-z0-9._-]", _spelled_out, f"{name.removeprefix('@')}-{version}")


def _spelled_out(found: re.Match[str]) -> str:
    character = found[0]
    return f"~{character.lower()}" if character.isupper() else {"/": "~~", "+": "~."}.get(character, "~-")


def _still_needed(code: str, keys: Keys, old: Mapping[str, Installed], new: Sequence[str]) -> frozenset[str]:
    asked = [one for one in specifiers(code) if key_for(one, keys) in old]
    return frozenset(key for one in asked if (key := key_for(one, keys)) is not None and not _served(one, new))


def _served(specifier: Specifier, versions: Sequence[str]) -> bool:
    return any(satisfies(version, specifier.wanted) for version in versions)


def _promote(wanted: dict[str, str], name: str) -> None:
    """Give the newest of a module's versions its own name where none has it: `require` knows no other."""
    if name in wanted:
        return
    others = {key: found[2] for key, spec in wanted.items() if (found := _ALIAS.fullmatch(spec)) is not None and found[1] == name}
    if others:
        best = in_order(others.values())[0]
        del wanted[next(key for key, version in others.items() if version == best)]
        wanted[name] = best


def _written(key: str, spec: str) -> Installed:
    found = _ALIAS.fullmatch(spec)
    return Installed(found[1], found[2]) if found is not None else Installed(key, spec)
