"""Fetches the pictures of a README once the user asked for them: bounded in number, size and time."""

from __future__ import annotations

from collections.abc import Sequence
from time import monotonic
from typing import Final

from PySide6.QtGui import QImage

from hookstudio.model.progress import Progress

MOST: Final = 40
LARGEST: Final = 4_000_000  # bytes
WIDEST: Final = 640  # pixels, as shown
ALL_WITHIN_S: Final = 20.0


def fetch_pictures(addresses: Sequence[str], progress: Progress) -> dict[str, QImage]:
    """The pictures behind *addresses* that are to be had over HTTPS and can be drawn, by address."""
    import requests

    pictures: dict[str, QImage] = {}
    end = monotonic() + ALL_WITHIN_S
    with requests.Session() as session:
        for address in addresses[:MOST]:
            if progress.cancelled or monotonic() > end:
                break
            if not address.startswith("https://"):
                continue
            try:
                with session.get(address, timeout=5, stream=True) as answer:
                    data = answer.raw.read(LARGEST + 1, decode_content=True) if answer.ok else b""
            except (requests.RequestException, OSError):
                continue
            image = QImage.fromData(data) if len(data) <= LARGEST else QImage()
            if not image.isNull():
                narrow = image.scaledToWidth(WIDEST) if image.width() > WIDEST else image
                pictures[address] = narrow
    return pictures
