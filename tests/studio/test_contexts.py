"""Generated test contexts: always the same, always valid, keys that come and go as the table of the hook contract says."""

from __future__ import annotations

import hashlib
import ipaddress
import json
import locale
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from hookstudio.model.errors import StudioError
from hookstudio.model.hook import Dialect
from hookstudio.model.hook_type import TYPE_NAMES
from hookstudio.model.json_value import JsonValue
from hookstudio.studio.schemas import Schema
from hookstudio.studio.seed import SEED_LIMIT, parse_seed, random_seed
from hookstudio.studio.test_context import check, generate, schema, to_text

CLASSIC, ESM = Dialect.CLASSIC, Dialect.ESM
EVERY = [(type_name, dialect) for type_name in TYPE_NAMES for dialect in Dialect]

# What these contexts were when the generator was settled. They may change only with a new version of the generator, knowingly.
GOLDEN = {
    ("pre-login", CLASSIC, 0): "cdb1ff404db51ebb",
    ("pre-login", CLASSIC, 48151): "532d76ee6e0fd750",
    ("pre-login", ESM, 0): "3ba41374b46412cd",
    ("pre-login", ESM, 48151): "ddae5648d84c9a4d",
    ("post-login", CLASSIC, 0): "bbe32e7cd05c8e7a",
    ("post-login", CLASSIC, 48151): "3c8168f918ab5d55",
    ("post-login", ESM, 0): "268934cfab485f76",
    ("post-login", ESM, 48151): "93e7f9550862e6e8",
    ("pre-register", CLASSIC, 0): "91e6303fc809c05f",
    ("pre-register", CLASSIC, 48151): "4dc9ca9225023e3d",
    ("pre-register", ESM, 0): "c8bd2c4830d8ddcf",
    ("pre-register", ESM, 48151): "cdc95079bacaac94",
    ("sms", CLASSIC, 0): "affa69c0130779c1",
    ("sms", CLASSIC, 48151): "7129478254306ad4",
    ("sms", ESM, 0): "0509586dd1f199e6",
    ("sms", ESM, 48151): "3b69f130e59d307e",
}
GOLDEN_ALL = "eb7b242440dc547f"


def digest(*texts: str) -> str:
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:16]


@pytest.mark.parametrize(("type_name", "dialect", "seed"), GOLDEN)
def test_a_seed_stands_for_the_same_bytes_for_ever(type_name: str, dialect: Dialect, seed: int) -> None:
    assert digest(to_text(generate(type_name, dialect, seed))) == GOLDEN[type_name, dialect, seed]


def test_all_types_stand_for_the_same_bytes_for_ever() -> None:
    assert digest(*(to_text(generate(*kind, seed)) for kind in EVERY for seed in range(20))) == GOLDEN_ALL


def test_another_process_with_other_hashes_locale_and_zone_makes_the_same_bytes() -> None:
    program = (
        "import sys; from hookstudio.studio.test_context import generate, to_text; from hookstudio.model.hook import Dialect;"
        "sys.stdout.buffer.write(to_text(generate('post-login', Dialect.ESM, 7)).encode())"
    )
    for zone, hash_seed in (("Asia/Tokyo", "1"), ("America/Lima", "2")):
        environment = {
            **os.environ,
            "TZ": zone,
            "PYTHONHASHSEED": hash_seed,
            "LANG": "tr_TR.UTF-8",
            "PYTHONPATH": os.pathsep.join(sys.path),
        }
        made = subprocess.run([sys.executable, "-c", program], capture_output=True, env=environment, check=True).stdout
        assert made == to_text(generate("post-login", ESM, 7)).encode()


def test_generating_leaves_chance_and_locale_of_the_process_alone() -> None:
    random.seed(5)
    before, language = random.getstate(), locale.setlocale(locale.LC_ALL)
    generate("post-login", ESM, 1)
    assert random.getstate() == before
    assert locale.setlocale(locale.LC_ALL) == language


@pytest.mark.parametrize(("type_name", "dialect"), EVERY)
def test_every_generated_context_fits_its_schema(type_name: str, dialect: Dialect) -> None:
    for seed in [*range(25), 48151, SEED_LIMIT]:
        context = generate(type_name, dialect, seed)
        assert check(type_name, dialect, context) == ()
        assert json.loads(to_text(context)) == context


def is_there(context: JsonValue, path: str) -> bool:
    for part in path.split("."):
        if not isinstance(context, dict) or part not in context:
            return False
        context = context[part]
    return True


# A always, S sometimes, - never: accessToken, idToken, user, then (esm) externalUser, mfa
TABLE = {
    "pre-login": "- - A S S",
    "post-login": "S S A S S",
    "pre-register": "- - A S -",
    "post-register": "- - A S -",
    "pre-mfa": "- - A S A",
    "pre-access-token": "A S S S S",
    "pre-id-token": "S A A S S",
    "link-account": "- - A A S",
}


def expectations() -> Iterator[tuple[str, Dialect, str, str]]:
    for type_name in TYPE_NAMES:
        access, identity, user, external, mfa = TABLE.get(type_name, "S S S S S").split()
        for dialect in Dialect:
            yield type_name, dialect, "context.accessToken", access
            yield type_name, dialect, "context.idToken", identity
            yield type_name, dialect, "user", user
            esm_only = {"context.externalUser": external, "context.mfa": mfa, "context.authParams": "S", "context.connection": "S"}
            esm_only |= {"client": "S", "context.response": "S", "context.request.headers": "A"}
            for path, when in esm_only.items():
                yield type_name, dialect, path, when if dialect is ESM else "-"
            for path in ("context.clientID", "context.clientName"):
                yield type_name, dialect, path, "S" if dialect is CLASSIC else "-"
            for key in ("query", "body", "userAgent", "ip"):
                yield type_name, dialect, f"context.request.{key}", "A"


@pytest.mark.parametrize(("type_name", "dialect"), EVERY)
def test_keys_come_and_go_as_the_contract_says(type_name: str, dialect: Dialect) -> None:
    contexts = [generate(type_name, dialect, seed) for seed in range(60)]
    for _, _, path, when in (row for row in expectations() if row[:2] == (type_name, dialect)):
        times = sum(is_there(context, path) for context in contexts)
        assert {"A": times == 60, "S": 0 < times < 60, "-": times == 0}[when], f"{path}: {times} of 60, {when}"
        known = is_in_schema(schema(type_name, dialect), path)
        assert known == (when != "-"), f"{path} in the schema"


def is_in_schema(part: Schema, path: str) -> bool:
    for name in path.split("."):
        if name not in part.get("properties", {}):
            return False
        part = part["properties"][name]
    return True


def test_a_user_who_is_not_stored_yet_has_no_id_and_no_dates() -> None:
    for dialect in Dialect:
        for seed in range(40):
            user = generate("pre-register", dialect, seed)["user"]
            text = json.dumps(user)
            assert '"id"' not in text
            for key in ("created_at", "updated_at", "last_login", "exp"):
                assert key not in text


def walk(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    yield path, value
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from walk(inner, f"{path}/{key}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from walk(inner, f"{path}/{index}")


def test_a_secret_is_never_there_and_what_is_there_fits_together() -> None:
    for type_name, dialect in EVERY:
        for seed in range(12):
            context: dict[str, Any] = generate(type_name, dialect, seed)
            assert "secret" not in to_text(context)
            inner, user = context["context"], context.get("user", {})
            assert ipaddress.ip_address(inner["request"]["ip"]) is not None
            for key in ("accessToken", "idToken"):
                claims = inner.get(key, {})
                if claims and user.get("id"):
                    assert claims["sub"] == user["id"]
                if claims and "client" in context:
                    assert context["client"]["client_id"] in (claims.get("client_id"), claims["aud"])
                assert claims.get("iat", 0) <= claims.get("exp", 0)
            if "user" not in context:
                assert not {"externalUser", "mfa", "idToken"} & inner.keys()
                assert "sub" not in inner.get("accessToken", {}) or inner["accessToken"]["sub"] == inner["accessToken"]["client_id"]
            if "created_at" in user and "last_login" in user:
                assert user["created_at"] <= user["last_login"] <= user.get("updated_at", "9")
            if "email" in user and "given_name" in user["profile"]:
                assert "@" in user["email"] and user["email"].rsplit(".", 1)[1] in ("com", "org", "net", "example")
            assert len(user.get("metadata", {})) <= 10
            assert ("email" in user) == ("email_verified" in user)


def test_addresses_are_of_the_ranges_for_documentation() -> None:
    networks = [ipaddress.ip_network(text) for text in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32")]
    for seed in range(80):
        for path, value in walk(generate("post-login", ESM, seed)):
            if path.endswith(("/ip", "last_ip")):
                assert any(ipaddress.ip_address(value) in network for network in networks), value


def test_both_dialects_of_a_seed_are_about_the_same_user() -> None:
    assert generate("post-login", CLASSIC, 3)["user"] == generate("post-login", ESM, 3)["user"]
    assert generate("post-login", CLASSIC, 3)["user"] != generate("post-login", CLASSIC, 4)["user"]


def test_checking_points_at_what_differs_in_words() -> None:
    context: dict[str, Any] = generate("pre-register", ESM, 1)
    context["usr"] = {}
    context["context"]["accessToken"] = {}
    del context["context"]["request"]["ip"]
    context["user"] |= {
        "email": "nobody",
        "phone_number": "0123",
        "metadata": {**{str(n): n for n in range(10)}, "list": [1], "long": "x" * 1025},
        "profile": {"addresses": [{"city": 1}], "locale": True, "birthdate": "1/2/1990"},
    }
    found = {problem.path: problem.message for problem in check("pre-register", ESM, context)}
    assert found == {
        "/usr": "“usr” is not part of this context, as far as PlusAuth documents it.",
        "/context/accessToken": "“accessToken” is not part of this context, as far as PlusAuth documents it.",
        "/context/request": "“ip” is missing.",
        "/user/email": "This should be an e-mail address.",
        "/user/phone_number": "This does not look like a phone number such as +12025550123.",
        "/user/metadata": "This has more than 10 keys.",
        "/user/metadata/list": "This should be text, a number, true or false or null, but it is a list [ … ].",
        "/user/metadata/long": "This is longer than 1024 characters.",
        "/user/profile/addresses/0/city": "This should be text, but it is a number.",
        "/user/profile/locale": "This should be text, but it is true.",
        "/user/profile/birthdate": "This does not look like a date such as 2026-01-31.",
    }


@pytest.mark.parametrize("value", [None, 1, [], "x", True])
def test_a_context_that_is_no_object_is_one_problem(value: JsonValue) -> None:
    (problem,) = check("pre-login", CLASSIC, value)
    assert problem.path == ""
    assert problem.message.startswith("This should be an object")


def test_seeds_are_whole_numbers_that_json_keeps() -> None:
    assert parse_seed(" 42 ") == 42
    assert parse_seed("0") == 0
    assert parse_seed(str(SEED_LIMIT)) == SEED_LIMIT
    for text in ("", "-1", "1.5", "1_000", "x", "٣", str(SEED_LIMIT + 1), "9" * 5000, "1e3"):
        with pytest.raises(StudioError, match="not a seed"):
            parse_seed(text)
    with pytest.raises(StudioError):
        generate("pre-login", CLASSIC, -1)
    assert all(0 <= random_seed() < 1_000_000 for _ in range(50))
    assert len({random_seed() for _ in range(50)}) > 10


def test_an_unknown_type_is_named() -> None:
    with pytest.raises(StudioError, match="“nope” is not a hook type"):
        schema("nope", CLASSIC)
    assert schema("pre_login", CLASSIC) == schema("pre-login", CLASSIC)


@pytest.mark.parametrize(("type_name", "dialect"), EVERY)
def test_every_key_of_a_schema_says_what_it_is(type_name: str, dialect: Dialect) -> None:
    def every(part: Schema, path: str) -> Iterator[tuple[str, Schema]]:
        yield path, part
        for name, inner in part.get("properties", {}).items():
            yield from every(inner, f"{path}.{name}")
        if "items" in part:
            yield from every(part["items"], path + "[]")

    whole = schema(type_name, dialect)
    assert "$ref" not in json.dumps(whole)
    assert set(whole["required"]) <= set(whole["properties"])
    for path, part in every(whole, "data"):
        assert part.get("description") or path.endswith("[]"), path
        assert "type" in part, path


@pytest.mark.parametrize(("type_name", "dialect"), EVERY)
def test_every_schema_is_a_json_schema(type_name: str, dialect: Dialect) -> None:
    Draft202012Validator.check_schema(schema(type_name, dialect))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@given(seed=st.integers(0, SEED_LIMIT), where=st.integers(0, 10_000), value=JSON)
def test_whatever_stands_in_a_context_is_told_in_words(seed: int, where: int, value: Any) -> None:
    context: dict[str, Any] = generate("post-login", ESM, seed)
    holders = [(holder, key) for _, holder in walk(context) if isinstance(holder, dict) for key in holder]
    holder, key = holders[where % len(holders)]
    holder[key] = value
    for problem in check("post-login", ESM, context):
        assert problem.path.startswith("/")
        assert problem.message.endswith(".")
        assert "does not fit the schema" not in problem.message
