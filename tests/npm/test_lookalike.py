"""Slips of the keyboard next to well-known names are pointed out, other names are left alone."""

from __future__ import annotations

import pytest

from hookstudio.npm.lookalike import looks_like


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("lodahs", "lodash"),
        ("loadash", "lodash"),
        ("expres", "express"),
        ("expresss", "express"),
        ("axois", "axios"),
        ("crossenv", "cross-env"),
        ("json-web-token", "jsonwebtoken"),
        ("jsonwebtokens", "jsonwebtoken"),
        ("@type/node", "@types/node"),
        ("lodash-js", "lodash"),
        ("Lodash", "lodash"),
    ],
)
def test_slips(name: str, meant: str) -> None:
    assert looks_like(name) == meant


@pytest.mark.parametrize(
    "name", ["lodash", "axios", "uuid", "ms", "got", "koa", "my-own-thing", "@corp/lodash", "react-dom", "", "x" * 300]
)
def test_names_that_are_no_slip(name: str) -> None:
    assert looks_like(name) == ""
