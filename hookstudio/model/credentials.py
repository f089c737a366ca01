"""What opens a tenant."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Credentials:
    """A client's secret, or a token that somebody already has; never shown. `source`: keychain, environment or asked.

    `origin`: the only one that they may be sent to, where the environment names one beside them; '' says nothing.
    """

    client_secret: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    source: str = "asked"
    origin: str = ""

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must never be in a text."""
        return tuple(word for word in (self.client_secret, self.token) if word)

    def __bool__(self) -> bool:
        return bool(self.secrets)
