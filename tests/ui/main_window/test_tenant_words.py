"""What the chip of the tenant says in each state: words beside the dot, never the dot alone."""

from __future__ import annotations

import pytest

from hookstudio.studio.sync_follow import Tally
from hookstudio.ui.main_window.tenant_words import Standing, look_of


@pytest.mark.parametrize(
    ("standing", "words", "role"),
    [
        (Standing(), "not compared yet", "faint"),
        (Standing(busy="comparing", problem="x"), "comparing…", "accent"),
        (Standing(busy="restore", tally=Tally()), "pushing…", "accent"),
        (Standing(busy="planning", tally=Tally()), "in sync", "ok"),
        (Standing(tally=Tally()), "in sync", "ok"),
        (Standing(tally=Tally(left_out=1)), "in sync, 1 left out", "warning"),
        (Standing(tally=Tally(2, 1)), "2 to push · 1 to pull", "accent"),
        (Standing(tally=Tally(pull=1200)), "1,200 to pull", "accent"),
        (Standing(tally=Tally(3, 0, 1)), "1 conflict", "warning"),
        (Standing(tally=Tally(conflicts=2)), "2 conflicts", "warning"),
        (Standing(secret=True, tally=Tally()), "needs a secret", "warning"),
        (Standing(problem="Nobody answers.", kind="address", tally=Tally()), "can't be reached", "error"),
        (Standing(problem="No.", kind="credentials"), "secret not accepted", "error"),
        (Standing(problem="The file can't be read."), "not compared", "error"),
        (Standing(problem="It broke.", unfinished=True), "push not finished", "warning"),
        (Standing(unfinished=True, tally=Tally(1)), "push not finished", "warning"),
    ],
)
def test_each_state_has_words(standing: Standing, words: str, role: str) -> None:
    look = look_of(standing)
    assert (look.words, look.role) == (words, role)
    assert look.about


def test_what_is_besides_a_conflict_and_what_was_left_out_is_in_the_tooltip() -> None:
    assert "Besides: 3 to push." in look_of(Standing(tally=Tally(3, 0, 1))).about
    assert "is left out" in look_of(Standing(tally=Tally(notes=("“x” is left out.",)))).about
