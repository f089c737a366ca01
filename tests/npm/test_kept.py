"""What a registry said is believed for a while, and one that is asked too often is left alone for longer each time."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from hookstudio.npm import kept
from hookstudio.npm.kept import Kept, Pauses


class Clock:
    now = 1_000.0


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(kept, "time", SimpleNamespace(monotonic=lambda: clock.now))
    return clock


def test_an_answer_is_kept_for_its_time_and_no_longer(clock: Clock) -> None:
    answers = Kept[str](2, 60)
    answers.put("left", "1.0.0")
    clock.now += 60
    assert answers.get("left") == "1.0.0"
    clock.now += 1
    assert answers.get("left") is None


def test_what_was_used_longest_ago_gives_way() -> None:
    answers = Kept[str](2, 60)
    answers.put("left", "1.0.0")
    answers.put("right", "2.0.0")
    assert answers.get("left") == "1.0.0"
    answers.put("third", "3.0.0")
    assert [answers.get(name) for name in ("left", "right", "third")] == ["1.0.0", None, "3.0.0"]


def test_a_registry_is_left_alone_for_longer_each_time_until_it_answers(clock: Clock) -> None:
    pauses, waits = Pauses(), []
    for _ in range(6):
        pauses.begin("registry", 0)
        waits.append(pauses.left("registry"))
        clock.now += waits[-1]
        assert pauses.left("registry") == 0
    assert waits == [5, 10, 20, 40, 60, 60]
    pauses.over("registry")
    pauses.begin("registry", 0)
    assert pauses.left("registry") == 5 and pauses.left("another") == 0


@pytest.mark.usefixtures("clock")
def test_what_a_registry_wishes_is_granted_within_bounds() -> None:
    pauses = Pauses()
    pauses.begin("registry", 30)
    assert pauses.left("registry") == 30
    pauses.begin("registry", 86_400)
    assert pauses.left("registry") == 600
