"""The bounded row of messages behind the console."""

from __future__ import annotations

from datetime import datetime

from hookstudio.model.outcome import ConsoleLine
from hookstudio.ui.run_pane.console_log import ConsoleLog, Entry, Filter, shown_text, whole_text
from hookstudio.ui.run_pane.failure_passage import heading_passage

START = datetime(2026, 5, 1, 14, 2, 11, 250_000)


def lines(*numbers: int) -> list[ConsoleLine]:
    return [ConsoleLine("log", f"n{number}", float(number)) for number in numbers]


def texts(log: ConsoleLog) -> list[str]:
    return [entry.item.text for entry in log]


def test_it_keeps_the_last_and_counts_the_others() -> None:
    log = ConsoleLog(3)
    log.add(lines(1, 2), START)
    log.add(lines(3, 4), START)
    assert (texts(log), log.dropped, len(log)) == (["n2", "n3", "n4"], 1, 3)


def test_one_batch_may_be_larger_than_the_limit() -> None:
    log = ConsoleLog(3)
    log.add(lines(*range(10)), START)
    assert (texts(log), log.dropped) == (["n7", "n8", "n9"], 7)


def test_taken_messages_make_room_for_waiting_ones() -> None:
    log = ConsoleLog(3)
    log.add(lines(1, 2, 3), START)
    for _ in range(3):
        log.take()
    log.add(lines(4, 5), START)
    assert (texts(log), log.dropped) == (["n3", "n4", "n5"], 2)
    assert [entry.item.text for entry in log.outdated()] == ["n1", "n2"]
    assert (texts(log), log.dropped) == (["n3", "n4", "n5"], 2)


def test_a_smaller_limit_holds_at_once() -> None:
    log = ConsoleLog(5)
    log.add(lines(1, 2, 3, 4), START)
    log.take()
    log.limit = 2
    log.outdated()
    assert (texts(log), log.dropped) == (["n3", "n4"], 2)


def test_a_message_has_its_time_of_day() -> None:
    assert Entry(ConsoleLine("log", "x", 864.9), START).time == "14:02:12.114"
    assert Entry(ConsoleLine("log", "x", 0.0), datetime(2026, 1, 1, 23, 59, 59)).time == "23:59:59.000"
    assert Entry(ConsoleLine("log", "x", 1_500.0), datetime(2026, 1, 1, 23, 59, 59)).time == "00:00:00.500"


def test_text_has_time_level_and_message_and_a_file_has_all_of_it() -> None:
    log = ConsoleLog(9)
    log.add([ConsoleLine("warn", "a\nb\x07", 1.0), ConsoleLine("log", "y" * 6_000, 2.0)], START)
    log.add([heading_passage("next run")], START)
    shown, whole = shown_text(log), whole_text(log)
    assert shown.startswith("14:02:11.251 warn  a\nb\\x07\n14:02:11.252 log   yyy")
    assert shown.endswith(" … 5,000 of 6,000 characters\nnext run")
    assert whole == f"14:02:11.251 warn  a\nb\x07\n14:02:11.252 log   {'y' * 6_000}\nnext run\n"


def test_the_filter_goes_by_level_and_text_but_lets_failures_through() -> None:
    wanted = Filter(frozenset({"log", "debug"}), "Needle")
    assert wanted.admits(ConsoleLine("error", "a needle", 0))
    assert not wanted.admits(ConsoleLine("error", "nothing", 0))
    assert not wanted.admits(ConsoleLine("log", "needle", 0))
    assert not wanted.admits(ConsoleLine("trace", "needle", 0))
    assert not wanted.admits(ConsoleLine("table", "needle", 0)), "levels without a name of their own count as log"
    assert wanted.admits(heading_passage("anything"))


def test_each_message_keeps_the_start_of_its_run() -> None:
    log = ConsoleLog(6)
    starts = [START.replace(hour=hour) for hour in (1, 2, 3)]
    for start in starts:
        log.add(lines(1, 2, 3), start)
    assert [entry.start.hour for entry in log] == [2, 2, 2, 3, 3, 3]
    assert [log.take().start.hour for _ in range(4)] == [2, 2, 2, 3]
    log.add(lines(4), starts[0])
    log.wait_again()
    assert [entry.start.hour for entry in log] == [2, 2, 3, 3, 3, 1]
    assert log.dropped == 4
    assert [log.take().start.hour for _ in range(6)] == [2, 2, 3, 3, 3, 1]
