"""What goes wrong at a stand-in tenant, by a script of the test's."""

from __future__ import annotations

import fnmatch
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Final, Literal, get_args

Manner = Literal["drop", "drop-after", "cut", "silent", "silent-after", "status", "redirect", "html", "body", "huge"]
MANNERS: Final = get_args(Manner)


@dataclass
class Fault:
    """What happens to requests with this method ('*': any) whose path, as sent, fits `path` (as in a shell, `*` over slashes, too).

    drop        the connection ends and nothing was done
    drop-after  the request is carried out, and its answer gets lost
    cut         half of the answer
    silent      no answer until the tenant is closed or `release` is called
    silent-after  the request is carried out, then the same
    status      `status` with `headers` and `body`, or the contract's error document where there is no body
    redirect    to `location`
    html        a page for people, with `status` or 200
    body        the request is carried out, but `body` is what it answers, as JSON
    huge        an answer that never ends

    `skip` requests that fit go well, then `times` do not (None: all the rest).
    """

    manner: Manner
    path: str = "*"
    method: str = "*"
    times: int | None = 1
    skip: int = 0
    status: int = 500
    error: str = "server_error"
    headers: Mapping[str, str] | None = None
    body: str | None = None
    location: str = ""

    @classmethod
    def from_document(cls, document: object) -> Fault:
        """From JSON. Raises ValueError."""
        known = {one.name for one in fields(cls)}
        if not isinstance(document, dict) or document.get("manner") not in MANNERS or not set(document) <= known:
            raise ValueError(f"a fault has a manner, one of {', '.join(MANNERS)}, and some of {', '.join(sorted(known))}")
        return cls(**document)

    def strikes(self, method: str, path: str) -> bool:
        """Whether this request is struck; counts it."""
        if self.times == 0 or self.method not in ("*", method) or not fnmatch.fnmatchcase(path, self.path):
            return False
        if self.skip:
            self.skip -= 1
            return False
        if self.times is not None:
            self.times -= 1
        return True


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it came in, and the status that it got (0: none). Names of headers in small letters; `path` with the query."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    status: int

    @property
    def line(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def writes(self) -> bool:
        """Whether it asks to change a hook."""
        return self.method not in ("GET", "HEAD") and "/hooks" in self.path

    def document(self) -> dict[str, Any]:
        return {"method": self.method, "path": self.path, "status": self.status, "body": self.body.decode("utf-8", "replace")}
