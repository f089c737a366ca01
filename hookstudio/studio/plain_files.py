"""Hooks as plain code files: a file or a folder of them comes in, a folder of them goes out."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from hookstudio.model.bundle import Bundle, BundledHook, Exported
from hookstudio.model.errors import NotFound, StudioError
from hookstudio.model.hook import NAME_LIMIT, Dialect, Hook, slugify, valid_name
from hookstudio.model.hook_type import find_type, hook_type
from hookstudio.model.progress import Progress, counted
from hookstudio.storage.atomic import write_bytes
from hookstudio.storage.failures import in_words
from hookstudio.storage.hook_file import new_hook_id
from hookstudio.storage.manifest import MANIFEST_FILE
from hookstudio.storage.regular_file import leads_outside
from hookstudio.studio.bundle_contents import collect
from hookstudio.studio.code_files import CodeFiles
from hookstudio.studio.plain_listing import LISTING, as_listed, read_listing, write_listing
from hookstudio.studio.session import Session

ENDINGS: Final = (".js", ".mjs", ".cjs")
_FILE_LIMIT: Final = 5_000
_TOLD: Final = 20  # notes of one kind
_NO_TYPE: Final = "Plain files do not say which type of hook they are."


class TypeMissing(StudioError):
    """Plain files do not say which type of hook they are, and nobody else did."""


def read_files(paths: Sequence[Path], type_name: str | None, progress: Progress | None = None) -> Bundle:
    """The hooks in code files, called as the files are.

    Raises StudioError: no type was said (TypeMissing), one can't be read, they are too much; Cancelled.
    """
    if type_name is None:
        raise TypeMissing(_NO_TYPE, hint="Choose a type; on the command line: --type pre-login.")
    return _bundle([(path, hook_type(type_name).name) for path in paths], progress)


def read_folder(path: Path, type_name: str | None, progress: Progress | None = None) -> Bundle:
    """The hooks in a folder. A folder in it that is called as a hook type holds hooks of that type.

    They are called and ordered as a `hooks.toml` in it says, which is what an export writes, else by the names of the files. Links out of
    the folder are not followed.
    Raises StudioError: no file, too many, too much, one that can't be read, or no type for those that lie in no folder of one
    (TypeMissing); Cancelled.
    """
    if (path / MANIFEST_FILE).exists():
        raise StudioError(f"“{path}” is a workspace.", hint="Export a bundle from it, and import that.")
    wanted = hook_type(type_name).name if type_name is not None else None
    root = Path(os.path.realpath(path))
    listed, problem = read_listing(path)
    found: list[tuple[Path, str]] = []
    notes: list[str] = [problem] if problem else []
    with in_words(path, "read"):
        entries = sorted(path.iterdir(), key=lambda entry: entry.name)
        for entry in entries:
            kind = find_type(entry.name) if entry.is_dir() and not entry.is_symlink() else None
            if kind is not None:
                inner = sorted(entry.iterdir(), key=lambda file: file.name)
                found += [(file, kind.name) for file in inner if _is_code(file, root, notes)]
            elif entry.is_dir():
                notes.append(f"The folder “{entry.name}” is not called as a hook type is, and was left out.")
            elif _is_code(entry, root, notes):
                if wanted is None:
                    raise TypeMissing(
                        _NO_TYPE, hint="Choose a type; on the command line: --type pre-login. Or put them into folders by type."
                    )
                found.append((entry, wanted))
    if not found:
        raise NotFound(f"There are no hooks in “{path}”.", hint=f"Code files end in {', '.join(ENDINGS)}.")
    if len(found) > _FILE_LIMIT:
        raise StudioError(f"“{path}” has more than {_FILE_LIMIT:,} code files.", hint="Import a part of them.")
    bundle = _bundle(found, progress)
    files = [file.relative_to(path).as_posix() for file, _ in found]
    places = {file: place for place, file in enumerate(listed)}
    hooks = [(places.get(file, len(places)), as_listed(hook, listed.get(file))) for file, hook in zip(files, bundle.hooks, strict=True)]
    notes += [f"“{file}”, which is in the “{LISTING}”, is not there." for file in listed if file not in set(files)][:_TOLD]
    return Bundle(tuple(hook for _, hook in sorted(hooks, key=lambda pair: pair[0])), notes=(*notes, *bundle.notes))


def export_files(session: Session, folder: Path, hook_ids: Iterable[str] | None = None, progress: Progress | None = None) -> Exported:
    """Write the code of hooks, all of them if *hook_ids* is None, as `TYPE/SLUG.js` or `.mjs` into *folder*, which is new or empty.

    Raises StudioError. Order, names and what else is not code stand in a `hooks.toml` beside them; contexts and modules stay behind.
    """
    bundle = collect(session, hook_ids, progress)
    with in_words(folder, "written"):
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise StudioError(f"“{folder}” is there already and is no empty folder.", hint="Choose another name.")
        folder.mkdir(parents=True, exist_ok=True)
        listed = []
        for bundled in bundle.hooks:
            hook = bundled.hook
            place = folder / hook.type
            place.mkdir(exist_ok=True)
            file = place / f"{hook.slug}{Path(hook.dialect.file_name).suffix}"
            file.write_bytes(bundled.code)
            listed.append((f"{hook.type}/{file.name}", hook))
    write_bytes(folder / LISTING, write_listing(listed))
    left = [bundled.hook.key for bundled in bundle.hooks if bundled.contexts or bundled.modules]
    notes = (f"Contexts and module files of {len(left)} of the hooks stay behind; a bundle has them.",) if left else ()
    return Exported(folder, tuple(bundled.hook for bundled in bundle.hooks), (*bundle.notes, *notes))


def _is_code(path: Path, root: Path, notes: list[str]) -> bool:
    if path.name.startswith(".") or path.name == LISTING:
        return False
    if leads_outside(path, root):
        notes.append(f"“{path.name}” is a link that leads out of the folder and was left out.")
        return False
    if path.suffix.lower() in ENDINGS and path.is_file():
        return True
    notes.append(f"“{path.name}” is no code file and was left out.")
    return False


def _bundle(files: list[tuple[Path, str]], progress: Progress | None) -> Bundle:
    from hookstudio.studio.javascript import detect_dialect
    from hookstudio.studio.parts_of_code import declares_handle

    hooks, notes = [], []
    taken: dict[str, set[str]] = {}
    reader = CodeFiles(progress)
    for path, kind in counted(files, progress):
        code = reader.read(path)
        suffix = path.suffix.lower()
        found = detect_dialect(code)
        dialect = {".mjs": Dialect.ESM, ".cjs": Dialect.CLASSIC}.get(suffix, found)
        name = name_from(path.stem)
        slug = slugify(name, taken.setdefault(kind, set()))
        taken[kind].add(slug)
        hook = Hook(new_hook_id(), name, slug, kind, dialect=dialect, dialect_fixed=dialect is not found)
        hooks.append(BundledHook(hook, code.encode()))
        if not declares_handle(code):
            notes.append(f"“{path.name}” has no function called handle, so it can't run as a hook yet.")
    return Bundle(tuple(hooks), notes=tuple(notes))


def name_from(text: str) -> str:
    """*text* as the name of a hook: without controls, cut where it is too long."""
    clean = "".join(character if character.isprintable() else " " for character in text)[:NAME_LIMIT].strip()
    return valid_name(clean or "hook")
