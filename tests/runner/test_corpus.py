"""Every hook of the corpora, on every Node that is there, held against what its `cases.json` says."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hookstudio.model.node import Runtime
from hookstudio.model.outcome import Outcome
from hookstudio.runner.run import Runner
from tests.runner.hooks import codes, job, texts

CORPUS = Path(__file__).parent.parent / "corpus"
FOLDERS = ("hostile", "tricks")
CASES = [(folder, case) for folder in FOLDERS for case in json.loads((CORPUS / folder / "cases.json").read_text(encoding="utf-8"))]
CONTEXT: dict[str, Any] = {"user": {"id": "u1", "email": "ada@example.com"}, "context": {"clientID": "c1"}}


@pytest.mark.parametrize(("folder", "case"), CASES, ids=lambda part: part["file"] if isinstance(part, dict) else part)
def test_case(runner: Runner, runtime: Runtime, folder: str, case: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOOK_SECRET_PROBE", "1")
    file = CORPUS / folder / case["file"]
    began = time.monotonic()
    outcome = runner.start(job(_text(file), CONTEXT, file=file, runtime=runtime, timeout_s=case.get("timeout", 10.0))).wait(60)
    seconds = time.monotonic() - began
    if _applies(case, runtime, outcome):
        assert list(_differences(case, outcome, seconds)) == []
    assert json.loads(json.dumps(outcome.to_document())) == outcome.to_document()


def test_every_file_of_the_corpora_has_a_case() -> None:
    for folder in FOLDERS:
        named = {case["file"] for of, case in CASES if of == folder}
        assert named == {path.name for path in (CORPUS / folder).iterdir() if path.suffix in (".js", ".mjs")}


def _text(file: Path) -> str:
    with file.open(encoding="utf-8", newline="") as opened:
        return opened.read()


def _applies(case: dict[str, Any], runtime: Runtime, outcome: Outcome) -> bool:
    """Whether this Node and this system can show what the case is about; it is run in any case.

    `needs` names layers of the sandbox: it holds where one of them is active.
    """
    if "needs" in case and not set(case["needs"].split()) & set(outcome.sandbox):
        return False
    if runtime.major < case.get("min_major", 0):
        return False
    return (os.name == "posix" or not case.get("posix")) and (sys.platform == "linux" or not case.get("linux"))


def _dig(value: Any, path: str) -> Any:
    for part in path.split("."):
        if not isinstance(value, dict) or part not in value:
            return KeyError
        value = value[part]
    return value


def _differences(case: dict[str, Any], outcome: Outcome, seconds: float) -> Iterator[str]:
    wanted = case["status"] if isinstance(case["status"], list) else [case["status"]]
    document = outcome.to_document()
    error = document["error"] or {}
    if outcome.status not in wanted:
        yield f"the status is {outcome.status}: {error}"
    for key, name in (("error_name", "name"), ("error_code", "code"), ("error_value", "value")):
        if key in case and error.get(name) != case[key]:
            yield f"the error's {name} is {error.get(name)!r}"
    said = json.dumps(error, ensure_ascii=False).lower()
    if case.get("error_contains", "").lower() not in said:
        yield f"the error is {said}"
    if "error_lacks" in case and case["error_lacks"].lower() in said:
        yield f"the error is {said}"
    if case.get("cause_contains", "") not in json.dumps(error.get("cause")):
        yield f"the cause is {error.get('cause')}"
    frame = outcome.error.own_frame if outcome.error else None
    lines = case.get("line_in", [case["line"]] if "line" in case else None)
    known = int(outcome.node.partition(".")[0]) >= case.get("line_since", 0)
    if lines is not None and known and (frame is None or frame.line not in lines):
        yield f"the first own frame is {frame}"
    yield from _result_differences(case, outcome)
    if "warning" in case and case["warning"] not in codes(outcome):
        yield f"the warnings are {codes(outcome)}"
    warnings = " ".join(warning.message for warning in outcome.warnings)
    if case.get("no_warning") in codes(outcome):
        yield f"the warnings are {codes(outcome)}"
    yield from (f"a warning says {text!r}: {warnings}" for text in case.get("warning_lacks", []) if text in warnings)
    yield from (f"no warning says {text!r}: {warnings}" for text in case.get("warning_contains", []) if text not in warnings)
    console = "\n".join(texts(outcome.console))
    yield from (f"the console does not say {text!r}" for text in case.get("console_contains", []) if text not in console)
    yield from (f"the console says {text!r}" for text in case.get("console_lacks", []) if text in console)
    if seconds > case.get("max_seconds", 15):
        yield f"it took {seconds:.1f} s"


def _result_differences(case: dict[str, Any], outcome: Outcome) -> Iterator[str]:
    if "result" in case and outcome.result != case["result"]:
        yield f"the result is {str(outcome.result)[:200]}"
    for path, value in case.get("result_has", {}).items():
        if _dig(outcome.result, path) != value:
            yield f"the result's {path} is {_dig(outcome.result, path)}"
    for path in case.get("result_lacks", []):
        if _dig(outcome.result, path) is not KeyError:
            yield f"the result has {path}"
