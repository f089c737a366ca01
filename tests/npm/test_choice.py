"""The version that suits a hook, and the sentence that says why it is not the latest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hookstudio.model.hook import Dialect
from hookstudio.model.module import ModuleVersion, Package, Suitable, Target
from hookstudio.npm.choice import LOOKS, suitable, why_not
from hookstudio.npm.ranges import in_range, precedence
from hookstudio.npm.reply import RegistryFailed, registry_failure

OLD = Target("12.22.12", Dialect.CLASSIC)
MIDDLE = Target("14.21.3", Dialect.CLASSIC)
NEW = Target("24.19.0", Dialect.CLASSIC)


def package(*versions: ModuleVersion, latest: str = "") -> Package:
    ordered = tuple(sorted(versions, key=lambda one: precedence(one.version), reverse=True))
    return Package("left", ordered, {"latest": latest or ordered[0].version})


def version(number: str, node: str = "", commonjs: bool | None = True, deprecated: str = "") -> ModuleVersion:
    return ModuleVersion(number, node=node, commonjs=commonjs, deprecated=deprecated)


class Looking:
    """Tells how versions are loaded, and counts."""

    def __init__(self, commonjs: Mapping[str, bool | None]) -> None:
        self.commonjs, self.asked = commonjs, list[str]()

    def __call__(self, number: str) -> ModuleVersion:
        self.asked.append(number)
        return ModuleVersion(number, commonjs=self.commonjs[number])


def numbers(found: Suitable) -> tuple[str | None, str, bool]:
    return found.version.version if found.version is not None else None, found.why, found.checked


def test_the_latest_where_it_fits() -> None:
    assert numbers(suitable(package(version("1.0.0"), version("2.0.0")), OLD)) == ("2.0.0", "", True)


@pytest.mark.parametrize(
    ("engines", "words"),
    [
        (">=18", "Node 18"),
        ("^18.17.0 || >=20.5", "Node 18.17"),
        (">= 16.0.0 < 99", "Node 16"),
        ("<=8", "Node <=8"),
        (">16", "Node 17"),
    ],
)
def test_engines(engines: str, words: str) -> None:
    found = suitable(package(version("2.4.0", ">=8"), version("2.4.1", ">=10"), version("3.0.0", engines)), OLD)
    assert numbers(found) == ("2.4.1", f"3.0.0 needs {words}; 2.4.1 fits", True)


def test_nonsense_in_engines_admits_all() -> None:
    assert numbers(suitable(package(version("1.0.0", "node, of course")), OLD))[0] == "1.0.0"


def test_es_modules_are_no_choice_for_require_but_for_newer_nodes_and_es_modules() -> None:
    found = package(version("4.6.0"), version("5.0.0", commonjs=False))
    assert numbers(suitable(found, MIDDLE)) == ("4.6.0", "5.0.0 is an ES module only; 4.6.0 can be required", True)
    for target in (NEW, Target("22.12.0", Dialect.CLASSIC), Target("20.19.0", Dialect.CLASSIC), Target("12.22.12", Dialect.ESM)):
        assert numbers(suitable(found, target)) == ("5.0.0", "", True)
    for node in ("22.11.0", "20.18.3", "21.7.3"):
        assert numbers(suitable(found, Target(node, Dialect.CLASSIC)))[0] == "4.6.0"


def test_deprecated_versions_are_taken_only_where_nothing_else_fits() -> None:
    found = package(version("1.9.0"), version("2.0.0", deprecated="broken"))
    assert numbers(suitable(found, OLD)) == ("1.9.0", "2.0.0 is deprecated; 1.9.0 is not", True)
    given_up = package(version("1.9.0", deprecated="old"), version("2.0.0", deprecated="old"))
    assert numbers(suitable(given_up, OLD)) == ("2.0.0", "2.0.0 is deprecated, and so is every other version that fits", True)
    turned = package(version("1.0.0", deprecated="old"), version("2.0.0", commonjs=False))
    assert numbers(suitable(turned, OLD)) == ("1.0.0", "2.0.0 is an ES module only; 1.0.0 fits, though it is deprecated", True)


def test_pre_releases_and_what_is_beyond_the_latest_are_no_choice() -> None:
    found = package(version("1.0.0"), version("2.0.0-beta.1"), version("3.0.0"), latest="1.0.0")
    assert numbers(suitable(found, OLD)) == ("1.0.0", "", True)
    needy = package(version("1.0.0", ">=18"), version("3.0.0"), latest="1.0.0")
    assert numbers(suitable(needy, OLD))[0] == "3.0.0"
    assert numbers(suitable(package(version("1.0.0-rc.1")), OLD))[0] is None


def test_where_none_suits() -> None:
    assert numbers(suitable(package(version("1.0.0", ">=18")), OLD)) == (None, "1.0.0 needs Node 18; no version fits", True)
    found = suitable(package(version("1.0.0", commonjs=False), version("2.0.0", commonjs=False)), OLD)
    assert numbers(found) == (None, "2.0.0 is an ES module only; none can be required", True)
    assert suitable(Package("left"), OLD) == Suitable(None, "", "The registry has no version of it")


def test_unknown_is_said_to_be_unchecked() -> None:
    assert numbers(suitable(package(version("1.0.0", commonjs=None)), OLD)) == ("1.0.0", "", False)

    def refuse(number: str) -> ModuleVersion:
        raise registry_failure("E500", number)

    assert numbers(suitable(package(version("1.0.0", commonjs=None)), OLD, refuse)) == ("1.0.0", "", False)
    assert numbers(suitable(package(version("1.0.0", commonjs=None)), NEW, refuse)) == ("1.0.0", "", True)
    with pytest.raises(RegistryFailed):
        refuse("1.0.0")


def test_the_turn_is_found_inside_a_major_with_few_looks() -> None:
    order = [f"{major}.{minor}.0" for major in range(1, 7) for minor in range(20)]
    turn = order.index("5.3.0")
    looking = Looking({number: at < turn for at, number in enumerate(order)})
    found = suitable(package(*(version(number, commonjs=None) for number in order)), OLD, looking)
    assert numbers(found) == ("5.2.0", "6.19.0 is an ES module only; 5.2.0 can be required", True)
    assert len(looking.asked) <= LOOKS
    assert len(set(looking.asked)) == len(looking.asked)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 5)), min_size=1, max_size=80, unique=True), st.data())
def test_what_is_chosen_can_be_required(pairs: Sequence[tuple[int, int]], data: st.DataObject) -> None:
    order = [f"{major}.{minor}.0" for major, minor in sorted(pairs)]
    turn = data.draw(st.integers(0, len(order)))
    looking = Looking({number: at < turn for at, number in enumerate(order)})
    found = suitable(package(*(version(number, commonjs=None) for number in order)), OLD, looking)
    assert len(looking.asked) <= LOOKS
    if found.version is not None and found.checked:
        assert looking.commonjs[found.version.version]
    if found.version is None and found.checked:
        assert turn == 0
    # The newest major that has a version for it, unless the looks did not reach.
    if found.checked and turn and len(looking.asked) < LOOKS:
        assert found.version is not None
        best = order[turn - 1]
        assert precedence(found.version.version)[0][0] >= precedence(best)[0][0] or looking.commonjs[found.version.version]


def test_why_a_version_does_not_suit() -> None:
    assert why_not(version("3.0.0", ">=18"), OLD) == "3.0.0 needs Node 18"
    assert why_not(version("3.0.0", commonjs=False), OLD) == "3.0.0 is an ES module only"
    assert why_not(version("3.0.0", deprecated="x"), OLD) == "3.0.0 is deprecated"
    assert why_not(version("3.0.0", commonjs=None), OLD) == ""


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="<>=^~|x*0123456789. -abv", max_size=40))
def test_any_range_is_answered(wanted: str) -> None:
    assert in_range("12.22.12", wanted) in (True, False, None)
    assert isinstance(why_not(version("1.0.0", wanted), OLD), str)
