"""The parser in use and that of the standard library are of one opinion, whatever the text."""

from __future__ import annotations

import random
import tomllib

import tomli

from hookstudio.resources import resource

LETTERS = "\"\\'#=[]{}.,\n\r\t 01xabe-_+:TZ\0\x7fé"
ALL_KINDS = "a = 1\nb = \"x\\u00e9\"\n[c.d]\ne = [1, 2.5e3, 1979-05-27T07:32:00Z, { f = true }]\n[[g]]\nh = 0x1F\ni = '''x\ny'''\n"


def opinion(text: str, parser: object) -> str:
    try:
        return repr(parser.loads(text))  # type: ignore[attr-defined]
    except ValueError:
        return "refused"


def test_mutated_documents_are_read_alike_or_refused_by_both() -> None:
    drawn = random.Random(7)
    documents = [ALL_KINDS] * 4 + [resource("templates", "templates.toml").read_text("utf-8")[:400]]
    refused = 0
    for _ in range(4000):
        letters = list(drawn.choice(documents))
        for _ in range(drawn.randint(0, 4)):
            at = drawn.randrange(len(letters))
            letters[at : at + drawn.randint(0, 1)] = drawn.choice(LETTERS) * drawn.randint(0, 1)
        text = "".join(letters)
        assert opinion(text, tomli) == opinion(text, tomllib)
        refused += opinion(text, tomli) == "refused"
    assert 1000 < refused < 3900


def test_nesting_without_end_is_refused_by_both() -> None:
    for text in ("x = " + "[" * 50_000, "x = " + "{a = " * 50_000):
        for parser in (tomli, tomllib):
            try:
                parser.loads(text)
            except RecursionError:
                continue
            raise AssertionError(f"{parser.__name__} read it")
