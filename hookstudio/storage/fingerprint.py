"""Whether a file is still what was read: its content counts, not its date."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """The hash of a file's bytes; equal fingerprints mean equal content."""

    digest: str

    def __str__(self) -> str:
        return self.digest


def fingerprint_of(data: bytes) -> Fingerprint:
    return Fingerprint(blake2b(data, digest_size=20).hexdigest())
