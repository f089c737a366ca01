"""The sample workspace: a few hooks of several types to look at, run and change."""

from __future__ import annotations

from pathlib import Path

from hookstudio.resources import resource
from hookstudio.storage.folders import Folders
from hookstudio.studio.session import Session


def create_sample(root: Path, folders: Folders, name: str = "") -> Session:
    """Make a copy of the sample workspace in *root*, which must be free, and trust it. Raises StudioError.

    The hooks get identifiers of their own, so that two copies are two workspaces. The workspace is called *name*, else as the sample.
    """
    source = Session.open(resource("sample"), folders)
    copy = Session.create(root, name or source.workspace.name, folders)
    for hook in source.workspace:
        dialect = hook.dialect if hook.dialect_fixed else None
        made = copy.create_hook(hook.name, hook.type, code=source.read_code(hook.id).text, description=hook.description, dialect=dialect)
        if not hook.enabled:
            copy.set_enabled(made.id, False)
        for saved in source.contexts.list(hook):
            if not saved.shared:
                copy.contexts.save(made, saved.name, source.contexts.read(saved))
    return Session.open(copy.root, folders)
