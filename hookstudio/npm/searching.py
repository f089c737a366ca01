"""Searching: the registry's own search and the exact name side by side, and what to do where there is no search."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlencode

from hookstudio.model.errors import StudioError
from hookstudio.model.module import FoundModule, ModuleSearch, split_request
from hookstudio.npm.asking import Asked, Asking
from hookstudio.npm.kept import Kept
from hookstudio.npm.lookalike import looks_like
from hookstudio.npm.reply import RegistryFailed
from hookstudio.npm.search_answer import SearchAnswer, search_answer
from hookstudio.web.request import Request

NO_SUCH_SERVICE: Final = (400, 404, 405, 501)
_SHORTEST, _LONGEST = 2, 64
_KEPT_S: Final = 300.0
_GRACE_S: Final = 0.3
_NETWORK: Final = ("ENOTFOUND", "ECONN", "ETIMEDOUT", "ENOTCACHED")
_ONLY_NAME: Final = "Only the exact name was looked up."

LookUp = Callable[[str, Request], FoundModule]


class _NoSearch(Exception):
    """The registry has no search; `lasting` if that won't change with the text."""

    def __init__(self, lasting: bool, why: str) -> None:
        super().__init__(why)
        self.lasting, self.why = lasting, why


@dataclass(frozen=True, slots=True)
class _Wish:
    """A search as the user wishes it. `name`: the package that the text names exactly, '' if it can be none."""

    text: str
    name: str
    offset: int
    size: int


class Searching:
    """Searches; answers are kept. *look_up* fetches the row of one name, *catalogue* says what is on this computer."""

    def __init__(self, asking: Asking, look_up: LookUp, catalogue: Callable[[], Iterable[FoundModule]] | None) -> None:
        self._asking, self._look_up, self._catalogue = asking, look_up, catalogue
        self._answers: Kept[SearchAnswer] = Kept(256, _KEPT_S)
        self._without: Kept[str] = Kept(32, _KEPT_S)

    def search(self, text: str, offset: int, size: int, cancelled: Callable[[], bool]) -> ModuleSearch:
        """What fits *text*. Raises RegistryFailed where not even the exact name could be looked up, Cancelled."""
        text = text.encode("utf-8", "replace").decode()  # a command line can have bytes that are no text
        name = _exact(text)
        wish = _Wish(" ".join((name or text).split()), name, offset, size)
        if not wish.text:
            return ModuleSearch((), "search")
        if self._asking.offline:
            return self._on_this_computer(wish, "Offline: only what is on this computer was searched.")
        exact = self._asking.begin(lambda request: self._look_up(name, request)) if name and offset == 0 else None
        try:
            return self._merged(wish, exact, cancelled)
        except RegistryFailed as failure:
            if self._catalogue is None or not failure.code.startswith(_NETWORK):
                raise
            return self._on_this_computer(wish, f"{failure.message} Only what is on this computer was searched.")
        finally:
            if exact is not None and not exact.future.done():
                self._asking.abandon(exact)

    def _merged(self, wish: _Wish, exact: Asked[FoundModule] | None, cancelled: Callable[[], bool]) -> ModuleSearch:
        try:
            answer = self._answer(wish, cancelled)
        except _NoSearch as none:
            return self._by_name(wish, exact, none.why, cancelled)
        except RegistryFailed as failure:
            if exact is None:
                raise
            try:
                return self._by_name(wish, exact, self._why(failure, wish), cancelled)
            except RegistryFailed:
                raise failure from None
        rows = list(answer.rows)
        first = next((row for row in rows if row.name == wish.name), None)
        if first is None and exact is not None:
            first = self._soon(exact, cancelled)
        if first is not None and wish.offset == 0:
            rows = [first, *(row for row in rows if row.name != first.name)]
        reached = wish.offset + answer.sent
        more = answer.sent > 0 and (reached < answer.total if answer.total is not None else answer.sent >= wish.size)
        return ModuleSearch(tuple(rows), "search", more)

    def _answer(self, wish: _Wish, cancelled: Callable[[], bool]) -> SearchAnswer:
        registry = self._asking.configuration.registry_of(wish.text)
        kept = self._answers.get((registry, wish))
        if kept is not None:
            return kept
        if len(wish.text) < _SHORTEST:
            raise _NoSearch(False, "A search needs two characters.")
        if len(wish.text) > _LONGEST or self._without.get(registry) is not None:
            raise _NoSearch(False, "This registry has no search." if len(wish.text) <= _LONGEST else "The text is too long for a search.")
        try:
            answer = self._asking.wait(self._asking.begin(lambda request: self._ask(registry, wish, request)), cancelled)
        except _NoSearch as none:
            if none.lasting:
                self._without.put(registry, registry)
            raise
        self._answers.put((registry, wish), answer)
        return answer

    def _ask(self, registry: str, wish: _Wish, request: Request) -> SearchAnswer:
        query = urlencode({"text": wish.text, "size": wish.size, "from": wish.offset})
        reply = self._asking.ask(registry, f"-/v1/search?{query}", request, service="search")
        if reply.status in NO_SUCH_SERVICE:
            raise _NoSearch(
                reply.status != 400, "This registry has no search." if reply.status != 400 else "The registry can't search for this."
            )
        if reply.status == 200 and reply.is_page:
            raise _NoSearch(False, "A web page answered instead of the registry's search.")
        self._asking.expect(reply)
        return search_answer(reply.document())

    def _by_name(self, wish: _Wish, exact: Asked[FoundModule] | None, why: str, cancelled: Callable[[], bool]) -> ModuleSearch:
        if exact is None:
            return ModuleSearch((), "exact-name", note=f"{why} Type the exact name of a module." if wish.offset == 0 else why)
        try:
            return ModuleSearch((_pointed_out(self._asking.wait(exact, cancelled)),), "exact-name", note=f"{why} {_ONLY_NAME}")
        except RegistryFailed as failure:
            if failure.code != "E404":
                raise
            return ModuleSearch((), "exact-name", note=f"{why} There is no module called “{wish.name}”.")

    def _soon(self, exact: Asked[FoundModule], cancelled: Callable[[], bool]) -> FoundModule | None:
        """The row of the exact name, if it is there shortly after the search's answer."""
        try:
            return _pointed_out(self._asking.wait(exact, cancelled, _GRACE_S))
        except (RegistryFailed, TimeoutError):
            return None

    def _why(self, failure: RegistryFailed, wish: _Wish) -> str:
        if failure.code == "E429":
            seconds = self._asking.paused(self._asking.configuration.registry_of(wish.text), "search")
            return f"The registry is searched too often at the moment; it can be searched again in {max(1, round(seconds))} s."
        return f"The search failed: {failure.message}"

    def _on_this_computer(self, wish: _Wish, note: str) -> ModuleSearch:
        words = wish.text.lower().split()
        found = [row for row in (self._catalogue() if self._catalogue is not None else ()) if all(word in _searched(row) for word in words)]
        found.sort(key=lambda row: (row.name != wish.name, not row.name.lower().startswith(words[0]), len(row.name), row.name))
        end = wish.offset + wish.size
        return ModuleSearch(tuple(found[wish.offset : end]), "cache", end < len(found), note)


def _exact(text: str) -> str:
    try:
        return split_request(text)[0]
    except StudioError:
        return ""


def _searched(row: FoundModule) -> str:
    return f"{row.name} {row.description}".lower()


def _pointed_out(row: FoundModule) -> FoundModule:
    return replace(row, looks_like=looks_like(row.name))
