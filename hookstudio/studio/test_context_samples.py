"""The values behind `x-sample` in the schemas: groups of keys that fit together, taken from the cast of a seed."""

from __future__ import annotations

import base64
import hashlib
from typing import Any, Final

from hookstudio.model.json_value import JsonValue, pointer
from hookstudio.studio.dice import Dice
from hookstudio.studio.schemas import material
from hookstudio.studio.test_context_cast import ISSUER, Cast, address, day, iso, plain

_DAY: Final = 24 * 3600
_FACTORS: Final = ("sms", "email", "fv", "otp", "webauthn", "push")


class Samples:
    """Answers `x-sample` names for one context. `document` is that context, as far as it is made."""

    def __init__(self, seed: int, document: dict[str, JsonValue]) -> None:
        self.dice = Dice(seed)
        self.document = document
        self._cast = Cast(self.dice)
        self._groups: dict[tuple[str, int], dict[str, JsonValue]] = {}

    def take(self, sample: str, path: tuple[str | int, ...]) -> JsonValue:
        """The value of 'GROUP.KEY'; a group whose name stands for an item of a list has one set of values for each place in it."""
        group, _, key = sample.partition(".")
        place = next((part for part in reversed(path) if isinstance(part, int)), 0)
        if (group, place) not in self._groups:
            self._groups[group, place] = getattr(self, f"_{group}")(place)
        return self._groups[group, place][key]

    @property
    def _user(self) -> dict[str, JsonValue] | None:
        user = self.document.get("user")
        return user if isinstance(user, dict) else None

    def _person(self, _place: int) -> dict[str, JsonValue]:
        cast, dice, person = self._cast, self.dice, self._cast.person
        username = f"{plain(person.given_name)[:1]}{plain(person.family_name)}{dice.between('username', 1, 99)}"
        country = person.country
        digits = str(dice.between("phone", country["phone_first"], country["phone_last"])).zfill(country["phone_width"])
        user = self._user or {}
        return {
            "id": cast.user_id,
            "username": username,
            "email": cast.email,
            "login": user.get("email") or user.get("username") or cast.email,
            "email_verified": dice.chance("email-verified", 75),
            "phone_number": country["phone"] + digits,
            "phone_number_verified": dice.chance("phone-verified", 60),
            "not_yet": False,
            "name": person.name,
            "given_name": person.given_name,
            "middle_name": person.middle_name,
            "family_name": person.family_name,
            "nickname": person.given_name.split()[0].split("-")[0],
            "gender": person.gender,
            "birthdate": day(cast.now - dice.between("age", 18 * 366, 80 * 365) * _DAY),
            "locale": person.locale,
            "picture": f"https://pictures.example.com/{cast.user_id}.png",
            "profile_page": f"https://people.example.com/{username}",
            "website": f"https://{plain(person.given_name)}-{plain(person.family_name)}.example.org",
            "blocked": dice.chance("blocked", 10),
            "login_attempts": dice.pick("attempts", (0, 0, 0, 0, 1, 2, 4)),
            "password": f"{dice.text('password', 4)}-{dice.text('password-2', 4)}-{dice.between('password-3', 10, 99)}!",
            "created_at": iso(cast.created, dice.below("created-ms", 1000)),
            "last_login": iso(cast.last_login, dice.below("last-login-ms", 1000)),
            "updated_at": iso(dice.between("updated", cast.last_login, cast.now - 60), dice.below("updated-ms", 1000)),
        }

    def _place(self, _place: int) -> dict[str, JsonValue]:
        return {"time_zone": self._cast.person.place["time_zone"]}

    def _address(self, place: int) -> dict[str, JsonValue]:
        person = self._cast.person
        where = person.place if place == 0 else self.dice.pick(f"address/{place}", person.country["places"])
        street = (
            person.street if place == 0 else person.country["street"].format(number=place + 4, street=person.street.strip(" 0123456789"))
        )
        return {
            "id": self.dice.hexadecimal(f"address/{place}/id", 24),
            "is_primary": place == 0,
            "state": where["state"],
            "country": person.country["country_name"],
            "city": where["city"],
            "street_address": street,
            "zip_code": where["zip"],
        }

    def _metadata(self, _place: int) -> dict[str, JsonValue]:
        dice = self.dice
        new: dict[str, JsonValue] = {
            "newsletter": dice.chance("newsletter", 50),
            "source": dice.pick("source", material()["sources"]),
        }
        later: dict[str, JsonValue] = {
            "plan": dice.pick("plan", material()["plans"]),
            "visits": dice.between("visits", 1, 200),
            "department": dice.pick("department", material()["departments"]),
            "last_campaign": None,
        }
        new = {key: value for key, value in new.items() if dice.chance(f"metadata:{key}", 40)}
        later = {key: value for key, value in later.items() if dice.chance(f"metadata:{key}", 50)}
        return {"new": new, "whole": {**later, **new}}

    def _role(self, place: int) -> dict[str, JsonValue]:
        roles, groups = material()["roles"], material()["role_groups"]
        return {
            "name": roles[(self.dice.below("role", len(roles)) + place) % len(roles)],
            "group": groups[(self.dice.below("role-group", len(groups)) + place) % len(groups)],
        }

    def _identity(self, place: int) -> dict[str, JsonValue]:
        providers = material()["providers"]
        provider = providers[(providers.index(self._cast.provider) + place) % len(providers)]
        label = f"identity/{place}"
        when = self.dice.between(f"{label}/when", self._cast.created, self._cast.now - 3600)
        return {
            "id": self.dice.hexadecimal(f"{label}/id", 24),
            "user_id": self._external_id(provider["provider"]),
            "connection": provider["connection"],
            "type": provider["type"],
            "provider": provider["provider"],
            "details": {"name": self._cast.person.name, "email": self._cast.email},
            "created_at": iso(when),
        }

    def _external_id(self, provider: str) -> str:
        person = self._cast.person
        if provider == "ldap":
            return f"uid={plain(person.given_name)}.{plain(person.family_name)},ou=people,dc=example,dc=com"
        return str(self.dice.between(f"external:{provider}", 10**9, 10**10 - 1))

    def _credential(self, place: int) -> dict[str, JsonValue]:
        kinds = material()["credential_types"]
        further = kinds[1:]
        kind = kinds[0] if place == 0 else further[(self.dice.below("credential", len(further)) + place) % len(further)]
        person = self._person(0)
        details: dict[str, JsonValue] = {}
        if kind == "email":
            details = {"email": person["email"]}
        elif kind in ("sms", "push"):
            details = {"phone_number": person["phone_number"]}
        elif kind == "webauthn":
            details = {"name": "Security key"}
        return {
            "id": self.dice.hexadecimal(f"credential/{place}", 24),
            "type": kind,
            "connection": "plusauth",
            "created_at": iso(self._cast.created + 30 * (place + 1)),
            "details": details,
        }

    def _session(self, place: int) -> dict[str, JsonValue]:
        cast, dice, label = self._cast, self.dice, f"session/{place}"
        began = cast.now - (120 if place == 0 else dice.between(label, 3600, 3 * _DAY))
        where = cast.person.place if place == 0 else dice.pick(f"{label}/place", cast.person.country["places"])
        return {
            "id": dice.text(f"{label}/id", 21),
            "ip": cast.ip if place == 0 else address(dice, f"{label}/ip"),
            "ua": cast.user_agent if place == 0 else dice.pick(f"{label}/ua", material()["user_agents"]),
            "exp": began + 14 * _DAY,
            "created_at": iso(began),
            "last_activity": iso(min(cast.now - 1, began + dice.between(f"{label}/idle", 10, 3000))),
            "city": where["city"],
            "country": cast.person.country["country"],
            "postal_code": where["zip"],
            "latitude": where["latitude"],
            "longitude": where["longitude"],
            "time_zone": where["time_zone"],
        }

    def _client(self, _place: int) -> dict[str, JsonValue]:
        client = self._cast.client(self._user is not None)
        machine = client.type == "server-to-server"
        site = f"https://{client.slug}.example.com"
        return {
            "id": client.id,
            "name": client.name,
            "type": client.type,
            "description": f"{client.name}, the {client.type} application",
            "logo_uri": f"{site}/logo.png",
            "first_party": self.dice.chance("first-party", 70),
            "redirect_uri": client.redirect_uri,
            "redirect_uris": [] if machine else [client.redirect_uri],
            "logout_uris": [] if machine else [f"{site}/signed-out"],
            "grant_types": ["client_credentials"] if machine else ["authorization_code", "refresh_token"],
            "response_types": [] if machine else ["code"],
            "token_endpoint_auth_method": "none" if client.is_public else "private_key_jwt",
            "oidc_conformant": self.dice.chance("oidc", 80),
            "extra_metadata": {"team": self.dice.pick("team", material()["departments"])} if self.dice.chance("extra", 50) else {},
        }

    def _flow(self, _place: int) -> dict[str, JsonValue]:
        dice = self.dice
        verifier = dice.text("verifier", 43)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
        context = self.document.get("context")
        external = isinstance(context, dict) and "externalUser" in context
        return {
            "response_type": "code",
            "scope": self._scope(),
            "state": dice.text("state", 22),
            "nonce": dice.text("nonce", 22),
            "prompt": dice.pick("prompt", ("login", "consent", "select_account")),
            "code": dice.text("code", 43),
            "code_verifier": verifier,
            "code_challenge": challenge,
            "grant_type": "authorization_code" if self._user is not None else "client_credentials",
            "connection": self._cast.provider["connection"] if external or dice.chance("connection", 30) else "plusauth",
            "remember_me": dice.chance("remember", 50),
            "otp": str(dice.below("otp", 10**6)).zfill(6),
        }

    def _scope(self) -> str:
        if self._user is None:
            return "read:orders write:orders"
        return "openid profile email" + (" offline_access" if self.dice.chance("offline", 40) else "")

    def _request(self, _place: int) -> dict[str, JsonValue]:
        cast = self._cast
        machine: str = self.dice.pick("server-agent", material()["server_agents"])
        agent = cast.user_agent if self._user is not None else machine
        headers: dict[str, JsonValue] = {
            "host": ISSUER.removeprefix("https://"),
            "user-agent": agent,
            "accept": "text/html,application/xhtml+xml" if self._user is not None else "application/json",
            "accept-language": f"{cast.person.locale},{cast.person.locale[:2]};q=0.8,en;q=0.5",
            "content-type": "application/x-www-form-urlencoded",
            "x-forwarded-for": cast.ip,
        }
        return {"ip": cast.ip, "user_agent": agent, "headers": headers}

    def _response(self, _place: int) -> dict[str, JsonValue]:
        kind = "text/html; charset=utf-8" if self._user is not None else "application/json; charset=utf-8"
        return {"headers": {"content-type": kind, "cache-control": "no-store"}}

    def _token(self, _place: int) -> dict[str, JsonValue]:
        dice, now = self.dice, self._cast.now
        subject = self._cast.user_id if self._user is not None else self._client(0)["id"]
        return {
            "iss": ISSUER,
            "sub": subject,
            "audience": f"{ISSUER}/api/" if dice.chance("audience", 30) else f"https://api.{plain(self._cast.person.company)}.example/",
            "iat": now,
            "access_exp": now + 3600,
            "id_exp": now + 600,
            "jti": dice.text("jti", 21),
            "scope": self._scope(),
            "auth_time": now - dice.between("auth-time", 2, 90),
            "at_hash": dice.text("at-hash", 22),
            "amr": ["pwd"] if dice.chance("amr", 60) else ["pwd", "mfa"],
        }

    def _external(self, _place: int) -> dict[str, JsonValue]:
        cast, person = self._cast, self._cast.person
        provider = cast.provider["provider"]
        identifier = self._external_id(provider)
        picture = f"https://pictures.example.net/{identifier}.jpg"
        shapes: dict[str, dict[str, Any]] = {
            "google": {
                "sub": identifier,
                "name": person.name,
                "given_name": person.given_name,
                "family_name": person.family_name,
                "picture": picture,
                "email": cast.email,
                "email_verified": True,
                "locale": person.locale[:2],
            },
            "facebook": {
                "id": identifier,
                "name": person.name,
                "first_name": person.given_name,
                "last_name": person.family_name,
                "email": cast.email,
            },
            "github": {
                "id": int(identifier) if identifier.isdigit() else 0,
                "login": person.handle.replace(".", "-"),
                "name": person.name,
                "avatar_url": picture,
            },
            "ldap": {
                "dn": identifier,
                "cn": person.name,
                "sn": person.family_name,
                "mail": cast.email,
                "memberOf": ["cn=staff,ou=groups,dc=example,dc=com"],
            },
            "saml": {"nameID": cast.email, "displayName": person.name, "groups": ["staff"]},
        }
        return {"user": shapes[provider]}

    def _mfa(self, _place: int) -> dict[str, JsonValue]:
        dice = self.dice
        main = dice.pick("mfa:main", _FACTORS)
        required = dice.chance("mfa:required", 70)
        return {
            "pending": self._factors(main, required=True, verified=False),
            "state": self._factors(main, required=required, verified=required and dice.chance("mfa:verified", 80)),
        }

    def _factors(self, main: str, *, required: bool, verified: bool) -> dict[str, JsonValue]:
        state: dict[str, JsonValue] = {"verified": verified, "required": required}
        for factor in _FACTORS:
            label = "mfa:" + pointer(factor)
            if factor == main:
                state[factor] = {"enabled": True, "required": required, "verified": verified}
            elif self.dice.chance(label, 35):
                state[factor] = {"enabled": self.dice.chance(label + ":on", 50)}
        return state
