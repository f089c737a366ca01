"""Hooks of a tenant are listed, read, made, changed and deleted, page by page and in both generations of the API."""

from __future__ import annotations

import itertools
import json
import threading
import time
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from hookstudio.model.errors import StudioError
from hookstudio.model.progress import Cancelled
from hookstudio.model.steps import Steps
from hookstudio.model.tenant import HookState
from hookstudio.remote import client as client_module
from tests.e2e.tenant.server import Tenant
from tests.remote.asking import STATE, Connect, failure


def fill(tenant: Tenant, many: int) -> list[str]:
    kind = "pre_login" if tenant.records.generation == "first" else "pre-login"
    return [tenant.records.create({"name": str(number), "type": kind, "content": "x"})["id"] for number in range(many)]


def test_a_hook_is_made_changed_and_deleted(tenant: Tenant, connect: Connect) -> None:
    client = connect()
    made = client.create("pre-login", STATE)
    assert (made.type, made.state, made.packages) == ("pre-login", STATE, ())
    changed = client.change(made.id, order=3.0, description="", enabled=False, content="ä\u2028")
    assert changed.state == HookState("add claims", "", "ä\u2028", 3, False)
    assert tenant.hooks[0]["description"] is None
    assert client.hook(made.id) == changed
    assert client.hooks() == (changed,)
    client.delete(made.id)
    assert client.hooks() == ()
    assert failure(lambda: client.hook(made.id)).kind == "missing"
    assert failure(lambda: client.delete(made.id)).kind == "missing"


def test_what_nobody_set_is_not_sent(tenant: Tenant, connect: Connect) -> None:
    connect().create("sms", HookState("a", "", "x", None, False))
    assert tenant.writes[0].body == b'{"name":"a","type":"sms","content":"x","enabled":false}'


def test_every_page_is_read(tenant: Tenant, connect: Connect) -> None:
    ids = fill(tenant, 205)
    assert [hook.id for hook in connect().hooks()] == ids
    asked = [asked.path.partition("?")[2] for asked in tenant.log if asked.method == "GET"]
    assert asked == ["limit=100&offset=0", "limit=100&offset=1", "limit=100&offset=2"]


@pytest.mark.parametrize("largest", [1, 7, 50, 99])
def test_a_tenant_that_gives_less_than_asked_for_is_read_in_its_own_pages(tenant: Tenant, connect: Connect, largest: int) -> None:
    tenant.records.largest_page = largest
    ids = fill(tenant, 100 if largest > 1 else 12)
    assert [hook.id for hook in connect(settings={"plan": "enterprise"}).hooks()] == ids


def test_many_pages_are_in_order(tenant: Tenant, connect: Connect) -> None:
    ids = fill(tenant, 1234)
    assert [hook.id for hook in connect().hooks()] == ids
    assert len([asked for asked in tenant.log if asked.method == "GET"]) == 13


def test_a_failure_among_many_pages_is_told(tenant: Tenant, connect: Connect) -> None:
    fill(tenant, 1234)
    tenant.fault("html", "*offset=7", times=None)
    assert failure(connect().hooks).kind == "protocol"


def test_pages_that_moved_meanwhile_are_read_again(tenant: Tenant, connect: Connect) -> None:
    ids = fill(tenant, 150)
    page = {"total": 150, "results": tenant.hooks[99:149]}
    tenant.fault("body", "*offset=1", body=json.dumps(page))
    assert [hook.id for hook in connect().hooks()] == ids


def test_a_listing_that_never_fits_together_is_an_error(tenant: Tenant, connect: Connect) -> None:
    fill(tenant, 3)
    tenant.fault("body", "*limit=*", times=None, body='{"total": 5, "results": []}')
    assert failure(connect().hooks).kind == "protocol"


def asked_for_pages(tenant: Tenant) -> int:
    return len([asked for asked in tenant.log if "limit=" in asked.path])


def test_pages_that_repeat_themselves_are_not_read_to_their_end(tenant: Tenant, connect: Connect) -> None:
    fill(tenant, 100)
    tenant.fault("body", "*limit=*", times=None, body=json.dumps({"total": 100_000, "results": tenant.hooks}))
    assert failure(connect().hooks).kind == "protocol"
    assert asked_for_pages(tenant) == 8, "two of each reading"


def test_a_list_without_end_is_not_kept(tenant: Tenant, connect: Connect, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(tenant, 1000)
    size = len(json.dumps(tenant.hooks[:100]))
    monkeypatch.setattr(client_module, "_ROOM", int(size * 4.5))
    error = failure(connect().hooks)
    assert (error.kind, "list of hooks of more than" in error.details) == ("protocol", True)
    assert asked_for_pages(tenant) == 5


def test_a_type_that_is_not_known_shows_no_secret_and_forges_no_line(tenant: Tenant, connect: Connect) -> None:
    client = connect()
    client.authorize()
    token = next(iter(tenant.authority.tokens))
    fill(tenant, 2)
    strange = {**tenant.hooks[0], "type": f"a\nequal  pre-login/b {token}"}
    tenant.fault("body", "*limit=*", body=json.dumps({"total": 2, "results": [strange, tenant.hooks[1]]}))
    assert [hook.type for hook in client.hooks()] == ["a equal pre-login/b …", tenant.hooks[1]["type"]]


def test_the_first_generation_is_read_and_written(connect: Connect) -> None:
    with Tenant("first").running() as first:
        client = connect(first)
        made = client.create("pre-access-token", replace(STATE, description=""))
        assert (made.type, first.hooks[0]["type"]) == ("pre-access-token", "pre_access_token")
        assert client.add_packages(made.id, [("axios", "1.6.7"), ("ms", "^2.1.0")]).packages == (("axios", "1.6.7"), ("ms", "2.1.0"))
        assert client.change(made.id, description="").state.description == ""
        assert first.writes[-1].body == b'{"description":""}'
        assert client.hooks()[0].packages == (("axios", "1.6.7"), ("ms", "2.1.0"))
        client.close()


def test_a_tenant_is_named_to_a_host_of_many(tenant: Tenant, connect: Connect) -> None:
    tenant.tenant_name = "acme"
    assert connect(settings={"tenant_header": "acme"}).hooks() == ()
    assert failure(connect(settings={"tenant_header": "other"}).hooks).kind == "address"


def test_an_id_is_one_part_of_the_address(tenant: Tenant, connect: Connect) -> None:
    assert failure(lambda: connect().delete("../../oauth2/token?x#y")).kind == "missing"
    assert tenant.writes[0].path == "/api/v1/hooks/..%2F..%2Foauth2%2Ftoken%3Fx%23y"


def test_close_ends_a_request_that_gets_no_answer(tenant: Tenant, connect: Connect) -> None:
    client = connect()
    client.authorize()
    tenant.fault("silent")
    caught: list[BaseException] = []

    def ask() -> None:
        try:
            client.hooks()
        except BaseException as error:
            caught.append(error)

    thread = threading.Thread(target=ask)
    thread.start()
    assert tenant.held.wait(10)
    client.close()
    thread.join(10)
    assert [type(error) for error in caught] == [Cancelled]


def test_a_request_ends_when_nobody_waits_any_more(tenant: Tenant, connect: Connect) -> None:
    client = connect(cancelled=tenant.held.is_set)
    tenant.fault("silent")
    with pytest.raises(Cancelled):
        client.hooks()


def test_other_work_is_done_while_the_tenant_answers(tenant: Tenant, connect: Connect) -> None:
    fill(tenant, 3)
    done: list[int] = []

    def work() -> Iterator[None]:
        for number in range(10_000):
            done.append(number)
            yield

    with ThreadPoolExecutor(1) as aside:
        with tenant.lock:  # without which it answers nothing
            asked = aside.submit(connect().hooks, work())
            until = time.monotonic() + 20
            while len(done) < 10_000:
                assert time.monotonic() < until
        assert len(asked.result(20)) == 3


def test_work_without_end_keeps_neither_the_answer_nor_the_end_away(tenant: Tenant, connect: Connect) -> None:
    fill(tenant, 205)
    assert len(connect().hooks(itertools.count())) == 205
    tenant.fault("silent", "*/hooks/*")
    client = connect()

    def close() -> None:
        tenant.held.wait(20)
        client.close()

    threading.Thread(target=close).start()
    with pytest.raises(Cancelled):
        client.hooks(itertools.count())


def test_work_that_has_failed_is_told_by_itself(tenant: Tenant, connect: Connect) -> None:
    def work() -> Generator[None, None, str]:
        yield
        raise StudioError("The disk is gone.")

    fill(tenant, 1)
    steps = Steps(work())
    assert len(connect().hooks(steps)) == 1
    with pytest.raises(StudioError, match="disk is gone"):
        steps.result()
