"""Reading JSON that somebody types: strictly, with a mistake told in words and with its place."""

from __future__ import annotations

import json
import math
import re
from typing import Final, NoReturn

from hookstudio.model.errors import StudioError
from hookstudio.model.json_value import JsonValue
from hookstudio.ui.context_panel.json_tokens import tokens

DEPTH_LIMIT: Final = 200
DIGITS_LIMIT: Final = 4_000  # of a whole number; Python reads 4,300

_WORDS: Final = (
    ("Expecting property name", "a key in double quotes is expected here"),
    ("Illegal trailing comma", "this comma is one too many"),
    ("Expecting ':'", "a colon is expected after the key"),
    ("Expecting ','", "a comma or the closing bracket is expected here"),
    ("Expecting value", "a value is expected here"),
    ("Unterminated string", "this text has no closing quote"),
    ("Invalid control character", "a text can't go over the end of a line; write \\n"),
    ("Invalid \\", "this backslash begins nothing that JSON knows; write \\\\ for a backslash"),
    ("Extra data", "the JSON is complete before this"),
)


class JsonMistake(StudioError):
    """The text is no JSON. `offset` is the place of the mistake, `line` and `column` count from 1; `what` says what is wrong there."""

    def __init__(self, text: str, offset: int, what: str) -> None:
        self.offset = min(max(offset, 0), len(text))
        self.line = text.count("\n", 0, self.offset) + 1
        self.column = self.offset - (text.rfind("\n", 0, self.offset) + 1) + 1
        self.what = what
        super().__init__(
            f"The test context is not valid JSON: line {self.line}, column {self.column}: {what}.",
            hint="Correct it, or go back to a generated context.",
        )


def read_json_text(text: str) -> JsonValue:
    """The value of *text*; whole numbers keep all their digits. Raises JsonMistake, also for NaN, infinity and deep nesting."""
    _check_tokens(text)
    try:
        value: JsonValue = json.loads(text, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        raise JsonMistake(text, *_explained(text, error)) from error
    return value


def _check_tokens(text: str) -> None:
    """Find what json.loads would take, or would fail at without telling where."""
    depth = 0
    for match in tokens(text):
        token = match[0]
        if token in "{[":
            depth += 1
            if depth > DEPTH_LIMIT:
                raise JsonMistake(text, match.start(), f"this is nested deeper than {DEPTH_LIMIT} levels")
        elif token in "}]":
            depth -= 1
        elif token in ("NaN", "Infinity", "-Infinity"):
            raise JsonMistake(text, match.start(), f"{token} is not a value of JSON; write null or a number")
        elif token[0] in "-0123456789":
            _check_number(text, match)


def _check_number(text: str, match: re.Match[str]) -> None:
    token = match[0]
    if len(token) > DIGITS_LIMIT:
        raise JsonMistake(text, match.start(), f"a number has at most {DIGITS_LIMIT:,} digits")
    try:
        fits = math.isfinite(float(token)) or re.fullmatch(r"-?[0-9]+", token) is not None
    except ValueError:
        return  # json.loads says what is wrong with it
    if not fits:
        raise JsonMistake(text, match.start(), "this number is too large")


def _explained(text: str, error: json.JSONDecodeError) -> tuple[int, str]:
    at = error.pos
    if not text.strip():
        return 0, "there is nothing here"
    if at >= len(text.rstrip()):
        return len(text.rstrip()), "the end is missing: a closing bracket or quote"
    before = text[:at].rstrip()
    if text[at] in "}]" and before.endswith(","):
        return len(before) - 1, "this comma is one too many"
    if text[at] == "'":
        return at, "JSON takes double quotes"
    return at, next((words for beginning, words in _WORDS if error.msg.startswith(beginning)), error.msg)


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
