"""Who and what a generated context is about: one person, one place, one client and one moment, which fit together."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from hookstudio.studio.dice import Dice
from hookstudio.studio.schemas import material

REFERENCE: Final = datetime(2026, 1, 12, 8, 0, tzinfo=UTC)  # a Monday; every date in a context is counted from it
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_WEEK: Final = 7 * 24 * 60 * 60

ISSUER: Final = "https://example.plusauth.com"


@dataclass(frozen=True, slots=True)
class Person:
    given_name: str
    middle_name: str
    family_name: str
    gender: str
    country: dict[str, Any]
    place: dict[str, Any]
    street: str
    company: str

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}"

    @property
    def handle(self) -> str:
        """Given and family name as a mail address has them: 'ada.lovelace'."""
        return f"{plain(self.given_name)}.{plain(self.family_name)}"

    @property
    def locale(self) -> str:
        return str(self.country["locale"]).replace("_", "-")


@dataclass(frozen=True, slots=True)
class Client:
    id: str
    name: str
    slug: str
    type: str

    @property
    def redirect_uri(self) -> str:
        return f"example.{self.slug.replace('-', '')}:/callback" if self.type == "native" else f"https://{self.slug}.example.com/callback"

    @property
    def is_public(self) -> bool:
        return self.type in ("native", "single-page-application")


class Cast:
    """The facts of one seed. `now` is in seconds since 1970, within a week of the reference time."""

    def __init__(self, dice: Dice) -> None:
        self.dice = dice
        self.now = _seconds(REFERENCE) + dice.below("now", _WEEK)
        self.created = self.now - dice.between("created", 3 * 24 * 3600, 900 * 24 * 3600)
        self.last_login = self.created + dice.between("last-login", 60, self.now - self.created - 3600)
        self.person = _person(dice)
        self.user_id = dice.hexadecimal("user", 24)
        self.email = f"{self.person.handle}@{dice.pick('mail', material()['mail_domains'])}"
        self.ip = address(dice, "ip")
        self.user_agent: str = dice.pick("agent", material()["user_agents"])
        self.provider: dict[str, str] = dice.pick("provider", material()["providers"])

    def client(self, has_user: bool) -> Client:
        """The client: a machine's where the flow has no user."""
        kinds = ("web", "web", "single-page-application", "native", "financial") if has_user else ("server-to-server",)
        suffix: str = self.dice.pick("application", material()["applications"])
        if not has_user:
            suffix = "Worker"
        base = self.person.company.split(",")[0].split(" & ")[0]
        return Client(
            id=self.dice.text("client", 32, "abcdefghijklmnopqrstuvwxyz0123456789"),
            name=f"{base} {suffix}",
            slug=plain(base.split()[0]) + "-" + suffix.lower(),
            type=self.dice.pick("client-type", kinds),
        )


def iso(seconds: int, milliseconds: int = 0) -> str:
    """A moment as '2026-01-12T08:00:00.000Z'."""
    moment = _EPOCH + timedelta(seconds=seconds, milliseconds=milliseconds)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def day(seconds: int) -> str:
    """A moment's day as '2026-01-12'."""
    return (_EPOCH + timedelta(seconds=seconds)).date().isoformat()


def address(dice: Dice, label: str) -> str:
    """An IP address of the ranges that are kept for documentation, one in eight of version 6."""
    if dice.chance(label + ":v6", 12):
        return "2001:db8:" + ":".join(f"{dice.between(f'{label}:{n}', 1, 0xFFFF):x}" for n in range(6))
    network = dice.pick(label + ":network", ("192.0.2", "198.51.100", "203.0.113"))
    return f"{network}.{dice.between(label + ':host', 1, 254)}"


def plain(text: str) -> str:
    """*text* in lower-case ASCII letters and digits: 'Jähn' gives 'jahn'."""
    folded = unicodedata.normalize("NFKD", text.lower().replace("ß", "ss").replace("ø", "o").replace("æ", "ae").replace("œ", "oe"))
    return "".join(character for character in folded if character.isascii() and character.isalnum()) or "x"


def _person(dice: Dice) -> Person:
    country: dict[str, Any] = dice.pick("locale", material()["locales"])
    names = _names(country["locale"], dice.below("names", 2**32))
    gender = dice.pick("gender", ("female", "male"))
    first = names.first_name_female if gender == "female" else names.first_name_male
    given, middle = first(), first()
    number = dice.between("house", 1, 180)
    return Person(
        given_name=given,
        middle_name=middle,
        family_name=names.last_name(),
        gender=gender,
        country=country,
        place=dice.pick("place", country["places"]),
        street=country["street"].format(number=number, street=names.street_name()),
        company=names.company(),
    )


def _names(locale: str, seed: int) -> Any:
    """Faker's names of one locale, every name as likely as any other. A generator of its own: Faker's is shared by the whole process."""
    from faker import Factory

    providers = [f"faker.providers.{name}" for name in ("person", "address", "company")]
    return Factory.create(locale, providers, use_weighting=False).seed_instance(seed)


def _seconds(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(seconds=1)
