"""The user's settings: each declared once, kept in one TOML file."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from hookstudio.model.errors import StudioError
from hookstudio.model.listeners import Listeners
from hookstudio.storage.atomic import write_bytes
from hookstudio.storage.failures import in_words, reason_of
from hookstudio.storage.regular_file import TOML_LIMIT, Unfit, read_regular
from hookstudio.storage.toml_file import BadToml, format_toml, parse_toml

Value = bool | int | float | str


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting. `key` is `group.name`; numbers lie from `minimum` to `maximum`; a text is one of `choices`, or an address or empty."""

    key: str
    kind: type[bool] | type[int] | type[float] | type[str]
    default: Value
    title: str
    description: str
    group: str
    choices: tuple[str, ...] = ()
    minimum: float = 0
    maximum: float = 0

    def accepted(self, value: object) -> Value | None:
        """*value* as this setting takes it, or None if it does not."""
        if self.kind is bool:
            return value if isinstance(value, bool) else None
        if self.kind is str:
            return value if isinstance(value, str) and (value in self.choices or self._is_free(value)) else None
        if isinstance(value, bool) or not isinstance(value, int if self.kind is int else int | float):
            return None
        return self.kind(value) if self.minimum <= value <= self.maximum else None

    def _is_free(self, text: str) -> bool:
        if self.choices or not text:
            return not self.choices
        from hookstudio.model.module import is_web_address

        return is_web_address(text)

    @property
    def wanted(self) -> str:
        """What values it takes, as the end of a sentence."""
        if self.kind is bool:
            return "true or false"
        if self.choices:
            return "one of: " + ", ".join(self.choices)
        if self.kind is str:
            return "an address that begins with https:// or http:// and has no password in it, or empty"
        return f"a {'whole number' if self.kind is int else 'number'} from {self.minimum:g} to {self.maximum:g}"


SETTINGS: Final = (
    Setting(
        "appearance.theme",
        str,
        "system",
        "Theme",
        "Light, dark, or as the system is set.",
        "Appearance",
        choices=("system", "light", "dark"),
    ),
    Setting(
        "editor.engine",
        str,
        "scintilla",
        "Editor engine",
        "What draws the code. QScintilla needs the extra hookstudio[qscintilla]; takes effect at the next start.",
        "Editor",
        choices=("scintilla", "qscintilla"),
    ),
    Setting("editor.font_size", int, 0, "Font size", "Of code, in points; 0 is the system's size.", "Editor", maximum=72),
    Setting("editor.wrap", bool, False, "Wrap long lines", "Show long lines over several rows.", "Editor"),
    Setting("editor.tab_width", int, 2, "Indentation", "Spaces of one level.", "Editor", minimum=1, maximum=16),
    Setting("run.timeout_s", float, 10.0, "Time limit", "Seconds that a hook has; PlusAuth gives it 10.", "Run", minimum=0.1, maximum=3600),
    Setting("run.clear_console", bool, True, "Clear the console before a run", "Otherwise runs are shown one below the other.", "Run"),
    Setting(
        "console.max_lines",
        int,
        10_000,
        "Console lines",
        "The console keeps the last so many lines.",
        "Run",
        minimum=100,
        maximum=1_000_000,
    ),
    Setting(
        "modules.registry",
        str,
        "",
        "Registry",
        "Address of the npm registry; empty is the one that npm is configured for. Tokens belong into your .npmrc.",
        "Modules",
    ),
    Setting("modules.proxy", str, "", "Proxy", "Address of the proxy to the registry; empty is what npm is configured for.", "Modules"),
    Setting("modules.offline", bool, False, "Offline", "Add and restore from what was downloaded before; ask no registry.", "Modules"),
    Setting("general.reopen", bool, True, "Reopen the last workspace", "When the program starts without being given one.", "General"),
)
_BY_KEY: Final = {setting.key: setting for setting in SETTINGS}


class Settings:
    """The settings in one file. A missing or bad value is the default; a bad file is a `problem` and is kept aside when one is set."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.problem = ""
        self._document: dict[str, Any] = {}
        self._listeners = Listeners[str]()
        self._load()

    def get(self, key: str) -> Any:
        """The value, of the type that the setting declares. Raises KeyError for a key that is not declared."""
        setting = _BY_KEY[key]
        value = setting.accepted(_stored(self._document, key))
        return setting.default if value is None else value

    def set(self, key: str, value: Value) -> None:
        """Store a value and tell who subscribed. Raises StudioError for one that does not fit, or if it can't be written."""
        setting = _BY_KEY[key]
        fitting = setting.accepted(value)
        if fitting is None:
            raise StudioError(f"“{setting.title}” can't be {value}.", hint=f"It is {setting.wanted}.")
        if fitting == self.get(key) and type(_stored(self._document, key)) is type(fitting):
            return
        self._store(key, fitting)
        self._listeners.tell(key)

    def reset(self, key: str) -> None:
        """Give a setting its default again. Raises StudioError."""
        self.set(key, _BY_KEY[key].default)

    def subscribe(self, listener: Callable[[str], None]) -> Callable[[], None]:
        """Call *listener* with the key of each setting that is set; the returned function ends that."""
        return self._listeners.add(listener)

    def _load(self) -> None:
        try:
            self._document = parse_toml(read_regular(self.path, TOML_LIMIT)[0])
            self.problem = ""
        except FileNotFoundError:
            self._document, self.problem = {}, ""
        except (OSError, Unfit, BadToml) as error:
            reason = reason_of(error) if isinstance(error, OSError) else str(error)
            self._document = {}
            self.problem = f"The settings in “{self.path}” can't be read: {reason}. The defaults are used."

    def _store(self, key: str, value: Value) -> None:
        """Change one key of the file as it is now: another process may have set another one."""
        from filelock import FileLock, Timeout

        group, _, name = key.partition(".")
        with in_words(self.path, "written"):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            try:
                with FileLock(self.path.with_name(self.path.name + ".lock"), timeout=10):
                    self._load()
                    if self.problem and self.path.is_file():
                        self.path.replace(self.path.with_name(f"settings-unreadable-{time.strftime('%Y%m%d-%H%M%S')}.toml"))
                    table = self._document.get(group)
                    document = {**self._document, group: {**(table if isinstance(table, dict) else {}), name: value}}
                    write_bytes(self.path, format_toml(document))
                    self._document, self.problem = document, ""
            except Timeout as error:
                raise StudioError(f"“{self.path}” is in use by another Hook Studio.", hint="Try again.", details=str(error)) from error


def _stored(document: dict[str, Any], key: str) -> object:
    group, _, name = key.partition(".")
    with contextlib.suppress(AttributeError):
        return document.get(group, {}).get(name)
    return None
