"""Whether the Node that will run a hook can parse its text."""

from __future__ import annotations

from hookstudio.model.hook import Hook
from hookstudio.runner.syntax import ParseProblem, find_parse_problem
from hookstudio.studio.node_runtimes import NodeRuntimes
from hookstudio.studio.run_hook import dialect_of, find_runtime


def parse_problem(nodes: NodeRuntimes, hook: Hook, workspace_node: int | None, code: str) -> ParseProblem | None:
    """The first thing in *code* that the Node of *hook* can't parse, in the dialect that it would run in; None if there is none.

    Takes the time of a start of Node, and runs nothing of *code*. Raises StudioError if that Node is not here.
    """
    runtime = find_runtime(nodes, hook.node, workspace_node)
    return find_parse_problem(runtime, code, dialect_of(hook, code))


def in_words(problem: ParseProblem) -> str:
    """'Node 12 can't parse this: Unexpected token '?''."""
    return f"Node {problem.major} can't parse this: {problem.message}"
