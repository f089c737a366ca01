"""JSON that somebody types: read strictly, every mistake in words and with its place."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hookstudio.model.hook import Dialect
from hookstudio.model.json_value import JsonValue, pointer
from hookstudio.ui.context_panel.examination import examine, formatted
from hookstudio.ui.context_panel.json_editor import bracket_pair
from hookstudio.ui.context_panel.json_mistake import JsonMistake, read_json_text
from hookstudio.ui.context_panel.json_tokens import places


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("", 1, 1, "nothing here"),
        (" \n ", 1, 1, "nothing here"),
        ('{"a": 1,}', 1, 8, "one too many"),
        ("[1, 2,\n]", 1, 6, "one too many"),
        ('{"a" 1}', 1, 6, "colon"),
        ('{"a": 1 "b": 2}', 1, 9, "comma or the closing bracket"),
        ("{a: 1}", 1, 2, "double quotes"),
        ("{'a': 1}", 1, 2, "double quotes"),
        ('{"a": tru}', 1, 7, "a value is expected"),
        ('{"a": "b', 1, 7, "no closing quote"),
        ('{"a": "b\n"}', 1, 9, "over the end of a line"),
        ('{"a": "\\x"}', 1, 8, "backslash"),
        ('{"a": [1', 1, 9, "the end is missing"),
        ("{} {}", 1, 4, "complete before this"),
        ('{\n  "a": NaN\n}', 2, 8, "NaN"),
        ("[-Infinity]", 1, 2, "-Infinity"),
        ("[1, 1e999]", 1, 5, "too large"),
        ("[" + "1" * 5_000 + "]", 1, 2, "4,000 digits"),
        ("[" * 201 + "]" * 201, 1, 201, "deeper than 200"),
        ("[" * 100_000, 1, 201, "deeper than 200"),
    ],
)
def test_mistakes_are_told_with_their_place(text: str, line: int, column: int, words: str) -> None:
    with pytest.raises(JsonMistake) as caught:
        read_json_text(text)
    mistake = caught.value
    assert (mistake.line, mistake.column) == (line, column), mistake.message
    assert words in mistake.message
    assert f"line {line}, column {column}" in mistake.message


def test_numbers_keep_their_digits() -> None:
    text = '{"big": 12345678901234567890123, "small": -0.5, "text": "NaN 1e999"}'
    assert read_json_text(text) == {"big": 12345678901234567890123, "small": -0.5, "text": "NaN 1e999"}


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(json_values)
def test_what_is_written_is_read_again(value: JsonValue) -> None:
    assert read_json_text(formatted(value)) == value
    assert read_json_text(json.dumps(value)) == value


@given(json_values)
def test_every_value_is_found_at_its_place(value: JsonValue) -> None:
    text = json.dumps(value, ensure_ascii=False, indent=1)
    found = places(text).values

    def check(part: JsonValue, path: tuple[str | int, ...]) -> None:
        begin, end = found[pointer(*path)]
        assert json.loads(text[begin:end]) == part
        if isinstance(part, dict):
            for key, inner in part.items():
                check(inner, (*path, key))
        elif isinstance(part, list):
            for number, inner in enumerate(part):
                check(inner, (*path, number))

    check(value, ())


@given(st.text(alphabet='{}[]:,"\\ \n0123456789eE+-.truefalsnNI'))
def test_any_text_is_json_or_a_mistake(text: str) -> None:
    remarks = examine(text, "pre-login", Dialect.ESM)
    try:
        read_json_text(text)
    except JsonMistake as mistake:
        assert [remark.mistake for remark in remarks] == [True]
        assert 0 <= remarks[0].place[0] <= remarks[0].place[1] <= max(1, len(text))
        assert mistake.offset <= len(text)
    else:
        assert not any(remark.mistake for remark in remarks)


def test_half_characters_stay_readable() -> None:
    text = formatted({"name": "\ud83d", "ok": "é"})
    assert text == '{\n  "name": "\\ud83d",\n  "ok": "é"\n}'
    assert read_json_text(text) == {"name": "\ud83d", "ok": "é"}


def told(text: str) -> list[tuple[str, str]]:
    """Each remark with what it underlines."""
    return [(remark.text, text[slice(*remark.place)]) for remark in examine(text, "pre-login", Dialect.ESM)]


def test_differences_from_the_schema_are_told_at_their_place() -> None:
    remarks = dict(told('{"user": {"email": 3}, "context": {"request": {"ip": false}}}'))
    assert remarks["user.email: This should be text, but it is a number."] == "3"
    assert remarks["user: “id” is missing."] == "{"


def test_repeated_keys_large_numbers_and_half_characters_are_told() -> None:
    remarks = told('{"user": 1, "user": 12345678901234567890, "x": {"y~/": "\\ud800"}}')
    assert ("user: this key is here twice; the last one counts.", '"user"') in remarks
    assert any(text.startswith("12345678901234567890 is more than") and place == "12345678901234567890" for text, place in remarks)
    assert any(text.startswith("x.y~/: this text has half") and place == '"\\ud800"' for text, place in remarks)


def test_a_generated_context_has_no_remarks() -> None:
    from hookstudio.studio.test_context import generate

    for dialect in Dialect:
        assert told_of(generate("pre-login", dialect, 5), dialect) == []


def told_of(value: JsonValue, dialect: Dialect) -> list[str]:
    return [remark.text for remark in examine(formatted(value), "pre-login", dialect)]


def test_brackets_find_their_partner() -> None:
    text = '{"a": ["}", 1]}'
    assert bracket_pair(text, 1) == (0, 14)
    assert bracket_pair(text, 6) == (6, 13)
    assert bracket_pair(text, 8) == (), "a bracket in a text is none"
    assert bracket_pair("[1", 0) == (0,)
    assert bracket_pair('["😀"]', 6) == (0, 5), "counted as Qt counts"
