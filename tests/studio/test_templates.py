"""The templates that new hooks start from, and the keys that the editor completes."""

from __future__ import annotations

import pytest

from hookstudio.model.errors import StudioError
from hookstudio.model.hook import Dialect
from hookstudio.model.hook_type import CORE_TYPE_NAMES, TYPE_NAMES
from hookstudio.resources import resource
from hookstudio.studio.code_named import imported_modules
from hookstudio.studio.completions import context_keys, keys_below
from hookstudio.studio.javascript import detect_dialect
from hookstudio.studio.templates import blank, templates_for

EXAMPLES = {"callback", "promise"}


@pytest.mark.parametrize("dialect", list(Dialect))
def test_every_core_type_has_a_real_example_in_each_dialect(dialect: Dialect) -> None:
    for type_name in CORE_TYPE_NAMES:
        offered = [template.id for template in templates_for(type_name, dialect)]
        assert set(offered) - EXAMPLES - {"blank"}, type_name


@pytest.mark.parametrize("type_name", TYPE_NAMES)
@pytest.mark.parametrize("dialect", list(Dialect))
def test_blank_comes_first_and_the_examples_of_the_documentation_are_there(type_name: str, dialect: Dialect) -> None:
    offered = templates_for(type_name, dialect)
    assert offered[0].id == "blank"
    assert offered[0] == blank(type_name, dialect)
    assert {template.id for template in offered} >= EXAMPLES
    assert len({template.title for template in offered}) == len(offered)
    for template in offered:
        assert (template.type, template.dialect) == (type_name, dialect)
        assert detect_dialect(template.code) is dialect
        assert imported_modules(template.code) == ()
        assert "handle" in template.code and template.code.endswith("\n") and "\r" not in template.code
        assert template.description and not template.description.endswith(".")


def test_no_template_lies_about_unused() -> None:
    offered = {(t.dialect, t.id) for name in TYPE_NAMES for dialect in Dialect for t in templates_for(name, dialect)}
    files = {
        (dialect, path.stem)
        for dialect in Dialect
        for path in resource("templates", dialect.value).iterdir()
        if path.suffix in (".js", ".mjs")
    }
    assert offered == files


def test_an_early_spelling_of_a_type_is_understood_and_an_unknown_one_named() -> None:
    assert templates_for("pre_login", Dialect.ESM) == templates_for("pre-login", Dialect.ESM)
    with pytest.raises(StudioError, match="“later” is not a hook type"):
        templates_for("later", Dialect.ESM)


def test_the_keys_of_a_context_are_those_of_its_type_and_dialect() -> None:
    classic, esm = context_keys("pre-register", Dialect.CLASSIC), context_keys("pre-register", Dialect.ESM)
    assert list(classic) == ["user", "context"]
    assert list(esm) == ["user", "client", "context"]
    assert "id" not in classic["user"].children
    assert "id" in context_keys("pre-login", Dialect.CLASSIC)["user"].children
    assert {"clientID", "clientName", "request"} == set(classic["context"].children)
    assert "accessToken" in keys_below("post-login", Dialect.CLASSIC, ["context"])
    assert "accessToken" not in keys_below("pre-login", Dialect.CLASSIC, ["context"])


def test_keys_say_what_they_are() -> None:
    keys = keys_below("post-login", Dialect.ESM, ["user"])
    assert keys["email"].description == "E-mail address."
    assert (keys["email"].type, keys["email"].always) == ("string", False)
    assert keys["id"].always
    assert "connection" in keys["identities"].children  # of each entry of the list
    assert set(keys_below("post-login", Dialect.ESM, ["context", "mfa", "push"])) == {"enabled", "required", "verified"}
    assert keys_below("post-login", Dialect.ESM, ["user", "nothing", "there"]) == {}
