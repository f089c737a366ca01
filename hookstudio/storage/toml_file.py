"""TOML as it stands on disk: why a file is not readable, in words; and writing it back with what others put there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import tomli


class BadToml(ValueError):
    """The message is a clause for the user, without the file's name."""


def parse_toml(data: bytes) -> dict[str, Any]:
    """The document in *data*. Raises BadToml saying what is wrong, and where."""
    try:
        return tomli.loads(data.decode())
    except UnicodeDecodeError:
        raise BadToml("it is not UTF-8 text") from None
    except tomli.TOMLDecodeError as error:
        if data.startswith(b"\xef\xbb\xbf"):
            return parse_toml(data[3:])
        if data.startswith(b"<<<<<<<") or b"\n<<<<<<<" in data:
            raise BadToml("it holds the marks of an unfinished git merge") from None
        raise BadToml(f"it is not valid TOML ({_shortened(str(error))})") from None
    except (RecursionError, ValueError):  # nested or dotted without end, numbers with thousands of digits, impossible dates
        raise BadToml("it is not valid TOML") from None


def format_toml(document: Mapping[str, Any]) -> bytes:
    """*document* as TOML, with one list item a line, which git merges well."""
    import tomli_w

    return tomli_w.dumps(document, multiline_strings=False).encode()


def _shortened(text: str) -> str:
    return text if len(text) <= 120 else text[:119] + "…"
