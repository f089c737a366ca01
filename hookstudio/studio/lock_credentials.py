"""Credentials in the addresses of package.json and package-lock.json: they do not travel."""

from __future__ import annotations

import json
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit, urlunsplit

_SECRETS: Final = ("token", "auth", "sig", "secret", "password", "passwd", "credential", "apikey", "api_key", "access_key")


def without_credentials(data: bytes) -> tuple[bytes, bool]:
    """A JSON file without names, passwords and tokens in the addresses it holds, and whether there were any.

    A file without any, or that is no JSON, comes back as it is.
    """
    if b"://" not in data or (b"@" not in data and b"?" not in data):
        return data, False
    try:
        value = json.loads(data.decode("utf-8-sig"))
        cleaned = _cleaned(value)
    except (ValueError, RecursionError):
        return data, False
    if cleaned == value:
        return data, False
    return json.dumps(cleaned, indent=2, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n", True


def _cleaned(value: Any) -> Any:
    if isinstance(value, dict):
        return {_address(key): _cleaned(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_cleaned(item) for item in value]
    return _address(value) if isinstance(value, str) else value


def _address(text: str) -> str:
    if "://" not in text:
        return text
    before, space, address = text.rpartition(" ")
    try:
        parts = urlsplit(address)
        host = parts.netloc.rpartition("@")[2]
        named = parts.netloc.rpartition("@")[0]
        login = named if parts.scheme.endswith("ssh") and ":" not in named else ""
        secret = any(word in key.lower() for key, _ in parse_qsl(parts.query, keep_blank_values=True) for word in _SECRETS)
        netloc = f"{login}@{host}" if login else host
        query = "" if secret else parts.query
    except ValueError:
        return text
    if (netloc, query) == (parts.netloc, parts.query):
        return text
    return f"{before}{space}{urlunsplit((parts.scheme, netloc, parts.path, query, parts.fragment))}"
