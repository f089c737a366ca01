"""Numbers, dates and names as the panel writes them: short, and rounded the way people say them."""

from __future__ import annotations

from datetime import UTC, datetime


def downloads_words(count: int) -> str:
    """Downloads in a week: “1.2 M/week”."""
    return f"{_short(count, (('G', 10**9), ('M', 10**6), ('k', 10**3)))}/week"


def size_words(size: int) -> str:
    """Bytes: “18 MB”, “45 kB”."""
    text = _short(size, (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)))
    return text if text[-1] == "B" else f"{text} B"


def age_words(date: str, now: datetime | None = None) -> str:
    """How long ago an ISO 8601 date is, “3 months ago”; '' for what is no date."""
    try:
        then = datetime.fromisoformat(date)
    except ValueError:
        return ""
    if then.tzinfo is None:
        then = then.replace(tzinfo=UTC)
    days = ((now or datetime.now(UTC)) - then).days
    if days < 1:
        return "today"
    for unit, length in (("year", 365), ("month", 30), ("week", 7), ("day", 1)):
        if days >= length:
            count = days // length
            return f"{count} {unit}{'' if count == 1 else 's'} ago"
    return ""


def short_name(name: str, most: int = 24) -> str:
    """A name that fits on a button: the middle of a long one is left out."""
    half = (most - 1) // 2
    return name if len(name) <= most else f"{name[:half]}…{name[-half:]}"


def _short(number: int, units: tuple[tuple[str, int], ...]) -> str:
    for unit, value in units:
        if number >= value:
            scaled = number / value
            digits = f"{scaled:.1f}" if scaled < 9.95 else f"{scaled:.0f}"
            return f"{digits.removesuffix('.0')} {unit}"
    return str(number)
