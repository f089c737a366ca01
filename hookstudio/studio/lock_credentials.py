"""Credentials in the addresses of package.json and package-lock.json: they do not travel.

What is one can't be told by its name. So whoever is named in an address goes, and all behind its `?` and `#` but for a few forms that say a
version or nothing.
"""

from __future__ import annotations

import json
import re
from typing import Any, Final

_LOOKED_FOR: Final = (b"@", b"?", b"#", b"_auth", b"_password", b"\\")
_START: Final = r"(?:https?|ftp|wss?):[/\\]*|[/\\]{2,}"  # programs forgive slashes that are missing or lean the other way
_NAMED: Final = re.compile(rf"({_START})([^/?#\\\s]*)", re.IGNORECASE)
_NAMED_IN_ALL: Final = re.compile(r"(?!file:)([a-z][a-z0-9+.-]+:[/\\]+)([^/?#\\]*)", re.IGNORECASE)
_SHORT: Final = re.compile(
    r"(?<![\w.+~%@/:-])([\w.+~%-]{1,200}(?::[^\s@/]{0,200})?)@(?=[\w-]{1,63}(?:\.[\w-]{1,63}){0,5}\.[a-z]{2,20}:(?!//))", re.IGNORECASE
)
_TAIL: Final = re.compile(
    rf"(?P<before>(?:(?<![a-z])[a-z][a-z0-9+.-]{{0,20}}:)?(?:{_START})[^\s?#]*)(?P<query>\?[^\s#]*)?(?P<rest>#\S*)?", re.IGNORECASE
)
_SETTING: Final = re.compile(r"(_(?:authToken|auth|password)\s{0,9}=\s{0,9})\S+", re.IGNORECASE)
_SETTING_KEY: Final = re.compile(r"(?:.*:)?_(?:authToken|auth|password)", re.IGNORECASE | re.DOTALL)
_PLAIN_QUERY: Final = re.compile(r"\?(?:cache|sponsor)=\d{0,3}")
_PLAIN_REST: Final = re.compile(r"#(?:readme|[0-9a-f]{7,128})", re.IGNORECASE)
_VERSION: Final = re.compile(r"#(?:semver:[\w.^~<>=*|+-]{1,60}|[\w./-]{1,100})")
_CLOSING: Final = "\"'`)>]},;"


def without_credentials(data: bytes) -> tuple[bytes, bool]:
    """A JSON file without what may be credentials in the addresses that it holds, and whether there was anything.

    A file without any, or that is no JSON, comes back as it is. Raises RecursionError for one that is nested too deeply to be written anew.
    """
    if not any(sign in data for sign in _LOOKED_FOR):
        return data, False
    cleaner = _Cleaner()
    try:
        value = json.loads(data.decode("utf-8-sig"), object_pairs_hook=cleaner.object)
    except ValueError:
        return data, False
    cleaner.clean(value)
    if not cleaner.found:
        return data, False
    return json.dumps(value, indent=2, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n", True


class _Cleaner:
    def __init__(self) -> None:
        self.found = False

    def object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        """An object of the file. Where a name is there twice the first value is seen by nobody but would travel: it goes, too."""
        made = dict(pairs)
        self.found = self.found or len(made) < len(pairs)
        return made

    def clean(self, value: Any) -> None:
        waiting: list[Any] = [[value]]
        while waiting:
            inside = waiting.pop()
            if isinstance(inside, list):
                inside[:] = [self._text(item) for item in inside]
                waiting += [item for item in inside if isinstance(item, dict | list)]
            else:
                items = list(inside.items())
                inside.clear()
                for key, item in items:
                    if _SETTING_KEY.fullmatch(key):
                        self.found = True
                    else:
                        inside[self._text(key)] = self._text(item)
                waiting += [item for item in inside.values() if isinstance(item, dict | list)]

    def _text(self, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        clean = without(value)
        self.found = self.found or clean != value
        return clean


def without(text: str) -> str:
    """*text* without what may be credentials in its addresses, wherever they stand in it."""
    if "_" in text:
        text = _SETTING.sub(r"\1", text)
    if "@" in text:
        if " " not in text:
            text = _joined(text)
        whole = _NAMED_IN_ALL.match(text)
        if whole is not None:
            text = _unnamed(whole) + text[whole.end() :]
        text = _NAMED.sub(_unnamed, text)
        text = _SHORT.sub(lambda found: found[0] if found[1] == "git" else "", text)
    return _TAIL.sub(_untailed, text) if "?" in text or "#" in text else text


def _joined(text: str) -> str:
    """Line ends and tabs in an address count for nothing: what is behind them is part of it."""
    return re.sub(r"[\t\r\n]", "", text) if re.match(r"[a-z][a-z0-9+.-]*:", text, re.IGNORECASE) else text


def _unnamed(found: re.Match[str]) -> str:
    start, authority = str(found[1]), str(found[2])
    who, _, host = authority.rpartition("@")
    if not who:
        return start + authority
    scheme = found.string[max(0, found.start() - 4) : found.start()] + start
    return start + (authority if who == "git" and "ssh:" in scheme.lower() else host)


def _untailed(found: re.Match[str]) -> str:
    before, query, rest = found["before"], found["query"] or "", found["rest"] or ""
    start = before.lower()
    git = start.startswith("git") or start.endswith(".git")
    closing = (query + rest)[len((query + rest).rstrip(_CLOSING)) :]
    query, rest = (part.rstrip(_CLOSING) if part == (rest or query) else part for part in (query, rest))
    kept = query if _PLAIN_QUERY.fullmatch(query) else ""
    plain = (_VERSION if git else _PLAIN_REST).fullmatch(rest) or _PLAIN_REST.fullmatch(rest)
    return before + kept + (rest if plain else "") + closing
