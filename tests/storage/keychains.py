"""A keychain for tests."""

from __future__ import annotations

from keyring.errors import KeyringLocked, PasswordDeleteError


class HeldKeychain:
    """A keychain that lasts for a test."""

    def __init__(self) -> None:
        self.held: dict[tuple[str, str], str] = {}
        self.locked = self.forgetful = False

    def get_password(self, service: str, username: str) -> str | None:
        if self.locked:
            raise KeyringLocked("hunter2 is locked")
        return self.held.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        if not self.forgetful:
            self.held[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if (service, username) not in self.held:
            raise PasswordDeleteError
        del self.held[service, username]
