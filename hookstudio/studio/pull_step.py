"""The step of undo that a pull is, and that taking one back is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from hookstudio.model.sync import Agreed, Agreement
from hookstudio.storage.tenant_files import TenantFiles
from hookstudio.storage.trash import Trashed
from hookstudio.studio.exchange import Exchange, Rewrite
from hookstudio.studio.undo import Step

Rows = Mapping[str, Sequence[str]]


def taking_back(agreements: Iterable[Agreement], agreed: Iterable[Agreed]) -> list[Agreement]:
    """What takes *agreements* back, so that what is *agreed* now is agreed again."""
    was = {base.remote_id: base for base in agreed}
    back = []
    for each in agreements:
        base = was.get(each.remote_id)
        if base is None:
            back.append(Agreement(each.remote_id))
        elif not base.code_lost:
            back.append(Agreement(base.remote_id, base.hook_id, base.type, base.state, base.created_at))
    return back


def pull_step(
    text: str,
    exchange: Exchange,
    made: tuple[Sequence[str], Sequence[Trashed]],
    rewrites: Sequence[Rewrite],
    rows: tuple[Rows, Rows],
    files: TenantFiles,
    name: str,
    agreements: tuple[Sequence[Agreement], Sequence[Agreement]],
) -> Step:
    """*made*: the hooks that came and those that went; *rows* and *agreements*: before it and after it."""
    came, went = made
    before, after = agreements

    def turn() -> None:
        nonlocal came, went, rewrites, rows
        went, came = exchange.take_back(came, went, rewrites, rows[0])
        rewrites, rows = [rewrite.reversed() for rewrite in rewrites], (rows[1], rows[0])

    def undo() -> None:
        # First what is agreed: hooks that are newer than that only look changed on both sides alike.
        now = taking_back(before, files.read(name).agreed)
        files.agree(name, before)
        try:
            turn()
        except BaseException:
            files.agree(name, now)
            raise

    def redo() -> None:
        turn()
        files.agree(name, after)

    return Step(text, undo, redo, long=True)
