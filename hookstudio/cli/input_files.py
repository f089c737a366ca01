"""What the command line reads: code and contexts, each checked to be text of bounded size."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from hookstudio.model.errors import NotFound, StudioError
from hookstudio.model.json_value import JsonValue
from hookstudio.storage.failures import in_words
from hookstudio.storage.regular_file import CODE_LIMIT, CONTEXT_LIMIT, Unfit, read_regular

if TYPE_CHECKING:
    from io import BufferedReader

_PIECE: Final = 65_536


def read_code(path: Path) -> str:
    """The code in a file. Raises StudioError naming it: not there, no file, too large, not UTF-8."""
    data = _bytes(path, CODE_LIMIT)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise StudioError(f"“{path}” is not UTF-8 text.", hint="Save it as UTF-8.", details=str(error)) from error


def read_context(name: str) -> JsonValue:
    """The JSON in the file *name*, '-' being standard input. Raises StudioError naming it, with the line of a mistake."""
    if name != "-":
        return _json(_bytes(Path(name), CONTEXT_LIMIT), f"“{name}”")
    if sys.stdin is None:
        raise StudioError("Standard input is closed, so there is no context on it.", hint="Name a file: --context FILE.")
    reader, data = cast("BufferedReader", sys.stdin.buffer), bytearray()
    try:
        while piece := reader.read1(_PIECE):  # Ctrl-C is heard between two pieces, but not while many are read at once
            data += piece
            if len(data) > CONTEXT_LIMIT:
                raise StudioError(f"Standard input is larger than {CONTEXT_LIMIT // (1024 * 1024)} MB.")
    except OSError as error:
        raise StudioError("Standard input can't be read.", details=str(error)) from error
    return _json(bytes(data), "Standard input")


def _bytes(path: Path, limit: int) -> bytes:
    try:
        with in_words(path, "read"):
            return read_regular(path, limit)[0]
    except NotFound as error:
        raise NotFound(f"There is no file “{path}”.") from error
    except Unfit as error:
        raise StudioError(f"“{path}” can't be read: {error.message}.") from error
    except ValueError as error:  # a NUL in the name
        raise StudioError("That is not the name of a file.", details=str(error)) from error


def _json(data: bytes, name: str) -> JsonValue:
    import json

    def refuse(word: str) -> None:
        raise ValueError(f"{word} is not JSON")

    try:
        value: JsonValue = json.loads(data.decode("utf-8-sig"), parse_constant=refuse)
    except UnicodeDecodeError as error:
        raise StudioError(f"{name} is not UTF-8 text.", details=str(error)) from error
    except json.JSONDecodeError as error:
        raise StudioError(
            f"{name} is not valid JSON: {error.msg} in line {error.lineno}, column {error.colno}.", hint="A context is a JSON object."
        ) from error
    except (ValueError, RecursionError) as error:
        raise StudioError(f"{name} is not valid JSON.", details=str(error)) from error
    return value
