"""Which names stand for the context, read from code in the shapes that hooks have."""

from __future__ import annotations

from time import process_time

import pytest

from hookstudio.ui.editor.context_names import context_names


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("function handle(data, callback) {}", {"data": ()}),
        ("export async function handle(context) {}", {"context": ()}),
        ("exports.handle = function (d) {}", {"d": ()}),
        ("module.exports = async data => data", {"data": ()}),
        ("module.exports = { handle(data) {} }", {"data": ()}),
        ("module.exports = { handle: (data) => data }", {"data": ()}),
        ("export const handle = async (data) => data", {"data": ()}),
        ("function handle({ user, context: { request: r = {} } }) {}", {"user": ("user",), "r": ("context", "request")}),
        ("function handle(data = {}) {}", {"data": ()}),
        ("function other(data) {}", {}),
        ("", {}),
        ("function handle(", {}),
    ],
)
def test_the_first_parameter(code: str, names: dict[str, tuple[str, ...]]) -> None:
    assert context_names(code.encode()) == names


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ("const user = data.user", {"user": ("user",)}),
        ("const { user } = data", {"user": ("user",)}),
        ("const { user: { metadata: m = {} }, client = {} } = data", {"m": ("user", "metadata"), "client": ("client",)}),
        ("let u = data.user, m = u?.metadata ?? {}", {"u": ("user",), "m": ("user", "metadata")}),
        ("const r = (await data['context']).request || {}", {"r": ("context", "request")}),
        ("const a = data.user.roles[0], b = go(data), c = data.user + 1", {}),
        ("if (x) { const { ip } = data.context.request; ip. }", {"ip": ("context", "request", "ip")}),
    ],
)
def test_what_is_taken_out_of_it(body: str, names: dict[str, tuple[str, ...]]) -> None:
    code = f"const x = 1\nfunction handle(data, callback) {{\n  {body}\n}}\n"
    assert context_names(code.encode()) == {"data": (), **names}


@pytest.mark.parametrize("piece", ["(", "`${", "handle=()=>{", "{handle:()=>{", "const a=b;"])
def test_hostile_code_takes_the_time_of_its_length(piece: str) -> None:
    code = (piece * (200_000 // len(piece))).encode()
    before = process_time()
    context_names(code)
    assert process_time() - before < 4


def test_what_is_nested_without_end_is_read_as_far_as_it_goes() -> None:
    assert context_names(f"function handle(d) {{ const x = d{'.a' * 20_000} }}".encode()) == {"d": ()}
    assert context_names(f"function handle({'{a:' * 20_000}b{'}' * 20_000}) {{}}".encode()) == {}
