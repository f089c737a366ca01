"""Every hook of the corpus, hostile ones included, gives through `run --json` what its case says."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.program import call

FOLDER = Path(__file__).parents[1] / "corpus" / "hostile"
CASES: list[dict[str, Any]] = json.loads((FOLDER / "cases.json").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[case["file"] for case in CASES])
def test_a_case(case: dict[str, Any]) -> None:
    words = ["--timeout", str(case["timeout"])] if "timeout" in case else []
    began = time.monotonic()
    answer = call("run", FOLDER / case["file"], "--type", "pre-login", "--seed", "7", "--json", *words, env={"HOOK_SECRET_PROBE": "1"})
    seconds = time.monotonic() - began
    document = answer.document
    assert answer.status == (0 if document["status"] == "ok" else 1)
    assert list(differences(case, document, seconds)) == []


def differences(case: dict[str, Any], document: dict[str, Any], seconds: float) -> Iterator[str]:
    """In what *document* is not what the case wants."""
    statuses = case["status"] if isinstance(case["status"], list) else [case["status"]]
    error = document["error"] or {}
    if document["status"] not in statuses:
        yield f"status {document['status']}: {error.get('message')}"
    for key, field in (("error_name", "name"), ("error_code", "code")):
        if key in case and error.get(field) != case[key]:
            yield f"error {field} {error.get(field)}"
    if case.get("error_contains", "").lower() not in json.dumps(error).lower():
        yield f"error {error}"
    if case.get("cause_contains", "") not in json.dumps(error.get("cause")):
        yield f"cause {error.get('cause')}"
    yield from line_differences(case, error)
    for path, value in case.get("result_has", {}).items():
        if found(document["result"], path) != [value]:
            yield f"result.{path} is {found(document['result'], path)}"
    for path in case.get("result_lacks", []):
        if found(document["result"], path):
            yield f"result has {path}"
    codes = [warning["code"] for warning in document["warnings"]]
    if "warning" in case and case["warning"] not in codes:
        yield f"warnings {codes}"
    if document["status"] == "ok" and "warning_if_ok" in case and case["warning_if_ok"] not in codes:
        yield f"warnings {codes}"
    if case.get("warning_or_error") and not codes and not error:
        yield "neither warning nor error"
    console = "\n".join(line["text"] for line in document["console"])
    for text in case.get("console_contains", []):
        if text not in console:
            yield f"console lacks {text}"
    if seconds > case.get("max_seconds", 40):
        yield f"took {seconds:.1f} s"


def line_differences(case: dict[str, Any], error: dict[str, Any]) -> Iterator[str]:
    wanted = case.get("line_in", [case["line"]] if "line" in case else None)
    own = [frame["line"] for frame in error.get("stack", []) if frame["module"] is None]
    if wanted is not None and (not own or own[0] not in wanted):
        yield f"lines {own}, wanted {wanted}"


def found(value: Any, path: str) -> list[Any]:
    """What stands at a dotted path, as a list of one; [] if nothing does."""
    for part in path.split("."):
        if not isinstance(value, dict) or part not in value:
            return []
        value = value[part]
    return [value]
