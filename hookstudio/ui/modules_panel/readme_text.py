"""READMEs as Markdown that shows nothing but text: HTML is taken out, and pictures become links to them, for the browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

LONGEST: Final = 100_000  # characters shown: registries keep 65,536

_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")
_CODE_SPAN = re.compile(r"(`+)(?:.*?[^`])?\1(?!`)")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_UNSEEN = re.compile(r"<(script|style|template|iframe|object|svg)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"</?([A-Za-z][A-Za-z0-9-]*)((?:\s[^<>]*)?)/?>")
_ATTRIBUTE = re.compile(r"""\b(src|alt|href)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_PICTURE = re.compile(r"!\[([^\]]*)\](?:\(([^()]*(?:\([^()]*\)[^()]*)*)\)|\[[^\]]*\])")
_BREAKING: Final = frozenset(("p", "div", "br", "h1", "h2", "h3", "h4", "h5", "h6", "li", "tr", "table", "ul", "ol", "details", "summary"))


def safe_markdown(text: str) -> str:
    """*text* without HTML and pictures; where it would show one that is on the web, there is a link to it."""
    cut = text[:LONGEST] + ("\n\n…" if len(text) > LONGEST else "")

    def clean(part: str) -> str:
        plain = _TAG.sub(_replace_tag, _UNSEEN.sub("", _COMMENT.sub("", part)))
        return _PICTURE.sub(_replace_picture, plain)

    return _outside_of_code(cut, clean)


def _replace_picture(found: re.Match[str]) -> str:
    """The words of a picture; a link to it where it is on the web and not itself what a link shows."""
    words, address = found[1].strip(), (found[2] or "").partition(" ")[0].strip("<>")
    if not address.startswith(("https://", "http://")) or found.string[: found.start()].endswith("["):
        return words
    return f"[{words or 'picture'} (image)]({address})"


def _replace_tag(tag: re.Match[str]) -> str:
    name = tag[1].lower()
    if name == "img":
        values = {
            one[1].lower(): next(value for value in (one[2], one[3], one[4]) if value is not None) for one in _ATTRIBUTE.finditer(tag[2])
        }
        words = re.sub(r"[\[\]\n]", " ", values.get("alt", ""))
        return f"![{words}]({values['src']})" if values.get("src") and not re.search(r"[\s()]", values["src"]) else words
    return "\n" if name in _BREAKING else ""


def _outside_of_code(text: str, change: Callable[[str], str]) -> str:
    """*text* with *change* applied to what is neither a fenced block nor a code span."""
    parts: list[str] = []
    prose: list[str] = []
    fence = ""
    for line in text.splitlines(keepends=True):
        mark = _FENCE.match(line)
        if fence:
            parts.append(line)
            if mark and mark[1].startswith(fence) and not line.strip().strip(fence[0]):
                fence = ""
        elif mark:
            parts.append(_prose(prose, change))
            prose = []
            parts.append(line)
            fence = mark[1]
        else:
            prose.append(line)
    parts.append(_prose(prose, change))
    return "".join(parts)


def _prose(lines: list[str], change: Callable[[str], str]) -> str:
    """The lines changed, their code spans put aside meanwhile."""
    spans: list[str] = []

    def put_aside(span: re.Match[str]) -> str:
        spans.append(span[0])
        return f"\ue000{len(spans) - 1}\ue001"

    text = change(_CODE_SPAN.sub(put_aside, "".join(lines).replace("\ue000", "").replace("\ue001", "")))
    return re.sub(r"\ue000(\d+)\ue001", lambda place: spans[int(place[1])], text)
