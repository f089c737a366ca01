"""Wrong usage and bad input: the exit status, words for people, and with --json one document and nothing else."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from hookstudio import __version__
from hookstudio.cli import COMMANDS, WindowRequest, window_request, without_json
from hookstudio.cli.help_texts import COMMAND_HELP
from tests.cli.program import Inside

WRONG = [
    ["frobnicate"],
    ["run"],
    ["run", "a.js", "b.js"],
    ["run", "a.js", "--no-such-option"],
    ["run", "a.js", "--context"],
    ["run", "a.js", "--seed", "1", "--context", "c.json"],
    ["run", "{js}", "--seed", "-1"],
    ["run", "{js}", "--seed", "1.5"],
    ["run", "{js}", "--seed", "x"],
    ["run", "{js}", "--seed", "9" * 30],
    ["run", "{js}", "--timeout", "0"],
    ["run", "{js}", "--timeout", "-3"],
    ["run", "{js}", "--timeout", "nan"],
    ["run", "{js}", "--timeout", "inf"],
    ["run", "{js}", "--timeout", "soon"],
    ["run", "{js}", "--timeout", "1_0"],
    ["run", "{js}", "--timeout", "١"],
    ["run", "{js}", "--seed", "1_0"],
    ["run", ""],
    ["run", "{js}", "--context", ""],
    ["run", "{js}", "--node", "latest"],
    ["run", "{js}", "--node", "20.1"],
    ["run", "{js}", "--type", "later"],
    ["run", "nowhere.js"],
    ["run", "nowhere"],
    ["run", "{folder}"],
    ["run", "{text}"],
    ["run", "{latin}"],
    ["run", "{huge}"],
    ["run", "{js}", "--context", "nowhere.json"],
    ["run", "{js}", "--context", "{folder}"],
    ["run", "{js}", "--context", "{broken}"],
    ["run", "{js}", "--context", "{nan}"],
    ["run", "{js}", "--context", "{latin}"],
    ["run", "{js}", "--context", "{deep}"],
    ["run", "{folder}:pre-login/x"],
    ["run", "nowhere:pre-login/x"],
    ["chain"],
    ["chain", "nowhere"],
    ["chain", "nowhere", "pre-login"],
    ["chain", "{folder}", "pre-login"],
    ["chain", "{folder}", "pre-login", "more"],
    ["chain", "nowhere", "pre-login", "--timeout", "0"],
    ["chain", "nowhere", "pre-login", "--seed", "1", "--context", "c.json"],
    ["chain", "nowhere", "pre-login", "--node", "latest"],
    ["context"],
    ["context", "--type", "later", "--seed", "1"],
    ["context", "--type", "sms", "--dialect", "coffee", "--seed", "1"],
    ["context", "--type", "sms", "--seed", "one"],
    ["list"],
    ["list", "nowhere"],
    ["list", "{folder}"],
    ["list", "{js}"],
    ["init"],
    ["init", "{js}"],
    ["init", ""],
    ["list", ""],
    ["new", "", "a", "--type", "sms"],
    [""],
    ["new", "nowhere", "a", "--type", "sms"],
    ["new", "nowhere", "a"],
    ["move", "nowhere", "sms/a"],
    ["doctor", "please"],
    ["node"],
    ["node", "update"],
    ["node", "list", "12"],
    ["node", "install"],
    ["node", "install", "latest"],
    ["node", "install", "13"],
    ["node", "install", "12.0.0"],
    ["node", "remove", "24"],
    ["node", "remove", "12"],
    ["--frobnicate"],
    ["--vers"],
    # these come with later versions; until then they are unknown
    ["modules", "list", "{folder}"],
    ["export", "{folder}", "x"],
    ["import", "x", "{folder}"],
    ["tenant", "list"],
    ["sync", "status"],
]


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    monkeypatch.chdir(tmp_path)
    contents = {
        "js": ("hook.js", b"function handle(data, callback) { callback(null, data) }"),
        "text": ("hook.txt", b"hello"),
        "latin": ("latin.js", "// caf\xe9".encode("latin-1")),
        "huge": ("huge.js", b"//" + b"x" * (6 * 1024 * 1024)),
        "broken": ("broken.json", b'{"user": '),
        "nan": ("nan.json", b'{"a": NaN}'),
        "deep": ("deep.json", b"[" * 200_000),
    }
    for name, data in contents.values():
        (tmp_path / name).write_bytes(data)
    (tmp_path / "folder").mkdir()
    return {key: name for key, (name, _) in contents.items()} | {"folder": "folder"}


@pytest.mark.parametrize("words", WRONG, ids=" ".join)
def test_wrong_usage_is_told_in_words_or_in_one_document(hookstudio: Inside, files: dict[str, str], words: list[str]) -> None:
    words = [word.format(**files) for word in words]
    plain = hookstudio(*words)
    assert plain.status == 2
    assert plain.out == ""
    assert plain.err.startswith("hookstudio: ")
    assert "Traceback" not in plain.err
    for place in {0, len(words) // 2, len(words)}:
        answer = hookstudio(*words[:place], "--json", *words[place:])
        assert answer.status == 2
        assert answer.err == ""
        assert set(answer.document) == {"error"}
        error = answer.document["error"]
        assert set(error) == {"message", "hint", "details"}
        assert all(isinstance(text, str) for text in error.values())
        assert error["message"]


def test_a_node_that_is_not_here_is_status_3_and_names_those_that_are(hookstudio: Inside, files: dict[str, str]) -> None:
    for version in ("3", "24.0.9999"):
        answer = hookstudio("run", files["js"], "--node", version, "--json")
        assert answer.status == 3
        assert f"Node {version}" in answer.document["error"]["message"]
        assert "24" in answer.document["error"]["hint"]


def test_the_message_says_what_is_wrong_and_where(hookstudio: Inside, files: dict[str, str]) -> None:
    assert "broken.json” is not valid JSON" in hookstudio("run", files["js"], "--context", "broken.json").err
    assert "line 1" in hookstudio("run", files["js"], "--context", "broken.json").err
    assert "latin.js” is not UTF-8" in hookstudio("run", "latin.js").err
    assert "larger than 5 MB" in hookstudio("run", "huge.js").err
    assert "“hookstudio run hook.js” runs it" in hookstudio("hook.js").err
    assert "neither a command nor a workspace" in hookstudio("chains").err
    assert "pre-login, post-login" in hookstudio("run", files["js"], "--type", "later").err


def test_a_device_is_no_code(hookstudio: Inside, tmp_path: Path) -> None:
    (tmp_path / "endless.js").symlink_to("/dev/zero")
    answer = hookstudio("run", tmp_path / "endless.js", "--json")
    assert answer.status == 2
    assert "not an ordinary file" in answer.document["error"]["message"]


def test_help_lists_the_commands_that_there_are_and_no_others(hookstudio: Inside) -> None:
    page = hookstudio("--help")
    assert page.status == 0
    assert page.err == ""
    assert tuple(COMMAND_HELP) == COMMANDS
    for name in COMMANDS:
        assert f"    {name} " in page.out
    for part in ("examples:", "exit status:", "environment:", "HOOKSTUDIO_HOME", "NO_COLOR", "--json", "--version"):
        assert part in page.out


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_has_a_page(hookstudio: Inside, name: str) -> None:
    page = hookstudio(name, "--help")
    assert page.status == 0
    assert page.out.startswith(f"usage: hookstudio {name} ")
    assert "exit status" in page.out
    assert "--json" in page.out
    assert max(map(len, page.out.splitlines())) <= 120
    assert hookstudio(name, "-h", "--json").document["help"]


def test_the_version_is_that_of_the_project(hookstudio: Inside) -> None:
    assert hookstudio("--version").out == f"hookstudio {__version__}\n"
    assert hookstudio("--json", "--version").document == {"version": __version__}
    project = Path(__file__).parents[2] / "pyproject.toml"
    assert tomllib.loads(project.read_text("utf-8"))["project"]["version"] == __version__


def test_json_is_taken_from_anywhere_but_behind_two_dashes() -> None:
    assert without_json(["--json", "run", "a"]) == (["run", "a"], True)
    assert without_json(["run", "--json", "a", "--json"]) == (["run", "a"], True)
    assert without_json(["run", "--", "--json"]) == (["run", "--", "--json"], False)
    assert without_json([]) == ([], False)


@pytest.mark.parametrize("word", ["--json=1", "--json=", "--json=true"])
def test_json_takes_no_value_and_is_answered_in_json(hookstudio: Inside, files: dict[str, str], word: str) -> None:
    for words in (["run", files["js"], word], [word, "run", files["js"]], [word]):
        answer = hookstudio(*words)
        assert (answer.status, answer.err) == (2, "")
        assert "--json" in answer.document["error"]["message"]
    assert hookstudio("run", "--", word).err.startswith("hookstudio: ")


def test_json_behind_two_dashes_is_wrong_usage_and_answered_in_json(hookstudio: Inside, files: dict[str, str]) -> None:
    answer = hookstudio("run", "--", files["js"], "--json")
    assert (answer.status, answer.err) == (2, "")
    assert "--json" in answer.document["error"]["message"]
    assert hookstudio("run", "--", files["js"], "--other").err.startswith("hookstudio: ")


def test_no_arguments_or_a_folder_ask_for_the_window(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "acme").mkdir()
    (tmp_path / "run").mkdir()
    assert window_request([]) == WindowRequest(None)
    assert window_request(["acme"]) == WindowRequest(Path("acme"))
    assert window_request(["acme", "--json"]) == WindowRequest(Path("acme"))
    assert window_request(["./run"]) == WindowRequest(Path("run"))
    (tmp_path / "acme.hookbundle").write_bytes(b"")
    (tmp_path / "hook.js").write_bytes(b"")
    assert window_request(["acme.hookbundle"]) == WindowRequest(None, Path("acme.hookbundle"))
    for words in (
        ["hook.js"],
        ["gone.hookbundle"],
        ["acme.hookbundle", "more"],
        ["run"],
        [""],
        ["x" * 5000],
        ["nowhere"],
        ["acme", "more"],
        ["--help"],
        ["list", "acme"],
    ):
        assert window_request(words) is None
