"""JSON files: the user's saved contexts, and our own small notes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NoReturn

from hookstudio.model.errors import StudioError
from hookstudio.model.json_value import JsonValue
from hookstudio.storage.atomic import write_bytes
from hookstudio.storage.failures import in_words
from hookstudio.storage.regular_file import CONTEXT_LIMIT, Unfit, read_regular


def read_json(path: Path, limit: int = CONTEXT_LIMIT) -> JsonValue:
    """The value in a JSON file. Raises StudioError naming the file, with the line of a mistake."""
    try:
        with in_words(path, "read"):
            data, _ = read_regular(path, limit)
        value: JsonValue = json.loads(data.decode("utf-8-sig"), parse_constant=_no_constant)
    except Unfit as error:
        raise StudioError(f"“{path}” could not be read: {error.message}.") from error
    except UnicodeDecodeError as error:
        raise StudioError(f"“{path}” is not UTF-8 text.", details=str(error)) from error
    except json.JSONDecodeError as error:
        raise StudioError(f"“{path}” is not valid JSON: line {error.lineno}, column {error.colno}.", details=error.msg) from error
    except (ValueError, RecursionError) as error:
        raise StudioError(f"“{path}” is not valid JSON.", details=str(error)) from error
    return value


def write_json(path: Path, value: JsonValue, *, staging: Path | None = None) -> None:
    """Replace *path* by *value* as JSON, two spaces deep. Raises StudioError, and leaves the file, if it can't be written."""
    write_bytes(path, to_json(value), staging=staging)


def to_json(value: JsonValue) -> bytes:
    """*value* as a readable file; half characters are escaped. Raises StudioError for NaN, infinity and endless nesting."""
    try:
        text = json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False)
        try:
            return text.encode() + b"\n"
        except UnicodeEncodeError:
            return json.dumps(value, indent=2, allow_nan=False).encode() + b"\n"
    except (ValueError, RecursionError) as error:
        raise StudioError("This value can't be written as JSON.", details=str(error)) from error


def read_note(path: Path, limit: int = CONTEXT_LIMIT) -> dict[str, Any]:
    """One of our own notes: an object; a file that is missing or broken reads as an empty one."""
    try:
        value = read_json(path, limit)
    except StudioError:
        return {}
    return value if isinstance(value, dict) else {}


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
