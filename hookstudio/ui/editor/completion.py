"""What can be completed at a place in the code: keys of the context after a dot, else words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from hookstudio.ui.editor.buffer import Buffer
from hookstudio.ui.editor.context_names import Path, context_names
from hookstudio.ui.editor.javascript_words import GLOBALS, KEYWORDS, LITERALS
from hookstudio.ui.editor.pace import Pace
from hookstudio.ui.editor.typing_aids import COMMENT_STYLES, STRING_STYLES
from hookstudio.ui.editor.word_index import WordIndex

if TYPE_CHECKING:
    from hookstudio.studio.completions import KeyInfo

FEWEST: Final = 2  # characters typed before words are offered unasked
_MOST: Final = 200
_REACH: Final = 400  # bytes before the caret that are looked at
_NAME: Final = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_$")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One thing to insert. `kind` is a word for what it is: the JSON type of a key, or keyword, global, word, context."""

    text: str
    kind: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """Suggestions for what was typed from `start` (bytes) up to the caret."""

    start: int
    suggestions: tuple[Suggestion, ...]


class Completion:
    """Answers from the text as it is. Parsing waits until a name before a dot has to be known."""

    def __init__(self, buffer: Buffer) -> None:
        self._buffer = buffer
        self._words = WordIndex(buffer)
        self._keys: Mapping[str, KeyInfo] = {}
        self._names: dict[str, Path] = {}
        self._names_stale = True
        self._pace = Pace()

    def set_context_keys(self, keys: Mapping[str, KeyInfo]) -> None:
        """The keys of the context, as a tree."""
        self._keys = keys

    def text_changed(self) -> None:
        self._names_stale = True
        self._words.text_changed()

    def offer(self, asked: bool) -> Offer | None:
        """What to suggest at the caret; None where nothing fits. *asked*: by Ctrl+Space, not by typing alone."""
        buffer = self._buffer
        caret = buffer.caret
        begin = max(buffer.line_start(buffer.line_of(caret)), caret - _REACH)
        before = buffer.read(begin, caret).decode("utf-8", "replace")
        typed = _name_at_end(before)
        chain = _chain_before(before[: len(before) - len(typed)])
        if not asked and (self._in_text(caret) or (chain is None and len(typed) < FEWEST) or typed[:1].isdecimal()):
            return None
        found = self._words_for(typed) if chain is None else self._members(chain, typed)
        if not found or (len(found) == 1 and found[0].text == typed):
            return None
        return Offer(caret - len(typed), tuple(found[:_MOST]))

    def _in_text(self, caret: int) -> bool:
        style = self._buffer.style_at(caret - 1) if caret else 0
        return style in COMMENT_STYLES or style in STRING_STYLES

    def _members(self, chain: list[str], typed: str) -> list[Suggestion]:
        self._read_names(chain[0])
        path = self._names.get(chain[0])
        keys = self._keys
        if path is not None:
            for part in (*path, *chain[1:]):
                if part not in keys:
                    keys = {}
                    break
                keys = keys[part].children
            if keys:
                fitting = [(name, info) for name, info in keys.items() if name.lower().startswith(typed.lower())]
                fitting.sort(key=lambda one: not one[0].startswith(typed))
                return [Suggestion(name, info.type, info.description) for name, info in fitting]
        return [Suggestion(word, "word") for word in self._words.starting_with(typed)] if len(typed) >= FEWEST else []

    def _words_for(self, typed: str) -> list[Suggestion]:
        pools = (
            (self._names if typed else (), "context"),
            (self._words.starting_with(typed), "word"),
            (KEYWORDS, "keyword"),
            (LITERALS, "keyword"),
            (GLOBALS, "global"),
        )
        kinds: dict[str, str] = {}
        for words, kind in pools:
            for word in words:
                if word.lower().startswith(typed.lower()) and (kind != "word" or (word not in KEYWORDS and word not in LITERALS)):
                    kinds.setdefault(word, kind)
        ordered = sorted(kinds, key=lambda word: (not word.startswith(typed), word.lower()))
        return [Suggestion(word, kinds[word]) for word in ordered]

    def _read_names(self, wanted: str) -> None:
        """Read which names stand for the context, best without the line that is being typed: it may tear the code apart."""
        if not self._keys or not self._names_stale or not self._pace.due:
            return
        with self._pace.measured():
            code = self._buffer.whole()
            line = self._buffer.line_of(self._buffer.caret)
            names = context_names(code[: self._buffer.line_start(line)] + code[self._buffer.line_end(line) :])
            if wanted not in names:
                names |= context_names(code)
            self._names = names or self._names
            self._names_stale = False


def _name_at_end(text: str) -> str:
    start = len(text)
    while start and text[start - 1] in _NAME:
        start -= 1
    return text[start:]


def _chain_before(text: str) -> list[str] | None:
    """The names before a dot: ['data', 'user'] for 'x = data.user?.'; [''] if something else stands there; None without a dot."""
    parts: list[str] = []
    while text.endswith(".") and not text.endswith(".."):
        text = text[:-1].removesuffix("?")
        name = _name_at_end(text)
        parts.insert(0, name)
        text = text[: len(text) - len(name)]
        if not name:
            return [""]
    if not parts:
        return None
    return [""] if parts[0][:1].isdecimal() else parts
