"""Finding and replacing in a text, without a window."""

from __future__ import annotations

import pytest

from hookstudio.model.errors import StudioError
from hookstudio.ui.editor.search import Query, find_all, replacements


def found(query: Query, text: str) -> list[str]:
    data = text.encode()
    return [data[span.start : span.end].decode() for span in find_all(query, data)]


@pytest.mark.parametrize(
    ("query", "text", "places"),
    [
        (Query("a"), "aAb", ["a", "A"]),
        (Query("a", match_case=True), "aAb", ["a"]),
        (Query("id", whole_words=True), "id idle $id id_ grid id", ["id", "id", "id"]),
        (Query("a.b(", match_case=True), "a.b( axb(", ["a.b("]),
        (Query("a.b", expression=True), "a.b axb a\nb", ["a.b", "axb"]),
        (Query("^\\w+", expression=True), "one two\nthree", ["one", "three"]),
        (Query(r"\bä\w+", expression=True), "ähnlich ahnlich Äpfel", ["ähnlich", "Äpfel"]),
        (Query("😀|€"), "x", []),
        (Query("€", expression=True), "😀€ä€", ["€", "€"]),
        (Query("a|b", whole_words=True, expression=True), "a b ab", ["a", "b"]),
        (Query(""), "abc", []),
        (Query("ÄÖ"), "äö", ["äö"]),
        (Query(".*", expression=True), "ab\n\ncd", ["ab", "", "", "cd", ""]),
        (Query("$", expression=True), "ab\ncd", ["", ""]),
        (Query("x*", expression=True), "ax", ["", "x", ""]),
        (Query("x*", expression=True), "ä😀", ["", "", ""]),
        (Query("b*$", expression=True), "😀b\n", ["b", "", ""]),
    ],
)
def test_places(query: Query, text: str, places: list[str]) -> None:
    assert found(query, text) == places


@pytest.mark.parametrize(
    ("pattern", "words"),
    [("(", "not closed"), ("[a", "not closed"), ("a)", "has no “(”"), ("*", "nothing before it to repeat"), ("a{3,1}", "wrong order")],
)
def test_a_wrong_expression_is_explained(pattern: str, words: str) -> None:
    with pytest.raises(StudioError) as caught:
        find_all(Query(pattern, expression=True), b"text")
    assert words in caught.value.message
    assert "character" in caught.value.message


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("(a+)+$", "a" * 60 + "!"),
        ("b|(a+)+$", "b" + "a" * 60 + "!"),
        ("(?=b)|(a+)+$", "b" + "a" * 60 + "!"),
        ("😀|(a+)+$", "😀" + "a" * 60 + "!"),
    ],
)
def test_an_endless_expression_is_given_up(pattern: str, text: str) -> None:
    with pytest.raises(StudioError, match="too long"):
        find_all(Query(pattern, expression=True), text.encode())


@pytest.mark.parametrize(
    ("pattern", "template", "text", "result"),
    [
        (r"(\w+)=(\w+)", "$2=$1", "a=b c=d", "b=a d=c"),
        (r"(?<key>\w)=", "$<key>: ", "a=1", "a: 1"),
        ("b", "[$&]", "abc", "a[b]c"),
        ("b", "$$&", "abc", "a$&c"),
        (";", r"\n\t", "a;b", "a\n\tb"),
        ("b", r"\\", "abc", "a\\c"),
        ("b", "$7$", "abc", "a$7$c"),
        ("ä", "€", "xäy", "x€y"),
        ("^", "// ", "a\nb", "// a\n// b"),
        ("$", ";", "a\nb", "a;\nb;"),
        (".+|^$", "[$&]", "a\n\nb", "[a]\n[]\n[b]"),
    ],
)
def test_templates(pattern: str, template: str, text: str, result: str) -> None:
    data = text.encode()
    for one in reversed(replacements(Query(pattern, expression=True), data, template)):
        data = data[: one.span.start] + one.data + data[one.span.end :]
    assert data.decode() == result


def test_without_an_expression_the_template_is_text() -> None:
    assert [one.data for one in replacements(Query("a"), b"a", r"$&\n")] == [rb"$&\n"]
