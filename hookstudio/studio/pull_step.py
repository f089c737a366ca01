"""The step of undo that a pull is, and that taking one back is."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from hookstudio.model.sync import Agreed, Agreement, digest_of
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
        if holds(each, base):
            continue
        if base is None:
            back.append(Agreement(each.remote_id))
        else:
            digest = base.digest if base.code_lost else ""
            back.append(Agreement(base.remote_id, base.hook_id, base.type, base.state, base.created_at, digest))
    return back


def holds(each: Agreement, base: Agreed | None) -> bool:
    """Whether *base* is what is agreed once *each* is remembered."""
    if each.state is None or base is None:
        return each.state is None and base is None
    values, agreed = replace(each.state, content=""), replace(base.state, content="")
    here = (each.hook_id, each.type, each.created_at, values, each.digest or digest_of(each.state.content))
    return here == (base.hook_id, base.type, base.created_at, agreed, base.digest)


def turned(
    left: Iterable[Agreement], wanted: Iterable[Agreement], agreed: Iterable[Agreed], touched: Collection[str] = ()
) -> list[Agreement]:
    """Those of *wanted* in whose place it is still agreed what was *left*, and those of *touched* hooks, which become what they were.

    What was agreed since then of other hooks goes with what they are now.
    """
    was, now = {each.remote_id: each for each in left}, {base.remote_id: base for base in agreed}
    pairs = [(was[each.remote_id], each) for each in wanted if each.remote_id in was]
    return [each for old, each in pairs if not {old.hook_id, each.hook_id}.isdisjoint(touched) or holds(old, now.get(old.remote_id))]


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
    touched = {*came, *(item.hook_id for item in went), *(rewrite.hook_id for rewrite in rewrites)}

    def turn() -> None:
        nonlocal came, went, rewrites, rows
        went, came = exchange.take_back(came, went, rewrites, rows[0])
        rewrites, rows = [rewrite.reversed() for rewrite in rewrites], (rows[1], rows[0])

    def undo() -> None:
        # First what is agreed: hooks that are newer than that only look changed on both sides alike.
        agreed = files.read(name).agreed
        wanted = turned(after, before, agreed, touched)
        now = taking_back(wanted, agreed)
        files.agree(name, wanted)
        try:
            turn()
        except BaseException:
            files.agree(name, now)
            raise

    def redo() -> None:
        turn()
        files.agree(name, turned(before, after, files.read(name, codes=False).agreed, touched))

    return Step(text, undo, redo, long=True)
